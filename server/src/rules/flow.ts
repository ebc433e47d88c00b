// The way of a value through the text: from where it is used back to the expression that made it.
import type { Program } from '../evaluator/evaluate';
import { resolvePath } from '../evaluator/paths';
import type { Position } from '../evaluator/position';
import { showOption } from '../modules/definition';
import type { AttrName, Binding, Expr, Lambda, Span } from '../syntax/ast';
import { staticName, staticNames, functionName } from '../syntax/names';
import { scopesOf, withsAround } from '../syntax/scopes';
import { children, nodeAt } from '../syntax/visit';
import type { RelatedPlace } from './finding';
import { expressionWith } from './places';
import type { HostContext } from './rule';
import { writtenDefinitions } from './system-config';

/** An expression of a file; of its value, the attribute at `path`. */
interface Stop {
  readonly program: Program;
  readonly expr: Expr;
  readonly path: readonly string[];
  /** The stop that asks for this one. */
  readonly from: Stop | undefined;
  /** What happens on the way from the one to the other, for people. */
  readonly step: RelatedPlace | undefined;
}

/** Beyond so many expressions nobody would follow the explanation. */
const MAX_STOPS = 4000;

/**
 * The steps that lead from an expression for which `isGoal` holds to the expression at `start`, in the order in which
 * the value passes; `undefined` where the text does not show such a way. Nothing is evaluated: the shortest way in the
 * text is taken, which need not be the only one.
 */
export function wayTo(
  context: HostContext,
  start: Position,
  isGoal: (expr: Expr, program: Program) => boolean,
): { readonly goal: Position; readonly steps: readonly RelatedPlace[] } | undefined {
  const program = context.program(start.source.path);
  if (program === undefined) return undefined;
  const seen = new Map<Expr, Set<string>>();
  const queue = startingStops(context, program, start);
  for (let i = 0; i < queue.length && i < MAX_STOPS; i++) {
    const stop = queue[i] as Stop;
    if (isGoal(stop.expr, stop.program)) return { goal: place(stop.program, stop.expr.span), steps: stepsTo(stop) };
    const paths = seen.get(stop.expr) ?? new Set<string>();
    const key = JSON.stringify(stop.path);
    if (paths.has(key)) continue;
    seen.set(stop.expr, paths.add(key));
    queue.push(...sources(context, stop));
  }
  return undefined;
}

/** The expression at a place; what is inherited, where a name in an `inherit` stands there. */
function startingStops(context: HostContext, program: Program, start: Span): Stop[] {
  const { root } = program.parse;
  const expr = expressionWith(root, start);
  const stop = (at: Expr): Stop => ({ program, expr: at, path: [], from: undefined, step: undefined });
  if (expr !== undefined) return [stop(expr)];
  const set = nodeAt(root, start.start).at(-1);
  if (set?.kind !== 'AttrSet') return [];
  return set.bindings.flatMap((binding) => {
    const name = binding.kind === 'inherit' ? binding.names.find((n) => n.span.start === start.start) : undefined;
    return name?.kind === 'static' ? bindingSources(context, stop(set), binding, [name.name]) : [];
  });
}

/** Whether an expression is exactly at a place. */
export function isAt(at: Position): (expr: Expr, program: Program) => boolean {
  return ({ span }, { source }) => source.path === at.source.path && span.start === at.start && span.end === at.end;
}

/** Whether an expression is a path literal that leads to a file or to a folder above it. */
export function isPathAbove(file: string): (expr: Expr, program: Program) => boolean {
  return (expr, { source }) => {
    const [text] = expr.kind === 'Path' ? expr.parts : [];
    if (typeof text !== 'string' || text.startsWith('~')) return false;
    const path = resolvePath(text, source.folder);
    return file === path || file.startsWith(path === '/' ? path : `${path}/`);
  };
}

function place({ source }: Program, { start, end }: Span): Position {
  return { source, start, end };
}

function stepsTo(last: Stop): RelatedPlace[] {
  const steps: RelatedPlace[] = [];
  for (let stop: Stop | undefined = last; stop !== undefined; stop = stop.from) if (stop.step) steps.push(stop.step);
  return steps;
}

