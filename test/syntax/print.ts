// The AST in a compact form for fixtures, close to an s-expression.
import type { AttrName, Binding, Expr, ParseResult, StringPart } from '../../server/src/syntax';

/** One line per file: `(select x a.b or 1)`, `(+ 1 2)`, `(set (a.b = 1) (inherit x))`. */
export function print(expr: Expr): string {
  switch (expr.kind) {
    case 'Int':
      return `${expr.value}`;
    case 'Float':
      return `(float ${expr.value})`;
    case 'String':
      return expr.style === 'uri' ? `(uri ${parts(expr.parts)})` : parts(expr.parts);
    case 'Path':
      return `(path ${parts(expr.parts)})`;
    case 'SearchPath':
      return `(search ${expr.path})`;
    case 'Variable':
      return expr.name;
    case 'Select':
      return `(select ${print(expr.target)} ${path(expr.path)}${expr.fallback === undefined ? '' : ` or ${print(expr.fallback)}`})`;
    case 'HasAttr':
      return `(has ${print(expr.target)} ${path(expr.path)})`;
    case 'Apply':
      return `(${print(expr.fn)} ${print(expr.arg)})`;
    case 'Lambda': {
      const formals = expr.formals?.formals.map((formal) =>
        formal.fallback === undefined ? formal.name : `${formal.name}?${print(formal.fallback)}`,
      );
      const set =
        formals === undefined ? '' : `{${[...formals, ...(expr.formals?.ellipsis === true ? ['...'] : [])].join(' ')}}`;
      return `(fn ${[expr.param?.name ?? '', set].filter((part) => part !== '').join('@')} ${print(expr.body)})`;
    }
    case 'Let':
      return `(let ${bindings(expr.bindings)}${print(expr.body)})`;
    case 'LegacyLet':
      return `(legacy-let ${bindings(expr.bindings).trimEnd()})`;
    case 'AttrSet':
      return `(${expr.recursive ? 'rec' : 'set'} ${bindings(expr.bindings)}`.trimEnd() + ')';
    case 'List':
      return `[${expr.items.map(print).join(' ')}]`;
    case 'With':
      return `(with ${print(expr.scope)} ${print(expr.body)})`;
    case 'Assert':
      return `(assert ${print(expr.condition)} ${print(expr.body)})`;
    case 'If':
      return `(if ${print(expr.condition)} ${print(expr.consequent)} ${print(expr.alternative)})`;
    case 'Unary':
      return `(${expr.operator} ${print(expr.operand)})`;
    case 'Binary':
      return `(${expr.operator} ${print(expr.left)} ${print(expr.right)})`;
    case 'Invalid':
      return '<invalid>';
    default:
      return expr satisfies never;
  }
}

/** Each problem as the text under it and its message. */
export function printProblems(result: ParseResult): string[] {
  return result.problems.map(
    ({ span, message }) => `${JSON.stringify(result.text.slice(span.start, span.end))}: ${message}`,
  );
}

function parts(all: readonly StringPart[]): string {
  return `"${all.map((part) => (typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : `\${${print(part)}}`)).join('')}"`;
}

function path(names: readonly AttrName[]): string {
  return names.map((name) => (name.kind === 'static' ? name.name : `\${${print(name.expr)}}`)).join('.');
}

function bindings(all: readonly Binding[]): string {
  return all
    .map((binding) =>
      binding.kind === 'value'
        ? `(${path(binding.path)} = ${print(binding.value)}) `
        : `(inherit${binding.from === undefined ? '' : ` from ${print(binding.from)}`}${binding.names.map((name) => ` ${path([name])}`).join('')}) `,
    )
    .join('');
}
