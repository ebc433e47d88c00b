// Builtins on attribute sets.
import {
  attrNames,
  attrPosition,
  attrValues,
  attrsFromMap,
  filterAttrs,
  getAttr,
  hasListed,
  mapValues,
  attrEntries,
  type AttrEntry,
} from '../attrs';
import { call2 } from '../call';
import { positionValue } from '../compile';
import { forceAttrs, forceClosedAttrs, forceFunction, forceList, forceTextNoContext } from '../coerce';
import { UnknownSignal } from '../errors';
import { lazy } from '../force';
import { hasAttr, selectAttr } from '../operators';
import { Attrs, Unknown, force, type Lazy, type Value } from '../values';
import { primOps } from './primop';

function getAttrBuiltin(lazyName: Lazy, lazySet: Lazy): Value {
  const name = forceTextNoContext(lazyName);
  const set = force(lazySet);
  return selectAttr(set instanceof Unknown ? set : forceAttrs(set), name);
}

function hasAttrBuiltin(lazyName: Lazy, lazySet: Lazy): Value {
  const name = forceTextNoContext(lazyName);
  return hasAttr(forceAttrs(lazySet), name);
}

function removeAttrs(lazySet: Lazy, lazyNames: Lazy): Value {
  const set = forceAttrs(lazySet);
  const names = new Set(forceList(lazyNames).map((n) => forceTextNoContext(n)));
  if (names.size === 0) return set;
  const kept = filterAttrs(set, (name) => !names.has(name));
  const rest = set.rest;
  if (rest === null) return kept;
  return new Attrs(kept.shape, kept.values, kept.base, {
    unknown: rest.unknown,
    select: (name) => (names.has(name) ? undefined : rest.select(name)),
  });
}

function intersectAttrs(lazyLeft: Lazy, lazyRight: Lazy): Value {
  const left = forceAttrs(lazyLeft);
  const right = forceAttrs(lazyRight);
  if (left.rest === null && right.rest === null) return filterAttrs(right, (name) => hasListed(left, name));
  const common = new Map<string, AttrEntry>();
  if (left.rest === null) {
    for (const name of attrNames(left)) {
      const value = getAttr(right, name);
      if (value !== undefined) common.set(name, { value, at: attrPosition(right, name) });
    }
    return attrsFromMap(common);
  }
  for (const [name, value, at] of attrEntries(forceClosedAttrs(right))) {
    const there = hasAttr(left, name);
    if (there instanceof Unknown) throw new UnknownSignal(there);
    if (there) common.set(name, { value, at });
  }
  return attrsFromMap(common);
}

function catAttrs(lazyName: Lazy, lazyList: Lazy): Value {
  const name = forceTextNoContext(lazyName);
  const out: Lazy[] = [];
  for (const item of forceList(lazyList)) {
    const value = getAttr(forceAttrs(item), name);
    if (value !== undefined) out.push(value);
  }
  return out;
}

function mapAttrs(fn: Lazy, lazySet: Lazy): Value {
  const mapped = (name: Lazy, value: Lazy): Lazy => lazy(() => call2(force(fn), name, value));
  return mapValues(forceAttrs(lazySet), mapped, (entry) => mapped(entry.unknown, entry.value));
}

function zipAttrsWith(lazyFn: Lazy, lazyList: Lazy): Value {
  const fn = forceFunction(lazyFn);
  const collected = new Map<string, Lazy[]>();
  for (const item of forceList(lazyList))
    for (const [name, value] of attrEntries(forceClosedAttrs(item))) {
      const values = collected.get(name);
      if (values === undefined) collected.set(name, [value]);
      else values.push(value);
    }
  const zipped = new Map<string, AttrEntry>();
  for (const [name, values] of collected) zipped.set(name, { value: lazy(() => call2(fn, name, values)) });
  return attrsFromMap(zipped);
}

function unsafeGetAttrPos(lazyName: Lazy, lazySet: Lazy): Value {
  const name = forceTextNoContext(lazyName);
  const at = attrPosition(forceAttrs(lazySet), name);
  return at === undefined ? null : positionValue(at);
}

export const attrsetBuiltins = primOps({
  attrNames: [1, (set) => attrNames(forceClosedAttrs(set))],
  // A list of its own each time: what is printed as repeated depends on it.
  attrValues: [1, (set) => [...attrValues(forceClosedAttrs(set))]],
  getAttr: [2, getAttrBuiltin],
  hasAttr: [2, hasAttrBuiltin],
  removeAttrs: [2, removeAttrs],
  intersectAttrs: [2, intersectAttrs],
  catAttrs: [2, catAttrs],
  mapAttrs: [2, mapAttrs],
  zipAttrsWith: [2, zipAttrsWith],
  unsafeGetAttrPos: [2, unsafeGetAttrPos],
});
