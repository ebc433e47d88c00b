// Where a cursor stands: at a name of a set, behind a dot, where an expression begins, in a string, in a path literal.
// Told from what stands in front of it, and from the tree for what is around: the text may be broken.
import type { ParseResult } from '../../syntax/ast';
import { nodeAt } from '../../syntax/visit';
import { before } from './before';
import type { CursorContext, PathContext } from './contexts';
import { readCursor } from './reader';

const WORD_BEFORE = /[a-zA-Z_][a-zA-Z0-9_'-]*$/;
const WORD_AFTER = /^[a-zA-Z0-9_'-]*/;
const PATH_BEFORE = /(?<![a-zA-Z0-9._+\-/~"'}])(?:~|\.{1,2})?(?:\/[a-zA-Z0-9._+-]*)+$/;

/** What the cursor at an offset (UTF-16) is about; `undefined` in comments, numbers and other places without names. */
export function contextAt(parse: ParseResult, offset: number): CursorContext | undefined {
  const { text } = parse;
  if (offset < 0 || offset > text.length) return undefined;
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const path = PATH_BEFORE.exec(line)?.[0];
  if (path !== undefined && !path.includes('//')) {
    const found = pathContext(parse, offset, path);
    if (found !== undefined) return found;
  }
  const word = WORD_BEFORE.exec(line)?.[0] ?? '';
  const cut = offset - word.length;
  // A number that goes on in letters is nothing yet.
  if (/[0-9]$/.test(text.slice(cut - 1, cut)) && word !== '') return undefined;
  const around = before(parse, cut);
  if (around.before.inComment) return undefined;
  const typed = { start: cut, end: offset + (WORD_AFTER.exec(text.slice(offset, offset + 200))?.[0].length ?? 0) };
  const found = readCursor(parse, offset, typed, around);
  // The name of a function's parameter, in front of its colon, is a new one.
  return found?.kind === 'expression' && /^\s*:/.test(text.slice(typed.end, typed.end + 200)) ? undefined : found;
}

function pathContext(parse: ParseResult, offset: number, written: string): PathContext | undefined {
  const { before: open } = before(parse, offset - written.length);
  const top = open.frames.at(-1);
  const inText = top?.kind === 'string' || top?.kind === 'set' || top?.kind === 'let' || top?.kind === 'path';
  if (open.inComment || inText || (top?.state === 'after' && open.tokens.at(-1)?.type === 'INT')) return undefined;
  const name = written.slice(written.lastIndexOf('/') + 1);
  const rest = /^[a-zA-Z0-9._+-]*/.exec(parse.text.slice(offset, offset + 200))?.[0] ?? '';
  const typed = { start: offset - name.length, end: offset + rest.length };
  return { kind: 'path', typed, chain: nodeAt(parse.root, offset), written };
}
