// The functions of nixpkgs' lib/lists.nix that ask which elements are equal.
import { attrNames } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { forceClosedAttrs, forceList } from '../evaluator/coerce';
import { equal } from '../evaluator/operators';
import { tick } from '../evaluator/session';
import { isString, textOf, isWhole } from '../evaluator/strings';
import { NixFloat, Unknown, force, type List, type Value } from '../evaluator/values';
import { callBuiltin, functions, known, type LibTable } from './support';

/** Whether the list has an equal element; throws `UnknownSignal` when that is open. */
export function contains(list: List, value: Value): boolean {
  let open: boolean | Unknown = false;
  for (const item of list) {
    tick();
    const same = equal(force(item), value);
    if (same === true) return true;
    if (same instanceof Unknown) open = same;
  }
  return known(open);
}

/** The elements without later duplicates, and whether some may be duplicates still. */
function withoutDuplicates(list: List): { readonly kept: List; readonly open: Unknown | undefined } {
  const plain = new Set<string | number>();
  const others: Value[] = [];
  let open: Unknown | undefined;
  const isNew = (v: Value): boolean => {
    const key = typeof v === 'number' ? v : isString(v) && isWhole(v) ? textOf(v) : undefined;
    if (key !== undefined && plain.has(key)) return false;
    // Only a float can equal a plain integer, and only an unknown a whole string.
    if (v instanceof NixFloat && plain.has(v.value)) return false;
    for (const other of others) {
      tick();
      const same = equal(other, v);
      if (same instanceof Unknown) open ??= same;
      else if (same) return false;
    }
    if (key === undefined) others.push(v);
    else plain.add(key);
    return true;
  };
  const kept = list.filter((item) => {
    const v = force(item);
    if (v instanceof Unknown) {
      if (list.length > 1) open ??= v;
      return true;
    }
    return isNew(v);
  });
  return { kept, open };
}

function filterList(list: List, keep: (v: Value, i: number) => boolean): List {
  return list.filter((item, i) => keep(force(item), i));
}

/** `x: x` */
const IDENTITY = primOp('id', 1, (x) => force(x));

/** `remove`, `unique`, `subtractLists` and their like, by name. */
export const listSets: LibTable = functions({
  remove: [
    2,
    (e, list) => {
      const all = forceList(list);
      return all.length === 0 ? [] : filterList(all, (x) => !known(equal(x, force(e))));
    },
  ],
  unique: [1, (list) => withoutDuplicates(forceList(list)).kept],
  uniqueStrings: [1, (list) => [...attrNames(forceClosedAttrs(callBuiltin('groupBy', IDENTITY, list)))]],
  allUnique: [
    1,
    (v) => {
      const list = forceList(v);
      const { kept, open } = withoutDuplicates(list);
      return kept.length < list.length ? false : (open ?? true);
    },
  ],
  intersectLists: [2, (e, list) => filterList(forceList(list), (x) => contains(forceList(e), x))],
  subtractLists: [2, (e, list) => filterList(forceList(list), (x) => !contains(forceList(e), x))],
  mutuallyExclusive: [
    2,
    (a, b) => {
      const first = forceList(a);
      return first.length === 0 || !forceList(b).some((x) => contains(first, force(x)));
    },
  ],
});
