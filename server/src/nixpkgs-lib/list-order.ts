// Orders of lists: depth-first search and topological sort by a `before` function, and natural order of strings.
import { attrsOf } from '../evaluator/attrs';
import { forceString, wholeText } from '../evaluator/coerce';
import { tick } from '../evaluator/session';
import { force, type Attrs, type Lazy, type List, type Value } from '../evaluator/values';
import { compareNames } from '../syntax/names';
import { callBuiltin, test } from './support';

interface Search {
  readonly at: Lazy;
  readonly visited: List;
  readonly rest: List;
  /** Visited elements that come before `at`; only filled when the search stopped because of them. */
  readonly loops: List | undefined;
}

/** Walks from the first element to one that nothing is before (nixpkgs, lib.lists.listDfs). */
function search(stopOnCycles: boolean, before: Value, list: List): Search {
  let at = callBuiltin('head', list) as Lazy;
  let visited: List = [];
  let rest: List = list.slice(1);
  for (;;) {
    tick();
    const here = at;
    const loops = stopOnCycles ? visited.filter((x) => test(before, x, here)) : [];
    if (loops.length > 0) return { at, visited, rest, loops };
    const earlier: Lazy[] = [];
    const others: Lazy[] = [];
    for (const x of rest) (test(before, x, here) ? earlier : others).push(x);
    const [next, ...more] = earlier;
    if (next === undefined) return { at, visited, rest, loops: undefined };
    visited = [at, ...visited];
    rest = [...more, ...others];
    at = next;
  }
}

/** `listDfs stopOnCycles before list`. */
export function depthFirst(stopOnCycles: boolean, before: Value, list: List): Attrs {
  const { at, visited, rest, loops } = search(stopOnCycles, before, list);
  return loops === undefined ? attrsOf({ minimal: at, visited, rest }) : attrsOf({ cycle: at, loops, visited, rest });
}

/** `toposort before list`: `{ result; }`, or `{ cycle; loops; }`. */
export function topologicalOrder(before: Lazy, list: List): Attrs {
  const result: Lazy[] = [];
  let left = list;
  while (left.length >= 2) {
    const { at, visited, rest, loops } = search(true, force(before), left);
    if (loops !== undefined) return attrsOf({ cycle: [at, ...visited].reverse(), loops });
    result.push(at);
    left = [...visited, ...rest];
  }
  return attrsOf({ result: [...result, ...left] });
}

const DIGITS = /(0|[1-9][0-9]*)/;

/** Texts and the numbers between them. */
function pieces(text: string): readonly (string | bigint)[] {
  return text.split(DIGITS).map((piece, i) => (i % 2 === 1 ? BigInt(piece) : piece));
}

function compare(a: string | bigint, b: string | bigint): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  return compareNames(String(a), String(b));
}

/** `naturalSort`: numbers inside strings count as numbers. */
export function naturalOrder(list: List): List {
  const prepared = list.map((item) => ({ item, parts: pieces(wholeText(forceString(item))) }));
  prepared.sort((a, b) => {
    for (let i = 0; i < a.parts.length && i < b.parts.length; i++) {
      const order = compare(a.parts[i] as string | bigint, b.parts[i] as string | bigint);
      if (order !== 0) return order;
    }
    return a.parts.length - b.parts.length;
  });
  return prepared.map((p) => p.item);
}
