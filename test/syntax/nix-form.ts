// A normal form in which our AST of a source and our AST of what `nix-instantiate --parse` prints for it are equal:
// nested attribute paths are expanded, operators that Nix prints as calls are calls, string parts are sums.
import type { AttrName, Binding, Expr, StringPart } from '../../server/src/syntax';

/** What relative paths are relative to. */
export interface Folders {
  readonly current: string;
  readonly home: string;
}

/** Recursive, for test sources only. Relative paths count from `folders.current`, `~` is `folders.home`. */
export function nixForm(expr: Expr, folders: Folders): string {
  const form = (inner: Expr): string => nixForm(inner, folders);
  switch (expr.kind) {
    case 'Int':
    case 'Float':
      return `${expr.value}`;
    case 'String':
      return sum(expr.parts.length === 0 ? ['""'] : expr.parts.map((part) => partForm(part, form)));
    case 'Path':
      return sum(
        expr.parts.map((part, index) =>
          index === 0 && typeof part === 'string' ? absolute(part, folders) : partForm(part, form),
        ),
      );
    case 'SearchPath':
      return call(['__findFile', '__nixPath', JSON.stringify(expr.path)]);
    case 'Variable':
      return expr.name;
    case 'Select':
      return `(${form(expr.target)})${names(expr.path, form)}${expr.fallback === undefined ? '' : ` or ${form(expr.fallback)}`}`;
    case 'HasAttr':
      return `(${form(expr.target)} ?${names(expr.path, form)})`;
    case 'Apply':
      return call([form(expr.fn), form(expr.arg)]);
    case 'Lambda': {
      const formals = expr.formals?.formals
        .map((formal) => formal.name + (formal.fallback === undefined ? '' : ` ? ${form(formal.fallback)}`))
        .sort();
      const set =
        formals === undefined ? '' : `{ ${formals.join(', ')}${expr.formals?.ellipsis === true ? ' ...' : ''} }`;
      return `(${set}@${expr.param?.name ?? ''}: ${form(expr.body)})`;
    }
    case 'Let':
      return `(let ${attrs(group(expr.bindings, form), form)} in ${form(expr.body)})`;
    case 'LegacyLet':
      return `(rec {${attrs(group(expr.bindings, form), form)} })."body"`;
    case 'AttrSet':
      return `${expr.recursive ? 'rec ' : ''}{${attrs(group(expr.bindings, form), form)} }`;
    case 'List':
      return `[${expr.items.map((item) => ` ${form(item)}`).join('')} ]`;
    case 'With':
      return `(with ${form(expr.scope)}; ${form(expr.body)})`;
    case 'Assert':
      return `(assert ${form(expr.condition)}; ${form(expr.body)})`;
    case 'If':
      return `(if ${form(expr.condition)} then ${form(expr.consequent)} else ${form(expr.alternative)})`;
    case 'Unary':
      return expr.operator === '!' ? `(! ${form(expr.operand)})` : call(['__sub', '0', form(expr.operand)]);
    case 'Binary':
      return binary(expr.operator, form(expr.left), form(expr.right));
    case 'Invalid':
      return '<invalid>';
    default:
      return expr satisfies never;
  }
}

function binary(operator: string, left: string, right: string): string {
  switch (operator) {
    case '-':
      return call(['__sub', left, right]);
    case '*':
      return call(['__mul', left, right]);
    case '/':
      return call(['__div', left, right]);
    case '<':
      return call(['__lessThan', left, right]);
    case '>':
      return call(['__lessThan', right, left]);
    case '<=':
      return `(! ${call(['__lessThan', right, left])})`;
    case '>=':
      return `(! ${call(['__lessThan', left, right])})`;
    case '+':
      return sum([left, right]);
    default:
      return `(${left} ${operator} ${right})`;
  }
}

/** Nix merges a call whose function is a call. */
function call(all: readonly string[]): string {
  const [fn = '', ...rest] = all;
  const inner = fn.startsWith('<<') ? fn.slice(2, -2) : fn;
  return `<<${[inner, ...rest].join(' ')}>>`;
}

