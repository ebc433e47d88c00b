// Builtins on lists.
import { attrPosition, attrsFromMap, attrsOf, getAttr, type AttrEntry } from '../attrs';
import { call, call2, callLater, callPosition } from '../call';
import { forceAttrs, forceBool, forceFunction, forceInt, forceList, forceTextNoContext } from '../coerce';
import { NixError, UnknownSignal } from '../errors';
import { concatLists as join, equal } from '../operators';
import { checkListLength, tick, tickEach } from '../session';
import { attributeName, attrsWithUnnamed } from '../unnamed';
import { Unknown, force, isList, type Lazy, type List, type UnnamedEntry, type Value } from '../values';
import { genericClosure } from './closure';
import { primOps } from './primop';
import { sort } from './sort';

function elemAt(lazyList: Lazy, lazyIndex: Lazy): Value {
  const n = forceInt(lazyIndex);
  const list = forceList(lazyList);
  const found = list[Number(n)];
  if (found === undefined)
    throw new NixError(`'builtins.elemAt' called with index ${n} on a list of size ${list.length}`);
  return force(found);
}

function head(lazyList: Lazy): Value {
  const first = forceList(lazyList)[0];
  if (first === undefined) throw new NixError("'builtins.head' called on an empty list");
  return force(first);
}

function tail(lazyList: Lazy): Value {
  const list = forceList(lazyList);
  if (list.length === 0) throw new NixError("'builtins.tail' called on an empty list");
  return list.slice(1);
}

function map(lazyFn: Lazy, lazyList: Lazy): Value {
  const list = forceList(lazyList);
  if (list.length === 0) return list;
  const fn = force(lazyFn);
  // An unknown function still gives a list of as many elements.
  if (!(fn instanceof Unknown)) forceFunction(fn);
  tickEach(list.length);
  return list.map((x) => callLater(fn, x));
}

function filter(lazyFn: Lazy, lazyList: Lazy): Value {
  const list = forceList(lazyList);
  if (list.length === 0) return list;
  const fn = forceFunction(lazyFn);
  const kept = list.filter((x) => forceBool(call(fn, x)));
  return kept.length === list.length ? list : kept;
}

function concatAll(lists: readonly List[]): Value {
  let length = 0;
  let onlyFilled: List = [];
  let filled = 0;
  for (const l of lists) {
    if (l.length === 0) continue;
    length += l.length;
    onlyFilled = l;
    filled++;
  }
  if (filled <= 1) return onlyFilled;
  const out: Lazy[] = new Array<Lazy>(length);
  let i = 0;
  for (const l of lists) for (const x of l) out[i++] = x;
  return out;
}

/** Joins what `listOf` makes of each item, and stops as soon as it is too long; parts may be unknown. */
function joined(items: List, listOf: (x: Lazy) => Lazy): Value {
  const at = callPosition();
  let length = 0;
  const parts = items.map((x): List | Unknown => {
    const part = force(listOf(x));
    if (part instanceof Unknown) return part;
    const list = forceList(part);
    checkListLength((length += list.length));
    return list;
  });
  return parts.every(isList) ? concatAll(parts) : parts.reduce<Value>((all, part) => join(all, part, at), []);
}

function concatLists(lazyLists: Lazy): Value {
  return joined(forceList(lazyLists), (l) => l);
}

function concatMap(lazyFn: Lazy, lazyList: Lazy): Value {
  const fn = forceFunction(lazyFn);
  return joined(forceList(lazyList), (x) => call(fn, x));
}

function foldl(lazyFn: Lazy, start: Lazy, lazyList: Lazy): Value {
  const fn = forceFunction(lazyFn);
  const list = forceList(lazyList);
  let value = start;
  for (const x of list) value = call2(fn, value, x);
  return force(value);
}

/**
 * Whether some element passes `test` (then the answer is `decisive`). A test with an unknown answer leaves the result
 * unknown unless a later one decides; an error after it counts for nothing, because Nix may never come that far.
 */
