// The machine's file system for the evaluator: reads only, and only below the folders that are allowed.
import type { PathLike } from 'node:fs';
import { accessSync, constants, lstatSync, readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { FileAccess, FileAnswer, FileKind } from '../evaluator/session';
import { decodeUtf8, encodeUtf8, hasEscapedBytes } from '../evaluator/strings';

/** What tells the four kinds apart; both `Stats` and `Dirent` have it. */
interface KindTests {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: KindTests): FileKind {
  if (entry.isFile()) return 'regular';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'symlink' : 'unknown';
}

function answer<T>(read: () => T): FileAnswer<T> {
  try {
    return { ok: read() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { problem: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable' };
  }
}

/**
 * File access over `node:fs`. `roots` are the folders that may be read, also through symbolic links that lead into
 * them; without it everything may be read. `overlay` gives texts that stand for files, such as unsaved buffers.
 */
export function nodeFiles(roots?: readonly string[], overlay?: (file: string) => string | undefined): FileAccess {
  const realRoots = roots?.map((root) => {
    const real = answer(() => realPath(root));
    return 'ok' in real ? real.ok : root;
  });
  const allowed = (file: string): boolean => {
    if (realRoots === undefined) return true;
    const real = nearestRealPath(file);
    return realRoots.some((root) => isBelow(real, root));
  };
  const guarded = <T>(file: string, read: () => T): FileAnswer<T> =>
    allowed(file) ? answer(read) : { problem: 'denied' };
  // The entry itself may be a link to anywhere; asking for its kind or target reads only the folder that holds it.
  const guardedEntry = <T>(file: string, read: () => T): FileAnswer<T> =>
    allowed(path.dirname(file)) || allowed(file) ? answer(read) : { problem: 'denied' };
  return {
    readFile: (file) => guarded(file, () => readFileSync(nameOnDisk(file))),
    kind: (file) => guardedEntry(file, () => kindOf(lstatSync(nameOnDisk(file)))),
    readFolder: (file) => guarded(file, () => folderEntries(file)),
    readLink: (file) => guardedEntry(file, () => decodeUtf8(readlinkSync(nameOnDisk(file), { encoding: 'buffer' }))),
    isExecutable: (file) => 'ok' in guarded(file, () => accessSync(nameOnDisk(file), constants.X_OK)),
    ...(overlay && { overlay }),
  };
}

/** A path as the operating system has it: names are bytes there, and the evaluator escapes those that are not UTF-8. */
function nameOnDisk(file: string): PathLike {
  return hasEscapedBytes(file) ? Buffer.from(encodeUtf8(file)) : file;
}

/** The path with its links followed; by the operating system itself, since Node's own way loses bytes of names. */
function realPath(file: string): string {
  return decodeUtf8(realpathSync.native(nameOnDisk(file), { encoding: 'buffer' }));
}

function folderEntries(folder: string): Map<string, FileKind> {
  const entries = readdirSync(nameOnDisk(folder), { withFileTypes: true, encoding: 'buffer' });
  return new Map(entries.map((entry) => [decodeUtf8(entry.name), kindOf(entry)]));
}

function isBelow(file: string, root: string): boolean {
  return file === root || root === '/' || file.startsWith(root.endsWith('/') ? root : `${root}/`);
}

/** The path with links followed as far as it exists. */
function nearestRealPath(file: string): string {
  let missing = '';
  for (let at = file; ; at = path.dirname(at)) {
    const real = answer(() => realPath(at));
    if ('ok' in real) return path.join(real.ok, missing);
    if (at === path.dirname(at)) return file;
    missing = path.join(path.basename(at), missing);
  }
}
