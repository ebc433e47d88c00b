// The rest of a host's configuration, as far as the files at hand define it.
import { attempt } from '../evaluator/errors';
import { attrEntries, getAttr } from '../evaluator/attrs';
import type { Position } from '../evaluator/position';
import { Attrs, force, isList, type Lazy, type Value } from '../evaluator/values';
import type { Host } from '../runner/host';
import { knownValue } from './known';

/** An attribute of a set somewhere in the configuration. */
export interface ConfigEntry {
  readonly name: string;
  readonly value: Lazy;
  readonly at: Position | undefined;
}

/** The attributes that the files at hand define in `config.<path>`; `undefined` where they are not known. */
export function configEntries(host: Host, path: readonly string[]): ConfigEntry[] | undefined {
  const isDefined = host.evaluation.unmatched().some(({ loc }) => loc.every((name, i) => path[i] === name));
  const set = attempt(() => path.reduce<Value>(attributeOf, host.evaluation.config));
  if (set instanceof Attrs) return [...attrEntries(set)].map(([name, value, at]) => ({ name, value, at }));
  return isDefined ? undefined : [];
}

function attributeOf(set: Value, name: string): Value {
  return set instanceof Attrs ? force(getAttr(set, name) ?? null) : null;
}

/** The elements of the lists that the files at hand define for an option which NixOS declares and may add to. */
export function definedElements(host: Host, path: readonly string[]): Lazy[] {
  return host.evaluation.unmatched().flatMap(({ loc, definition }) => {
    if (definition.conditions.length > 0 || !loc.every((name, i) => path[i] === name)) return [];
    const inner = path
      .slice(loc.length)
      .reduce<Lazy | undefined>((set, name) => listedEntry(set ?? null, name)?.value, definition.value);
    const list = knownValue(inner);
    return list !== undefined && isList(list) ? [...list] : [];
  });
}

/** A listed attribute of a set; names that others may define do not count. */
export function listedEntry(set: Lazy, name: string): ConfigEntry | undefined {
  const attrs = knownValue(set);
  if (!(attrs instanceof Attrs)) return undefined;
  for (const [n, value, at] of attrEntries(attrs)) if (n === name) return { name, value, at };
  return undefined;
}

/** An option of the configuration, as far as its value is known. */
export function configValue(host: Host, path: readonly string[]): Value | undefined {
  return knownValue(attempt(() => path.reduce<Value>(attributeOf, host.evaluation.config)));
}
