// Which files changed since when, and which files an evaluation asked for: what is found out stays true as long as none
// of these changes.
import { dirName } from '../evaluator/paths';
import type { FileAccess } from '../evaluator/session';

interface Change {
  /** `undefined` where any file may have changed. */
  readonly path: string | undefined;
  /** Whether it may be a folder, or may have been made or deleted. */
  readonly onDisk: boolean;
}

/** The changes of files, numbered in their order. */
export class FileChanges {
  private readonly log: Change[] = [];

  /** The number of changes so far. */
  get count(): number {
    return this.log.length;
  }

  /** The text of a file changed in an editor. */
  ofText(path: string): void {
    this.log.push({ path, onDisk: false });
  }

  /** Files or folders changed on disk; without `paths`, any may have. */
  onDisk(paths?: readonly string[]): void {
    if (paths === undefined) this.log.push({ path: undefined, onDisk: true });
    else this.log.push(...paths.map((path) => ({ path, onDisk: true })));
  }

  /**
   * Whether one of the changes behind the first `count` may matter to who asked for `asked`; those of the text of
   * `except` do not.
   */
  concern(asked: ReadonlySet<string>, count: number, except?: string): boolean {
    for (let at = count; at < this.log.length; at++) {
      const change = this.log[at];
      if (change === undefined || (except !== undefined && change.path === except && !change.onDisk)) continue;
      if (concerns(change, asked)) return true;
    }
    return false;
  }
}

function concerns({ path, onDisk }: Change, asked: ReadonlySet<string>): boolean {
  if (path === undefined || asked.has(path)) return true;
  if (!onDisk) return false;
  if (asked.has(dirName(path))) return true;
  const below = `${path}/`;
  for (const other of asked) if (other.startsWith(below)) return true;
  return false;
}

/** The same files; whatever is asked of them goes into `asked`. */
export function recordedFiles(files: FileAccess, asked: Set<string>): FileAccess {
  const noted = (path: string): string => {
    asked.add(path);
    return path;
  };
  return {
    readFile: (path) => files.readFile(noted(path)),
    kind: (path) => files.kind(noted(path)),
    readFolder: (path) => files.readFolder(noted(path)),
    readLink: (path) => files.readLink(noted(path)),
    isExecutable: (path) => files.isExecutable(noted(path)),
    overlay: (path) => files.overlay?.(noted(path)),
  };
}
