// nixpkgs' lib/trivial.nix.
import { primOp } from '../evaluator/builtins/primop';
import { call, call2 } from '../evaluator/call';
import { forceBool, forceInt, forceList, forceText } from '../evaluator/coerce';
import { arithmetic, concatLists, lessThan, update } from '../evaluator/operators';
import { checkListLength } from '../evaluator/session';
import { isString, textOf, concatStrings } from '../evaluator/strings';
import { Unknown, force, type Lazy, type Value } from '../evaluator/values';
import { functionArgsOf, mirrorFunctionArgs, setFunctionArgs } from './function-args';
import { contains } from './list-sets';
import { toPretty } from './pretty';
import type { ReleaseFacts } from './releases';
import {
  assertTrue,
  callBuiltin,
  deprecated,
  functions,
  inherited,
  interpolated,
  isFunctionValue,
  known,
  stringified,
  test,
  thrown,
  warn,
  type LibTable,
} from './support';

/** `x: x` */
const identity = primOp('id', 1, (x) => force(x));

/** `throw message` when `fails`; else the identity. An unknown condition does not throw. */
function throwWhen(fails: boolean, cond: Lazy, message: Lazy): Value {
  const c = force(cond);
  if (c instanceof Unknown || forceBool(c) !== fails) return identity;
  throw thrown(textOf(interpolated(message)));
}

/** A function that warns when it is applied, or the identity. */
function warnWhen(warns: boolean, cond: Lazy, message: Lazy): Value {
  const c = force(cond);
  if (c instanceof Unknown || forceBool(c) !== warns) return identity;
  return primOp('warn', 1, (v) => warning(message, v));
}

function warning(message: Lazy, v: Lazy): Value {
  const text = force(message);
  assertTrue(isString(known(text)), '(isString msg)');
  warn(interpolated(text));
  return force(v);
}

function checkListOfEnum(message: Lazy, valid: Lazy, given: Lazy): Value {
  const allowed = forceList(valid);
  const unexpected = forceList(given).filter((x) => !contains(allowed, force(x)));
  const shown = (list: readonly Lazy[]): string => list.map((x) => textOf(stringified(x))).join(', ');
  if (unexpected.length > 0)
    throw thrown(`${textOf(interpolated(message))}: ${shown(unexpected)} unexpected; valid ones: ${shown(allowed)}`);
  return identity;
}

/** `toBaseDigits base i`: digits, the highest first. */
function baseDigits(base: Lazy, i: Lazy): number[] {
  const b = force(base);
  const n = force(i);
  const isInt = (v: Value): boolean => typeof known(v) === 'number' || typeof v === 'bigint';
  assertTrue(isInt(b), '(isInt base)');
  assertTrue(isInt(n), '(isInt i)');
  const radix = BigInt(forceInt(b));
  let left = BigInt(forceInt(n));
  assertTrue(radix >= 2n, '(! (__lessThan base 2))');
  assertTrue(left >= 0n, '(! (__lessThan i 0))');
  const digits = [Number(left % radix)];
  for (left /= radix; left > 0n; left /= radix) digits.push(Number(left % radix));
  checkListLength(digits.length);
  return digits.reverse();
}

function fromHex(s: Lazy): Value {
  const text = forceText(s);
  const digits = /^(?:0x)?([0-7]?[0-9A-Fa-f]{1,15})$/.exec(text)?.[1];
  if (digits === undefined) warn(`fromHexString: ${toPretty(text)} is not a valid input and will be rejected in 26.05`);
  const value = callBuiltin('fromTOML', `v=0x${digits ?? text.toLowerCase().replace(/^0x/, '')}`);
  return callBuiltin('getAttr', 'v', value);
}

/** Picks one of two values by a comparison that may be unknown. */
function pick(first: boolean | Unknown, yes: Value, no: Value): Value {
  return known(first) ? yes : no;
}

function showWarnings(warnings: Lazy, result: Lazy): Value {
  for (const message of forceList(warnings)) warn(interpolated(message));
  return force(result);
}

function byPredicate(p: Lazy, yes: Lazy, no: Lazy, a: Lazy, b: Lazy): Value {
  const pred = force(p);
  if (test(pred, a)) return test(pred, b) ? call2(force(yes), a, b) : -1;
  return test(pred, b) ? 1 : call2(force(no), a, b);
}

