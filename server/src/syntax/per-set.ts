// What is found out about the sets of a text, kept for as long as a set stays as it is, wherever an edit moves it.
import type { AttrSetExpr, Binding, Expr } from './ast';
import { Attached } from './attached';
import { editOf, originOf, withoutPlace, type SetEdit } from './moved';
import { bindingChildren, children } from './visit';

/** The answers to one question about sets. */
export interface NoteOfSets<T extends object> {
  get(origin: AttrSetExpr): T | undefined;
  set(origin: AttrSetExpr, note: T): T;
}

const NOTES = new Attached<AttrSetExpr, (object | undefined)[]>();
let questions = 0;

/** A question about sets as they were parsed, see `originOf`. Of all questions, a set has its notes in one place. */
export function noteOfSets<T extends object>(): NoteOfSets<T> {
  const question = questions++;
  return {
    get: (origin) => NOTES.get(origin)?.[question] as T | undefined,
    set(origin, note) {
      let notes = NOTES.get(origin);
      if (notes === undefined) NOTES.set(origin, (notes = []));
      notes[question] = note;
      return note;
    },
  };
}

/**
 * Remembers what `compute` says of a set, also for that set moved to another place. What it says may depend on nothing
 * else than the set, and must not hold offsets.
 * @param afterEdit what can be said of a set from what was said of it before an edit: a long one is not looked at again
 *   for each key; `undefined` where it has to be
 */
export function rememberedPerSet<T>(
  compute: (set: AttrSetExpr) => T,
  afterEdit: (before: T, edit: SetEdit, set: AttrSetExpr) => T | undefined = () => undefined,
): (set: AttrSetExpr) => T {
  const note = noteOfSets<{ readonly said: T }>();
  const fromBefore = (set: AttrSetExpr): T | undefined => {
    const edit = editOf(set);
    const before = edit && note.get(edit.before);
    return edit && before && afterEdit(before.said, edit, set);
  };
  return (set) => {
    const origin = originOf(set);
    return (note.get(origin) ?? note.set(origin, { said: fromBefore(origin) ?? compute(origin) })).said;
  };
}

/**
 * Remembers what the bindings of a set have of something, in no order.
 * @param ofBinding may depend on nothing else than the binding, which may stand elsewhere, and must give no offsets; what
 *   it gives for the same binding again has to be the same (`===`)
 */
export function listedPerSet<T>(ofBinding: (binding: Binding) => readonly T[]): (set: AttrSetExpr) => readonly T[] {
  const ofAll = (bindings: readonly Binding[]): T[] => bindings.flatMap((binding) => ofBinding(withoutPlace(binding)));
  return rememberedPerSet<readonly T[]>(
    ({ bindings }) => ofAll(bindings),
    (before, { removed, inserted }) => [...without(before, ofAll(removed)), ...ofAll(inserted)],
  );
}

/** All items but as many of each as there are in `some`. */
function without<T>(all: readonly T[], some: readonly T[]): readonly T[] {
  const left = [...all];
  for (const item of some) {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

/**
 * What `find` finds in an expression and in those inside of it, in no order; for the sets inside of it, what `inSet` says of
 * each as a whole.
 */
export function collectedAround<T>(
  root: Expr,
  find: (expr: Expr) => readonly T[],
  inSet: (set: AttrSetExpr) => readonly T[],
): T[] {
  const found: T[] = [];
  const waiting = [root];
  for (let expr = waiting.pop(); expr !== undefined; expr = waiting.pop()) {
    found.push(...find(expr));
    for (const child of children(expr))
      if (child.kind === 'AttrSet') found.push(...inSet(child));
      else waiting.push(child);
  }
  return found;
}

/**
 * Collects what `find` finds in an expression by itself, for all expressions inside of one but sets, in no order.
 * @param find may depend on nothing else than the expression, and must give no offsets
 */
export function collectedPerSet<T>(find: (expr: Expr) => readonly T[]): (root: Expr) => readonly T[] {
  const collect = (root: Expr): readonly T[] =>
    root.kind === 'AttrSet' ? inSet(root) : collectedAround(root, find, inSet);
  const inSet = listedPerSet((binding) => bindingChildren(binding).flatMap(collect));
  return collect;
}
