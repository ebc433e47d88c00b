// `builtins.sort`: a stable merge sort that asks the comparator once per step, as Nix's does.
import { call2 } from '../call';
import { forceBool, forceFunction, forceList } from '../coerce';
import { lessThan } from '../operators';
import { tick } from '../session';
import { known } from '../unknowns';
import { force, type Lazy, type Value } from '../values';
import { LESS_THAN } from './numbers';

type Less = (a: Value, b: Value) => boolean;

export function sort(lazyFn: Lazy, lazyList: Lazy): Value {
  const list = forceList(lazyList);
  if (list.length === 0) return list;
  const fn = forceFunction(lazyFn);
  const values = list.map(force);
  return mergeSort(values, fn === LESS_THAN ? isLess : (a, b) => forceBool(call2(fn, a, b)));
}

/** `a < b`; throws `UnknownSignal` when that is open. */
export function isLess(a: Value, b: Value): boolean {
  return known(lessThan(a, b));
}

/** Sorts bottom-up; equal elements keep their order. */
function mergeSort(values: Value[], less: Less): Value[] {
  let from = values;
  let to: Value[] = new Array<Value>(values.length);
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) mergeRuns(from, to, start, width, less);
    [from, to] = [to, from];
  }
  return from;
}

function mergeRuns(from: readonly Value[], to: Value[], start: number, width: number, less: Less): void {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(start + 2 * width, from.length);
  let i = start;
  let j = middle;
  let k = start;
  // Runs that are in order already need one comparison.
  if (j < end && !less(from[j] as Value, from[j - 1] as Value)) j = end;
  if (j === end && middle < end) {
    for (; k < end; k++) to[k] = from[k] as Value;
    return;
  }
  while (i < middle && j < end) {
    tick();
    to[k++] = less(from[j] as Value, from[i] as Value) ? (from[j++] as Value) : (from[i++] as Value);
  }
  while (i < middle) to[k++] = from[i++] as Value;
  while (j < end) to[k++] = from[j++] as Value;
}
