// The files that may be read: those below the workspace's folders and beside open documents. The folders change while
// the server runs, the interface that the analysis holds stays.
import path from 'node:path';
import type { FileAccess } from '../evaluator/session';
import { nodeFiles } from '../workspace/node-files';
import type { OpenDocument } from './documents';
import { isFile } from './paths';

export interface AllowedFiles {
  readonly access: FileAccess;
  /** Sets the folders of the workspace. */
  setFolders(folders: readonly string[]): void;
  /** Sets the documents whose folders may be read. */
  setDocuments(documents: readonly OpenDocument[]): void;
}

export function createAllowedFiles(): AllowedFiles {
  let folders: readonly string[] = [];
  let besides: readonly string[] = [];
  let current = nodeFiles([]);
  const renew = (): void => {
    current = nodeFiles([...folders, ...besides]);
  };
  return {
    access: {
      readFile: (file) => current.readFile(file),
      kind: (file) => current.kind(file),
      readFolder: (file) => current.readFolder(file),
      readLink: (file) => current.readLink(file),
      isExecutable: (file) => current.isExecutable(file),
    },
    setFolders(next) {
      folders = next;
      renew();
    },
    setDocuments(documents) {
      const next = [...new Set(documents.filter((d) => isFile(d.uri)).map((d) => path.dirname(d.path)))].sort();
      if (next.join('\n') === besides.join('\n')) return;
      besides = next;
      renew();
    },
  };
}
