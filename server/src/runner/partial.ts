// What is known of sets and lists of which a part is not known. What hangs on a condition that is not known counts.
import { isString, textOf } from '../evaluator/strings';
import { Attrs, Unknown, force, isList, type Lazy, type Value } from '../evaluator/values';
import { possibleSets } from '../modules/properties';

/** The sets that define settings: the value itself, or each that it may be; of other values none. */
export function settingSets(v: Value | undefined): Attrs[] {
  if (v instanceof Attrs) return [v];
  return v instanceof Unknown ? possibleSets(v) : [];
}

/** The items of a list as far as they are known; what is not known of it stands as one unknown item. */
export function knownItems(v: Value): readonly Lazy[] {
  if (isList(v)) return v;
  if (!(v instanceof Unknown)) return [];
  const alternatives = (v.alternatives ?? []).map((a) => force(a));
  const [first, ...others] = alternatives.map(knownItems);
  if (first === undefined || !alternatives.every((a) => isList(a) || a instanceof Unknown)) return [v];
  // Of one alternative alone it is only known that the list holds its items.
  if (others.length === 0) return first.some((item) => item instanceof Unknown) ? first : [...first, v];
  const longest = others.reduce((a, b) => (b.length > a.length ? b : a), first);
  return [first, ...others].every((items) => isWithin(items, longest)) ? longest : [v];
}

/** Whether the items stand in a longer list in the same order. */
function isWithin(items: readonly Lazy[], list: readonly Lazy[]): boolean {
  let at = 0;
  return items.every((item) => {
    while (at < list.length && !isSame(item, list[at] as Lazy)) at++;
    return at++ < list.length;
  });
}

function isSame(a: Lazy, b: Lazy): boolean {
  const x = force(a);
  const y = force(b);
  return x === y || (isString(x) && isString(y) && textOf(x) === textOf(y));
}
