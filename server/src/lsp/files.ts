// The files that may be read: those below the workspace's folders and beside open documents. The folders change while
// the server runs, the interface that the analysis holds stays.
import path from 'node:path';
import type { FileAccess } from '../evaluator/session';
import { nodeFiles } from '../workspace/node-files';
import type { OpenDocument } from './documents';
import { isFile } from './paths';

export interface AllowedFiles {
  /** For evaluations: takes note of what they ask for. */
  readonly access: FileAccess;
  /** For searches, which ask for everything. */
  readonly unnoted: FileAccess;
  /** Whether an evaluation has asked for the path, for the folder it is in, or for something below it. */
  wasAsked(path: string): boolean;
  /** Sets the folders of the workspace. */
  setFolders(folders: readonly string[]): void;
  /** Sets the documents whose folders may be read; whether other folders may be read now than before. */
  setDocuments(documents: readonly OpenDocument[]): boolean;
}

export function createAllowedFiles(): AllowedFiles {
  let folders: readonly string[] = [];
  let besides: readonly string[] = [];
  let current = nodeFiles([]);
  const renew = (): void => {
    current = nodeFiles([...folders, ...besides]);
  };
  const asked = new Set<string>();
  const listed = new Set<string>();
  const noted = <T>(set: Set<string>, file: string, answer: T): T => {
    set.add(file);
    return answer;
  };
  return {
    access: {
      readFile: (file) => noted(asked, file, current.readFile(file)),
      kind: (file) => noted(asked, file, current.kind(file)),
      readFolder: (file) => noted(listed, file, current.readFolder(file)),
      readLink: (file) => noted(asked, file, current.readLink(file)),
      isExecutable: (file) => noted(asked, file, current.isExecutable(file)),
    },
    unnoted: {
      readFile: (file) => current.readFile(file),
      kind: (file) => current.kind(file),
      readFolder: (file) => current.readFolder(file),
      readLink: (file) => current.readLink(file),
      isExecutable: (file) => current.isExecutable(file),
    },
    wasAsked(file) {
      if (asked.has(file) || listed.has(file) || listed.has(path.dirname(file))) return true;
      return [...asked].some((other) => other.startsWith(`${file}/`));
    },
    setFolders(next) {
      folders = next;
      renew();
    },
    setDocuments(documents) {
      const next = [...new Set(documents.filter((d) => isFile(d.uri)).map((d) => path.dirname(d.path)))].sort();
      if (next.join('\n') === besides.join('\n')) return false;
      const denied = (folder: string): boolean => 'problem' in current.readFolder(folder);
      const isNew = next.filter((folder) => !besides.includes(folder)).some(denied);
      const gone = besides.filter((folder) => !next.includes(folder));
      besides = next;
      renew();
      return isNew || gone.some(denied);
    },
  };
}
