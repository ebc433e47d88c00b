// Which files count as possible importers of others: those of the workspace, and those around documents outside of it.
import { dirName } from '../evaluator/paths';
import type { FileAccess } from '../evaluator/session';
import { HOST_MENTIONS } from '../workspace/entry-files';
import { isLeftOut, scanWorkspace, type Scanned } from './workspace-scan';

/** How long a first evaluation waits until it is known which files import which, in milliseconds. */
const PATIENCE = 1500;
/** More changed files than this are found faster by a new search. */
const MANY = 100;

/** Shows people that a search goes on. */
export interface Progress {
  report(count: number): void;
  done(): void;
}

export interface ImportersOptions {
  readonly files: FileAccess;
  /** Reads what a file imports, and whether it defines runners; forgets a file that cannot be read. */
  note(path: string): void;
  /** A search has ended. */
  found(): void;
  /** `cancel` ends the search at the person's wish. */
  progress(cancel: () => void): Progress;
  /** Tells people what a search left out. */
  log(message: string): void;
}

export interface Importers {
  /** Searches the folders, in place of those of an earlier search. */
  search(folders: readonly string[]): void;
  note(path: string): void;
  /** A document was opened: outside of the folders, and where git ignores it, its surroundings are searched. */
  opened(path: string): void;
  closed(path: string): void;
  /** Files or folders were made, changed or deleted. */
  changed(paths: readonly string[]): void;
  /** Forgets the files that may no longer be read. */
  forgetUnreadable(): void;
  /** Resolves when the search that is under way has ended, or has taken too long to be waited for. */
  settled(): Promise<unknown>;
  dispose(): void;
}

export function createImporters({ files, note, found, progress, log }: ImportersOptions): Importers {
  const known = new Set<string>();
  const covered = new Set<string>();
  let folders: readonly string[] = [];
  const open = new Set<string>();
  let pending: Promise<void> = Promise.resolve();
  let settled: Promise<unknown> = Promise.resolve();
  let round = 0;

  const noteKnown = (path: string): void => {
    note(path);
    if (exists(path)) known.add(path);
    else known.delete(path);
  };
  const exists = (path: string): boolean => 'ok' in files.kind(path);

  const forgetUnreadable = (): void => {
    for (const path of known) if (!exists(path)) noteKnown(path);
  };
  /** Whether a path leads, or led, to a folder of which files are known or may be found. */
  const isFolder = (path: string): boolean => {
    const kind = files.kind(path);
    if ('ok' in kind) return kind.ok === 'directory' && !isLeftOut(`${path}/default.nix`, folders, files);
    return [...known].some((file) => file.startsWith(`${path}/`));
  };

  async function scan(searched: readonly string[], deep: boolean): Promise<Scanned | undefined> {
    const own = round;
    let stopped = false;
    let shown: Progress | undefined;
    const result = await scanWorkspace({
      folders: searched,
      deep,
      files,
      mentions: HOST_MENTIONS,
      note: noteKnown,
      isCancelled: () => stopped || own !== round,
      progress(count) {
        shown ??= progress(() => (stopped = true));
        shown.report(count);
      },
    });
    shown?.done();
    if (own !== round) return undefined;
    for (const folder of result.folders) covered.add(folder);
    if (!result.complete)
      log(
        `The search for hosts ended after ${result.count} Nix files in ${result.folders.size} folders. Hosts elsewhere are known once their files are open; a folder opened by itself is searched first.`,
      );
    return result;
  }

  function search(): void {
    round++;
    covered.clear();
    wait(
      scan(folders, true).then((result) => {
        if (result === undefined) return;
        found();
        return searchAround();
      }),
    );
  }

  async function searchAround(): Promise<void> {
    for (const path of open) {
      const place = surroundings(path);
      if (place && (await scan([place.folder], place.deep))) found();
    }
  }

  function wait(search: Promise<void>): void {
    pending = search;
    settled = Promise.race([search, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  }

  /** The folder to search for a document that no search has covered. */
  function surroundings(path: string): { readonly folder: string; readonly deep: boolean } | undefined {
    const own = dirName(path);
    if (covered.has(own)) return undefined;
    for (let at = own; !covered.has(at); at = dirName(at)) {
      if (exists(`${at}/.git`) || exists(`${at}/flake.nix`)) return { folder: at, deep: true };
      if (at === '/' || at === '.') break;
    }
    return { folder: own, deep: false };
  }

  return {
    search(next) {
      folders = next;
      search();
    },
    note: noteKnown,
    opened(path) {
      open.add(path);
      wait(pending.then(searchAround));
    },
    closed: (path) => void open.delete(path),
    changed(paths) {
      const nix = paths.filter((path) => path.endsWith('.nix'));
      if (nix.length > MANY || paths.some((path) => !path.endsWith('.nix') && isFolder(path))) {
        forgetUnreadable();
        search();
        return;
      }
      for (const path of nix) if (known.has(path) || !isLeftOut(path, folders, files)) noteKnown(path);
    },
    forgetUnreadable,
    settled: () => settled,
    dispose() {
      round++;
    },
  };
}