/** The expressions that a value may come from. */
function sources(context: HostContext, stop: Stop): Stop[] {
  const { expr, program, path } = stop;
  const to = (inner: Expr, innerPath = path, message?: string, at: Span = expr.span): Stop => ({
    program,
    expr: inner,
    path: innerPath,
    from: stop,
    step: message === undefined ? undefined : { at: place(program, at), message },
  });
  switch (expr.kind) {
    case 'Variable':
      return variableSources(context, stop, expr.span);
    case 'Select':
      return selectSources(context, stop, expr.target, expr.path).concat(expr.fallback ? [to(expr.fallback)] : []);
    case 'String':
      return expr.parts.flatMap((part) =>
        typeof part === 'string' ? [] : [to(part, [], 'It is interpolated into a string here.')],
      );
    case 'Path':
    case 'List':
      return children(expr).map((inner) => to(inner, []));
    case 'AttrSet':
    case 'LegacyLet':
      return expr.bindings.flatMap((binding) => bindingSources(context, stop, binding, path));
    case 'Apply':
      return applySources(context, stop, expr.fn, expr.arg);
    case 'Lambda':
    case 'Let':
    case 'Assert':
    case 'With':
      return [to(expr.body)];
    case 'If':
      return [to(expr.consequent), to(expr.alternative)];
    case 'Binary':
      return [to(expr.left), to(expr.right)];
    case 'Int':
    case 'Float':
    case 'SearchPath':
    case 'HasAttr':
    case 'Unary':
    case 'Invalid':
      return [];
  }
}

function selectSources(context: HostContext, stop: Stop, target: Expr, path: readonly AttrName[]): Stop[] {
  const names = staticNames(path);
  const { program } = stop;
  if (names === undefined) return [{ program, expr: target, path: [], from: stop, step: undefined }];
  const whole = [...names, ...stop.path];
  const options = target.kind === 'Variable' && target.name === 'config' ? optionSources(context, stop, whole) : [];
  return options.length > 0 ? options : [{ program, expr: target, path: whole, from: stop, step: undefined }];
}

/** The definitions of the option that `config.…` names, or of one around it. */
function optionSources(context: HostContext, stop: Stop, path: readonly string[]): Stop[] {
  for (let length = path.length; length > 0; length--) {
    const loc = path.slice(0, length);
    const found = writtenDefinitions(context.host, loc).flatMap(({ definition: { at } }): Stop[] => {
      const program = at && context.program(at.source.path);
      const expr = at?.value && program && expressionWith(program.parse.root, at.value);
      if (at === undefined || program === undefined || expr === undefined) return [];
      const step = { at: place(program, at), message: `It is set as \`${showOption(loc)}\` here.` };
      return [{ program, expr, path: path.slice(length), from: stop, step }];
    });
    if (found.length > 0) return found;
  }
  return [];
}

function applySources(context: HostContext, stop: Stop, fn: Expr, arg: Expr): Stop[] {
  const { program, path } = stop;
  const imported = functionName(fn) === 'import' ? importedProgram(context, program, arg) : undefined;
  if (imported !== undefined)
    return [{ program: imported, expr: imported.parse.root, path, from: stop, step: undefined }];
  const to = (expr: Expr, innerPath: readonly string[]): Stop => ({
    program,
    expr,
    path: innerPath,
    from: stop,
    step: undefined,
  });
  return [...(path.length > 0 ? [to(arg, path)] : []), to(arg, []), to(fn, path)];
}

function importedProgram(context: HostContext, { source }: Program, arg: Expr): Program | undefined {
  const [text] = arg.kind === 'Path' ? arg.parts : [];
  if (arg.kind !== 'Path' || arg.parts.length !== 1 || typeof text !== 'string') return undefined;
  const path = resolvePath(text, source.folder);
  return context.program(path.endsWith('.nix') ? path : `${path}/default.nix`);
}

/** The expressions around another one, the innermost first. */
function around(root: Expr, expr: Expr): Expr[] {
  const path = nodeAt(root, expr.span.start);
  return path.slice(0, path.indexOf(expr)).reverse();
}

/** What the variable stands for whose name is at a place. */
function variableSources(context: HostContext, stop: Stop, name: Span): Stop[] {
  const { program, path } = stop;
  const reference = scopesOf(program.parse).references.find((r) => r.span.start === name.start);
  if (reference === undefined) return [];
  const whole = [reference.name, ...path];
  const { variable } = reference;
  if (variable === undefined)
    return withsAround(reference.scope).map(({ scope }) => ({
      program,
      expr: scope,
      path: whole,
      from: stop,
      step: undefined,
    }));
  const { expr } = variable.scope;
  switch (expr.kind) {
    case 'Lambda':
      return argumentSources(context, stop, expr, reference.name);
    case 'With':
      return [];
    case 'Let':
    case 'LegacyLet':
    case 'AttrSet':
      return expr.bindings.flatMap((binding) => bindingSources(context, stop, binding, whole));
  }
}

