// The documents that the editor has open, as it last described them.
import type { TextDocumentContentChangeEvent, TextDocumentItem } from 'vscode-languageserver';
import { LineIndex } from '../syntax/lines';
import type { TextChange } from '../syntax';
import { pathOf } from './paths';

export interface OpenDocument {
  readonly uri: string;
  readonly path: string;
  readonly version: number;
  readonly text: string;
}

/** An edited document, with the edits as offsets: each one's are those of the text after the edits before it. */
interface EditedDocument {
  readonly document: OpenDocument;
  readonly changes: readonly TextChange[];
}

export interface Documents {
  open(item: TextDocumentItem): OpenDocument;
  /** `undefined` for a document that was not opened. */
  edit(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): EditedDocument | undefined;
  close(uri: string): OpenDocument | undefined;
  get(uri: string): OpenDocument | undefined;
  /** The open document that stands for a file. */
  at(path: string): OpenDocument | undefined;
  all(): readonly OpenDocument[];
}

export function createDocuments(): Documents {
  const documents = new Map<string, OpenDocument>();
  const byPath = new Map<string, OpenDocument>();
  const keep = (document: OpenDocument): OpenDocument => {
    documents.set(document.uri, document);
    byPath.set(document.path, document);
    return document;
  };
  return {
    open: ({ uri, version, text }) => keep({ uri, version, text, path: pathOf(uri) }),
    edit(uri, version, events) {
      const before = documents.get(uri);
      if (before === undefined) return undefined;
      let { text } = before;
      const changes: TextChange[] = [];
      for (const event of events) {
        const change = textChange(text, event);
        changes.push(change);
        text = text.slice(0, change.start) + change.newText + text.slice(change.end);
      }
      return { document: keep({ ...before, version, text }), changes };
    },
    close(uri) {
      const document = documents.get(uri);
      documents.delete(uri);
      if (document) byPath.delete(document.path);
      return document;
    },
    get: (uri) => documents.get(uri),
    at: (path) => byPath.get(path),
    all: () => [...documents.values()],
  };
}

/** A change without a range replaces the whole text. */
function textChange(text: string, event: TextDocumentContentChangeEvent): TextChange {
  if (!('range' in event)) return { start: 0, end: text.length, newText: event.text };
  const lines = LineIndex.of(text);
  return { start: lines.offset(event.range.start), end: lines.offset(event.range.end), newText: event.text };
}
