// The Nix files that a command is asked about.
import { lstatSync, readdirSync, statSync, type Dirent, type Stats } from 'node:fs';
import path from 'node:path';
import { ignoreRulesAbove, isIgnored, rulesIn, type IgnoreRules } from '../workspace/git-ignore';
import { nodeFiles } from '../workspace/node-files';

const DISK = nodeFiles();

export interface NixFiles {
  /** Absolute paths, sorted, each once. */
  readonly files: readonly string[];
  /** What could not be read, as messages for people. */
  readonly problems: readonly string[];
}

/**
 * The files among `paths` and the `*.nix` files below the folders among them, `paths` being relative to `cwd`. Below a
 * folder are left out: hidden entries, symbolic links (such as the `result` that a build leaves) and what git ignores.
 * @param limit where to stop searching
 */
export function findNixFiles(paths: readonly string[], cwd: string, limit = Infinity): NixFiles {
  const files = new Set<string>();
  const problems: string[] = [];
  for (const given of paths) {
    const absolute = path.resolve(cwd, given);
    const kind = statOf(absolute);
    if (typeof kind === 'string') problems.push(`\`${given}\` ${kind}.`);
    else if (!kind.isDirectory()) files.add(absolute);
    else search(absolute, ignoreRulesAbove(absolute, DISK), { files, problems, limit });
  }
  return { files: [...files].sort(), problems };
}

/** What is at a path, or what is wrong with it. */
function statOf(at: string): Stats | string {
  try {
    return statSync(at, { throwIfNoEntry: false }) ?? 'does not exist';
  } catch {
    return 'cannot be read';
  }
}

/** Whether a path leads to a folder that can be told to be one. */
export function isFolder(at: string): boolean {
  const kind = statOf(at);
  return typeof kind !== 'string' && kind.isDirectory();
}

/** The nearest folder from `start` upwards that holds an entry with one of these names. */
export function folderWith(start: string, names: readonly string[]): string | undefined {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (names.some((name) => lstatSync(path.join(folder, name), { throwIfNoEntry: false }))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

interface Found {
  readonly files: Set<string>;
  readonly problems: string[];
  readonly limit: number;
}

function search(folder: string, above: readonly IgnoreRules[], found: Found): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    found.problems.push(`The folder \`${folder}\` cannot be read.`);
    return;
  }
  const rules = rulesIn(folder, above, DISK);
  for (const entry of entries) {
    if (found.files.size >= found.limit) return;
    const isFolder = entry.isDirectory();
    if (entry.name.startsWith('.') || !(isFolder || (entry.isFile() && entry.name.endsWith('.nix')))) continue;
    const at = path.join(folder, entry.name);
    if (isIgnored(at, isFolder, rules)) continue;
    if (isFolder) search(at, rules, found);
    else found.files.add(at);
  }
}
