// The operators of the Nix language on values.
import { compareNames } from '../syntax/names';
import { EMPTY_ATTRS, attrCount, attrEntries, getAttr, hasListed, updateAttrs } from './attrs';
import { coerceToString, wholeText } from './coerce';
import { NixError, UnknownSignal } from './errors';
import { lazy } from './force';
import { canonicalPath } from './paths';
import type { Position } from './position';
import { checkListLength, checkStringLength } from './session';
import { contextOfString, isString, textOf, concatStrings } from './strings';
import { MAX_ALTERNATIVES, derivedUnknown, located, mapAlternatives, possibleItems, selectUnknown } from './unknowns';
import type { NixString } from './values';
import {
  Attrs,
  Closure,
  NixFloat,
  NixPath,
  PrimOp,
  Thunk,
  Unknown,
  force,
  isList,
  showType,
  type Lazy,
  type Value,
} from './values';

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;

/** An integer in its simplest form; throws when it needs more than 64 bits. */
export function makeInt(n: bigint, expression: () => string, at?: Position): number | bigint {
  if (n > MAX_INT || n < MIN_INT) throw new NixError(`integer overflow in ${expression()}`, at);
  return n >= -9007199254740991n && n <= 9007199254740991n ? Number(n) : n;
}

export type Arithmetic = '+' | '-' | '*' | '/';
const VERBS: Record<Arithmetic, string> = {
  '+': 'adding',
  '-': 'subtracting',
  '*': 'multiplying',
  '/': 'dividing',
};

/** `a op b` on numbers. */
export function arithmetic(op: Arithmetic, a: Value, b: Value, at?: Position): Value {
  if (a instanceof Unknown) return derivedUnknown(a, at);
  if (b instanceof Unknown) return derivedUnknown(b, at);
  const aFloat = a instanceof NixFloat;
  const bFloat = b instanceof NixFloat;
  if (!aFloat && typeof a !== 'number' && typeof a !== 'bigint') throw expectedNumber(a, bFloat, at);
  if (!bFloat && typeof b !== 'number' && typeof b !== 'bigint') throw expectedNumber(b, aFloat, at);
  if (aFloat || bFloat) {
    const x = aFloat ? a.value : Number(a);
    const y = bFloat ? b.value : Number(b);
    if (op === '/' && y === 0) throw new NixError('division by zero', at);
    return new NixFloat(op === '+' ? x + y : op === '-' ? x - y : op === '*' ? x * y : x / y);
  }
  if (op === '/' && (b === 0 || b === 0n)) throw new NixError('division by zero', at);
  if (typeof a === 'number' && typeof b === 'number') {
    const n = op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : Math.trunc(a / b);
    // Quotients of safe integers are exact after truncation only while the dividend is small.
    if (Number.isSafeInteger(n) && (op !== '/' || Math.abs(a) < 4503599627370496)) return n + 0;
  }
  const x = BigInt(a);
  const y = BigInt(b);
  const n = op === '+' ? x + y : op === '-' ? x - y : op === '*' ? x * y : x / y;
  return makeInt(n, () => `${VERBS[op]} ${x} ${op} ${y}`, at);
}

function expectedNumber(v: Value, otherIsFloat: boolean, at: Position | undefined): NixError {
  return new NixError(`expected ${otherIsFloat ? 'a float' : 'an integer'} but found ${showType(v)}`, at);
}

/** Below this no budget is exceeded. */
const LONG_STRING = 1_000_000;

/** `a + b`: numbers, strings, paths. */
export function add(a: Value, b: Value, at?: Position): Value {
  if (typeof a === 'number' && typeof b === 'number') {
    const n = a + b;
    if (Number.isSafeInteger(n)) return n;
  }
  if (typeof a === 'string' && typeof b === 'string') {
    const length = a.length + b.length;
    if (length > LONG_STRING) checkStringLength(length);
    return a + b;
  }
  if (a instanceof Unknown) return addToUnknown(a, b, at);
  if (typeof a === 'number' || typeof a === 'bigint' || a instanceof NixFloat) {
    if (typeof b === 'number' || typeof b === 'bigint' || b instanceof NixFloat || b instanceof Unknown)
      return arithmetic('+', a, b, at);
    throw new NixError(`cannot add ${showType(b)} to ${a instanceof NixFloat ? 'a float' : 'an integer'}`, at);
  }
  if (a instanceof NixPath) return addToPath(a, b, at);
  const left = coerceToString(a, { copy: isString(a), at });
  const right = coerceToString(b, { copy: isString(a), at });
  return concatStrings(left, right);
}

function addToUnknown(a: Unknown, b: Value, at: Position | undefined): Value {
  // Only a string can follow with known text; numbers and paths leave the kind open.
  if (isString(b) && a.type === 'string') return concatStrings(coerceToString(a, {}), b);
  if (isString(b) && a.alternatives === undefined) return concatStrings(coerceToString(a, {}), b);
  return derivedUnknown(a, at, { alternatives: mapAlternatives(a, (v) => add(v, b, at)) });
}

