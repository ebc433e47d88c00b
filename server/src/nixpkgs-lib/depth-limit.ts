// `lib.generators.withRecursion`: a value that stops at a certain depth.
import { mapValues } from '../evaluator/attrs';
import { Attrs, force, isList, type Lazy, type Value } from '../evaluator/values';
import { later, thrown } from './support';

const KEPT = new Set(['__functor', '__functionArgs', '__toString', '__pretty']);

/**
 * The value with everything below `limit` levels replaced by `"<unevaluated>"`, or by an error when `throws`.
 * `null` is no limit.
 */
export function limitDepth(value: Lazy, limit: number | bigint | null, throws: boolean): Value {
  const transform = (depth: number, v: Lazy): Value => {
    if (limit === null || depth <= limit) return force(v);
    if (throws)
      throw thrown(
        `Exceeded maximum eval-depth limit of ${limit} while trying to evaluate with \`generators.withRecursion'!`,
      );
    return '<unevaluated>';
  };
  const walk = (depth: number, v: Value): Value => {
    const next = (x: Lazy): Lazy => later(() => walk(depth + 1, transform(depth + 1, x)));
    if (v instanceof Attrs) return mapValues(v, (name, x) => (KEPT.has(name) ? x : next(x)));
    if (isList(v)) return v.map(next);
    return transform(depth + 1, v);
  };
  return walk(0, force(value));
}
