// Builtins on numbers.
import { callPosition } from '../call';
import { floatToString, forceInt, forceNumber } from '../coerce';
import { NixError } from '../errors';
import { arithmetic, lessThan, makeInt, type Arithmetic } from '../operators';
import { NixFloat, force, type Lazy, type Value } from '../values';
import { primOps } from './primop';

function arithmeticBuiltin(op: Arithmetic): readonly [2, (a: Lazy, b: Lazy) => Value] {
  return [
    2,
    (a, b) => {
      const at = callPosition();
      return arithmetic(op, force(a), force(b), at);
    },
  ];
}

type Bitwise = '&' | '|' | '^';

function bitwise(op: Bitwise): readonly [2, (a: Lazy, b: Lazy) => Value] {
  return [
    2,
    (lazyA, lazyB) => {
      const a = forceInt(lazyA);
      const b = forceInt(lazyB);
      const x = BigInt(a);
      const y = BigInt(b);
      // Two's complement of unbounded width agrees with that of 64 bits, so the result always fits.
      return makeInt(op === '&' ? x & y : op === '|' ? x | y : x ^ y, () => `${x} ${op} ${y}`);
    },
  ];
}

function round(toward: (x: number) => number): readonly [1, (v: Lazy) => Value] {
  return [
    1,
    (lazyValue) => {
      const v = force(lazyValue);
      // Integers become floats as well, which changes those beyond 53 bits.
      const x = toward(forceNumber(v));
      if (!(x >= -(2 ** 63) && x < 2 ** 63))
        throw new NixError(
          v instanceof NixFloat
            ? `NixFloat argument ${floatToString(x)} is not in the range of NixInt`
            : `an integer as large as this cannot be rounded: as a float, ${x}, it is beyond the range of integers`,
        );
      return makeInt(BigInt(x), () => `rounding ${x}`);
    },
  ];
}

function lessThanBuiltin(a: Lazy, b: Lazy): Value {
  const at = callPosition();
  return lessThan(force(a), force(b), at);
}

export const numberBuiltins = primOps({
  add: arithmeticBuiltin('+'),
  sub: arithmeticBuiltin('-'),
  mul: arithmeticBuiltin('*'),
  div: arithmeticBuiltin('/'),
  lessThan: [2, lessThanBuiltin],
  bitAnd: bitwise('&'),
  bitOr: bitwise('|'),
  bitXor: bitwise('^'),
  ceil: round(Math.ceil),
  floor: round(Math.floor),
});

/** The value of `builtins.lessThan`, which `sort` recognises. */
export const LESS_THAN = numberBuiltins['lessThan'];
