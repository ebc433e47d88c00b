// Evaluating an expression inside of a file by itself: the scopes around it are set up, what encloses it is not run.
import type { Expr, Lambda } from '../syntax/ast';
import { children } from '../syntax/visit';
import { ROOT } from './builtins/index';
import { attrsOf } from './attrs';
import { LambdaCode, WithCode } from './code';
import { AttrsCode, LetCode, compileNested } from './code-attrs';
import { SelectOne } from './code-select';
import { call } from './call';
import type { Program } from './evaluate';
import { lazy } from './force';
import { Env, Unknown, force, type Lazy } from './values';

/** Gives the parameters of enclosing functions, which nobody calls here, a value by their name. */
export type ParameterValue = (name: string, lambda: Lambda) => Lazy;

/** The enclosing expressions of `target`, from the root to `target` itself; `undefined` when it is not in the file. */
export function pathTo(root: Expr, target: Expr): Expr[] | undefined {
  const path: Expr[] = [];
  let at: Expr | undefined = root;
  while (at !== undefined) {
    path.push(at);
    if (at === target) return path;
    at = children(at).find((c) => c.span.start <= target.span.start && target.span.end <= c.span.end);
  }
  return undefined;
}

/** The value of the expression at the end of `path` (see `pathTo`), with enclosing parameters given by `parameter`. */
export function evaluateAt(program: Program, path: readonly Expr[], parameter: ParameterValue): Lazy {
  let env = ROOT.env;
  for (let i = 0; i < path.length - 1; i++) {
    const expr = path[i] as Expr;
    const inner = path[i + 1] as Expr;
    env = scopeInside(program, expr, inner, env, parameter);
  }
  const target = path.at(-1);
  const code = target && program.codes.get(target);
  // A call with some of its arguments is a part of the code of the whole call.
  if (code === undefined && target?.kind === 'Apply') {
    const [fn, arg] = [target.fn, target.arg].map((part) => evaluateAt(program, [...path, part], parameter));
    return lazy(() => call(force(fn as Lazy), arg as Lazy));
  }
  if (code === undefined) return new Unknown('…', 'this expression was not compiled');
  return code.delay(env);
}

/** The names that can be used at a place of a file by itself. */
export interface VisibleNames {
  /** Variables with their values, without those of the outermost scope. */
  readonly variables: ReadonlyMap<string, Lazy>;
  /** The sets of the `with` expressions around, the innermost first; variables hide their names. */
  readonly withs: readonly Lazy[];
}

/**
 * What is in scope inside of the expression at the end of `path`, a chain of expressions from the root on in which each
 * is a part of the one before; parameters of functions are given by `parameter`.
 */
export function visibleNames(program: Program, path: readonly Expr[], parameter: ParameterValue): VisibleNames {
  const variables = new Map<string, Lazy>();
  const withs: Lazy[] = [];
  let env = ROOT.env;
  for (const [i, expr] of path.entries()) {
    const inner = path[i + 1];
    const outer = env;
    env = scopeInside(program, expr, inner ?? bodyOf(expr), env, parameter);
    if (env === outer) continue;
    const names = namesBoundBy(program, expr);
    if (names === undefined) withs.unshift(env.slots[0] as Lazy);
    else names.forEach((name, slot) => variables.set(name, env.slots[slot] as Lazy));
  }
  return { variables, withs };
}

/** The part of an expression that a cursor with no part around it is taken to be in. */
function bodyOf(expr: Expr): Expr {
  return 'body' in expr ? expr.body : expr;
}

/** The names of the frame that an expression makes, by slot; `undefined` for `with`. */
function namesBoundBy(program: Program, expr: Expr): readonly string[] | undefined {
  if (expr.kind === 'Lambda')
    return [...(expr.param ? [expr.param.name] : []), ...(expr.formals?.formals ?? []).map(({ name }) => name)];
  const code = program.codes.get(expr);
  if (code instanceof LetCode) return code.codes.shape.names;
  if (code instanceof AttrsCode) return code.names;
  return code instanceof SelectOne && code.target instanceof AttrsCode ? code.target.names : undefined;
}

/** The frame that `inner`, a direct part of `expr`, runs in. */
function scopeInside(program: Program, expr: Expr, inner: Expr, env: Env, parameter: ParameterValue): Env {
  const code = program.codes.get(expr);
  switch (expr.kind) {
    case 'Lambda':
      return code instanceof LambdaCode ? parametersOf(code, expr, env, parameter) : env;
    case 'Let':
      if (!(code instanceof LetCode)) return env;
      compileNested(code.codes.values);
      return code.frame(env);
    case 'LegacyLet':
      return code instanceof SelectOne && code.target instanceof AttrsCode ? code.target.frame(env) : env;
    case 'AttrSet':
      return code instanceof AttrsCode ? code.frame(env) : env;
    case 'With':
      return code instanceof WithCode && inner === expr.body ? code.frame(env) : env;
    default:
      return env;
  }
}

function parametersOf(code: LambdaCode, expr: Lambda, env: Env, parameter: ParameterValue): Env {
  const slots: Lazy[] = [];
  if (expr.param !== undefined) slots.push(argument(expr.param.name, expr, parameter));
  for (const formal of code.formals ?? []) slots.push(parameter(formal.name, expr));
  return new Env(env, slots);
}

/** The whole argument: a set of the parameters for `args@{ … }`, else a parameter like any other. */
function argument(name: string, lambda: Lambda, parameter: ParameterValue): Lazy {
  const { formals } = lambda;
  if (formals === undefined) return parameter(name, lambda);
  const named = formals.formals.map((formal) => [formal.name, parameter(formal.name, lambda)] as const);
  const unknown = new Unknown(name, 'not all arguments are known here');
  return attrsOf(Object.fromEntries(named), { select: (other) => parameter(other, lambda), unknown });
}
