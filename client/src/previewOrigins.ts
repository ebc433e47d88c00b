// Hover, go to definition and marks in preview documents: which option or default put a line there, and what is missing.
import {
  Disposable,
  Hover,
  languages,
  Location,
  MarkdownString,
  Range,
  ThemeColor,
  Uri,
  window,
  workspace,
  type LocationLink,
  type Position,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import type { PreviewDocument } from '../../server/src/lsp/protocol';
import { PREVIEW_SCHEME } from './previewUri';

type WireRange = PreviewDocument['origins'][number]['range'];

/**
 * @param shown what a preview document shows at present
 * @param runnerOf where the runner of a preview document is defined: the answer for lines that nobody wrote
 */
export function registerPreviewOrigins(
  shown: (uri: Uri) => PreviewDocument | undefined,
  runnerOf: (uri: Uri) => Location | undefined,
): Disposable {
  const unknownValue = window.createTextEditorDecorationType({
    borderStyle: 'dotted',
    borderWidth: '0 0 2px 0',
    borderColor: new ThemeColor('editorWarning.foreground'),
    overviewRulerColor: new ThemeColor('editorWarning.foreground'),
  });
  const unknownHash = window.createTextEditorDecorationType({ color: new ThemeColor('nixosRunner.unknownHash') });

  /** What a document shows, unless its text is still that of an earlier answer. */
  const current = (document: TextDocument): PreviewDocument | undefined => {
    const found = shown(document.uri);
    return found?.text === document.getText() ? found : undefined;
  };

  function decorate(editor: TextEditor): void {
    if (editor.document.uri.scheme !== PREVIEW_SCHEME) {
      return;
    }
    const gaps = current(editor.document)?.gaps ?? [];
    const ranges = (kind: 'value' | 'hash'): Range[] =>
      gaps.filter((gap) => gap.kind === kind).map(({ range }) => rangeOf(range));
    editor.setDecorations(unknownValue, ranges('value'));
    editor.setDecorations(unknownHash, ranges('hash'));
  }

  const decorateAll = (): void => window.visibleTextEditors.forEach(decorate);
  decorateAll();
  return Disposable.from(
    unknownValue,
    unknownHash,
    window.onDidChangeVisibleTextEditors(decorateAll),
    workspace.onDidChangeTextDocument(({ document }) => {
      window.visibleTextEditors.filter((editor) => editor.document === document).forEach(decorate);
    }),
    languages.registerHoverProvider(
      { scheme: PREVIEW_SCHEME },
      {
        provideHover(document, position) {
          const found = current(document);
          const parts = [at(found?.gaps, position), at(found?.origins, position)].filter((part) => part !== undefined);
          const [first] = parts;
          return (
            first &&
            new Hover(
              parts.map(({ markdown }) => new MarkdownString(markdown)),
              rangeOf(first.range),
            )
          );
        },
      },
    ),
    languages.registerDefinitionProvider(
      { scheme: PREVIEW_SCHEME },
      {
        provideDefinition(document, position): LocationLink[] {
          const origin = at(current(document)?.origins, position);
          if (origin === undefined) {
            return [];
          }
          const written = origin.locations.map(
            ({ uri, range }): Location => new Location(Uri.parse(uri), rangeOf(range)),
          );
          const targets = written.length > 0 ? written : [runnerOf(document.uri)];
          return targets.flatMap((target) =>
            target === undefined
              ? []
              : [{ originSelectionRange: rangeOf(origin.range), targetUri: target.uri, targetRange: target.range }],
          );
        },
      },
    ),
  );
}

function at<T extends { readonly range: WireRange }>(
  parts: readonly T[] | undefined,
  position: Position,
): T | undefined {
  return parts?.find(({ range }) => rangeOf(range).contains(position));
}

/** A range of the protocol as the editor has it. */
export function rangeOf({ start, end }: WireRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