function addToPath(a: NixPath, b: Value, at: Position | undefined): Value {
  if (b instanceof Unknown) return derivedUnknown(b, at);
  const right = b instanceof NixPath ? b.path : coerceToString(b, { copy: false, at });
  if (contextOfString(right).size > 0)
    throw new NixError('a string that refers to a store path cannot be appended to a path', at);
  if (typeof right !== 'string' && right.holes.length > 0) return derivedUnknown(right.holes[0]!.unknown, at);
  return new NixPath(canonicalPath(a.path + textOf(right)), a.at);
}

/** `a ++ b`. */
export function concatLists(a: Value, b: Value, at?: Position): Value {
  if (a instanceof Unknown || b instanceof Unknown) return concatUnknown(a, b, at);
  if (!isList(a)) throw new NixError(`expected a list but found ${showType(a)}`, at);
  if (!isList(b)) throw new NixError(`expected a list but found ${showType(b)}`, at);
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  checkListLength(a.length + b.length);
  return a.concat(b);
}

function concatUnknown(a: Value, b: Value, at: Position | undefined): Value {
  const u = a instanceof Unknown ? a : (b as Unknown);
  const other = u === a ? b : a;
  return derivedUnknown(u, at, { alternatives: alternativesOf() });

  function alternativesOf(): readonly Lazy[] | undefined {
    if (other instanceof Unknown) return concatBothUnknown(a as Unknown, b as Unknown, at);
    // With nothing known of one side, at least the other one's elements are in the list.
    if (u.alternatives === undefined) return isList(other) ? [other] : undefined;
    return mapAlternatives(u, (x) => (u === a ? concatLists(x, b, at) : concatLists(a, x, at)));
  }
}

/** Two lists that are not known: each of one with each of the other's, or else what both hold at least. */
function concatBothUnknown(a: Unknown, b: Unknown, at: Position | undefined): readonly Lazy[] {
  const [left, right] = [a.alternatives ?? [], b.alternatives ?? []];
  const isWhole = left.length > 1 && right.length > 1 && left.length * right.length <= MAX_ALTERNATIVES;
  return isWhole
    ? left.flatMap((x) => right.map((y) => lazy(() => concatLists(force(x), force(y), at))))
    : [lazy(() => concatLists(possibleItems(a), possibleItems(b), at))];
}

/** `a // b`. */
export function update(a: Value, b: Value, at?: Position): Value {
  if (a instanceof Attrs && b instanceof Attrs) return updateAttrs(a, b);
  if (a instanceof Unknown || b instanceof Unknown) return updateUnknown(a, b, at);
  throw new NixError(`expected a set but found ${showType(a instanceof Attrs ? b : a)}`, at);
}

function updateUnknown(a: Value, b: Value, at: Position | undefined): Value {
  const u = (b instanceof Unknown ? b : a) as Unknown;
  const other = u === b ? a : b;
  if (u.alternatives !== undefined)
    return derivedUnknown(u, at, {
      type: 'set',
      alternatives: mapAlternatives(u, (x) => (u === b ? update(a, x, at) : update(x, b, at))),
    });
  if (!(other instanceof Attrs)) return derivedUnknown(u, at);
  // The known names on the right stay known; those on the left may be shadowed.
  const open = {
    select: (name: string): Lazy => selectUnknown(u, name, (v, n) => selectAttr(v, n, at)),
    unknown: u,
  };
  const unlisted = new Attrs(EMPTY_ATTRS.shape, [], null, open);
  return u === a ? updateAttrs(unlisted, other) : updateAttrs(other, unlisted);
}

/** `v.name` on a forced value; throws when a set certainly lacks it. */
export function selectAttr(v: Value, name: string, at?: Position): Value {
  if (v instanceof Attrs) {
    const found = getAttr(v, name);
    if (found !== undefined) return located(force(found), at);
    throw new NixError(`attribute '${name}' missing`, at);
  }
  if (v instanceof Unknown) return selectUnknown(v, name, (x, n) => selectAttr(x, n, at), at);
  throw new NixError(`expected a set but found ${showType(v)}`, at);
}

/** `v ? name` on a forced value. */
export function hasAttr(v: Value, name: string, at?: Position): boolean | Unknown {
  if (v instanceof Unknown) return derivedUnknown(v, at);
  if (!(v instanceof Attrs)) return false;
  if (hasListed(v, name)) return true;
  if (v.rest === null || v.rest.isStandIn === true) return false;
  const found = v.rest.select(name);
  if (found === undefined) return false;
  return found instanceof Unknown ? derivedUnknown(found, at) : true;
}

