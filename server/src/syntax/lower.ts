// From the concrete tree to the AST. Nodes are built from the last to the first, so that the children of a node are
// there when it is built: nothing here recurses, and no nesting is too deep for the call stack.
import type { Comment, Expr, ParseResult, Span, StringPart } from './ast';
import { child, childrenOf } from './cst';
import { lowerAttrPath, lowerBindings, lowerLambda } from './lower-bindings';
import { absent, Lowering, type LowerInput } from './lowering';
import { lowerNumber } from './numbers';
import { lowerOperator } from './operators';
import { doubleQuotedParts, indentedParts, type RawPart } from './strings';

/** Nix's own parser gives up at about this depth too ("memory exhausted"). */
export const MAX_NESTING = 10_000;

/** Builds the AST. Never throws on what a person can write: what makes no sense becomes `Invalid` and a problem. */
export function lower(input: LowerInput): ParseResult {
  const l = new Lowering(input);
  const { text, cst, exprs } = l;
  const comments: Comment[] = [];
  const { isTooDeep, nesting } = refuseDeepNesting(l);
  for (let node = cst.size - 1; node > 0; node--) {
    if (isTooDeep[node] === true) {
      continue;
    }
    if (cst.type[node] === 'comment') {
      comments.push(comment(l, node));
    } else {
      exprs[node] ??= build(l, node);
    }
  }
  const root = childrenOf(cst, 0).find((node) => exprs[node] !== undefined) ?? -1;
  return {
    text,
    root: exprs[root] ?? absent({ start: 0, end: text.length }),
    problems: l.problems.sort((a, b) => a.span.start - b.span.start),
    comments: comments.reverse(),
    nesting,
  };
}

const nestingTypes: ReadonlySet<string> = new Set([
  'parenthesized_expression',
  'list_expression',
  'attrset_expression',
  'rec_attrset_expression',
  'let_attrset_expression',
  'let_expression',
  'function_expression',
  'with_expression',
  'assert_expression',
  'if_expression',
  'unary_expression',
  'interpolation',
]);

interface Nesting {
  /** By node: whether it lies below the deepest level that is looked at; the node at that level is `Invalid`. */
  readonly isTooDeep: readonly boolean[];
  /** How deep expressions are nested in others. */
  readonly nesting: number;
}

function refuseDeepNesting(l: Lowering): Nesting {
  const { cst } = l;
  const level: number[] = [0];
  const isTooDeep: boolean[] = [];
  let nesting = 0;
  for (let node = 1; node < cst.size; node++) {
    const depth = (level[cst.parent[node] ?? 0] ?? 0) + (nestingTypes.has(cst.type[node] ?? '') ? 1 : 0);
    level.push(depth);
    nesting = Math.max(nesting, depth);
    if (depth > MAX_NESTING) {
      const last = cst.next[node] ?? cst.size;
      l.exprs[node] = l.refuse(l.span(node), `Expressions are nested more than ${MAX_NESTING} levels deep here`);
      for (let below = node; below < last; below++) {
        isTooDeep[below] = true;
        level[below] = depth;
      }
      node = last - 1;
    }
  }
  return { isTooDeep, nesting };
}

function comment(l: Lowering, node: number): Comment {
  const { start } = l.span(node);
  const text = l.source(node).replace(/\r$/, '');
  return { span: { start, end: start + text.length }, text };
}

/** The expression that a node stands for; undefined for one that is a part of an expression. */
function build(l: Lowering, node: number): Expr | undefined {
  const { cst } = l;
  const span = l.span(node);
  switch (cst.type[node]) {
    case 'variable_expression':
      return variable(l, node);
    case 'integer_expression':
    case 'float_expression':
      return lowerNumber(l.source(node), span, (message) => l.refuse(span, message));
    case 'string_expression':
      return { kind: 'String', style: 'double', span, parts: doubleQuotedParts(rawParts(l, node)) };
    case 'indented_string_expression':
      return { kind: 'String', style: 'indented', span, parts: indentedParts(rawParts(l, node)) };
    case 'uri_expression':
      return { kind: 'String', style: 'uri', span, parts: [l.source(node)] };
    case 'path_expression':
    case 'hpath_expression':
      return path(l, node);
    case 'spath_expression':
      return { kind: 'SearchPath', span, path: l.text.slice(span.start + 1, span.end - 1) };
    case 'parenthesized_expression':
      return l.expr(node, 'expression');
    case 'list_expression':
      return { kind: 'List', span, items: items(l, node) };
    case 'attrset_expression':
    case 'rec_attrset_expression':
      return {
        kind: 'AttrSet',
        span,
        recursive: cst.type[node] === 'rec_attrset_expression',
        bindings: lowerBindings(l, node),
      };
    case 'let_attrset_expression':
      return { kind: 'LegacyLet', span, bindings: lowerBindings(l, node) };
    case 'let_expression':
      return { kind: 'Let', span, bindings: lowerBindings(l, node), body: l.expr(node, 'body') };
    case 'with_expression':
      return { kind: 'With', span, scope: l.expr(node, 'environment'), body: l.expr(node, 'body') };
    case 'assert_expression':
      return { kind: 'Assert', span, condition: l.expr(node, 'condition'), body: l.expr(node, 'body') };
    case 'if_expression':
      return {
        kind: 'If',
        span,
        condition: l.expr(node, 'condition'),
        consequent: l.expr(node, 'consequence'),
        alternative: l.expr(node, 'alternative'),
      };
    case 'function_expression':
      return lowerLambda(l, node);
    case 'select_expression':
      return {
        kind: 'Select',
        span,
        target: l.expr(node, 'expression'),
        path: lowerAttrPath(l, node),
        fallback: l.optional(node, 'default'),
      };
    case 'has_attr_expression':
      return { kind: 'HasAttr', span, target: l.expr(node, 'expression'), path: lowerAttrPath(l, node) };
    case 'apply_expression':
      return apply(l, node);
    case 'unary_expression':
      return {
        kind: 'Unary',
        span,
        operator: l.text[span.start] === '!' ? '!' : '-',
        operand: l.expr(node, 'argument'),
      };
    case 'binary_expression':
      return lowerOperator(l, node);
    default:
      return undefined;
  }
}

