// nixpkgs' lib/lists.nix.
import { attrValues, attrsOf, mapValues } from '../evaluator/attrs';
import { call, call2, callPosition } from '../evaluator/call';
import { forceAttrs, forceBool, forceClosedAttrs, forceInt, forceList } from '../evaluator/coerce';
import { NixError } from '../evaluator/errors';
import { arithmetic, concatLists, equal, lessThan } from '../evaluator/operators';
import { checkListLength, tick } from '../evaluator/session';
import { derivedUnknown, mapAlternatives } from '../evaluator/unknowns';
import { Unknown, force, isList, type Lazy, type List, type Value } from '../evaluator/values';
import { naturalOrder, topologicalOrder, depthFirst } from './list-order';
import { listSets } from './list-sets';
import {
  applied,
  callBuiltin,
  deprecated,
  forceIndex,
  functions,
  ifUnknown,
  inherited,
  known,
  later,
  test,
  thrown,
  type LibTable,
  asList,
} from './support';

/** `foldr op nul list`: each step gets the rest unevaluated. */
function foldRight(op: Lazy, nul: Lazy, list: List, from: number): Value {
  if (from === list.length) return force(nul);
  return call2(
    force(op),
    list[from] as Lazy,
    later(() => foldRight(op, nul, list, from + 1)),
  );
}

/** `foldl op nul list`: lazy in what came before, unlike `foldl'`. */
function foldLeft(op: Lazy, nul: Lazy, list: List, to = list.length): Value {
  if (to === 0) return force(nul);
  return call2(
    force(op),
    later(() => foldLeft(op, nul, list, to - 1)),
    list[to - 1] as Lazy,
  );
}

/** `sublist start count list`. Throws as `genList` does on a negative length. */
function sublist(start: number, count: number, list: List): List {
  const length = start >= list.length ? 0 : start + count > list.length ? list.length - start : count;
  if (length < 0) throw new NixError(`cannot create list of size ${length}`);
  if (start >= 0) return list.slice(start, start + length);
  return Array.from({ length }, (_, i) => elementAt(list, start + i));
}

function elementAt(list: List, index: number): Lazy {
  return (
    list[index] ??
    (index >= 0 && index < list.length
      ? null
      : later(() => {
          throw new NixError(`list index ${index} is out of bounds`);
        }))
  );
}

/** First element that passes; elements after it are not looked at. −1 when there is none. */
function firstIndex(pred: Lazy, list: List): number {
  const p = list.length === 0 ? null : force(pred);
  return list.findIndex((item) => test(p, item));
}

function range(first: Lazy, last: Lazy): Value {
  const from = force(first);
  if (known(lessThan(force(last), from))) return [];
  // Where one of them is a float, so is the length, which no list can have.
  const length = Number(forceInt(arithmetic('-', force(last), from))) + 1;
  checkListLength(length);
  if (typeof from === 'number' && Number.isSafeInteger(from + length))
    return Array.from({ length }, (_, i) => from + i);
  return Array.from({ length }, (_, i) => arithmetic('+', known(from), i));
}

/** The elements of nested lists. What is not known may be a list, so that how many there are is then not known either. */
function flatten(nested: Lazy, at = callPosition()): Value {
  let whole: Value = [];
  let run: Lazy[] = [];
  const add = (v: Value): void => {
    tick();
    if (isList(v)) for (const item of v) add(force(item));
    else if (v instanceof Unknown && v.type === undefined) {
      const nested = derivedUnknown(v, undefined, { alternatives: mapAlternatives(v, (x) => flatten(x, at)) });
      whole = concatLists(concatLists(whole, run, at), nested, at);
      run = [];
    } else run.push(v);
  };
  add(force(nested));
  return concatLists(whole, run, at);
}