/** `a < b` on forced values. */
export function lessThan(a: Value, b: Value, at?: Position): boolean | Unknown {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (a instanceof Unknown) return derivedUnknown(a, at);
  if (b instanceof Unknown) return derivedUnknown(b, at);
  const aNumber = typeof a === 'number' || typeof a === 'bigint' || a instanceof NixFloat;
  const bNumber = typeof b === 'number' || typeof b === 'bigint' || b instanceof NixFloat;
  if (aNumber && bNumber) {
    if (a instanceof NixFloat || b instanceof NixFloat) return numberOf(a) < numberOf(b);
    return a < b;
  }
  if (isString(a) && isString(b)) {
    try {
      return compareNames(wholeText(a), wholeText(b)) < 0;
    } catch (error) {
      if (error instanceof UnknownSignal) return derivedUnknown(error.unknown, at);
      throw error;
    }
  }
  if (a instanceof NixPath && b instanceof NixPath) return compareNames(a.path, b.path) < 0;
  if (isList(a) && isList(b)) return lessThanLists(a, b, at);
  throw new NixError(
    aNumber !== bNumber || showType(a) !== showType(b)
      ? `cannot compare ${showType(a)} with ${showType(b)}`
      : `cannot compare ${showType(a)} with ${showType(b)}; values of that type are incomparable`,
    at,
  );
}

function numberOf(v: number | bigint | NixFloat): number {
  return v instanceof NixFloat ? v.value : Number(v);
}

function lessThanLists(a: readonly Lazy[], b: readonly Lazy[], at: Position | undefined): boolean | Unknown {
  for (let i = 0; ; i++) {
    if (i === b.length) return false;
    if (i === a.length) return true;
    const same = equalLazy(a[i] as Lazy, b[i] as Lazy);
    if (same instanceof Unknown) return derivedUnknown(same, at);
    if (!same) return lessThan(force(a[i] as Lazy), force(b[i] as Lazy), at);
  }
}

/** `a == b` on forced values; unknown when no known difference decides it. */
export function equal(a: Value, b: Value): boolean | Unknown {
  if (typeof a === 'number' && typeof b === 'number') return a === b;
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  if (a instanceof Unknown) return a;
  if (b instanceof Unknown) return b;
  if (a === null || b === null) return a === b;
  if (typeof a === 'boolean' || typeof b === 'boolean') return a === b;
  if (isString(a) || isString(b)) return isString(a) && isString(b) && equalStrings(a, b);
  if (a instanceof NixFloat || b instanceof NixFloat) {
    const aNumber = typeof a === 'number' || typeof a === 'bigint' || a instanceof NixFloat;
    const bNumber = typeof b === 'number' || typeof b === 'bigint' || b instanceof NixFloat;
    return aNumber && bNumber && numberOf(a) === numberOf(b);
  }
  if (typeof a === 'number' || typeof a === 'bigint') return a === b;
  if (a instanceof NixPath) return b instanceof NixPath && a.path === b.path;
  if (isList(a)) return isList(b) && equalLists(a, b);
  if (a instanceof Attrs) return b instanceof Attrs && equalAttrs(a, b);
  return false;
}

function equalStrings(a: string | NixString, b: string | NixString): boolean | Unknown {
  const aHoles = typeof a === 'string' ? [] : a.holes;
  const bHoles = typeof b === 'string' ? [] : b.holes;
  const x = textOf(a);
  const y = textOf(b);
  if (aHoles.length === 0 && bHoles.length === 0) return x === y;
  const known = Math.min(aHoles[0]?.start ?? x.length, bHoles[0]?.start ?? y.length);
  if (x.slice(0, known) !== y.slice(0, known)) return false;
  return (aHoles[0] ?? bHoles[0])!.unknown;
}

/** Equality of parts: what is one and the same value in memory is equal, even a function (as in Nix). */
function equalLazy(a: Lazy, b: Lazy): boolean | Unknown {
  if (a === b && (a instanceof Thunk || a instanceof Closure || a instanceof PrimOp)) {
    force(a);
    return true;
  }
  const x = force(a);
  const y = force(b);
  if (x === y && (x instanceof Attrs || isList(x))) return true;
  return equal(x, y);
}

function equalLists(a: readonly Lazy[], b: readonly Lazy[]): boolean | Unknown {
  if (a.length !== b.length) return false;
  let unknown: Unknown | undefined;
  for (let i = 0; i < a.length; i++) {
    const same = equalLazy(a[i] as Lazy, b[i] as Lazy);
    if (same === false) return false;
    if (same instanceof Unknown) unknown ??= same;
  }
  return unknown ?? true;
}

function isDerivation(a: Attrs): boolean {
  const type = getAttr(a, 'type');
  return type !== undefined && force(type) === 'derivation';
}

function equalAttrs(a: Attrs, b: Attrs): boolean | Unknown {
  if (isDerivation(a) && isDerivation(b)) {
    const x = getAttr(a, 'outPath');
    const y = getAttr(b, 'outPath');
    if (x !== undefined && y !== undefined) return equal(force(x), force(y));
  }
  if (a.rest !== null) return a.rest.unknown;
  if (b.rest !== null) return b.rest.unknown;
  if (attrCount(a) !== attrCount(b)) return false;
  for (const [name] of attrEntries(a)) if (!hasListed(b, name)) return false;
  let unknown: Unknown | undefined;
  for (const [name, value] of attrEntries(a)) {
    const same = equalLazy(value, getAttr(b, name) as Lazy);
    if (same === false) return false;
    if (same instanceof Unknown) unknown ??= same;
  }
  return unknown ?? true;
}
