// Files and folders in a path literal.
import { resolvePath } from '../../evaluator/paths';
import type { PathContext } from '../cursor/contexts';
import type { Moment } from '../moment';
import { RANK, type CompletionItem } from './item';

/** Names that a path literal can hold. */
const WRITABLE = /^[a-zA-Z0-9._+-]+$/;

/** What is in the folder that the literal names, as far as it may be read; folders end in `/`. */
export function pathItems({ program, files }: Moment, { written }: PathContext): CompletionItem[] {
  if (written.startsWith('~')) return [];
  const folder = written.slice(0, written.lastIndexOf('/') + 1);
  const hidden = written.slice(folder.length).startsWith('.');
  const path = resolvePath(folder, program.source.folder);
  const answer = files.readFolder(path);
  if (!('ok' in answer)) return [];
  return [...answer.ok]
    .filter(([name]) => WRITABLE.test(name) && name.startsWith('.') === hidden)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, kind]) => {
      const isFolder = kind === 'directory';
      return {
        label: isFolder ? `${name}/` : name,
        kind: isFolder ? 'folder' : 'file',
        rank: isFolder || name.endsWith('.nix') ? RANK.asked : RANK.wanted,
      };
    });
}
