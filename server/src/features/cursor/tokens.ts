// Reading names and calls off the tokens in front of a cursor.
import type { OpenConstructs } from '../../syntax/open-constructs';
import type { PathName } from '../attribute-path';

/** The text in front of a cursor, from some place on, with what is open at its end. */
export interface Before extends OpenConstructs {
  readonly text: string;
  /** Offset in the file of the text's beginning. */
  readonly from: number;
}

/** A path of names that ends in front of a token. */
export interface NamesBefore {
  readonly names: readonly PathName[];
  /** Index of the first token of the path. */
  readonly start: number;
}

/** The path `a.b."c"` whose last name is the token in front of `end`; empty where that is no name. */
export function namesBefore(before: Before, end: number): NamesBefore {
  const names: PathName[] = [];
  let at = end;
  for (;;) {
    const name = nameBefore(before, at);
    if (name === undefined) break;
    names.unshift(name.text);
    at = name.start;
    if (before.tokens[at - 1]?.type !== '.' || nameBefore(before, at - 1) === undefined) break;
    at--;
  }
  return { names, start: at };
}

function nameBefore({ tokens, text }: Before, end: number): { text: PathName; start: number } | undefined {
  const last = tokens[end - 1];
  if (last === undefined) return undefined;
  if (last.type === 'ID' || last.type === 'or') return { text: text.slice(last.start, last.end), start: end - 1 };
  if (last.type === '"end' || last.type === '}$') {
    const start = openerBefore(tokens, end - 1);
    const inner = tokens.slice(start + 1, end - 1);
    const written = last.type === '"end' && inner.every(({ type }) => type === 'TEXT');
    return { text: written ? inner.map((t) => text.slice(t.start, t.end)).join('') : undefined, start };
  }
  return undefined;
}

const CLOSERS: ReadonlySet<string> = new Set([')', ']', '}', '}$', '"end', "''end"]);
const OPENERS: ReadonlySet<string> = new Set(['(', '[', '{', '${', '"', "''"]);

/** The index of the bracket that the one at `closer` closes; 0 where there is none. */
function openerBefore(tokens: Before['tokens'], closer: number): number {
  let depth = 0;
  for (let at = closer; at >= 0; at--) {
    const type = tokens[at]?.type ?? '';
    if (CLOSERS.has(type)) depth++;
    else if (OPENERS.has(type) && --depth === 0) return at;
  }
  return 0;
}

/** Tokens, from the index `start` up to `end`. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** Tokens behind which another operand begins anew. */
const SEPARATORS: ReadonlySet<string> = new Set([
  ...'+ - * / ++ // == != < <= > >= && || -> |> <| ! = : ; , @ ?'.split(' '),
  ...['then', 'else', 'in', 'if', 'with', 'assert', 'let'],
]);

/** Tokens behind which an operand goes on. */
const GO_ON: ReadonlySet<string> = new Set(['.', 'rec']);

/** Complete operands that stand side by side: a function and its first arguments, where there are several. */
export interface Segment {
  /** The token in front, which separates them from what comes before; `undefined` at the beginning. */
  readonly separator: string | undefined;
  readonly operands: readonly TokenRange[];
}

/** What stands between separators in front of the token `end`, from the token `start` on; there is always a last one. */
export function segmentsBefore({ tokens }: Before, start: number, end: number): readonly [...Segment[], Segment] {
  const done: Segment[] = [];
  let separator: string | undefined;
  let operands: TokenRange[] = [];
  for (let at = start; at < end;) {
    const { type = '' } = tokens[at] ?? {};
    if (SEPARATORS.has(type)) {
      done.push({ separator, operands });
      separator = type;
      operands = [];
      at++;
      continue;
    }
    const next = OPENERS.has(type) ? closerAfter(tokens, at, end) + 1 : at + 1;
    const last = operands.at(-1);
    const goesOn =
      last !== undefined &&
      (type === '.' || type === 'or' || type === '${' || type === 'PART' || GO_ON.has(tokens[at - 1]?.type ?? ''));
    operands = goesOn
      ? [...operands.slice(0, -1), { start: last.start, end: next }]
      : [...operands, { start: at, end: next }];
    at = next;
  }
  return [...done, { separator, operands }];
}

/** The operands of the last segment in front of the token `end`. */
export function operandsBefore(before: Before, start: number, end: number): readonly TokenRange[] {
  return segmentsBefore(before, start, end).at(-1)?.operands ?? [];
}

function closerAfter(tokens: Before['tokens'], opener: number, end: number): number {
  let depth = 0;
  for (let at = opener; at < end; at++) {
    const type = tokens[at]?.type ?? '';
    if (OPENERS.has(type)) depth++;
    else if (CLOSERS.has(type) && --depth === 0) return at;
  }
  return end - 1;
}

/** The names of an operand such as `lib.strings.concatMap`; `undefined` where it is something else. */
export function namesOf(before: Before, { start, end }: TokenRange): readonly string[] | undefined {
  const found = namesBefore(before, end);
  const names = found.names.flatMap((name) => (name === undefined ? [] : [name]));
  return found.start === start && names.length > 0 && names.length === found.names.length ? names : undefined;
}
