// Looking ahead in a token list.
import type { LexedText, Token } from './lexer';

/** The closing token for each opening one. */
export const pairs: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['${', '}$'],
  ['"', '"end'],
  ["''", "''end"],
]);
export const closing: ReadonlySet<string> = new Set(pairs.values());

/** The index of the closing token for each opening one; brackets that do not match are left out. */
export function matchBrackets(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const matches = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ type }, index) => {
    if (pairs.has(type)) {
      open.push(index);
    } else if (closing.has(type)) {
      const opener = open[open.length - 1];
      if (opener !== undefined && pairs.get(tokens[opener]?.type ?? '') === type) {
        open.pop();
        matches.set(opener, index);
      }
    }
  });
  return matches;
}

/** Whether every bracket, quote and comment that is opened is closed, and no other. */
export function isBalanced({ tokens, unclosedComment }: LexedText, matches: ReadonlyMap<number, number>): boolean {
  const brackets = tokens.filter(({ type }) => pairs.has(type) || closing.has(type)).length;
  return unclosedComment === undefined && brackets === 2 * matches.size;
}

/** Whether an attribute path and `=` follow at an index. */
export function bindingStarts(tokens: readonly Token[], matches: ReadonlyMap<number, number>, index: number): boolean {
  for (let at = index; ; at++) {
    const type = tokens[at]?.type;
    if (type === '"' || type === '${') {
      const close = matches.get(at);
      if (close === undefined) {
        return false;
      }
      at = close;
    } else if (type !== 'ID' && type !== 'or') {
      return false;
    }
    at++;
    if (tokens[at]?.type !== '.') {
      return tokens[at]?.type === '=';
    }
  }
}

/** Whether the `{` at an index opens the formals of a function. */
export function formalsStart(tokens: readonly Token[], matches: ReadonlyMap<number, number>, index: number): boolean {
  const first = tokens[index + 1]?.type;
  const second = tokens[index + 2]?.type;
  if (first === '...' || (first === 'ID' && (second === ',' || second === '?'))) {
    return true;
  }
  const close = matches.get(index);
  const behind = close === undefined ? undefined : tokens[close + 1]?.type;
  return behind === ':' || (behind === '@' && (first === 'ID' || first === '}'));
}

/** How many closing tokens of a type behind an index have their opening one before it. */
export function unmatchedClosers(tokens: readonly Token[], index: number, closer: string): number {
  let found = 0;
  let depth = 0;
  for (let at = index + 1; at < tokens.length; at++) {
    const type = tokens[at]?.type ?? 'EOF';
    if (type === closer && depth === 0) {
      found++;
    } else if (type === closer) {
      depth--;
    } else if (pairs.get(type) === closer) {
      depth++;
    }
  }
  return found;
}