/** A sum is flat on its left; neighbouring texts are one, and empty text is none. */
function sum(all: readonly string[]): string {
  const [first = '', ...rest] = all;
  const flat = first.startsWith('\u0001') ? first.slice(1, -1).split('\u0002') : [first];
  const terms: string[] = [];
  for (const term of [...flat, ...rest]) {
    const last = terms[terms.length - 1];
    if (last?.startsWith('"') === true && term.startsWith('"')) {
      terms[terms.length - 1] = last.slice(0, -1) + term.slice(1);
    } else {
      terms.push(term);
    }
  }
  const kept = terms.filter((term) => term !== '""');
  return kept.length <= 1 ? (kept[0] ?? '""') : `\u0001${kept.map(sealed).join('\u0002')}\u0003`;
}

/** An inner sum on the right stays one term. */
function sealed(term: string): string {
  return term.replaceAll('\u0001', '(').replaceAll('\u0002', ' + ').replaceAll('\u0003', ')');
}

function partForm(part: StringPart, form: (inner: Expr) => string): string {
  return typeof part === 'string' ? JSON.stringify(part) : form(part);
}

function absolute(written: string, folders: Folders): string {
  const full = written.startsWith('~')
    ? folders.home + written.slice(1)
    : written.startsWith('/')
      ? written
      : `${folders.current}/${written}`;
  const kept: string[] = [];
  for (const piece of full.split('/')) {
    if (piece === '..') {
      kept.pop();
    } else if (piece !== '.' && piece !== '') {
      kept.push(piece);
    }
  }
  return `/${kept.join('/')}${full.endsWith('/') && kept.length > 0 ? '/' : ''}`;
}

function names(path: readonly AttrName[], form: (inner: Expr) => string): string {
  return path.map((name) => `.${nameForm(name, form)}`).join('');
}

/** Nix takes a constant indented string of several tokens for dynamic, which makes no difference to its value. */
function nameForm(name: AttrName, form: (inner: Expr) => string): string {
  const text = name.kind === 'static' ? JSON.stringify(name.name) : sealed(form(name.expr));
  return text.startsWith('"') ? text : `\${${text}}`;
}

interface Group {
  recursive: boolean;
  readonly attrs: Map<string, string | Group>;
  readonly dynamic: [string, string | Group][];
}

function group(all: readonly Binding[], form: (inner: Expr) => string): Group {
  const top: Group = { recursive: false, attrs: new Map(), dynamic: [] };
  for (const binding of all) {
    if (binding.kind === 'inherit') {
      for (const name of binding.names) {
        const text = name.kind === 'static' ? name.name : '';
        const value = binding.from === undefined ? 'inherit' : `(${form(binding.from)})${names([name], form)}`;
        top.attrs.set(text, value);
      }
    } else {
      add(top, binding.path, binding.value, form);
    }
  }
  return top;
}

function add(into: Group, path: readonly AttrName[], value: Expr, form: (inner: Expr) => string): void {
  const [name, ...rest] = path;
  if (name === undefined) {
    return;
  }
  const isSet = rest.length > 0 || value.kind === 'AttrSet';
  let inner: Group | undefined;
  if (name.kind === 'static') {
    const known = into.attrs.get(name.name);
    inner = typeof known === 'object' ? known : undefined;
  }
  const fresh: Group = inner ?? {
    recursive: rest.length === 0 && value.kind === 'AttrSet' && value.recursive,
    attrs: new Map(),
    dynamic: [],
  };
  if (rest.length > 0) {
    add(fresh, rest, value, form);
  } else if (value.kind === 'AttrSet') {
    const parsed = group(value.bindings, form);
    parsed.attrs.forEach((attr, key) => fresh.attrs.set(key, attr));
    fresh.dynamic.push(...parsed.dynamic);
  }
  const result = isSet ? fresh : form(value);
  if (name.kind === 'static') {
    into.attrs.set(name.name, result);
  } else {
    into.dynamic.push([form(name.expr), result]);
  }
}

function attrs(of: Group, form: (inner: Expr) => string): string {
  const show = (value: string | Group): string =>
    typeof value === 'string' ? value : `${value.recursive ? 'rec ' : ''}{${attrs(value, form)} }`;
  const fixed = [...of.attrs]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ` ${JSON.stringify(name)} = ${show(value)};`);
  const dynamic = of.dynamic.map(([name, value]) => ` \${${name}} = ${show(value)};`);
  return [...fixed, ...dynamic].join('');
}
