// The documents of comparisons: both sides of each text that differs, and what the change does in words.
import { Disposable, languages, l10n, Uri, workspace } from 'vscode';
import type { CompareResult, PreviewDocument, PreviewResult } from '../../server/src/lsp/protocol';

const SCHEME = 'nixos-runner-compare';

/** As the command `vscode.changes` takes it: what names the entry, and both sides. */
type Change = [label: Uri, before: Uri | undefined, after: Uri | undefined];

export interface CompareDocuments extends Disposable {
  /**
   * Makes the documents of a comparison: the summary, then the unit and whatever else differs.
   * @param title the heading of the summary
   */
  add(result: CompareResult, title: string): Change[];
}

/** Comparisons whose texts are kept; tabs of older ones say that they have to be made again. */
const KEPT = 20;

interface Text {
  readonly languageId: string;
  readonly text: string;
}

export function createCompareDocuments(): CompareDocuments {
  const texts = new Map<number, Map<string, Text>>();
  let count = 0;

  const textOf = (uri: Uri): Text | undefined => texts.get(Number(uri.query))?.get(uri.fragment + uri.path);

  const parts = Disposable.from(
    workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) =>
        textOf(uri)?.text ?? l10n.t('This comparison is no longer kept. Compare the runner again.'),
    }),
    // The editor guesses a language from the name's ending, and knows none for units.
    workspace.onDidOpenTextDocument((document) => {
      const languageId = document.uri.scheme === SCHEME ? textOf(document.uri)?.languageId : undefined;
      if (languageId !== undefined && document.languageId !== languageId) {
        void languages.setTextDocumentLanguage(document, languageId);
      }
    }),
  );

  return {
    add({ before, after, summary }, title) {
      const id = (count += 1);
      const own = new Map<string, Text>();
      const summaryName = l10n.t('What the change does.md');
      texts.set(id, own);
      texts.delete(id - KEPT);
      const uriOf = (side: string, name: string, text: Text): Uri => {
        const uri = Uri.from({ scheme: SCHEME, path: `/${name}`, query: String(id), fragment: side });
        own.set(side + uri.path, text);
        return uri;
      };
      // Both sides have the title, so that the editor shows the sentences as added and no empty line as removed.
      const heading = `# ${title}\n`;
      const sentences = summary.map((sentence) => `- ${sentence}\n`);
      const [untold, told] = [
        uriOf('before', summaryName, { languageId: 'markdown', text: heading }),
        uriOf('after', summaryName, { languageId: 'markdown', text: [heading, ...sentences].join('') }),
      ];
      const changes = changedPairs(before, after).map(([old, next]): Change => {
        const [a, b] = [old && uriOf('before', old.name, old), next && uriOf('after', next.name, next)];
        return [b ?? a ?? told, a, b];
      });
      return [[told, untold, told], ...changes];
    },
    dispose: () => void parts.dispose(),
  };
}

type Pair = readonly [before: PreviewDocument | undefined, after: PreviewDocument | undefined];

/** The texts that differ, each beside its counterpart; the unit where none does. */
export function changedPairs(before: PreviewResult | null, after: PreviewResult | null): Pair[] {
  const [old, next] = [before?.documents ?? [], after?.documents ?? []];
  const named = (documents: readonly PreviewDocument[], { name }: PreviewDocument): PreviewDocument | undefined =>
    documents.find((document) => document.name === name);
  const pairs = (['ini', 'shellscript', 'plaintext', 'json'] as const).flatMap((kind): Pair[] => {
    const ofKind = (documents: readonly PreviewDocument[]): PreviewDocument[] =>
      documents.filter(({ languageId }) => languageId === kind);
    // A runner with another name has its scripts under other names, in the same order.
    const renamed = ofKind(old).filter((document) => named(next, document) === undefined);
    const paired = ofKind(next).map((document): Pair => [named(old, document) ?? renamed.shift(), document]);
    return [...paired, ...renamed.map((document): Pair => [document, undefined])];
  });
  const changed = pairs.filter(([a, b]) => a?.text !== b?.text);
  return changed.length > 0 ? changed : pairs.slice(0, 1);
}
