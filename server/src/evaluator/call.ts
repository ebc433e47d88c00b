// Calling functions: closures, builtins, functors.
import { attrCount, attrEntries, getAttr, hasListed } from './attrs';
import { NixError, UnknownSignal, addTrace, overflowError } from './errors';
import type { Code, LambdaCode } from './code';
import type { Position } from './position';
import { tick } from './session';
import { derivedUnknown, mapAlternatives, selectUnknown, expressionAt } from './unknowns';
import { Attrs, Closure, Env, PrimOp, Thunk, Unknown, force, showType, type Lazy, type Value } from './values';
import { selectAttr } from './operators';

/** `fn arg`. `at` is the place of the call, for errors. */
export function call(fn: Value, arg: Lazy, at?: Position): Value {
  tick();
  if (fn instanceof Closure) return callClosure(fn, arg, at);
  if (fn instanceof PrimOp) {
    if (fn.applied.length + 1 < fn.arity)
      return new PrimOp(fn.name, fn.arity, fn.impl, [...fn.applied, arg], fn.formals);
    return runPrimOp(fn, fn.applied.length === 0 ? [arg] : [...fn.applied, arg], at);
  }
  return callOther(fn, arg, at);
}

/** `fn a b …`. */
export function callMany(fn: Value, args: readonly Lazy[], at?: Position): Value {
  let f = fn;
  let i = 0;
  while (i < args.length) {
    if (f instanceof PrimOp) {
      const missing = f.arity - f.applied.length;
      const left = args.length - i;
      if (left < missing) return new PrimOp(f.name, f.arity, f.impl, [...f.applied, ...args.slice(i)], f.formals);
      if (missing > 1) {
        tick();
        const taken = i === 0 && left === missing ? args : args.slice(i, i + missing);
        i += missing;
        f = runPrimOp(f, f.applied.length === 0 ? taken : [...f.applied, ...taken], at);
        continue;
      }
    }
    f = call(f, args[i++] as Lazy, at);
  }
  return f;
}

/** Calls a function with one argument and forces nothing else; the shape that builtins use most. */
export function call2(fn: Value, a: Lazy, b: Lazy, at?: Position): Value {
  if (fn instanceof PrimOp && fn.arity - fn.applied.length === 2) {
    tick();
    return runPrimOp(fn, fn.applied.length === 0 ? [a, b] : [...fn.applied, a, b], at);
  }
  return call(call(fn, a, at), b, at);
}

class DelayedCall implements Code {
  readonly at = undefined;
  constructor(
    private readonly fn: Value,
    private readonly arg: Lazy,
  ) {}
  eval(): Value {
    return call(this.fn, this.arg);
  }
  delay(): Lazy {
    return new Thunk(this, null);
  }
}

/** A thunk of `fn arg`; lighter than `lazy`, for lists of many. */
export function callLater(fn: Value, arg: Lazy): Thunk {
  return new Thunk(new DelayedCall(fn, arg), null);
}

function callClosure(fn: Closure, arg: Lazy, at: Position | undefined): Value {
  const lambda = fn.lambda;
  const env = lambda.formals === undefined ? new Env(fn.env, [arg]) : bindFormals(lambda, fn.env, arg, at);
  try {
    return lambda.body.eval(env);
  } catch (error) {
    const raised = overflowError(error, at) ?? error;
    if (raised instanceof NixError) addTrace(raised, `while calling ${describeLambda(lambda)}`, at);
    throw raised;
  }
}

function describeLambda(lambda: LambdaCode): string {
  return lambda.name === undefined ? 'an anonymous function' : `'${lambda.name}'`;
}

function bindFormals(lambda: LambdaCode, parent: Env, lazyArg: Lazy, at: Position | undefined): Env {
  const formals = lambda.formals ?? [];
  const offset = lambda.argument === undefined ? 0 : 1;
  const slots: Lazy[] = new Array<Lazy>(formals.length + offset);
  const env = new Env(parent, slots);
  const arg = force(lazyArg);
  if (offset === 1) slots[0] = lazyArg;
  if (!(arg instanceof Attrs)) {
    if (!(arg instanceof Unknown))
      throw new NixError(`expected a set but got ${showType(arg)} as the argument of ${describeLambda(lambda)}`, at);
    for (let i = 0; i < formals.length; i++)
      slots[i + offset] = selectUnknown(arg, formals[i]!.name, (v, name) => selectAttr(v, name, at));
    return env;
  }
  let used = 0;
  for (let i = 0; i < formals.length; i++) {
    const formal = formals[i]!;
    let v: Lazy | undefined;
    if (arg.rest === null || hasListed(arg, formal.name)) {
      v = getAttr(arg, formal.name);
      if (v !== undefined) used++;
    } else if (arg.rest.isStandIn !== true || formal.fallback === undefined) v = getAttr(arg, formal.name);
    if (v !== undefined) slots[i + offset] = v;
    else if (formal.fallback !== undefined) slots[i + offset] = formal.fallback.delay(env);
    else
      throw new NixError(
        `function '${lambda.name ?? 'anonymous lambda'}' called without required argument '${formal.name}'`,
        at ?? lambda.at,
      );
  }
  if (!lambda.ellipsis && used !== attrCount(arg)) {
    for (const [name] of attrEntries(arg))
      if (!formals.some((f) => f.name === name))
        throw new NixError(
          `function '${lambda.name ?? 'anonymous lambda'}' called with unexpected argument '${name}'`,
          at ?? lambda.at,
        );
  }
  return env;
}

let builtinCalledAt: Position | undefined;

/** The place of the builtin call that is starting. A builtin asks before it forces anything. */
export function callPosition(): Position | undefined {
  return builtinCalledAt;
}

/** Runs a builtin with all of its arguments. */
function runPrimOp(fn: PrimOp, args: readonly Lazy[], at: Position | undefined): Value {
  builtinCalledAt = at;
  try {
    switch (args.length) {
      case 1:
        return fn.impl(args[0] as Lazy);
      case 2:
        return fn.impl(args[0] as Lazy, args[1] as Lazy);
      default:
        return fn.impl(...args);
    }
  } catch (error) {
    if (error instanceof UnknownSignal) return derivedUnknown(error.unknown, at);
    if (error instanceof NixError) {
      error.at ??= at;
      addTrace(error, `while calling the builtin '${fn.name}'`, at);
    }
    throw error;
  }
}

function callOther(fn: Value, arg: Lazy, at: Position | undefined): Value {
  if (fn instanceof Attrs) {
    const functor = getAttr(fn, '__functor');
    if (functor !== undefined) return call(call(force(functor), fn, at), arg, at);
  }
  if (fn instanceof Unknown)
    return new Unknown(
      expressionAt(at),
      fn.reason,
      at ?? fn.at,
      undefined,
      mapAlternatives(fn, (f) => call(f, arg, at)),
    );
  throw new NixError(`attempt to call something which is not a function but ${showType(fn)}`, at);
}
