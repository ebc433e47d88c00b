// The path literals that have to change when files or folders get other names, so that they go on leading where they
// led before.
import type { Program } from '../evaluator/evaluate';
import { baseName, dirName, resolvePath } from '../evaluator/paths';
import type { Expr, Span } from '../syntax/ast';
import { children } from '../syntax/visit';

/** A file or a folder that gets another name; both paths absolute. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** A path literal, and what it becomes. */
export interface MovedPath {
  readonly span: Span;
  readonly newText: string;
}

/** Where a path leads after the moves; the path itself where none of them concerns it. */
export function pathAfter(path: string, moves: readonly Move[]): string {
  const move = moves.find(({ from }) => path === from || path.startsWith(`${from}/`));
  return move === undefined ? path : `${move.to}${path.slice(move.from.length)}`;
}

/**
 * The relative path literals of a file that would lead elsewhere after the moves, of the file itself or of what they lead
 * to. Interpolated paths are left alone: where they lead is not written in them.
 */
export function movedPaths({ source, parse }: Program, moves: readonly Move[]): MovedPath[] {
  const folder = dirName(pathAfter(source.path, moves));
  const found: MovedPath[] = [];
  const walk = (expr: Expr): void => {
    children(expr).forEach(walk);
    if (expr.kind !== 'Path' || expr.parts.length !== 1) return;
    const [written] = expr.parts;
    if (typeof written !== 'string' || !/^\.\.?\//.test(written)) return;
    const target = resolvePath(written, source.folder);
    const after = targetAfter(target, moves);
    if (after === target && folder === source.folder) return;
    const newText = relativeLiteral(after, folder);
    if (resolvePath(written, folder) !== after) found.push({ span: expr.span, newText });
  };
  walk(parse.root);
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** As `pathAfter`; a folder stands for its default.nix where that alone gets another name. */
function targetAfter(target: string, moves: readonly Move[]): string {
  const moved = pathAfter(target, moves);
  if (moved !== target) return folderOf(target, moved);
  const module = `${target}/default.nix`;
  const after = pathAfter(module, moves);
  return after === module ? target : folderOf(target, after);
}

/** The folder in place of a default.nix that was not named as such before. */
function folderOf(before: string, after: string): string {
  return baseName(after) === 'default.nix' && baseName(before) !== 'default.nix' ? dirName(after) : after;
}

/** A path as a literal in a file of `folder`. Characters that no literal may hold are added as a string. */
function relativeLiteral(path: string, folder: string): string {
  const from = folder.split('/').filter(Boolean);
  const to = path.split('/').filter(Boolean);
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  const up = from.slice(common).map(() => '..');
  const down = to.slice(common);
  const written = [...(up.length > 0 ? up : ['.']), ...down].join('/');
  if (up.length + down.length === 0) return './.';
  if (/^[a-zA-Z0-9._+/-]+$/.test(written)) return written.includes('/') ? written : `${written}/.`;
  const text = down.join('/').replace(/["\\]|\$(?=\{)/g, '\\$&');
  return `(${up.length > 0 ? `${up.join('/')}${up.length === 1 ? '/.' : ''}` : './.'} + "/${text}")`;
}
