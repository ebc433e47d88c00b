// Walking over the AST.
import { Attached } from './attached';
import type { AttrName, Binding, Expr, Span, StringPart } from './ast';

/** The direct subexpressions in the order of the text. */
export function children(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'Int':
    case 'Float':
    case 'SearchPath':
    case 'Variable':
    case 'Invalid':
      return [];
    case 'String':
    case 'Path':
      return expr.parts.filter(isExpr);
    case 'Select':
      return [expr.target, ...namesOf(expr.path), ...optional(expr.fallback)];
    case 'HasAttr':
      return [expr.target, ...namesOf(expr.path)];
    case 'Apply':
      return [expr.fn, expr.arg];
    case 'Lambda':
      return [...(expr.formals?.formals ?? []).flatMap((formal) => optional(formal.fallback)), expr.body];
    case 'Let':
      return [...expr.bindings.flatMap(bindingChildren), expr.body];
    case 'LegacyLet':
    case 'AttrSet':
      return expr.bindings.flatMap(bindingChildren);
    case 'List':
      return [...expr.items];
    case 'With':
      return [expr.scope, expr.body];
    case 'Assert':
      return [expr.condition, expr.body];
    case 'If':
      return [expr.condition, expr.consequent, expr.alternative];
    case 'Unary':
      return [expr.operand];
    case 'Binary':
      return [expr.left, expr.right];
    default:
      return unreachable(expr);
  }
}

/** The direct subexpressions that touch a span, or are in a binding that does: of a long list, few. */
export function childrenAt(expr: Expr, { start, end }: Span): Expr[] {
  const bindings = bindingsOf(expr);
  if (bindings.length === 0) return children(expr);
  const inside = bindings.filter(({ span }) => span.start <= end && start <= span.end).flatMap(bindingChildren);
  return expr.kind === 'Let' ? [...inside, expr.body] : inside;
}

/** The expressions of a binding: dynamic names, then the value or what is inherited from. */
export function bindingChildren(binding: Binding): Expr[] {
  if (binding.kind === 'inherit') return [...optional(binding.from), ...namesOf(binding.names)];
  const names = namesOf(binding.path);
  return names.length === 0 ? [binding.value] : [...names, binding.value];
}

const EXPRESSIONS = new Attached<Expr, readonly Expr[]>();

/** The expression with every one inside of it in the order of the text, outer ones before what they hold; listed once. */
export function descendants(root: Expr): readonly Expr[] {
  const known = EXPRESSIONS.get(root);
  if (known !== undefined) return known;
  const found: Expr[] = [];
  const waiting = [root];
  for (let expr = waiting.pop(); expr !== undefined; expr = waiting.pop()) {
    found.push(expr);
    const inner = children(expr);
    for (let i = inner.length - 1; i >= 0; i--) waiting.push(inner[i] as Expr);
  }
  EXPRESSIONS.set(root, found);
  return found;
}

/** The bindings that an expression itself holds. */
export function bindingsOf(expr: Expr): readonly Binding[] {
  return expr.kind === 'AttrSet' || expr.kind === 'Let' || expr.kind === 'LegacyLet' ? expr.bindings : [];
}

/** The direct subexpressions that are in none of its bindings. */
export function childrenBesideBindings(expr: Expr): Expr[] {
  if (expr.kind === 'Let') return [expr.body];
  return expr.kind === 'AttrSet' || expr.kind === 'LegacyLet' ? [] : children(expr);
}

/**
 * The expressions around an offset, from the root to the innermost. An offset behind the last unit of an expression
 * still counts as inside, as a cursor there belongs to it; between two neighbours the later one wins.
 */
export function nodeAt(root: Expr, offset: number): Expr[] {
  const path: Expr[] = [];
  let expr: Expr | undefined = root;
  while (expr !== undefined && holds(expr, offset)) {
    path.push(expr);
    expr = childrenAt(expr, { start: offset, end: offset }).findLast((inner) => holds(inner, offset));
  }
  return path;
}

function holds(expr: Expr, offset: number): boolean {
  return expr.span.start <= offset && offset <= expr.span.end;
}

function isExpr(part: StringPart): part is Expr {
  return typeof part !== 'string';
}

const NONE: readonly Expr[] = [];

function namesOf(names: readonly AttrName[]): readonly Expr[] {
  // Long files are walked often, and hardly any name is computed.
  if (names.every((name) => name.kind === 'static')) return NONE;
  return names.flatMap((name) => (name.kind === 'dynamic' ? [name.expr] : []));
}

function optional(expr: Expr | undefined): Expr[] {
  return expr === undefined ? [] : [expr];
}

function unreachable(expr: never): never {
  throw new TypeError(`Not an expression: ${JSON.stringify(expr)}`);
}
