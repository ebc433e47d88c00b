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
