// What an editor is about to do with files, and has done: paths follow names, and hosts follow files.
import type {
  Connection,
  FileOperationOptions,
  FileOperationRegistrationOptions,
  FileRename,
} from 'vscode-languageserver/node';
import { baseName, dirName } from '../evaluator/paths';
import type { FileAccess } from '../evaluator/session';
import { movedPaths, type Move, type ProgramAt } from '../features';
import { rangeOf } from './convert';
import { isFile, pathOf, uriOf } from './paths';
import type { Workspace } from './workspace';
import { scanWorkspace } from './workspace-scan';

const FILTERS: FileOperationRegistrationOptions = {
  filters: [
    { scheme: 'file', pattern: { glob: '**/*.nix', matches: 'file' } },
    { scheme: 'file', pattern: { glob: '**/*', matches: 'folder' } },
  ],
};

export const FILE_OPERATIONS: FileOperationOptions = {
  willRename: FILTERS,
  didRename: FILTERS,
  didCreate: FILTERS,
  didDelete: FILTERS,
};

/** Answers what editors tell of files; `workspace` gives the workspace once there is one. */
export function registerFileOperations(connection: Connection, workspace: () => Workspace | undefined): void {
  const operations = connection.workspace;
  operations.onWillRenameFiles(async ({ files }, token) => {
    const edits = await workspace()?.editsFor(movesOf(files), () => token.isCancellationRequested);
    return edits === undefined || Object.keys(edits).length === 0 ? null : { changes: edits };
  });
  operations.onDidRenameFiles(({ files }) =>
    workspace()?.filesChanged(files.flatMap(({ oldUri, newUri }) => [oldUri, newUri])),
  );
  operations.onDidCreateFiles(({ files }) => workspace()?.filesChanged(files.map(({ uri }) => uri)));
  operations.onDidDeleteFiles(({ files }) => workspace()?.filesChanged(files.map(({ uri }) => uri)));
}

function movesOf(files: readonly FileRename[]): Move[] {
  return files
    .filter(({ oldUri, newUri }) => isFile(oldUri) && isFile(newUri))
    .map(({ oldUri, newUri }) => ({ from: pathOf(oldUri), to: pathOf(newUri) }));
}

/** Where files are looked for that hold paths. */
export interface MoveContext {
  readonly folders: readonly string[];
  /** Files that are open, wherever they lie. */
  readonly open: readonly string[];
  readonly files: FileAccess;
  readonly programAt: ProgramAt;
}

/** The edits, by address, that keep paths leading where they lead; of the files as they are named before the moves. */
export async function editsForMoves(
  { folders, open, files, programAt }: MoveContext,
  moves: readonly Move[],
  isCancelled: () => boolean,
): Promise<Record<string, { range: ReturnType<typeof rangeOf>; newText: string }[]>> {
  const found = new Set(open);
  const search = { files, isCancelled, note: (path: string) => void found.add(path) };
  await scanWorkspace({ ...search, folders, deep: true, mentions: moves.flatMap(({ from }) => mentionsOf(from)) });
  // What moves itself leads elsewhere with every relative path that it holds.
  await scanWorkspace({ ...search, folders: moves.map(({ from }) => from), deep: true, mentions: ['./'] });
  for (const { from } of moves) if (from.endsWith('.nix')) found.add(from);
  const edits: Awaited<ReturnType<typeof editsForMoves>> = {};
  for (const path of isCancelled() ? [] : found) {
    const program = programAt(path);
    const moved = program ? movedPaths(program, moves) : [];
    if (program && moved.length > 0)
      edits[uriOf(path)] = moved.map(({ span, newText }) => ({ range: rangeOf(program.source, span), newText }));
  }
  return edits;
}

/** What a file holds that may lead to a path: its name, and for a default.nix that of its folder, or none at all. */
function mentionsOf(path: string): string[] {
  const name = baseName(path);
  return name === 'default.nix' ? [name, `/${baseName(dirName(path))}`, './.', '../'] : [`/${name}`];
}
