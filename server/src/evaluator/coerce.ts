// Getting a value of a certain type out of a lazy one, and turning values into strings.
import { getAttr } from './attrs';
import { call } from './call';
import { NixError, UnknownSignal } from './errors';
import type { Position } from './position';
import { toFixedEven } from './float-digits';
import { copyToStore } from './store';
import { StringBuilder, isString, unknownString } from './strings';
import { Attrs, Closure, NixFloat, NixPath, NixString, PrimOp, Unknown, force, isList, showType } from './values';
import type { Lazy, List, Value } from './values';

function fail(expected: string, v: Value, at?: Position): never {
  if (v instanceof Unknown) throw new UnknownSignal(v);
  throw new NixError(`expected ${expected} but found ${showType(v)}`, at);
}

/** Forces to an integer. Throws a type error, or `UnknownSignal` (as do all functions here). */
export function forceInt(v: Lazy, at?: Position): number | bigint {
  const x = force(v);
  return typeof x === 'number' || typeof x === 'bigint' ? x : fail('an integer', x, at);
}

/** Forces to an integer or float, as a JavaScript number. */
export function forceNumber(v: Lazy, at?: Position): number {
  const x = force(v);
  if (typeof x === 'number' || typeof x === 'bigint') return Number(x);
  return x instanceof NixFloat ? x.value : fail('a float', x, at);
}

/**
 * Forces to a Boolean. As all functions `force…`, throws Nix's error for another value and `UnknownSignal` for an
 * unknown one.
 */
export function forceBool(v: Lazy, at?: Position): boolean {
  const x = force(v);
  return typeof x === 'boolean' ? x : fail('a Boolean', x, at);
}

/** Forces to a list; its elements may be unknown. */
export function forceList(v: Lazy, at?: Position): List {
  const x = force(v);
  return isList(x) ? x : fail('a list', x, at);
}

/** Forces to a set; not all of its names need to be known. */
export function forceAttrs(v: Lazy, at?: Position): Attrs {
  const x = force(v);
  return x instanceof Attrs ? x : fail('a set', x, at);
}

/** Forces to a set whose names are all known; an open set counts as unknown. */
export function forceClosedAttrs(v: Lazy, at?: Position): Attrs {
  const attrs = forceAttrs(v, at);
  if (attrs.rest !== null && attrs.rest.isStandIn !== true) throw new UnknownSignal(attrs.rest.unknown);
  return attrs;
}

/** Forces to a function, or to a set that can be called. */
export function forceFunction(v: Lazy, at?: Position): Closure | PrimOp | Attrs {
  const x = force(v);
  if (x instanceof Closure || x instanceof PrimOp) return x;
  if (x instanceof Attrs && getAttr(x, '__functor') !== undefined) return x;
  return fail('a function', x, at);
}

/** Forces to a string; it may have context and unknown parts. */
export function forceString(v: Lazy, at?: Position): string | NixString {
  const x = force(v);
  return isString(x) ? x : fail('a string', x, at);
}

/** As `forceString`, but a value that cannot be known is a string that is unknown as a whole. */
export function forceShownString(v: Lazy, at?: Position): string | NixString {
  const x = force(v);
  return x instanceof Unknown ? unknownString(x) : forceString(x, at);
}

/** Forces to a string and gives its text; a string with unknown parts counts as unknown. */
export function forceText(v: Lazy, at?: Position): string {
  const s = forceString(v, at);
  return typeof s === 'string' ? s : wholeText(s);
}

/** Forces to a string without context and gives its text. */
export function forceTextNoContext(v: Lazy, at?: Position): string {
  const s = forceString(v, at);
  if (typeof s === 'string') return s;
  const first = [...s.context.values()][0];
  if (first !== undefined)
    throw new NixError(
      `the string '${s.text}' is not allowed to refer to a store path (such as '${first.storePath}')`,
      at,
    );
  return wholeText(s);
}

/** The text of a string without unknown parts; throws `UnknownSignal` on the others. */
export function wholeText(s: string | NixString): string {
  if (typeof s === 'string') return s;
  const hole = s.holes[0];
  if (hole !== undefined) throw new UnknownSignal(hole.unknown);
  return s.text;
}

export interface CoerceOptions {
  /** Also numbers, booleans, null and lists, as `builtins.toString` does. */
  readonly more?: boolean;
  /** Copy paths into the store and give their store path, as interpolation does. */
  readonly copy?: boolean;
  readonly at?: Position | undefined;
}

/** The string that a value becomes (Nix manual, "String interpolation" and `toString`). */
export function coerceToString(lazyValue: Lazy, options: CoerceOptions): string | NixString {
  const v = force(lazyValue);
  if (typeof v === 'string' || v instanceof NixString) return v;
  if (v instanceof NixPath) return options.copy ? copyToStore(v, options.at) : v.path;
  if (v instanceof Attrs) {
    const toString = getAttr(v, '__toString');
    if (toString !== undefined) return coerceToString(call(force(toString), v, options.at), options);
    const outPath = getAttr(v, 'outPath');
    if (outPath !== undefined) return coerceToString(outPath, options);
  }
  if (v instanceof Unknown) return unknownString(v);
  if (options.more) {
    if (v === null || v === false) return '';
    if (v === true) return '1';
    if (typeof v === 'number' || typeof v === 'bigint') return v.toString();
    if (v instanceof NixFloat) return floatToString(v.value);
    if (isList(v)) return coerceList(v, options);
  }
  throw new NixError(`cannot coerce ${showType(v)} to a string`, options.at);
}

function coerceList(list: List, options: CoerceOptions): string | NixString {
  const out = new StringBuilder();
  list.forEach((item, i) => {
    const v = force(item);
    out.append(coerceToString(v, options));
    // Nix puts no space after an empty list, nor after the last element.
    if (i < list.length - 1 && !(isList(v) && v.length === 0)) out.append(' ');
  });
  return out.build();
}

/** `toString` of a float: C's `%f`. */
export function floatToString(f: number): string {
  if (Number.isNaN(f)) return Object.is(f, NaN) ? 'nan' : '-nan';
  if (!Number.isFinite(f)) return f > 0 ? 'inf' : '-inf';
  if (Object.is(f, -0)) return '-0.000000';
  return Math.abs(f) < 1e21 ? toFixedEven(f, 6) : `${BigInt(f)}.000000`;
}
