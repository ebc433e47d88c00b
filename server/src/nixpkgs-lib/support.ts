// What every file of the library is written with.
import { EMPTY_ATTRS, attrCount, attrEntries, attrsFromMap, getAttr } from '../evaluator/attrs';
import { builtins } from '../evaluator/builtins/index';
import { primOp } from '../evaluator/builtins/primop';
import { call, callMany } from '../evaluator/call';
import { coerceToString, forceAttrs, forceBool, forceInt } from '../evaluator/coerce';
import { NixError, UnknownSignal } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { equal } from '../evaluator/operators';
import type { Position } from '../evaluator/position';
import { concatStrings } from '../evaluator/strings';
import { eitherOf, known, orUnknown } from '../evaluator/unknowns';
import {
  Attrs,
  Closure,
  PrimOp,
  Unknown,
  force,
  type Lazy,
  type NixString,
  type PrimOpImpl,
  type Value,
  isList,
  type List,
} from '../evaluator/values';

/** Attributes of one part of the library, for example of `lib.lists`. */
export type LibTable = Readonly<Record<string, Lazy>>;

/** A record's own entry: names such as `toString` are not to be found on every object. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A delayed value; where it meets an unknown that it needs, it is unknown itself. */
export function later(compute: () => Value): Lazy {
  return lazy(() => orUnknown(undefined, compute));
}

/** `fn a b …`, delayed. */
export function applied(fn: Lazy, ...args: Lazy[]): Lazy {
  return lazy(() => callMany(force(fn), args));
}

/** The builtin function with the name; it is looked up when it is called, so that files may be loaded in any order. */
function builtin(name: string): Value {
  const found = getAttr(builtins, name);
  if (found === undefined) throw new NixError(`attribute '${name}' missing`);
  return force(found);
}

export function callBuiltin(name: string, ...args: Lazy[]): Value {
  return callMany(builtin(name), args);
}

/** What `throw message` raises. */
export function thrown(message: string): NixError {
  return new NixError(message, undefined, 'thrown');
}

/** What `abort message` raises. */
export function aborted(message: string): NixError {
  return new NixError(`evaluation aborted with the following error message: '${message}'`, undefined, 'abort');
}

/** `assert condition;`. `expression` is the condition as Nix prints it. */
export function assertTrue(condition: boolean, expression: string): void {
  if (!condition) throw new NixError(`assertion '${expression}' failed`, undefined, 'assertion');
}

/** `a == b`; throws `UnknownSignal` when that is open. */
export function sameValue(a: Value, b: Value): boolean {
  return known(equal(a, b));
}

/** `toList v`: a list as it is, and any other value as the only element of one. */
export function asList(v: Lazy): List {
  const value = known(force(v));
  return isList(value) ? value : [value];
}

/** `fn arg` where a Boolean is needed. */
export function test(fn: Value, ...args: Lazy[]): boolean {
  return forceBool(args.length === 1 ? call(fn, args[0] as Lazy) : callMany(fn, args));
}

/** `"${v}"`. */
export function interpolated(v: Lazy): string | NixString {
  return coerceToString(v, { copy: true });
}

/** `toString v`. */
export function stringified(v: Lazy): string | NixString {
  return coerceToString(v, { more: true });
}

/** `set.name or undefined`; the caller knows a set when it sees one. */
export function attrOr(v: Value, name: string): Lazy | undefined {
  return v instanceof Attrs ? getAttr(v, name) : undefined;
}

/** `set ? name` on a value that may be anything; an unknown answer is signalled. */
export function has(v: Value, name: string): boolean {
  if (v instanceof Unknown) throw new UnknownSignal(v);
  if (!(v instanceof Attrs)) return false;
  const found = getAttr(v, name);
  if (found instanceof Unknown && v.rest !== null && !v.shape.index.has(name)) throw new UnknownSignal(found);
  return found !== undefined;
}

/** `set.name`, forced. Throws Nix's error when it is missing. */
export function select(v: Lazy, name: string): Value {
  const attrs = forceAttrs(v);
  const found = getAttr(attrs, name);
  if (found === undefined) throw new NixError(`attribute '${name}' missing`);
  return force(found);
}

/** A set of one attribute. */
export function single(name: string, value: Lazy, at?: Position): Attrs {
  return attrsFromMap(new Map([[name, { value, at }]]));
}

