// A file system in memory, for tests that need several files.
import type { FileAccess, FileAnswer, FileKind } from '../../server/src/evaluator/session';

/** Files by absolute path; folders follow from them. Everything outside of `roots` is denied. */
export function memoryFiles(files: Readonly<Record<string, string | Uint8Array>>, roots = ['/']): FileAccess {
  const folders = new Map<string, Map<string, FileKind>>();
  for (const path of Object.keys(files)) {
    const parts = path.split('/').slice(1);
    parts.forEach((name, i) => {
      const parent = `/${parts.slice(0, i).join('/')}`;
      const entries = folders.get(parent) ?? new Map<string, FileKind>();
      folders.set(parent, entries);
      entries.set(name, i === parts.length - 1 ? 'regular' : 'directory');
    });
  }
  const guarded = <T>(path: string, answer: () => T | undefined): FileAnswer<T> => {
    if (!roots.some((root) => root === '/' || path === root || path.startsWith(`${root}/`)))
      return { problem: 'denied' };
    const found = answer();
    return found === undefined ? { problem: 'missing' } : { ok: found };
  };
  const content = (path: string): Uint8Array | undefined => {
    const file = files[path];
    return typeof file === 'string' ? new TextEncoder().encode(file) : file;
  };
  return {
    readFile: (path) => guarded(path, () => content(path)),
    kind: (path) =>
      guarded<FileKind>(path, () => (path in files ? 'regular' : folders.has(path) ? 'directory' : undefined)),
    readFolder: (path) => guarded(path, () => folders.get(path)),
    readLink: () => ({ problem: 'missing' }),
    isExecutable: () => false,
  };
}
