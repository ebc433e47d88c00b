/**
 * A Nix value without thunks, context or positions. A `number` that is an integer, and any `bigint`, stands for a
 * Nix integer; a float is written `{ float: 1.5 }`, because JavaScript does not tell 1.0 from 1.
 */
export type PlainValue = PlainScalar | readonly PlainValue[] | { readonly [name: string]: PlainValue };

/** A Nix value that is neither a list nor an attribute set. */
export type PlainScalar = string | boolean | null | number | bigint | NixFloat;

/** A Nix floating point number. */
export interface NixFloat {
  readonly float: number;
}

/** Whether a value is a float in the sense of {@link NixFloat}, and not an attribute set that has a `float` beside others. */
export function isNixFloat(value: PlainValue): value is NixFloat {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === 1 &&
    typeof (value as { float?: unknown }).float === 'number'
  );
}

const SURROGATE = /[\ud800-\udfff]/;

/**
 * Orders names as Nix orders attribute names: by the bytes of their UTF-8 form, which is the order of code points.
 * JavaScript's own order, by UTF-16 units, differs beyond the basic plane.
 */
export function compareNames(a: string, b: string): number {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : Number(a > b);
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
