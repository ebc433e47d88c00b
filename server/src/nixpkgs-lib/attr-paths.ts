// The functions of nixpkgs' lib/attrsets.nix that follow paths into nested sets.
import {
  EMPTY_ATTRS,
  attrEntries,
  attrNames,
  attrPosition,
  attrsFromMap,
  getAttr,
  hasListed,
  mapValues,
  updateAttrs,
  type AttrEntry,
  orIfMissing,
} from '../evaluator/attrs';
import { call2, callMany } from '../evaluator/call';
import { forceAttrs, forceBool, forceClosedAttrs, forceList, forceText } from '../evaluator/coerce';
import { equal, hasAttr, selectAttr, update } from '../evaluator/operators';
import { tick } from '../evaluator/session';
import { eitherOf, selectUnknown } from '../evaluator/unknowns';
import { Attrs, Unknown, force, type Lazy, type OpenRest, type Value } from '../evaluator/values';
import { attrPathText } from './nix-syntax';
import { nameText, placeOf } from './pairs';
import { aborted, applied, functions, known, later, select, single, test, thrown } from './support';

function pathOf(path: Lazy): readonly string[] {
  return forceList(path).map(nameText);
}

/** Follows a path as far as the set goes; `missing` gives the value when it ends early. */
function follow(path: Lazy, set: Lazy, missing: Lazy | (() => never)): Value {
  const absent = (): Value => (typeof missing === 'function' ? missing() : force(missing));
  let v = force(set);
  for (const item of forceList(path)) {
    const name = nameText(item);
    const there = hasAttr(v, name);
    if (there === false) return absent();
    if (there instanceof Unknown && typeof missing !== 'function')
      return eitherOf(there, [later(() => selectAttr(v, name)), missing], there.at);
    v = selectAttr(v, name);
  }
  return v;
}

function hasPath(path: Lazy, set: Lazy): boolean | Unknown {
  let v = force(set);
  for (const item of forceList(path)) {
    const name = nameText(item);
    const there = hasAttr(v, name);
    if (there !== true) return there;
    v = selectAttr(v, name);
  }
  return true;
}

function longestValidPrefix(path: Lazy, set: Lazy): Value {
  const list = forceList(path);
  let v = force(set);
  for (let i = 0; i < list.length; i++) {
    const name = nameText(list[i] as Lazy);
    if (!known(hasAttr(v, name))) return list.slice(0, i);
    v = selectAttr(v, name);
  }
  return list;
}

/** `setAttrByPath path value`; one level at a time, as the names are asked for. */
function nest(path: readonly Lazy[], depth: number, value: Lazy): Value {
  const name = path[depth];
  if (name === undefined) return force(value);
  const inner = depth + 1 === path.length ? value : later(() => nest(path, depth + 1, value));
  return single(nameText(name), inner, placeOf(value));
}

interface Update {
  readonly path: readonly string[];
  readonly update: Lazy;
}

/** One level of `updateManyAttrsByPath`: nested updates first, then those of this very path, in order. */
function updateLevel(depth: number, value: Lazy | undefined, updates: readonly Update[]): Lazy {
  const here = updates.filter((u) => u.path.length === depth);
  const deeper = updates.filter((u) => u.path.length !== depth);
  const start = later(() => {
    const first = deeper[0];
    if (first === undefined) {
      if (value !== undefined) return force(value);
      throw thrown(
        `updateManyAttrsByPath: Path '${attrPathText(here[0]?.path ?? [])}' does not exist in the given value, but the first update to this path tries to access the existing value.`,
      );
    }
    const groups = new Map<string, Update[]>();
    for (const u of deeper) {
      const name = u.path[depth] as string;
      const group = groups.get(name);
      if (group) group.push(u);
      else groups.set(name, [u]);
    }
    const nested = (old: Attrs): Attrs =>
      attrsFromMap(
        new Map(
          [...groups].map(([name, group]): [string, AttrEntry] => [
            name,
            { value: updateLevel(depth + 1, getAttr(old, name), group), at: attrPosition(old, name) },
          ]),
        ),
      );
    if (value === undefined) return nested(EMPTY_ATTRS);
    const v = known(force(value));
    if (!(v instanceof Attrs))
      throw thrown(
        `updateManyAttrsByPath: Path '${attrPathText(first.path)}' needs to be updated, but path '${attrPathText(first.path.slice(0, depth))}' of the given value is not an attribute set, so we can't update an attribute inside of it.`,
      );
    return updateAttrs(v, nested(v));
  });
  return here.reduce<Lazy>((acc, u) => applied(u.update, acc), start);
}

function updateMany(updates: Lazy, value: Lazy): Value {
  const list = forceList(updates).map((u): Update => ({
    path: pathOf(select(u, 'path')),
    update: later(() => select(u, 'update')),
  }));
  return force(updateLevel(0, value, list));
}

function mapRecursive(cond: Value | undefined, f: Lazy, path: readonly Lazy[], set: Attrs): Attrs {
  return mapValues(set, (name, value) =>
    later(() => {
      tick();
      const here = [...path, name];
      const v = known(force(value));
      if (v instanceof Attrs && (cond === undefined || test(cond, v))) return mapRecursive(cond, f, here, v);
      return call2(force(f), here, v);
    }),
  );
}

