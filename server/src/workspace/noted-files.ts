// What the syntax of files at hand tells about hosts: who imports whom, who defines runners, who makes systems.
import type { Program } from '../evaluator/evaluate';
import type { FileAccess } from '../evaluator/session';
import { runnerSites } from '../runner/sites';
import { mayMakeSystems } from './entry-files';
import { ImportGraph, importedPaths, mentionedPaths } from './import-graph';

/** Files that are hosts by themselves, whatever they leave open. */
export const HOST_FILE = /(^|\/)configuration\.nix$/;

export class NotedFiles {
  readonly graph = new ImportGraph();
  /** Which files name which in any way, for files that are no modules. */
  readonly mentions = new ImportGraph();
  /** Files that define runners. */
  readonly definers = new Set<string>();
  /** Files that make systems. */
  readonly entries = new Set<string>();
  /** Files that are hosts by themselves. */
  readonly hostFiles = new Set<string>();
  /** How often something else was found than before. */
  changes = 0;

  /** @param program the file; without it, it is gone: it imports nothing and defines nothing */
  note(path: string, program: Program | undefined, files: FileAccess): void {
    const root = program?.parse.root;
    const pathsOf = (find: typeof importedPaths): string[] =>
      program === undefined ? [] : find(program.parse.root, program.source.folder, files);
    const changed = [
      this.graph.set(path, pathsOf(importedPaths)),
      this.mentions.set(path, pathsOf(mentionedPaths)),
      set(this.hostFiles, path, root !== undefined && HOST_FILE.test(path)),
      set(this.definers, path, root !== undefined && runnerSites(root).length > 0),
      set(this.entries, path, root !== undefined && !path.endsWith('/flake.nix') && mayMakeSystems(root)),
    ];
    if (changed.includes(true)) this.changes++;
  }
}

/** Whether that is new. */
function set<T>(all: Set<T>, item: T, isIn: boolean): boolean {
  if (all.has(item) === isIn) return false;
  if (isIn) all.add(item);
  else all.delete(item);
  return true;
}
