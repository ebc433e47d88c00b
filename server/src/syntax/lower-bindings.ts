// From the concrete tree to names and what binds them: attribute paths, bindings, the arguments of functions.
import type { AttrName, Binding, Expr, Formal, Formals, StaticName, StringPart } from './ast';
import { child, childrenOf } from './cst';
import { absent, type Lowering } from './lowering';

/** The bindings of a set or a `let`. */
export function lowerBindings(l: Lowering, node: number): Binding[] {
  const { cst } = l;
  const found: Binding[] = [];
  for (const set of childrenOf(cst, node)) {
    if (cst.type[set] !== 'binding_set') {
      continue;
    }
    for (const part of childrenOf(cst, set)) {
      const span = l.span(part);
      const type = cst.type[part];
      if (type === 'binding') {
        found.push({ kind: 'value', span, path: lowerAttrPath(l, part), value: l.expr(part, 'expression') });
      } else if (type === 'inherit_binding' || type === 'inherit_from') {
        const from = type === 'inherit_from' ? l.expr(part, 'expression') : undefined;
        found.push({ kind: 'inherit', span, from, names: inheritedNames(l, part) });
      }
    }
  }
  return found;
}

function inheritedNames(l: Lowering, node: number): AttrName[] {
  const names = attrNames(l, child(l.cst, node, 'attrs')).filter((name) => name.span.start < name.span.end);
  for (const name of names) {
    if (name.kind === 'dynamic') {
      l.refuse(name.span, 'Dynamic attributes are not allowed in `inherit`: write the name itself');
    }
  }
  return names;
}

/** The attribute path of a binding, a selection or a `?`. */
export function lowerAttrPath(l: Lowering, node: number): AttrName[] {
  return attrNames(l, child(l.cst, node, 'attrpath'));
}

function attrNames(l: Lowering, list: number): AttrName[] {
  if (list < 0) {
    return [];
  }
  return childrenOf(l.cst, list)
    .filter((part) => l.cst.field[part] === 'attr')
    .map((part) => attrName(l, part));
}

function attrName(l: Lowering, node: number): AttrName {
  const span = l.span(node);
  if (l.cst.type[node] === 'identifier') {
    return span.start === span.end
      ? { kind: 'dynamic', span, expr: absent(span) }
      : { kind: 'static', span, name: l.source(node) };
  }
  const expr = l.cst.type[node] === 'interpolation' ? l.expr(node, 'expression') : l.exprs[node];
  const constant = expr?.kind === 'String' ? constantText(expr.parts) : undefined;
  return constant === undefined
    ? { kind: 'dynamic', span, expr: expr ?? absent(span) }
    : { kind: 'static', span, name: constant };
}

function constantText(parts: readonly StringPart[]): string | undefined {
  const [first = ''] = parts;
  return parts.length <= 1 && typeof first === 'string' ? first : undefined;
}

/** A function: `x: …`, `{ a, b ? 1, ... }: …`, or with a name for the whole argument. */
export function lowerLambda(l: Lowering, node: number): Expr {
  const universal = child(l.cst, node, 'universal');
  if (universal >= 0) {
    checkArgumentName(l, universal);
  }
  const param: StaticName | undefined =
    universal < 0 ? undefined : { kind: 'static', span: l.span(universal), name: l.source(universal) };
  const list = child(l.cst, node, 'formals');
  const formals = list < 0 ? undefined : lowerFormals(l, list, param);
  return { kind: 'Lambda', span: l.span(node), param, formals, body: l.expr(node, 'body') };
}

function checkArgumentName(l: Lowering, node: number): void {
  if (l.source(node) === 'or') {
    l.refuse(l.span(node), 'An argument cannot be named `or`: Nix has it for defaults, as in `a.b or c`');
  }
}

function lowerFormals(l: Lowering, node: number, param: StaticName | undefined): Formals {
  const { cst } = l;
  const formals: Formal[] = [];
  let ellipsis = false;
  const seen = new Set(param === undefined ? [] : [param.name]);
  for (const part of childrenOf(cst, node)) {
    if (cst.type[part] === 'ellipses') {
      ellipsis = true;
    } else if (cst.type[part] === 'formal') {
      const nameNode = child(cst, part, 'name');
      const nameSpan = l.span(nameNode);
      if (nameSpan.start === nameSpan.end) {
        continue;
      }
      const name = l.source(nameNode);
      checkArgumentName(l, nameNode);
      if (seen.has(name)) {
        l.refuse(nameSpan, `Duplicate formal function argument '${name}'`);
      }
      seen.add(name);
      formals.push({ span: l.span(part), name, nameSpan, fallback: l.optional(part, 'default') });
    }
  }
  return { span: l.span(node), formals, ellipsis };
}
