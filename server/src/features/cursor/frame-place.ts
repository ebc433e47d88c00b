// The attribute that something in an open construct is a value of, told from the constructs and the tokens in front of
// the cursor.
import type { FrameKind } from '../../syntax/frames';
import { MAKES_ATTRIBUTES, type ExpressionPlace } from '../attribute-path';
import type { Around } from './before';
import type { ValuePlace } from './contexts';
import { namesBefore, namesOf, operandsBefore, type Before } from './tokens';

/** The path that leads to what stands inside of the open construct at an index. */
export function placeOfFrame({ before, place: outer }: Around, index: number): ExpressionPlace {
  let { path, rooted } = outer;
  for (const [i, frame] of before.frames.entries()) {
    if (i > index) break;
    switch (frame.kind) {
      case 'value':
        path = [...path, ...namesBefore(before, frame.opener).names];
        break;
      case 'set':
        if (frame.opener > 0 && isMadeByFunction(before, i)) path = [...path, undefined];
        break;
      case 'let':
      case 'antiquotation':
      case 'condition':
      case 'scope':
      case 'default':
      case 'inherit':
      case 'formals':
        path = [];
        rooted = false;
        break;
      case 'root':
      case 'block':
      case 'paren':
      case 'list':
      case 'consequent':
      case 'implied':
      case 'path':
      case 'string':
      case 'pathLiteral':
        break;
      default:
        frame.kind satisfies never;
    }
  }
  return { path, rooted };
}

/** Whether the set is what a function such as `genAttrs names (name: { … })` makes of each name. */
function isMadeByFunction({ frames, tokens, text }: Before, index: number): boolean {
  const set = frames[index];
  const paren = frames[index - 1];
  if (set === undefined || paren?.kind !== 'paren') return false;
  const outer = frames[index - 2]?.opener ?? -1;
  return tokens
    .slice(Math.max(outer, 0), paren.opener)
    .some((t) => t.type === 'ID' && MAKES_ATTRIBUTES[text.slice(t.start, t.end)] !== undefined);
}

/** Constructs whose expression is the value of the attribute around them. */
const HOLDS_VALUE: ReadonlySet<FrameKind> = new Set<FrameKind>(['root', 'value', 'paren', 'consequent', 'implied']);

/** The attribute whose value begins at the token `end` inside of the open construct at `index`. */
export function valuePlace(around: Around, index: number, end: number): ValuePlace | undefined {
  const { before } = around;
  const { frames } = before;
  const value = frames.findLastIndex(({ kind }, i) => i <= index && kind === 'value');
  let lists = 0;
  for (let i = Math.max(value, 0); i <= index; i++) {
    const frame = frames[i];
    if (frame === undefined) break;
    const start = i === 0 ? 0 : frame.opener + 1;
    if (frame.kind === 'list') lists++;
    else if (!HOLDS_VALUE.has(frame.kind)) return undefined;
    else if (!isValue(before, start, i === index ? end : beginningOf(before, i + 1, end))) return undefined;
  }
  const place = placeOfFrame(around, index);
  return place.path.length === 0 ? undefined : { ...place, lists };
}

/** Index of the first token of an open construct: of the whole `if` where the cursor is behind its `then`. */
function beginningOf({ frames, tokens }: Before, index: number, otherwise: number): number {
  const frame = frames[index];
  if (frame?.kind !== 'consequent') return frame?.opener ?? otherwise;
  let depth = 0;
  for (let at = frame.opener; at >= 0; at--) {
    const type = tokens[at]?.type;
    if (type === 'then') depth++;
    else if (type === 'if' && --depth === 0) return at;
  }
  return frame.opener;
}

/** Functions that mark a definition, and the argument (from 0) that is the value itself. */
export const PROPERTIES: Readonly<Partial<Record<string, number>>> = {
  mkDefault: 0,
  mkForce: 0,
  mkBefore: 0,
  mkAfter: 0,
  mkVMOverride: 0,
  mkIf: 1,
  mkOverride: 1,
  mkOrder: 1,
};

/** Operators whose result has another type than their operands, or is made of parts. */
const OTHER_TYPE: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', '+', '-', '*', '/']);

/** Whether what begins at a token is the value itself, or what a property such as `mkDefault` is about. */
function isValue(before: Before, start: number, end: number): boolean {
  const { tokens } = before;
  const last = tokens[end - 1]?.type ?? '';
  if (end > start && OTHER_TYPE.has(last)) return false;
  const operands = operandsBefore(before, start, end);
  // A default stands in for the selection in front of it.
  const [fn, ...args] = last === 'or' ? operands.slice(0, -1) : operands;
  if (fn === undefined) return true;
  const name = namesOf(before, fn)?.at(-1);
  return name !== undefined && PROPERTIES[name] === args.length;
}
