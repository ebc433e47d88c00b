// Functions that people wrote: their parameters and what comments say of them, read off the syntax.
import type { Expr, Formal, Lambda, ParseResult, Span } from '../syntax/ast';
import { nodeAt } from '../syntax/visit';
import { commentAbove, commentBefore, commentBehind } from './comments';

/** The name of an argument in a set. */
export interface Argument {
  readonly name: string;
  readonly isOptional: boolean;
  /** Where it stands in the parameter's label. */
  readonly span: Span;
  readonly comment?: string;
  /** In the notation of Nix's documentation. */
  readonly type?: string;
}

/** A parameter as it is written: a name, or the names of a set of arguments. */
export interface Parameter {
  readonly label: string;
  /** The names of the arguments in a set. */
  readonly args?: readonly Argument[];
  /** Markdown. */
  readonly comment?: string;
}

export interface OwnFunction {
  readonly parameters: readonly Parameter[];
  /** Markdown. */
  readonly comment: string | undefined;
}

/** The function that is written at a span; `undefined` where none is. */
export function ownFunction(parse: ParseResult, span: Span): OwnFunction | undefined {
  const chain = nodeAt(parse.root, span.start);
  const at = chain.findIndex(
    (expr) => expr.kind === 'Lambda' && expr.span.start === span.start && expr.span.end === span.end,
  );
  const lambda = chain[at];
  if (lambda?.kind !== 'Lambda') return undefined;
  return { parameters: parametersOf(parse, lambda), comment: functionComment(parse, chain.slice(0, at + 1)) };
}

/** What a function's comment says: above its name, in front of the function itself, or at the head of its file. */
function functionComment(parse: ParseResult, chain: readonly Expr[]): string | undefined {
  let at = chain.length - 1;
  while (at > 0 && returned(chain[at - 1]) === chain[at]) at--;
  const whole = chain[at] as Expr;
  const outer = chain[at - 1];
  const bindings = outer !== undefined && 'bindings' in outer ? outer.bindings : [];
  const binding = bindings.find((candidate) => candidate.kind === 'value' && candidate.value === whole);
  const own = commentBefore(parse, whole.span.start);
  return (binding && commentAbove(parse, binding.span.start)) ?? own;
}

/** What a function, or an expression around one, gives in the end. */
function returned(expr: Expr | undefined): Expr | undefined {
  switch (expr?.kind) {
    case 'Lambda':
    case 'Let':
    case 'With':
    case 'Assert':
      return expr.body;
    default:
      return undefined;
  }
}

function parametersOf(parse: ParseResult, lambda: Lambda): Parameter[] {
  let body: Expr | undefined = lambda.body;
  while (body !== undefined && body.kind !== 'Lambda') body = returned(body);
  return [parameterOf(parse, lambda), ...(body === undefined ? [] : parametersOf(parse, body))];
}

function parameterOf(parse: ParseResult, { param, formals }: Lambda): Parameter {
  if (formals === undefined) {
    const comment = param && commentBehind(parse, { start: param.span.start, end: param.span.end + 1 });
    return { label: param?.name ?? '_', ...(comment !== undefined && { comment }) };
  }
  return setParameter(
    formals.formals.map((formal) => {
      const comment = commentAbove(parse, formal.span.start) ?? commentBehind(parse, formal.span);
      return {
        name: formal.name,
        isOptional: formal.fallback !== undefined,
        written: writtenFormal(parse, formal),
        ...(comment !== undefined && { comment }),
      };
    }),
    formals.ellipsis,
  );
}

/** A default that is longer than this is left out of a label. */
const MAX_DEFAULT = 24;

function writtenFormal({ text }: ParseResult, { name, fallback }: Formal): string {
  if (fallback === undefined) return name;
  const written = text.slice(fallback.span.start, fallback.span.end);
  return `${name} ? ${written.length > MAX_DEFAULT || written.includes('\n') ? '…' : written}`;
}

/** A parameter that is a set, from its arguments as they are to be shown. */
export function setParameter(
  args: readonly (Omit<Argument, 'span'> & { readonly written: string })[],
  ellipsis: boolean,
): Parameter {
  let label = '{ ';
  const shown = args.map(({ written, ...arg }): Argument => {
    const start = label.length;
    label += `${written}, `;
    return { ...arg, span: { start, end: start + written.length } };
  });
  if (ellipsis) label += '..., ';
  return { label: args.length > 0 || ellipsis ? `${label.slice(0, -2)} }` : '{ }', args: shown };
}