function search(list: List, decisive: boolean, test: (x: Lazy) => boolean | Unknown): Value {
  let unknown: Unknown | undefined;
  for (const x of list) {
    let passed: boolean | Unknown;
    try {
      passed = test(x);
    } catch (error) {
      if (error instanceof UnknownSignal) passed = error.unknown;
      else if (unknown !== undefined && error instanceof NixError && error.kind !== 'budget') break;
      else throw error;
    }
    if (passed === decisive) return decisive;
    if (passed instanceof Unknown) unknown ??= passed;
  }
  if (unknown !== undefined) throw new UnknownSignal(unknown);
  return !decisive;
}

function anyOrAll(decisive: boolean): readonly [2, (fn: Lazy, list: Lazy) => Value] {
  return [
    2,
    (lazyFn, lazyList) => {
      const fn = forceFunction(lazyFn);
      return search(forceList(lazyList), decisive, (x) => forceBool(call(fn, x)));
    },
  ];
}

function elem(x: Lazy, lazyList: Lazy): Value {
  return search(forceList(lazyList), true, (y) => x === y || equal(force(x), force(y)));
}

function genList(lazyFn: Lazy, lazyLength: Lazy): Value {
  const length = forceInt(lazyLength);
  if (length < 0) throw new NixError(`cannot create list of size ${length}`);
  const fn = force(lazyFn);
  if (!(fn instanceof Unknown)) forceFunction(fn);
  checkListLength(length);
  tickEach(Number(length));
  const out: Lazy[] = new Array<Lazy>(Number(length));
  for (let i = 0; i < out.length; i++) out[i] = callLater(fn, i);
  return out;
}

function partition(lazyFn: Lazy, lazyList: Lazy): Value {
  const fn = forceFunction(lazyFn);
  const right: Lazy[] = [];
  const wrong: Lazy[] = [];
  for (const x of forceList(lazyList)) (forceBool(call(fn, x)) ? right : wrong).push(x);
  return attrsOf({ right, wrong });
}

function groupBy(lazyFn: Lazy, lazyList: Lazy): Value {
  const fn = forceFunction(lazyFn);
  const groups = new Map<string, Lazy[]>();
  for (const x of forceList(lazyList)) {
    const name = forceTextNoContext(call(fn, x));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [x]);
    else group.push(x);
  }
  return attrsFromMap(new Map([...groups].map(([name, value]) => [name, { value }])));
}

function listToAttrs(lazyList: Lazy): Value {
  const entries = new Map<string, AttrEntry>();
  const unnamed: UnnamedEntry[] = [];
  for (const item of forceList(lazyList)) {
    tick();
    const attrs = forceAttrs(item);
    const name = attributeName(required(getAttr(attrs, 'name'), 'name', 'listToAttrs'));
    if (typeof name !== 'string') {
      const value = required(getAttr(attrs, 'value'), 'value', 'listToAttrs');
      unnamed.push({ ...name, value, at: attrPosition(attrs, 'value') });
      continue;
    }
    // The first of several elements with one name counts.
    if (entries.has(name)) continue;
    const value = required(getAttr(attrs, 'value'), 'value', 'listToAttrs');
    entries.set(name, { value, at: attrPosition(attrs, 'value') });
  }
  return attrsWithUnnamed(entries, unnamed);
}

function required(v: Lazy | undefined, name: string, builtin: string): Lazy {
  if (v === undefined)
    throw new NixError(`attribute '${name}' missing in an element of the list passed to 'builtins.${builtin}'`);
  return v;
}

export const listBuiltins = primOps({
  length: [1, (list) => forceList(list).length],
  elemAt: [2, elemAt],
  head: [1, head],
  tail: [1, tail],
  map: [2, map],
  filter: [2, filter],
  concatLists: [1, concatLists],
  concatMap: [2, concatMap],
  "foldl'": [3, foldl],
  all: anyOrAll(false),
  any: anyOrAll(true),
  elem: [2, elem],
  genList: [2, genList],
  sort: [2, sort],
  partition: [2, partition],
  groupBy: [2, groupBy],
  genericClosure: [1, genericClosure],
  listToAttrs: [1, listToAttrs],
});
