// Finds the Nix files of the workspace that matter to hosts, a few at a time, so that the server answers meanwhile.
import type { FileAccess } from '../evaluator/session';
import { ignoreRulesAbove, isIgnored, rulesIn, type IgnoreRules } from '../workspace/git-ignore';

/** Files beyond this number are left alone: nobody waits for a whole package collection. */
export const MAX_FILES = 5000;
/** Folders beyond this number are left alone, for workspaces such as a home folder. */
export const MAX_FOLDERS = 20_000;
/** Time for one slice of the scan, in milliseconds. */
const SLICE = 10;

/** What is large, generated or the work of others. */
const SKIPPED = /^(\..*|node_modules|result.*)$/;

export interface ScanOptions {
  readonly folders: readonly string[];
  /** Whether the folders inside of them are searched as well. */
  readonly deep: boolean;
  readonly files: FileAccess;
  /** The texts that make a file worth being noted. */
  readonly mentions: readonly string[];
  /** Called with the path of each `*.nix` file that holds one of `mentions`. */
  note(path: string): void;
  isCancelled(): boolean;
  /** Called between slices with the number of Nix files that were looked at so far. */
  progress?(count: number): void;
}

export interface Scanned {
  /** The folders whose files were looked at. */
  readonly folders: ReadonlySet<string>;
  /** The number of Nix files that were looked at. */
  readonly count: number;
  /** False where the scan ended at one of its bounds, or was cancelled. */
  readonly complete: boolean;
}

/**
 * Looks at the `*.nix` files below the folders, those of the upper folders first. Left out are symbolic links, hidden
 * folders, what git ignores, and the folders of packages and build results. Resolves when all are done, or as soon as
 * `isCancelled`.
 */
export async function scanWorkspace({
  files,
  mentions,
  note,
  isCancelled,
  progress,
  ...scan
}: ScanOptions): Promise<Scanned> {
  const folders = new Set<string>();
  let until = performance.now() + SLICE;
  let count = 0;
  for (const found of entries(scan.folders, scan.deep, files)) {
    if (isCancelled()) return { folders, count, complete: false };
    if (found.isFolder) {
      if (folders.size === MAX_FOLDERS) return { folders, count, complete: false };
      folders.add(found.path);
    } else {
      if (count === MAX_FILES) return { folders, count, complete: false };
      count++;
      const content = files.readFile(found.path);
      if ('ok' in content && holdsAny(content.ok, mentions)) note(found.path);
    }
    if (performance.now() > until) {
      progress?.(count);
      await new Promise((resolve) => setImmediate(resolve));
      until = performance.now() + SLICE;
    }
  }
  return { folders, count, complete: true };
}

interface Entry {
  readonly path: string;
  readonly isFolder: boolean;
}

interface Waiting {
  readonly folder: string;
  readonly above: readonly IgnoreRules[];
}

/** Every folder, each followed by its Nix files. A folder that lies in another one comes once. */
function* entries(folders: readonly string[], deep: boolean, files: FileAccess): Generator<Entry> {
  const waiting: Waiting[] = folders.map((folder) => ({ folder, above: ignoreRulesAbove(folder, files) }));
  const seen = new Set<string>();
  // An array of its own for each level: taking the first of a long array is slow.
  for (let level = waiting; level.length > 0;) {
    const next: Waiting[] = [];
    for (const { folder, above } of level) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      const found = files.readFolder(folder);
      if (!('ok' in found)) continue;
      yield { path: folder, isFolder: true };
      const rules = rulesIn(folder, above, files);
      for (const [name, kind] of found.ok) {
        const isFolder = kind === 'directory';
        if (isFolder ? !deep || SKIPPED.test(name) : kind !== 'regular' || !name.endsWith('.nix')) continue;
        const path = folder === '/' ? `/${name}` : `${folder}/${name}`;
        if (isIgnored(path, isFolder, rules)) continue;
        if (isFolder) next.push({ folder: path, above: rules });
        else yield { path, isFolder };
      }
    }
    level = next;
  }
}

/** Whether a search of the folders passes a file by, whatever it holds. */
export function isLeftOut(path: string, folders: readonly string[], files: FileAccess): boolean {
  const top = folders.find((folder) => path.startsWith(folder === '/' ? folder : `${folder}/`));
  if (top === undefined) return true;
  let rules = ignoreRulesAbove(top, files);
  const names = path.slice(top === '/' ? 1 : top.length + 1).split('/');
  for (let at = top, i = 0; i < names.length; i++) {
    const isFolder = i < names.length - 1;
    rules = rulesIn(at, rules, files);
    at = `${at === '/' ? '' : at}/${names[i]}`;
    if ((isFolder && SKIPPED.test(names[i] ?? '')) || isIgnored(at, isFolder, rules)) return true;
  }
  return false;
}

function holdsAny({ buffer, byteOffset, byteLength }: Uint8Array, texts: readonly string[]): boolean {
  const content = Buffer.from(buffer, byteOffset, byteLength);
  return texts.some((text) => content.includes(text));
}