/** `compareLists cmp a b`. */
function compareLists(cmp: Lazy, a: List, b: List): Value {
  for (let i = 0; ; i++) {
    if (i === a.length) return i === b.length ? 0 : -1;
    if (i === b.length) return 1;
    const order = call2(force(cmp), a[i] as Lazy, b[i] as Lazy);
    if (!known(equal(order, 0))) return order;
  }
}

function sortOn(f: Lazy, list: List): Value {
  const keyed = list.map((item) => ({ key: later(() => call(force(f), item)), item }));
  const less = (a: Lazy, b: Lazy): boolean => known(lessThan(force(a), force(b)));
  return keyed.sort((a, b) => (less(a.key, b.key) ? -1 : less(b.key, a.key) ? 1 : 0)).map((k) => k.item);
}

/** `crossLists f [ as bs … ]`: `f` applied to every choice. */
function crossLists(f: Lazy, lists: Lazy): Value {
  let functionsSoFar: Lazy[] = [f];
  for (const args of forceList(lists)) {
    const list = forceList(args);
    checkListLength(functionsSoFar.length * list.length);
    functionsSoFar = functionsSoFar.flatMap((fn) => list.map((arg) => applied(fn, arg)));
  }
  return functionsSoFar;
}

function nonEmpty(name: string, v: Lazy): List {
  const list = forceList(v);
  if (list.length === 0) throw thrown(`lists.${name}: list must not be empty!`);
  return list;
}

/** `length list1` elements of `list2` equal those of `list1`. */
function startsWith(list1: List, list2: List): boolean {
  return known(equal(sublist(0, list1.length, list2), list1));
}

function commonPrefix(a: List, b: List): List {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (!known(equal(force(a[i] as Lazy), force(b[i] as Lazy)))) return a.slice(0, i);
  return a.slice(0, length);
}

function replaceElement(v: Lazy, index: Lazy, element: Lazy): Value {
  const list = forceList(v);
  const i = forceIndex(index);
  if (i < 0 || i >= list.length)
    throw thrown(`'lists.replaceElemAt' called with index ${i} on a list of size ${list.length}`);
  return list.map((item, k) => (k === i ? element : item));
}

const foldr = functions({ foldr: [3, (op, nul, list) => foldRight(op, nul, forceList(list), 0)] })['foldr'] as Lazy;

