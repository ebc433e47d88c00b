// Sets made of `{ name, value }` pairs, as `listToAttrs` makes them.
import { attrPosition, attrsFromMap, getAttr, type AttrEntry } from '../evaluator/attrs';
import { forceAttrs, forceText } from '../evaluator/coerce';
import { NixError, UnknownSignal } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { attributeName, restOf, restOfUnknown } from '../evaluator/unnamed';
import {
  Attrs,
  Closure,
  NixPath,
  Shape,
  Thunk,
  Unknown,
  force,
  type Lazy,
  type UnnamedEntry,
} from '../evaluator/values';

/** Where the expression behind a value stands, while that is still known. */
export function placeOf(v: Lazy): Position | undefined {
  if (v instanceof Thunk) return v.code?.at;
  if (v instanceof NixPath || v instanceof Unknown) return v.at;
  if (v instanceof Closure) return v.lambda.at;
  return undefined;
}

const PAIR = ['name', 'value'] as const;

/** `{ name; value; }`, the value's own place kept for the set that the pair becomes part of. */
export function pair(name: Lazy, value: Lazy): Attrs {
  return new Attrs(new Shape(PAIR, [placeOf(name), placeOf(value)]), [name, value]);
}

/** The text of a name; throws as Nix does when it is no string. */
export function nameText(v: Lazy): string {
  return forceText(v);
}

/**
 * The set of the pairs; the first of equal names counts, values stay unevaluated. Pairs that are unknown, or whose
 * names are, leave the set open. `fallback` is the place of a pair's attribute when the pair does not tell.
 */
export function attrsFromPairs(pairs: readonly Lazy[], fallback?: (index: number) => Position | undefined): Attrs {
  const entries = new Map<string, AttrEntry>();
  const unnamed: UnnamedEntry[] = [];
  let unknown: Unknown | undefined;
  pairs.forEach((lazyPair, i) => {
    try {
      const attrs = forceAttrs(lazyPair);
      const nameValue = getAttr(attrs, 'name');
      if (nameValue === undefined) throw new NixError("attribute 'name' missing");
      const name = attributeName(nameValue, undefined, nameText);
      if (typeof name === 'string' && entries.has(name)) return;
      const value = getAttr(attrs, 'value');
      if (value === undefined) throw new NixError("attribute 'value' missing");
      const at = attrPosition(attrs, 'value') ?? placeOf(value) ?? fallback?.(i);
      if (typeof name === 'string') entries.set(name, { value, at });
      else unnamed.push({ ...name, value, at });
    } catch (error) {
      if (!(error instanceof UnknownSignal)) throw error;
      unknown ??= error.unknown;
    }
  });
  return attrsFromMap(entries, unknown === undefined ? restOf(unnamed) : { ...restOfUnknown(unknown), unnamed });
}

/** Place of what a function gives: its body. */
export function bodyPlace(f: Lazy): Position | undefined {
  const v = f instanceof Thunk && f.code !== null ? undefined : force(f);
  return v instanceof Closure ? v.lambda.body.at : undefined;
}
