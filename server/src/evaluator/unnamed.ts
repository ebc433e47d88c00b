// Attributes whose names cannot be known: a set keeps them, and any name that it does not list may be one of theirs.
import { attrsFromMap, type AttrEntry } from './attrs';
import { coerceToString, forceTextNoContext } from './coerce';
import { UnknownSignal } from './errors';
import { selectAttr } from './operators';
import type { Position } from './position';
import { textOf } from './strings';
import { expressionAt, selectUnknown } from './unknowns';
import { Unknown, force, type Attrs, type Lazy, type OpenRest, type UnnamedEntry } from './values';

/** The attribute name that a value gives; where a part of it is unknown, how it shows and what is unknown. */
export function attributeName(
  v: Lazy,
  at?: Position,
  toText: (v: Lazy, at?: Position) => string = forceTextNoContext,
): string | Pick<UnnamedEntry, 'name' | 'unknown'> {
  try {
    return toText(v, at);
  } catch (error) {
    if (!(error instanceof UnknownSignal)) throw error;
    return { name: textOf(coerceToString(force(v), {})), unknown: error.unknown };
  }
}

/**
 * A set of named attributes and of those whose names are not known.
 * @param at the expression that makes the set
 */
export function attrsWithUnnamed(
  entries: ReadonlyMap<string, AttrEntry>,
  unnamed: readonly UnnamedEntry[],
  at?: Position,
): Attrs {
  return attrsFromMap(entries, restOf(unnamed, at));
}

/** Answers for the names that a set with such attributes does not list; null where there are none. */
export function restOf(unnamed: readonly UnnamedEntry[], at?: Position): OpenRest | null {
  const [first] = unnamed;
  if (first === undefined) return null;
  const { unknown } = first;
  const set = at === undefined ? unknown.expression : expressionAt(at);
  const values = unnamed.map((entry) => entry.value);
  return {
    unknown,
    unnamed,
    select: (name) => new Unknown(`${set}.${name}`, unknown.reason, at ?? unknown.at, undefined, values),
  };
}

/** Answers for the names of a set of which no more is known than that `u` stands for it, or for a part of it. */
export function restOfUnknown(u: Unknown): OpenRest {
  return { unknown: u, select: (name) => selectUnknown(u, name, (v, n) => selectAttr(v, n)) };
}
