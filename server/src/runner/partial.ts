// What is known of sets and lists of which a part is not known. A setting that hangs on a
// condition counts, as one behind `mkIf` does.
import { isString, textOf } from '../evaluator/strings';
import { possibleLists } from '../evaluator/unknowns';
import { Attrs, Unknown, force, isList, type Lazy, type Value } from '../evaluator/values';
import { possibleSets } from '../modules/properties';

/** The sets that define settings: the value itself, or each that it may be; of other values none. */
export function settingSets(v: Value | undefined): Attrs[] {
  if (v instanceof Attrs) return [v];
  return v instanceof Unknown ? possibleSets(v) : [];
}

/** The items that a list has in any case; what else it may have stands as one unknown item behind them. */
export function knownItems(v: Value): readonly Lazy[] {
  if (isList(v)) return v;
  if (!(v instanceof Unknown)) return [];
  const [first, ...others] = possibleLists(v);
  const certain = others.reduce<readonly Lazy[]>(commonItems, first);
  return certain.every((item) => force(item) instanceof Unknown) ? [v] : [...certain, v];
}

/** The items of one list that stand in the other one too, in the same order. */
function commonItems(list: readonly Lazy[], other: readonly Lazy[]): readonly Lazy[] {
  let at = 0;
  return list.filter((item) => {
    const found = other.findIndex((x, i) => i >= at && isSame(x, item));
    if (found >= 0) at = found + 1;
    return found >= 0;
  });
}

function isSame(a: Lazy, b: Lazy): boolean {
  const x = force(a);
  const y = force(b);
  return x === y || (isString(x) && isString(y) && textOf(x) === textOf(y));
}