const UNEXPECTED_OR = 'Unexpected `or`: it stands between a selection and its default, as in `a.b or c`';

function isLegacyOr(expr: Expr): boolean {
  return expr.kind === 'Variable' && expr.name === 'or';
}

function variable(l: Lowering, node: number): Expr {
  const span = l.span(node);
  const name = l.source(node);
  if (name === '') {
    return absent(span);
  }
  if (name === 'or' && !mayBeArgument(l, node)) {
    return l.refuse(span, UNEXPECTED_OR);
  }
  return { kind: 'Variable', span, name };
}

/** Nix lets a function named `or` be an argument, and nothing else. */
function mayBeArgument({ cst }: Lowering, node: number): boolean {
  const parent = cst.parent[node] ?? 0;
  switch (cst.type[parent]) {
    case 'apply_expression':
      return cst.field[node] === 'argument';
    case 'list_expression':
      return child(cst, parent, 'element') !== node;
    default:
      return false;
  }
}

function apply(l: Lowering, node: number): Expr {
  const fn = l.expr(node, 'function');
  const arg = l.expr(node, 'argument');
  if (isLegacyOr(arg)) {
    return applyToOr(l, child(l.cst, node, 'function'), fn, arg);
  }
  return { kind: 'Apply', span: l.span(node), fn, arg };
}

/** `f x or` means `f (x or)`: Nix binds a following `or` to the nearest simple expression. */
function applyToOr(l: Lowering, node: number, expr: Expr, or: Expr): Expr {
  const { cst } = l;
  const span: Span = { start: cst.start[node] ?? expr.span.start, end: or.span.end };
  const type = cst.type[node];
  if (expr.kind === 'Apply' && type === 'apply_expression') {
    return { ...expr, span, arg: applyToOr(l, child(cst, node, 'argument'), expr.arg, or) };
  }
  if (expr.kind === 'Select' && expr.fallback !== undefined && type === 'select_expression') {
    return { ...expr, span, fallback: applyToOr(l, child(cst, node, 'default'), expr.fallback, or) };
  }
  if (l.source(node) === 'or') l.refuse(or.span, UNEXPECTED_OR);
  return { kind: 'Apply', span, fn: expr, arg: or };
}

function items(l: Lowering, node: number): Expr[] {
  const found: Expr[] = [];
  let previous = -1;
  for (const element of childrenOf(l.cst, node)) {
    const expr = l.exprs[element];
    if (expr === undefined) {
      continue;
    }
    const last = found[found.length - 1];
    if (last !== undefined && isLegacyOr(expr) && l.cst.type[element] === 'variable_expression') {
      found[found.length - 1] = applyToOr(l, previous, last, expr);
    } else {
      found.push(expr);
    }
    previous = element;
  }
  return found;
}

/** Literal text as written, from behind the opening to before the closing delimiter, and antiquotations. */
function rawParts(l: Lowering, node: number): RawPart[] {
  const { cst, text } = l;
  const children = childrenOf(cst, node);
  const open = children[0] ?? node;
  const close = children[children.length - 1] ?? node;
  const parts: RawPart[] = [];
  let at = cst.end[open] ?? 0;
  for (const part of children) {
    if (cst.type[part] === 'interpolation') {
      parts.push(text.slice(at, cst.start[part]), l.expr(part, 'expression'));
      at = cst.end[part] ?? at;
    }
  }
  parts.push(text.slice(at, Math.max(at, cst.start[close] ?? at)));
  return parts;
}

function path(l: Lowering, node: number): Expr {
  const span = l.span(node);
  const parts: StringPart[] = [];
  for (const part of childrenOf(l.cst, node)) {
    parts.push(l.cst.type[part] === 'interpolation' ? l.expr(part, 'expression') : l.source(part));
  }
  const last = parts[parts.length - 1];
  if (typeof last === 'string' && last.endsWith('/')) {
    l.refuse(span, `The path '${l.source(node)}' has a trailing slash: leave the last '/' out`);
  }
  if (parts.every((part) => typeof part === 'string') && parts.join('').includes('//'))
    l.refuse(span, `The path '${l.source(node)}' has two slashes in a row: leave one of them out`);
  return { kind: 'Path', span, parts };
}