/** Whether the value is a function, or a set that can be called (nixpkgs, lib.isFunction). */
export function isFunctionValue(v: Value): boolean {
  if (v instanceof Closure || v instanceof PrimOp) return true;
  if (!(v instanceof Attrs)) return false;
  const functor = getAttr(v, '__functor');
  return functor !== undefined && isFunctionValue(call(force(functor), v));
}

/** Whether `v.type == "derivation"` (nixpkgs, lib.isDerivation). */
export function isDerivationValue(v: Value): boolean {
  const type = attrOr(v, 'type');
  return type !== undefined && sameValue(force(type), 'derivation');
}

/** The names of a function of `{ a, b ? … }`, each with whether it has a default. */
export type FormalNames = Readonly<Record<string, boolean>>;

/** A function that shows the formals of `{ a, b ? … }` and takes anything. */
export function withFormals(name: string, formals: FormalNames, arity: number, impl: PrimOpImpl): PrimOp {
  return new PrimOp(name, arity, impl, [], formals);
}

/** A function whose first argument is checked as `takeFormals` does. */
export function takingFormals(
  name: string,
  formals: FormalNames,
  impl: (args: Attrs, ...others: Lazy[]) => Value,
  { arity = 1, ellipsis = false }: { readonly arity?: number; readonly ellipsis?: boolean } = {},
): PrimOp {
  const checked = (arg: Lazy, ...others: Lazy[]): Value => impl(takeFormals(name, arg, formals, ellipsis), ...others);
  return new PrimOp(name, arity, checked, [], formals);
}

/**
 * The argument of a function of `{ a, b ? … }`, checked as Nix checks it: required names are there, and no others
 * than the formals unless `ellipsis`.
 */
export function takeFormals(fn: string, arg: Lazy, formals: FormalNames, ellipsis = false): Attrs {
  const v = force(arg);
  if (v instanceof Unknown) throw new UnknownSignal(v);
  const attrs = forceAttrs(v);
  for (const [name, optional] of Object.entries(formals))
    if (!optional && getAttr(attrs, name) === undefined)
      throw new NixError(`function '${fn}' called without required argument '${name}'`);
  if (!ellipsis && attrCount(attrs) > 0)
    for (const [name] of attrEntries(attrs))
      if (!Object.hasOwn(formals, name))
        throw new NixError(`function '${fn}' called with unexpected argument '${name}'`);
  return attrs;
}

/**
 * The value of `if condition then yes else no` for functions such as `optional`: `undefined` when the condition is
 * known to be either, else an unknown with both as alternatives.
 */
export function ifUnknown(
  fn: string,
  condition: Value,
  options: readonly Lazy[],
  type?: Unknown['type'],
): Unknown | undefined {
  if (!(condition instanceof Unknown)) return undefined;
  return eitherOf(condition, options, condition.at).with({ expression: `lib.${fn} (${condition.expression}) …`, type });
}

/** A Boolean option of a function that takes a set of them. */
export function flagOption(options: Attrs, name: string, fallback: boolean): boolean {
  const v = getAttr(options, name);
  return v === undefined ? fallback : forceBool(v);
}

/** Functions by name: `{ name: [arity, implementation] }`. */
export function functions(table: Readonly<Record<string, readonly [arity: number, impl: PrimOpImpl]>>): LibTable {
  const out: Record<string, Lazy> = {};
  for (const [name, [arity, impl]] of Object.entries(table)) out[name] = primOp(name, arity, impl);
  return out;
}

/** Values taken over from `builtins`, as nixpkgs' `inherit (builtins) …;` does. A builtin that is not there is left out. */
export function inherited(names: readonly string[]): LibTable {
  const out: Record<string, Lazy> = {};
  for (const name of names) {
    const found = getAttr(builtins, name);
    if (found !== undefined) out[name] = found;
  }
  return out;
}

export { EMPTY_ATTRS, known };

/** Tells a warning as `lib.warn` does. */
export function warn(message: string | NixString): void {
  if (getAttr(builtins, 'warn') !== undefined) callBuiltin('warn', message, null);
  else callBuiltin('trace', concatStrings('evaluation warning: ', message), null);
}

/** A value that warns when it is first used. */
export function deprecated(message: string, value: Lazy): Lazy {
  return lazy(() => {
    warn(message);
    return force(value);
  });
}

/** A number that fits a list's index; anything larger cannot be one. */
export function forceIndex(v: Lazy): number {
  return Number(forceInt(v));
}