export const lists: LibTable = {
  ...inherited([
    'all',
    'any',
    'concatLists',
    'concatMap',
    'elem',
    'elemAt',
    'filter',
    'genList',
    'groupBy',
    'head',
    'isList',
    'length',
    'map',
    'partition',
    'sort',
    'tail',
  ]),
  ...listSets,
  foldr,
  fold: deprecated('fold has been deprecated, use foldr instead', foldr),
  ...functions({
    singleton: [1, (x) => [x]],
    forEach: [2, (xs, f) => callBuiltin('map', f, xs)],
    foldl: [3, (op, nul, list) => foldLeft(op, nul, forceList(list))],
    "foldl'": [
      3,
      (op, acc, list) => {
        let result = force(acc);
        for (const item of forceList(list)) result = call2(force(op), result, item);
        return result;
      },
    ],
    imap0: [2, (f, list) => forceList(list).map((item, i) => applied(f, i, item))],
    imap1: [2, (f, list) => forceList(list).map((item, i) => applied(f, i + 1, item))],
    ifilter0: [2, (pred, list) => forceList(list).filter((item, i) => test(force(pred), i, item))],
    flatten: [1, (x) => flatten(x)],
    findSingle: [
      4,
      (pred, none, multiple, list) => {
        const found = forceList(callBuiltin('filter', pred, list));
        return force(found.length === 0 ? none : found.length > 1 ? multiple : (found[0] as Lazy));
      },
    ],
    findFirstIndex: [
      3,
      (pred, fallback, list) => {
        const index = firstIndex(pred, forceList(list));
        return index < 0 ? force(fallback) : index;
      },
    ],
    findFirst: [
      3,
      (pred, fallback, list) => {
        const all = forceList(list);
        const index = firstIndex(pred, all);
        return force(index < 0 ? fallback : (all[index] as Lazy));
      },
    ],
    count: [2, (pred, list) => forceList(list).filter((item) => test(force(pred), item)).length],
    optional: [
      2,
      (cond, elem) => {
        const c = force(cond);
        return ifUnknown('optional', c, [[elem], []]) ?? (forceBool(c) ? [elem] : []);
      },
    ],
    optionals: [
      2,
      (cond, elems) => {
        const c = force(cond);
        return ifUnknown('optionals', c, [elems, []]) ?? (forceBool(c) ? force(elems) : []);
      },
    ],
    toList: [1, asList],
    range: [2, range],
    replicate: [
      2,
      (n, elem) => {
        const length = forceIndex(n);
        if (length < 0) throw new NixError(`cannot create list of size ${length}`);
        checkListLength(length);
        return new Array<Lazy>(length).fill(elem);
      },
    ],
    "groupBy'": [
      4,
      (op, nul, pred, list) =>
        mapValues(forceAttrs(callBuiltin('groupBy', pred, list)), (_, group) =>
          later(() => foldLeft(op, nul, forceList(group))),
        ),
    ],
    zipListsWith: [
      3,
      (f, fst, snd) => {
        const b = forceList(snd);
        return forceList(fst)
          .slice(0, b.length)
          .map((item, i) => applied(f, item, b[i] as Lazy));
      },
    ],
    zipLists: [
      2,
      (fst, snd) => {
        const b = forceList(snd);
        return forceList(fst)
          .slice(0, b.length)
          .map((item, i) => attrsOf({ fst: item, snd: b[i] as Lazy }));
      },
    ],
    reverseList: [1, (xs) => [...forceList(xs)].reverse()],
    listDfs: [3, (stop, before, list) => depthFirst(forceBool(stop), force(before), forceList(list))],
    toposort: [2, (before, list) => topologicalOrder(before, forceList(list))],
    sortOn: [2, (f, list) => sortOn(f, forceList(list))],
    compareLists: [3, (cmp, a, b) => compareLists(cmp, forceList(a), forceList(b))],
    naturalSort: [1, (list) => naturalOrder(forceList(list))],
    take: [2, (count, list) => sublist(0, forceIndex(count), forceList(list))],
    takeEnd: [
      2,
      (n, xs) => {
        const list = forceList(xs);
        return list.slice(Math.max(0, list.length - forceIndex(n)));
      },
    ],
    drop: [
      2,
      (count, xs) => {
        const list = forceList(xs);
        return sublist(forceIndex(count), list.length, list);
      },
    ],
    dropEnd: [
      2,
      (n, xs) => {
        const list = forceList(xs);
        return sublist(0, Math.max(0, list.length - forceIndex(n)), list);
      },
    ],
    sublist: [3, (start, count, list) => sublist(forceIndex(start), forceIndex(count), forceList(list))],
    hasPrefix: [2, (a, b) => startsWith(forceList(a), forceList(b))],
    removePrefix: [
      2,
      (a, b) => {
        const prefix = forceList(a);
        const list = forceList(b);
        if (!startsWith(prefix, list))
          throw thrown('lib.lists.removePrefix: First argument is not a list prefix of the second argument');
        return list.slice(prefix.length);
      },
    ],
    commonPrefix: [2, (a, b) => commonPrefix(forceList(a), forceList(b))],
    last: [
      1,
      (v) => {
        const list = nonEmpty('last', v);
        return force(list[list.length - 1] as Lazy);
      },
    ],
    init: [1, (v) => nonEmpty('init', v).slice(0, -1)],
    crossLists: [2, crossLists],
    concatAttrValues: [1, (set) => callBuiltin('concatLists', [...attrValues(forceClosedAttrs(set))])],
    replaceElemAt: [3, replaceElement],
  }),
};
