// Sets and functions that are written out in the file, also where a variable stands for them. Told from the syntax alone.
import type { AttrSetExpr, Expr, Formal, ParseResult, Span } from '../syntax/ast';
import { scopesOf } from '../syntax/scopes';

/** Variables that are followed, so that those that go in circles end. */
const MAX_ALIASES = 8;

/** What an expression is once variables and selections are replaced by what is written for them. */
export function literalOf(parse: ParseResult, expr: Expr, aliases = MAX_ALIASES): Expr | undefined {
  if (aliases < 0) return undefined;
  switch (expr.kind) {
    case 'Variable': {
      const variable = scopesOf(parse).startingAt(expr.span.start)?.variable;
      const [first, ...others] = variable?.definitions ?? [];
      if (variable?.kind === 'formal' || first?.value === undefined || others.length > 0) return undefined;
      return literalOf(parse, first.value, aliases - 1);
    }
    case 'Let':
    case 'With':
    case 'Assert':
      return literalOf(parse, expr.body, aliases);
    default:
      return expr;
  }
}

/** The names of an attribute in a set that is written out; `path` leads to it. */
export function attributeSpans(parse: ParseResult, set: AttrSetExpr, path: readonly string[]): Span[] {
  return set.bindings.flatMap((binding) => {
    if (binding.kind === 'inherit') {
      const name = binding.names.find((n) => n.kind === 'static' && n.name === path[0]);
      return name !== undefined && path.length === 1 ? [name.span] : [];
    }
    const shared = binding.path.slice(0, path.length);
    if (!shared.every((name, i) => name.kind === 'static' && name.name === path[i])) return [];
    const last = binding.path[path.length - 1];
    if (last !== undefined) return [last.span];
    const inner = literalOf(parse, binding.value);
    return inner?.kind === 'AttrSet' ? attributeSpans(parse, inner, path.slice(binding.path.length)) : [];
  });
}

/** The formals that a call's argument gives values to, where the function is written out; `fn` is what is called. */
export function formalsOf(parse: ParseResult, fn: Expr): readonly Formal[] {
  let given = 0;
  let at = fn;
  for (; at.kind === 'Apply'; at = at.fn) given++;
  let lambda = literalOf(parse, at);
  for (; given > 0 && lambda?.kind === 'Lambda'; given--) lambda = literalOf(parse, lambda.body);
  return lambda?.kind === 'Lambda' ? (lambda.formals?.formals ?? []) : [];
}
