// Numbers and ranges of them.
import { forceNumber } from '../../evaluator/coerce';
import { NixFloat, force, type Lazy } from '../../evaluator/values';
import { callBuiltin, stringified, thrown } from '../../nixpkgs-lib/support';
import { textOf } from '../../evaluator/strings';
import { alterType, makeType, mergeEqual } from '../make-type';
import type { OptionType } from '../option-type';
import { either } from './choices';
import { addCheck } from './coerced';

export const int: OptionType = makeType({
  name: 'int',
  description: 'signed integer',
  descriptionClass: 'noun',
  check: (lazyValue) => {
    const v = force(lazyValue);
    return typeof v === 'number' || typeof v === 'bigint';
  },
  merge: mergeEqual,
});

export const float: OptionType = makeType({
  name: 'float',
  description: 'floating point number',
  descriptionClass: 'noun',
  check: (v) => force(v) instanceof NixFloat,
  merge: mergeEqual,
});

export const number: OptionType = either(int, float);

function inRange(lowest: Lazy, highest: Lazy): (v: Lazy) => boolean {
  return (v) => {
    const n = forceNumber(v);
    return n >= forceNumber(lowest) && n <= forceNumber(highest);
  };
}

function checkRange(name: string, lowest: Lazy, highest: Lazy): void {
  if (forceNumber(lowest) > forceNumber(highest)) throw thrown(`${name}.between: lowest must be smaller than highest`);
}

function rangeText(lowest: Lazy, highest: Lazy, show: (v: Lazy) => string): string {
  return `${show(lowest)} and ${show(highest)} (both inclusive)`;
}

/** Integers from `lowest` to `highest`. Throws when there are none. */
export function intBetween(lowest: Lazy, highest: Lazy): OptionType {
  checkRange('ints', lowest, highest);
  return alterType(addCheck(int, inRange(lowest, highest)), {
    name: 'intBetween',
    description: `integer between ${rangeText(lowest, highest, (v) => textOf(stringified(v)))}`,
  });
}

function sized(name: string, lowest: number, highest: number, start: string): OptionType {
  return alterType(intBetween(lowest, highest), {
    name,
    description: `${start}; between ${lowest} and ${highest} (both inclusive)`,
  });
}

function unsignedInt(bits: number): OptionType {
  return sized(`unsignedInt${bits}`, 0, 2 ** bits - 1, `${bits} bit unsigned integer`);
}

function signedInt(bits: number): OptionType {
  return sized(`signedInt${bits}`, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1, `${bits} bit signed integer`);
}

export const ints = {
  unsigned: alterType(
    addCheck(int, (v) => forceNumber(v) >= 0),
    { name: 'unsignedInt', description: 'unsigned integer, meaning >=0', descriptionClass: 'nonRestrictiveClause' },
  ),
  positive: alterType(
    addCheck(int, (v) => forceNumber(v) > 0),
    { name: 'positiveInt', description: 'positive integer, meaning >0', descriptionClass: 'nonRestrictiveClause' },
  ),
  u8: unsignedInt(8),
  u16: unsignedInt(16),
  u32: unsignedInt(32),
  s8: signedInt(8),
  s16: signedInt(16),
  s32: signedInt(32),
} as const;

export const port: OptionType = ints.u16;

/** Integers and floats from `lowest` to `highest`. Throws when there are none. */
export function numberBetween(lowest: Lazy, highest: Lazy): OptionType {
  checkRange('numbers', lowest, highest);
  const json = (v: Lazy): string => textOf(stringified(callBuiltin('toJSON', v)));
  return alterType(addCheck(number, inRange(lowest, highest)), {
    name: 'numberBetween',
    description: `integer or floating point number between ${rangeText(lowest, highest, json)}`,
  });
}

export const numbers = {
  nonnegative: alterType(
    addCheck(number, (v) => forceNumber(v) >= 0),
    {
      name: 'numberNonnegative',
      description: 'nonnegative integer or floating point number, meaning >=0',
      descriptionClass: 'nonRestrictiveClause',
    },
  ),
  positive: alterType(
    addCheck(number, (v) => forceNumber(v) > 0),
    {
      name: 'numberPositive',
      description: 'positive integer or floating point number, meaning >0',
      descriptionClass: 'nonRestrictiveClause',
    },
  ),
} as const;
