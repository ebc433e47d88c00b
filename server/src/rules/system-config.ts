// The rest of a host's configuration, as far as the files at hand define it.
import { Attached } from '../syntax/attached';
import { attempt } from '../evaluator/errors';
import { attrEntries, getAttr } from '../evaluator/attrs';
import type { Position } from '../evaluator/position';
import { Attrs, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import { showOption, type Definition } from '../modules/definition';
import { dischargeProperties, filterOverrides, sortByOrder } from '../modules/properties';
import { optionAt, type Host } from '../runner/host';
import { knownValue } from './known';
import type { HostContext } from './rule';

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
  // What stands for the option itself is not defined in the files at hand, though something beside it is.
  const isItself = set instanceof Unknown && set.expression === `config.${showOption(path)}`;
  return (isDefined || set instanceof Unknown) && !isItself ? undefined : [];
}

/** The value of an attribute; null where the set, or the attribute, is not there. */
export function attributeOf(set: Value, name: string): Value {
  return set instanceof Attrs ? force(getAttr(set, name) ?? null) : null;
}

/** A definition that the files at hand give for an option, with the names that stand for each `*` of its path. */
export interface WrittenDefinition {
  readonly names: readonly string[];
  readonly definition: Definition;
}

/**
 * The definitions that the files at hand give for an option of NixOS, without properties; of several for one option
 * those of the highest priority. `*` in the path stands for any name. Names that others may define do not count.
 */
export function writtenDefinitions(host: Host, path: readonly string[]): readonly WrittenDefinition[] {
  const known = WRITTEN.get(host) ?? new Map<string, readonly WrittenDefinition[]>();
  WRITTEN.set(host, known);
  const key = JSON.stringify(path);
  let written = known.get(key);
  if (written === undefined) known.set(key, (written = findWritten(host, path)));
  return written;
}

const WRITTEN = new Attached<Host, Map<string, readonly WrittenDefinition[]>>();

/** As `writtenDefinitions`, with those that others override. */
export function everyDefinition(host: Host, path: readonly string[]): WrittenDefinition[] {
  return [...host.evaluation.unmatched(), ...declaredDefinitions(host, path)].flatMap((root) => below(root, path));
}

function findWritten(host: Host, path: readonly string[]): WrittenDefinition[] {
  const byOption = new Map<string, WrittenDefinition[]>();
  for (const written of everyDefinition(host, path)) {
    const key = JSON.stringify(written.names);
    byOption.set(key, [...(byOption.get(key) ?? []), written]);
  }
  return [...byOption.values()].flatMap((written) => {
    const [{ names } = { names: [] }] = written;
    const { definitions } = filterOverrides(written.map((w) => w.definition));
    return sortByOrder(definitions).map((definition) => ({ names, definition }));
  });
}

interface Rooted {
  readonly loc: readonly string[];
  readonly definition: Definition;
}

/** The definitions of the declared option on the way to `path`. */
function declaredDefinitions(host: Host, path: readonly string[]): Rooted[] {
  for (let length = 1; length <= path.length; length++) {
    const loc = path.slice(0, length);
    const option = attempt(() => optionAt(host.evaluation, loc));
    if (option === undefined) return [];
    if (option.kind === 'option')
      return (attempt(() => option.merged.definitions) ?? []).map((definition) => ({ loc, definition }));
  }
  return [];
}

function below({ loc, definition }: Rooted, path: readonly string[]): WrittenDefinition[] {
  if (loc.length > path.length || !loc.every((name, i) => path[i] === '*' || path[i] === name)) return [];
  const names = loc.filter((_, i) => path[i] === '*');
  const start: WrittenDefinition[] = plain(definition).map((d) => ({ names, definition: d }));
  return path
    .slice(loc.length)
    .reduce((level, name) => level.flatMap((w) => children(w, name)), start)
    .filter(({ definition: { at } }) => at !== undefined);
}

function children({ names, definition }: WrittenDefinition, wanted: string): WrittenDefinition[] {
  const attrs = knownValue(definition.value);
  if (!(attrs instanceof Attrs)) return [];
  return [...attrEntries(attrs)].flatMap(([name, value, at]) => {
    if (wanted !== '*' && name !== wanted) return [];
    const inner = plain({ ...definition, value, at: at ?? definition.at });
    return inner.map((d) => ({ names: wanted === '*' ? [...names, name] : names, definition: d }));
  });
}

/** The definitions that one stands for behind `mkIf`, `mkMerge`, `mkForce` and `mkBefore`; the priority stays. */
function plain(definition: Definition): Definition[] {
  const discharged = attempt(() => dischargeProperties(definition)) ?? [];
  const found = discharged.flatMap((d) => attempt(() => sortByOrder(filterOverrides([d]).definitions)) ?? []);
  return found.flatMap((d) => {
    const value = attempt(() => force(d.value));
    if (!(value instanceof Unknown) || value.alternatives === undefined) return [d];
    const conditions = [...d.conditions, value];
    return value.alternatives.flatMap((alternative) => plain({ ...d, value: alternative, conditions }));
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

/**
 * Whether a name occurs in the files of a host, outside of the definitions that ask for it: then it may come with a
 * service of NixOS, whose modules are not evaluated here, or from a script.
 */
export function isMentioned({ host, program }: HostContext, definitions: readonly Definition[], name: string): boolean {
  const files = new Set(host.evaluation.modules.map((m) => m.file));
  for (const { at } of definitions) if (at !== undefined) files.add(at.source.path);
  return [...files].some((file) => {
    const source = program(file)?.source;
    if (source === undefined) return false;
    const own = definitions.flatMap(({ at }) =>
      at?.source.path === source.path ? [{ start: at.start, end: at.value?.end ?? at.end }] : [],
    );
    const rest = own
      .sort((a, b) => b.start - a.start)
      .reduce((text, { start, end }) => text.slice(0, start) + text.slice(end), source.text);
    return rest.includes(name);
  });
}