/** Values that tell the release. */
function releaseValues(facts: ReleaseFacts): LibTable {
  const isAtLeast = primOp('oldestSupportedReleaseIsAtLeast', 1, (release) =>
    known(lessThan(force(release), facts.oldestSupported + 1)),
  );
  return {
    release: facts.release,
    version: facts.version,
    versionSuffix: facts.versionSuffix,
    codeName: facts.codeName,
    nixpkgsVersion: deprecated('lib.nixpkgsVersion is a deprecated alias of lib.version.', facts.version),
    oldestSupportedRelease: facts.oldestSupported,
    oldestSupportedReleaseIsAtLeast: isAtLeast,
    isInOldestRelease:
      facts.oldestSupported >= 2411
        ? deprecated('lib.isInOldestRelease is deprecated. Use lib.oldestSupportedReleaseIsAtLeast instead.', isAtLeast)
        : isAtLeast,
  };
}

/** lib/trivial.nix of a release. */
export function trivialFunctions(facts: ReleaseFacts): LibTable {
  return {
    ...inherited([
      'add',
      'bitAnd',
      'bitOr',
      'bitXor',
      'ceil',
      'deepSeq',
      'div',
      'floor',
      'genericClosure',
      'isBool',
      'isFloat',
      'isInt',
      'lessThan',
      'mul',
      'pathExists',
      'readFile',
      'seq',
      'sub',
    ]),
    ...releaseValues(facts),
    inNixShell: false,
    inPureEvalMode: false,
    id: identity,
    ...functions({
      const: [2, (x) => force(x)],
      pipe: [2, (value, list) => forceList(list).reduce<Value>((acc, f) => call(force(f), acc), force(value))],
      concat: [2, (x, y) => concatLists(force(x), force(y))],
      or: [2, (x, y) => forceBool(x) || forceBool(y)],
      and: [2, (x, y) => forceBool(x) && forceBool(y)],
      xor: [2, (x, y) => forceBool(x) !== forceBool(y)],
      bitNot: [1, (x) => arithmetic('-', -1, force(x))],
      boolToString: [1, (b) => (forceBool(b) ? 'true' : 'false')],
      boolToYesNo: [1, (b) => (forceBool(b) ? 'yes' : 'no')],
      mergeAttrs: [2, (x, y) => update(force(x), force(y))],
      flip: [3, (f, a, b) => call2(force(f), b, a)],
      defaultTo: [
        2,
        (fallback, maybe) => {
          const v = known(force(maybe));
          return v === null ? force(fallback) : v;
        },
      ],
      mapNullable: [
        2,
        (f, a) => {
          const v = known(force(a));
          return v === null ? null : call(force(f), v);
        },
      ],
      revisionWithDefault: [1, (fallback) => force(fallback)],
      min: [2, (x, y) => pick(lessThan(force(x), force(y)), force(x), force(y))],
      max: [2, (x, y) => pick(lessThan(force(y), force(x)), force(x), force(y))],
      mod: [
        2,
        (base, int) =>
          arithmetic('-', force(base), arithmetic('*', force(int), arithmetic('/', force(base), force(int)))),
      ],
      compare: [2, (a, b) => (known(lessThan(force(a), force(b))) ? -1 : known(lessThan(force(b), force(a))) ? 1 : 0)],
      splitByAndCompare: [5, byPredicate],
      importJSON: [1, (path) => callBuiltin('fromJSON', callBuiltin('readFile', path))],
      importTOML: [1, (path) => callBuiltin('fromTOML', callBuiltin('readFile', path))],
      warn: [2, warning],
      warnIf: [2, (cond, message) => warnWhen(true, cond, message)],
      warnIfNot: [2, (cond, message) => warnWhen(false, cond, message)],
      throwIf: [2, (cond, message) => throwWhen(true, cond, message)],
      throwIfNot: [2, (cond, message) => throwWhen(false, cond, message)],
      checkListOfEnum: [3, checkListOfEnum],
      info: [2, (message, v) => callBuiltin('trace', concatStrings('INFO: ', interpolated(message)), v)],
      showWarnings: [2, showWarnings],
      setFunctionArgs: [2, setFunctionArgs],
      functionArgs: [1, (f) => functionArgsOf(force(f))],
      isFunction: [1, (f) => isFunctionValue(known(force(f)))],
      mirrorFunctionArgs: [2, mirrorFunctionArgs],
      toFunction: [
        1,
        (v) => {
          const value = known(force(v));
          return isFunctionValue(value) ? value : primOp('toFunction', 1, () => value);
        },
      ],
      fromHexString: [1, fromHex],
      toHexString: [
        1,
        (i) =>
          baseDigits(16, i)
            .map((d) => d.toString(16).toUpperCase())
            .join(''),
      ],
      toBaseDigits: [2, baseDigits],
    }),
  };
}
