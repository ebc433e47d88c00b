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
  const inside = interpolatedText(before, index, end);
  if (inside !== undefined) {
    const text = valuePlace(around, inside.frame, inside.start);
    return text && { ...text, asText: true };
  }
  const value = frames.findLastIndex(({ kind }, i) => i <= index && kind === 'value');
  let lists = 0;
  let asText: true | undefined;
  for (let i = Math.max(value, 0); i <= index; i++) {
    const frame = frames[i];
    if (frame === undefined) break;
    const start = i === 0 ? 0 : frame.opener + 1;
    if (frame.kind === 'list') lists++;
    else if (!HOLDS_VALUE.has(frame.kind)) return undefined;
    else {
      const kind = valueKind(before, start, i === index ? end : beginningOf(before, i + 1, end));
      if (kind === undefined) return undefined;
      if (kind === 'text') asText = true;
    }
  }
  const place = placeOfFrame(around, index);
  return place.path.length === 0 ? undefined : { ...place, lists, ...(asText && { asText }) };
}

/** The frame around a string of which `"${` is all that stands in front of the token `end`, and where the string begins. */
function interpolatedText(
  { frames }: Before,
  index: number,
  end: number,
): { frame: number; start: number } | undefined {
  const [string, hole] = [frames[index - 1], frames[index]];
  if (string?.kind !== 'string' || hole?.kind !== 'antiquotation') return undefined;
  const isAll = hole.opener === string.opener + 1 && end === hole.opener + 1;
  return isAll ? { frame: index - 2, start: string.opener } : undefined;
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

/** Whether what begins at a token is the value itself, what a property such as `mkDefault` is about, or made a text of. */
function valueKind(before: Before, start: number, end: number): 'value' | 'text' | undefined {
  const { tokens } = before;
  const last = tokens[end - 1]?.type ?? '';
  if (end > start && OTHER_TYPE.has(last)) return undefined;
  const operands = operandsBefore(before, start, end);
  // A default stands in for the selection in front of it.
  const [fn, ...args] = last === 'or' ? operands.slice(0, -1) : operands;
  if (fn === undefined) return 'value';
  const name = namesOf(before, fn)?.at(-1);
  if (name === undefined) return undefined;
  if (name === 'toString' && args.length === 0) return 'text';
  return PROPERTIES[name] === args.length ? 'value' : undefined;
}
