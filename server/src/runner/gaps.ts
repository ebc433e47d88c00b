// What is missing in a generated text because it cannot be known.
import { attrValues } from '../evaluator/attrs';
import { Attrs, NixString, Unknown, force, isList, type Lazy, type Value } from '../evaluator/values';

/** The unknown values in a value that leave gaps in its text: a package whose hash nobody can know is none. */
export function gaps(v: Value): Unknown[] {
  return unknownParts(v).filter((u) => u.shown === undefined);
}

/** The unknown values in a value, without forcing anything that was not needed so far beyond its elements. */
function unknownParts(v: Value, depth = 0): Unknown[] {
  if (v instanceof Unknown) return [v];
  if (v instanceof NixString) return v.holes.map((h) => h.unknown);
  if (depth > 2) return [];
  const inside = (xs: readonly Lazy[]): Unknown[] => xs.flatMap((x) => unknownParts(force(x), depth + 1));
  if (isList(v)) return inside(v);
  if (v instanceof Attrs && v.rest === null) return inside(attrValues(v));
  return [];
}
