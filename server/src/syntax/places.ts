// What is found in the sets of a text, with its places, taken over for those sets that an edit left as they were.
import type { AttrSetExpr, Expr } from './ast';
import { movedNodes, originOf, type Placed } from './moved';
import { collectedAround, noteOfSets } from './per-set';

/**
 * Remembers the places that `find` finds in a set of a text, also for that set moved to another place. What it finds may
 * depend on nothing else than the set and its text, and must hold no other offsets.
 */
export function placesPerSet<T extends Placed>(
  find: (set: AttrSetExpr, text: string) => readonly T[] | undefined,
): (set: AttrSetExpr, text: string) => readonly T[] | undefined {
  const note = noteOfSets<{ readonly found: readonly T[] | undefined; readonly start: number }>();
  return (set, text) => {
    const { start } = set.span;
    const origin = originOf(set);
    const known = note.get(origin) ?? note.set(origin, { found: find(set, text), start });
    return known.found && movedNodes(known.found, start - known.start);
  };
}

/**
 * Collects what `find` finds in an expression by itself, for all expressions inside of one, in no order. What is known of
 * sets that an edit left as they were is taken over.
 */
export function collecting<T extends Placed>(
  find: (expr: Expr, text: string) => readonly T[],
): (root: Expr, text: string) => readonly T[] {
  const collect = (root: Expr, text: string): readonly T[] =>
    collectedAround(
      root,
      (expr) => find(expr, text),
      (set) => inSet(set, text) ?? [],
    );
  const inSet = placesPerSet(collect);
  return collect;
}
