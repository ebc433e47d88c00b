// `builtins.genericClosure`: breadth-first search over sets that are told apart by their `key`.
import { getAttr } from '../attrs';
import { call } from '../call';
import { forceAttrs, forceFunction, forceList } from '../coerce';
import { NixError, UnknownSignal } from '../errors';
import { checkListLength, tick } from '../session';
import { Unknown, force, type Lazy, type Value } from '../values';
import { isLess } from './sort';

export function genericClosure(lazyArgs: Lazy): Value {
  const args = forceAttrs(lazyArgs);
  const startSet = getAttr(args, 'startSet');
  if (startSet === undefined) throw missing('startSet', "the argument of 'builtins.genericClosure'");
  const work: Lazy[] = [...forceList(startSet)];
  if (work.length === 0) return [];
  const lazyOperator = getAttr(args, 'operator');
  if (lazyOperator === undefined) throw missing('operator', "the argument of 'builtins.genericClosure'");
  const operator = forceFunction(lazyOperator);
  const seen = new KeySet();
  const found: Lazy[] = [];
  for (let i = 0; i < work.length; i++) {
    tick();
    const item = work[i] as Lazy;
    const key = getAttr(forceAttrs(item), 'key');
    if (key === undefined) throw missing('key', "an element that 'builtins.genericClosure' met");
    if (!seen.add(force(key))) continue;
    found.push(item);
    for (const next of forceList(call(operator, item))) {
      force(next);
      work.push(next);
    }
    checkListLength(work.length);
  }
  return found;
}

function missing(name: string, where: string): NixError {
  return new NixError(`attribute '${name}' missing in ${where}`);
}

/** A set of Nix values under the order of `<`; keys that cannot be compared raise its error. */
class KeySet {
  /** Keys of one plain kind, the common case. */
  private readonly plain = new Set<string | number>();
  private plainKind: string | undefined;
  /** All keys in order, once a key of another kind was met. */
  private sorted: Value[] | undefined;

  /** Whether the key is new. */
  add(key: Value): boolean {
    if (key instanceof Unknown) throw new UnknownSignal(key);
    if (this.sorted === undefined) {
      const kind = typeof key;
      this.plainKind ??= kind;
      if ((typeof key === 'string' || typeof key === 'number') && kind === this.plainKind)
        return this.plain.size < this.plain.add(key).size;
      this.sorted = [];
      for (const k of this.plain) this.insert(this.sorted, k);
    }
    return this.insert(this.sorted, key);
  }

  private insert(sorted: Value[], key: Value): boolean {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isLess(sorted[middle] as Value, key)) low = middle + 1;
      else high = middle;
    }
    const next = sorted[low];
    if (next !== undefined && !isLess(key, next)) return false;
    sorted.splice(low, 0, key);
    return true;
  }
}
