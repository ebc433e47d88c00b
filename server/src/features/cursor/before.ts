// The part of a file in front of a cursor that decides what the cursor is about, as short as the tree allows.
import type { AttrSetExpr, Binding, Expr, LegacyLet, Let, ParseResult } from '../../syntax/ast';
import { openConstructs } from '../../syntax/open-constructs';
import { nodeAt } from '../../syntax/visit';
import { placeOf, type ExpressionPlace } from '../attribute-path';
import type { Before } from './tokens';

type Container = AttrSetExpr | Let | LegacyLet;

export interface Around {
  readonly before: Before;
  /** The set or `let` that the text begins in. */
  readonly container: Container | undefined;
  /** The expressions from the root to the container. */
  readonly outer: readonly Expr[];
  /** Where the container stands. */
  readonly place: ExpressionPlace;
  /** The innermost set around the cursor in the tree. */
  readonly set: AttrSetExpr | undefined;
  /** The expressions around the cursor, from the root on. */
  readonly chain: readonly Expr[];
}

/**
 * What stands in front of an offset, beginning with the innermost set or `let` that is open there, or behind its last
 * binding on an earlier line: what comes before that has no say.
 */
export function before(parse: ParseResult, offset: number): Around {
  const { text, root } = parse;
  const chain = nodeAt(root, offset);
  for (let i = chain.length - 1; i >= 0; i--) {
    const container = chain[i];
    if (container === undefined || !isContainer(container) || container.span.start >= offset) continue;
    const found = open(text, offset, container);
    const isClosed = found.frames.length === 1 && container.kind !== 'Let';
    if (!isClosed) return around(parse, found, container, chain.slice(0, i + 1));
  }
  const whole = openConstructs(text.slice(0, offset), 'root');
  return around(parse, { ...whole, text: text.slice(0, offset), from: 0 }, undefined, []);
}

function isContainer(expr: Expr): expr is Container {
  return expr.kind === 'AttrSet' || expr.kind === 'Let' || expr.kind === 'LegacyLet';
}

function open(text: string, offset: number, container: Container): Before {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const last = container.bindings.findLast((binding) => isWhole(text, binding) && binding.span.end <= line);
  const from = last?.span.end ?? container.span.start;
  const within = last === undefined ? 'root' : container.kind === 'Let' ? 'let' : 'set';
  const slice = text.slice(from, offset);
  return { ...openConstructs(slice, within), text: slice, from };
}

/** Whether the binding has its own `;`. */
function isWhole(text: string, { span }: Binding): boolean {
  return text[span.end - 1] === ';';
}

function around(
  { root, text }: ParseResult,
  before: Before,
  container: Container | undefined,
  outer: readonly Expr[],
): Around {
  const { tokens, from } = before;
  const cursor = from + before.text.length;
  // Between two words the cursor belongs to what stands in front of it: there the tree has what is missing.
  const touches = /[a-zA-Z0-9_'-]/.test(text[cursor] ?? '');
  const chain = nodeAt(root, touches ? cursor : from + (tokens.at(-1)?.end ?? before.text.length));
  const set = [...outer].reverse().find((expr): expr is AttrSetExpr => expr.kind === 'AttrSet');
  return { before, container, outer, place: placeOf(outer), set: set === container ? set : undefined, chain };
}