function listRecursive(pred: Value | undefined, f: Lazy, path: readonly Lazy[], set: Attrs, out: Lazy[]): Lazy[] {
  tick();
  for (const [name, value] of attrEntries(set)) {
    const here = [...path, name];
    const v = known(force(value));
    if (v instanceof Attrs && (pred === undefined || forceBool(call2(pred, here, v))))
      listRecursive(pred, f, here, forceClosedAttrs(v), out);
    else out.push(applied(f, here, v));
  }
  return out;
}

/** How two values under the same name become one; `path` leads to them. */
type Combine = (path: readonly Lazy[], left: Lazy, right: Lazy) => Value;

/** The union of two sets, right before left; `combine` decides names that both have. */
function unite(path: readonly Lazy[], left: Attrs, right: Attrs, combine: Combine): Attrs {
  // `//` on large sets costs no more than the smaller one, which matters where sets grow in a loop.
  if (left.rest === null && right.rest === null)
    return updateAttrs(
      left,
      mapValues(right, (name, r) => {
        const l = getAttr(left, name);
        return l === undefined ? r : later(() => combine([...path, name], l, r));
      }),
    );
  const entries = new Map<string, AttrEntry>();
  const value = (name: string): Lazy | undefined => {
    const l = getAttr(left, name);
    const r = getAttr(right, name);
    return l === undefined ? r : r === undefined ? l : later(() => combine([...path, name], l, r));
  };
  for (const side of [left, right])
    for (const name of attrNames(side))
      if (!entries.has(name))
        entries.set(name, {
          value: value(name) as Lazy,
          at: hasListed(right, name) ? attrPosition(right, name) : attrPosition(left, name),
        });
  const unknown = right.rest?.unknown ?? left.rest?.unknown;
  return attrsFromMap(entries, unknown === undefined ? null : { unknown, select: value });
}

/** `recursiveUpdateUntil`: `stop` is asked with the path and both values. */
function uniteUntil(stop: Value, path: readonly Lazy[], left: Lazy, right: Lazy): Value {
  tick();
  const r = forceAttrs(right);
  return unite(path, forceAttrs(left), r, (here, x, y) =>
    forceBool(callMany(stop, [here, x, y])) ? force(y) : uniteUntil(stop, here, x, y),
  );
}

/** `recursiveUpdate`: sets are united, of anything else the right value counts. */
export function recursiveUpdate(left: Value, right: Value): Value {
  tick();
  if (right instanceof Unknown) return update(left instanceof Attrs ? left : known(left), right);
  if (left instanceof Unknown) return intoUnknown(left, forceAttrs(right));
  return unite([], forceAttrs(left), forceAttrs(right), (_, x, y) => {
    const r = force(y);
    if (!(r instanceof Attrs)) return r;
    const l = force(x);
    return l instanceof Attrs || l instanceof Unknown ? recursiveUpdate(l, r) : r;
  });
}

/** What the right side sets stays known, whatever the left side is. */
function intoUnknown(left: Unknown, right: Attrs): Attrs {
  const below = (name: string): Value => selectUnknown(left, name, (v, n) => selectAttr(v, n));
  const rest: OpenRest = { unknown: left, select: (name) => orIfMissing(right.rest?.select(name), below(name)) };
  const united = mapValues(right, (name, value) =>
    later(() => {
      const v = force(value);
      return v instanceof Attrs ? recursiveUpdate(below(name), v) : v;
    }),
  );
  return new Attrs(united.shape, united.values, null, rest);
}

/** `lib.matchAttrs pattern attrs`. */
export function matches(pattern: Lazy, attrs: Value): boolean {
  for (const [name, lhs] of attrEntries(forceClosedAttrs(pattern))) {
    if (!known(hasAttr(attrs, name))) return false;
    const l = force(lhs);
    const r = selectAttr(attrs, name);
    if (l instanceof Attrs ? !(known(r) instanceof Attrs && matches(l, r)) : !known(equal(l, r))) return false;
  }
  return true;
}

export const attrPaths = functions({
  attrByPath: [3, (path, fallback, set) => follow(path, set, fallback)],
  hasAttrByPath: [2, hasPath],
  longestValidPathPrefix: [2, longestValidPrefix],
  setAttrByPath: [2, (path, value) => nest(forceList(path), 0, value)],
  getAttrFromPath: [
    2,
    (path, set) =>
      follow(path, set, () => {
        throw aborted(
          `cannot find attribute '${forceList(path)
            .map((p) => forceText(p))
            .join('.')}'`,
        );
      }),
  ],
  updateManyAttrsByPath: [2, updateMany],
  mapAttrsRecursive: [2, (f, set) => mapRecursive(undefined, f, [], forceAttrs(set))],
  mapAttrsRecursiveCond: [3, (cond, f, set) => mapRecursive(force(cond), f, [], forceAttrs(set))],
  mapAttrsToListRecursive: [2, (f, set) => listRecursive(undefined, f, [], forceClosedAttrs(set), [])],
  mapAttrsToListRecursiveCond: [3, (pred, f, set) => listRecursive(force(pred), f, [], forceClosedAttrs(set), [])],
  recursiveUpdateUntil: [3, (stop, left, right) => uniteUntil(force(stop), [], left, right)],
  recursiveUpdate: [2, (left, right) => recursiveUpdate(force(left), force(right))],
  matchAttrs: [2, (pattern, attrs) => matches(pattern, force(attrs))],
  showAttrPath: [1, (path) => attrPathText(pathOf(path))],
});
