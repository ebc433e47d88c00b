// The files that `check` and `preview` are asked about, ready to be analysed.
import path from 'node:path';
import type { FileAccess } from '../evaluator/session';
import type { NixParser } from '../syntax/parser';
import { decodeUtf8 } from '../evaluator/strings';
import { createAnalysis, type Analysis } from '../workspace/analysis';
import { HOST_MENTIONS } from '../workspace/entry-files';
import { importedPaths } from '../workspace/import-graph';
import { nodeFiles } from '../workspace/node-files';
import type { Io } from './io';
import type { ShowPath } from './format/shown';
import { findNixFiles, folderWith, isFolder } from './nix-files';
import { nixosSystem } from './session';

/** The path argument that stands for standard input. */
export const STDIN = '-';
/** How standard input is named in findings. */
export const STDIN_NAME = '<stdin>';

export interface Targets {
  readonly analysis: Analysis;
  /** The files that may be read. */
  readonly access: FileAccess;
  /** Absolute paths of the files asked about. */
  readonly files: readonly string[];
  /** What could not be read, as messages for people. */
  readonly problems: readonly string[];
  /** Paths as a person would write them: relative to the working folder unless an argument was absolute. */
  readonly showPath: ShowPath;
}

/** Finds the files, takes note of which imports which, and prepares their analysis. */
export async function loadTargets(paths: readonly string[], parser: NixParser, io: Io): Promise<Targets> {
  const onDisk = paths.filter((p) => p !== STDIN);
  const stdin = path.join(io.cwd, STDIN_NAME);
  const found = findNixFiles(onDisk, io.cwd);
  const roots = [...new Set(paths.map((p) => workspaceOf(p, io.cwd)))];
  const access = nodeFiles(outermost(roots));
  const analysis = createAnalysis({ parser, files: access, system: nixosSystem() });
  if (paths.includes(STDIN)) analysis.programs.open(stdin, decodeUtf8(await io.readStdin()));
  const unreadable: string[] = [];
  const files = found.files.filter((file) => {
    if (analysis.programs.get(file)) return true;
    unreadable.push(`The file \`${file}\` cannot be read.`);
    return false;
  });
  const around = [...files, ...filesAround(files, onDisk, io.cwd)];
  for (const file of withImported(around, analysis, access)) analysis.note(file);
  const absolute = onDisk.some((p) => path.isAbsolute(p));
  return {
    analysis,
    access,
    files: paths.includes(STDIN) ? [stdin, ...files] : files,
    problems: [...found.problems, ...unreadable],
    showPath: (file) => (file === stdin ? STDIN_NAME : absolute ? file : relativePath(file, io.cwd)),
  };
}

/** A path relative to a folder where it lies below it, else as it is. */
export function relativePath(file: string, folder: string): string {
  const relative = path.relative(folder, file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

/** The folder that may be read for a path: its repository or flake, else the working folder, else its own. */
function workspaceOf(given: string, cwd: string): string {
  const at = path.resolve(cwd, given === STDIN ? STDIN_NAME : given);
  const folder = isFolder(at) ? at : path.dirname(at);
  const marked = folderWith(folder, ['.git']) ?? folderWith(folder, ['flake.nix']);
  if (marked !== undefined) return marked;
  return folder === cwd || folder.startsWith(`${cwd}/`) ? cwd : folder;
}

function outermost(folders: readonly string[]): string[] {
  return folders.filter((f) => !folders.some((g) => g !== f && f.startsWith(g.endsWith('/') ? g : `${g}/`)));
}

/** Files with those that they import, directly or not. */
function withImported(files: readonly string[], analysis: Analysis, access: FileAccess): ReadonlySet<string> {
  const found = new Set(files);
  // Also reaches what is added on the way.
  for (const file of found) {
    const program = analysis.programs.get(file);
    if (program === undefined) found.delete(file);
    else importedPaths(program.parse.root, program.source.folder, access).forEach((imported) => found.add(imported));
  }
  return found;
}

/** Beyond so many files a workspace is not searched for those that belong to a single file's hosts. */
const MAX_SEARCHED = 5000;

/**
 * When single files are asked about, the files of their workspaces that may belong to the same hosts: those that import
 * them, directly or not, and those that define runners.
 */
function filesAround(files: readonly string[], given: readonly string[], cwd: string): string[] {
  const single = files.filter((file) => given.some((p) => path.resolve(cwd, p) === file));
  const workspaces = new Set(single.map((file) => workspaceOf(file, cwd)));
  const access = nodeFiles();
  return [...workspaces].flatMap((workspace) => {
    if (folderWith(workspace, ['.git', 'flake.nix']) !== workspace) return [];
    const { files: around } = findNixFiles([workspace], cwd, MAX_SEARCHED);
    if (around.length >= MAX_SEARCHED) return [];
    return around.filter((file) => {
      const text = access.readFile(file);
      return 'ok' in text && HOST_MENTIONS.some((mention) => Buffer.from(text.ok).includes(mention));
    });
  });
}
