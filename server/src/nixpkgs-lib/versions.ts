// nixpkgs' lib/versions.nix, also for versions whose end is not known.
import { compareVersions, splitVersion } from '../evaluator/builtins/versions';
import { forceString, forceTextNoContext } from '../evaluator/coerce';
import { NixError, UnknownSignal } from '../evaluator/errors';
import { isWhole } from '../evaluator/strings';
import type { Lazy, NixString, Value } from '../evaluator/values';
import { forceIndex, functions, inherited, type LibTable } from './support';
import { knownStart } from './text';

/** The components that are certain: of `25.05.‹…›`, 25 and 05. */
function certainComponents(v: Lazy): readonly string[] {
  const s = forceString(v);
  if (isWhole(s)) return splitVersion(forceTextNoContext(s));
  const start = knownStart(s);
  // What stands right before the unknown part may go on in it.
  return splitVersion(start.slice(0, Math.max(start.lastIndexOf('.'), start.lastIndexOf('-')) + 1));
}

function first(count: number, v: Lazy): readonly string[] {
  const components = certainComponents(v);
  const s = forceString(v);
  if (components.length < count && !isWhole(s)) throw new UnknownSignal((s as NixString).holes[0]!.unknown);
  return components.slice(0, count);
}

/** −1, 0 or 1; throws `UnknownSignal` when the unknown part of a version decides. */
export function compareKnownVersions(a: Lazy, b: Lazy): number {
  const x = forceString(a);
  const y = forceString(b);
  if (isWhole(x) && isWhole(y)) return compareVersions(forceTextNoContext(x), forceTextNoContext(y));
  const left = certainComponents(x);
  const right = certainComponents(y);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareVersions(left[i] as string, right[i] as string);
    if (order !== 0) return order;
  }
  const hole = [x, y].flatMap((s) => (typeof s === 'string' ? [] : s.holes))[0];
  throw new UnknownSignal(hole!.unknown);
}

function component(index: number, v: Lazy): Value {
  const found = first(index + 1, v)[index];
  if (found === undefined) throw new NixError(`list index ${index} is out of bounds`);
  return found;
}

/** As many components as asked for, zeros where there are none; what follows the first dash stays. */
function padded(count: number, v: Lazy): string {
  const text = forceTextNoContext(v);
  const dash = text.indexOf('-');
  const numeric = dash < 0 ? text : text.slice(0, dash);
  const components = [...splitVersion(numeric), ...new Array<string>(Math.max(count, 0)).fill('0')].slice(0, count);
  return components.join('.') + text.slice(numeric.length);
}

export const versions: LibTable = {
  ...inherited(['compareVersions', 'splitVersion']),
  ...functions({
    major: [1, (v) => component(0, v)],
    minor: [1, (v) => component(1, v)],
    patch: [1, (v) => component(2, v)],
    majorMinor: [1, (v) => first(2, v).join('.')],
    pad: [2, (count, v) => padded(forceIndex(count), v)],
  }),
};
