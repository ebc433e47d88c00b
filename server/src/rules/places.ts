// Finding the smallest piece of text that a definition is about.
import type { Expr, Span } from '../syntax/ast';
import type { Position } from '../evaluator/position';
import type { Definition } from '../modules/definition';
import { calleeName } from '../syntax/names';
import { childrenAt } from '../syntax/visit';
import type { HostContext } from './rule';

/** Gives the file at a path, where it can be read. */
type Programs = Pick<HostContext, 'program'>;

/** The place of a definition's value; of its name where the value has no place of its own. */
export function valuePlace(d: Definition): Position | undefined {
  const { at } = d;
  if (at === undefined) return undefined;
  return at.value === undefined ? at : { source: at.source, ...at.value };
}

/** The place of the value behind wrappers such as `lib.mkForce`, or of one element of a list that is written out. */
export function innermostPlace(d: Definition, context: Programs, element?: number): Position | undefined {
  const place = valuePlace(d);
  const root = place && context.program(place.source.path)?.parse.root;
  const expr = root && expressionWith(root, place);
  if (place === undefined || expr === undefined) return place;
  const value = unwrapped(expr);
  const item = element !== undefined && value.kind === 'List' ? value.items[element] : undefined;
  return { source: place.source, ...(item ?? value).span };
}

const WRAPPERS = new Set([
  'mkForce',
  'mkDefault',
  'mkBefore',
  'mkAfter',
  'mkOptionDefault',
  'mkOverride',
  'mkOrder',
  'mkIf',
]);

/** The expression behind wrappers such as `lib.mkForce`; the expression itself where there are none. */
export function unwrapped(expr: Expr): Expr {
  let at = expr;
  while (at.kind === 'Apply' && WRAPPERS.has(calleeName(at) ?? '')) at = at.arg;
  return at;
}

/** The expression with exactly this span. */
export function expressionWith(root: Expr, span: Span): Expr | undefined {
  let at: Expr | undefined = root;
  while (at !== undefined) {
    if (at.span.start === span.start && at.span.end === span.end) return at;
    at = childrenAt(at, span).find((c) => c.span.start <= span.start && span.end <= c.span.end);
  }
  return undefined;
}