/** What a binding gives for the attribute at `wanted`, or for any attribute where it is empty. */
function bindingSources(context: HostContext, stop: Stop, binding: Binding, wanted: readonly string[]): Stop[] {
  const { program } = stop;
  const passes = (name: AttrName): RelatedPlace => ({
    at: place(program, name.span),
    message: `It passes through \`${program.source.text.slice(name.span.start, name.span.end)}\` here.`,
  });
  if (binding.kind === 'value') {
    const names = staticNames(binding.path);
    const last = binding.path.at(-1) as AttrName;
    const common = names === undefined ? 0 : Math.min(names.length, wanted.length);
    if (names !== undefined && names.slice(0, common).some((n, i) => n !== wanted[i])) return [];
    const path = names === undefined ? wanted.slice(binding.path.length) : wanted.slice(common);
    return [{ program, expr: binding.value, path, from: stop, step: passes(last) }];
  }
  return binding.names.flatMap((name): Stop[] => {
    if (name.kind !== 'static' || (wanted.length > 0 && wanted[0] !== name.name)) return [];
    const rest = wanted.slice(1);
    if (binding.from !== undefined)
      return [{ program, expr: binding.from, path: [name.name, ...rest], from: stop, step: passes(name) }];
    return variableSources(context, { ...stop, path: rest }, name.span);
  });
}

/** What is given for a function's parameter: in the calls that the file shows, or by the module system. */
function argumentSources(context: HostContext, stop: Stop, lambda: Lambda, name: string): Stop[] {
  const { program, path } = stop;
  const fallback = lambda.formals?.formals.find((f) => f.name === name)?.fallback;
  const inner = lambda.param?.name === name ? path : [name, ...path];
  const calls = callsOf(program, lambda).map((arg): Stop => {
    const step = { at: place(program, arg.span), message: 'It is given to a function here.' };
    return { program, expr: arg, path: inner, from: stop, step };
  });
  const given = optionSources(context, stop, ['_module', 'args', name, ...path]);
  const defaults: Stop[] = fallback ? [{ program, expr: fallback, path, from: stop, step: undefined }] : [];
  return [...calls, ...given, ...defaults];
}

/** The arguments that a function gets where it is called by its name, and what it is applied to by a library function. */
function callsOf({ parse: { root } }: Program, lambda: Lambda): Expr[] {
  const outer = around(root, lambda);
  let curried: Expr = lambda;
  let index = 0;
  let next = 0;
  for (; outer[next]?.kind === 'Lambda'; next++) {
    curried = outer[next] as Expr;
    index++;
  }
  const holder = outer[next];
  const name = holder === undefined ? undefined : nameOf(holder, curried);
  if (name !== undefined)
    return applications(root).flatMap(([fn, args]) => (functionName(fn) === name ? (args[index] ?? []) : []));
  // `lib.mapAttrs (name: value: …) set`: all other arguments.
  return applications(root).flatMap(([, args]) => (args.includes(curried) ? args.filter((a) => a !== curried) : []));
}

/** The name under which a set or `let` holds a value. */
function nameOf(holder: Expr, value: Expr): string | undefined {
  if (holder.kind !== 'Let' && holder.kind !== 'AttrSet' && holder.kind !== 'LegacyLet') return undefined;
  const binding = holder.bindings.find((b) => b.kind === 'value' && b.value === value);
  const last = binding?.kind === 'value' ? binding.path.at(-1) : undefined;
  return last && staticName(last);
}

/** All calls in a text: the function and its arguments. */
function applications(root: Expr): [fn: Expr, args: Expr[]][] {
  const found: [Expr, Expr[]][] = [];
  const visit = (expr: Expr): void => {
    if (expr.kind === 'Apply') {
      const args: Expr[] = [];
      let fn: Expr = expr;
      for (; fn.kind === 'Apply'; fn = fn.fn) args.unshift(fn.arg);
      found.push([fn, args]);
      [fn, ...args].forEach(visit);
    } else children(expr).forEach(visit);
  };
  visit(root);
  return found;
}
