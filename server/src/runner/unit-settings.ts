// The settings and attributes of an evaluated unit, each read by itself, so that an error in one leaves the others.
import { attrEntries } from '../evaluator/attrs';
import { coerceToString } from '../evaluator/coerce';
import { NixError, UnknownSignal } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { textOf } from '../evaluator/strings';
import { Unknown, force, isList, type Lazy, type Value } from '../evaluator/values';
import { OptionError, type Definition, type Loc } from '../modules/definition';
import type { EvaluatedOption, Evaluation } from '../modules/eval-modules';
import { mergeDefinitions, type MergedDefinitions } from '../modules/merge-definitions';
import type { OptionType } from '../modules/option-type';
import { gapName, type PlainScalar, type Release, type SettingValue } from '../nixos';
import { optionAt, type Host } from './host';
import { knownItems, settingSets } from './partial';
import { unitSettingType } from './unit-options';

/** One setting, variable or attribute of a unit. */
export interface UnitSetting {
  /** As in `UnitLine.key`: `Service.KillSignal`, `Environment.HOME`, `Unit.After`, … */
  readonly key: string;
  /** Its option: `systemd.services.github-runner.serviceConfig.KillSignal`. */
  readonly loc: Loc;
  readonly definitions: readonly Definition[];
  /** `undefined` when there is an error instead. */
  readonly value: Value | undefined;
  readonly error: NixError | undefined;
}

/** How the attributes of a set-valued option are merged, and what they become in the unit. */
export interface SettingKind<T> {
  readonly type: OptionType;
  /** Throws Nix's error for a value that the unit cannot hold. */
  toPlain(v: Value): T;
  /** Throws NixOS's error for definitions that it does not take; those that others override are among them. */
  check?(loc: Loc, definitions: readonly Definition[]): void;
}

/** Reads the options of one unit. */
export interface UnitReader {
  /** All that was read so far, by key. */
  readonly settings: Map<string, UnitSetting>;
  /** Reads an option. Its setting's key is `Attribute.` with its name, unless another is given. */
  note(name: string, key?: string): UnitSetting | undefined;
  /** An option's value; null where it has none. */
  part(name: string): Value;
  /** The texts of a list. */
  texts(name: string): string[];
  /** The attributes of a set-valued option, each merged by itself and noted in `settings`, as the unit holds them. */
  collect<T>(option: string, section: string, kind: SettingKind<T>): Record<string, T>;
}

/** Reads the attributes of one unit; an error in one is kept with it, and the others are read all the same. */
export function unitReader(host: Host, evaluation: Evaluation): UnitReader {
  const settings = new Map<string, UnitSetting>();
  const note = (name: string, key = `Attribute.${name}`): UnitSetting | undefined =>
    addAttribute(evaluation, settings, name, key);
  const part = (name: string): Value => {
    const setting = note(name);
    // Errors about options are told with the setting.
    if (setting?.error && !(setting.error instanceof OptionError)) host.report(setting.error, setting.error.at);
    return setting?.value ?? null;
  };
  return {
    settings,
    note,
    part,
    texts: (name) => listTexts(host, part(name)),
    collect: (option, section, kind) => collectSettings(evaluation, settings, [option], section, kind),
  };
}

function optionOf(evaluation: Evaluation, path: Loc): EvaluatedOption | undefined {
  const option = optionAt(evaluation, path);
  return option?.kind === 'option' ? option : undefined;
}

/**
 * The attributes of a set-valued option, each merged by itself, as a unit holds them.
 * @param settings where they are noted
 */
export function collectSettings<T>(
  evaluation: Evaluation,
  settings: Map<string, UnitSetting>,
  path: Loc,
  section: string,
  { type, toPlain, check }: SettingKind<T>,
): Record<string, T> {
  const plain: Record<string, T> = {};
  const declared = optionOf(evaluation, path);
  if (declared === undefined) return plain;
  const byName = new Map<string, Definition[]>();
  const addGap = (value: Unknown, d: Definition): void => {
    const name = gapName(value);
    const key = `${section}.${name}`;
    settings.set(key, { key, loc: declared.loc, definitions: [{ ...d, value }], value, error: undefined });
    plain[name] = toPlain(value);
  };
  for (const d of declared.merged.definitions)
    for (const set of settingSets(force(d.value))) {
      for (const [name, value, at] of attrEntries(set)) {
        const list = byName.get(name) ?? [];
        byName.set(name, list);
        list.push({ ...d, value, at: at ?? d.at });
      }
      if (set.rest !== null) addGap(set.rest.unknown, d);
    }
  for (const [name, definitions] of byName) {
    const loc = [...declared.loc, name];
    const merged = mergeDefinitions(loc, () => type, definitions);
    const settled = settle(`${section}.${name}`, loc, merged, merged.value);
    if (settled === undefined) continue;
    const { value } = settled;
    const held =
      value === undefined
        ? undefined
        : errorOr(() => {
            check?.(loc, definitions);
            return toPlain(value);
          });
    if (held instanceof NixError) {
      settings.set(settled.key, { ...settled, value: undefined, error: held });
    } else {
      settings.set(settled.key, settled);
      if (held !== undefined) plain[name] = held;
    }
  }
  return plain;
}

/** A merged setting; `undefined` when no definition counts. */
function settle(key: string, loc: Loc, merged: MergedDefinitions, lazyValue: Lazy): UnitSetting | undefined {
  let definitions: readonly Definition[] = [];
  try {
    definitions = merged.definitions;
    if (definitions.length === 0) return undefined;
    return { key, loc, definitions, value: force(lazyValue), error: undefined };
  } catch (error) {
    if (error instanceof UnknownSignal) return { key, loc, definitions, value: error.unknown, error: undefined };
    if (error instanceof NixError && error.kind !== 'budget') return { key, loc, definitions, value: undefined, error };
    throw error;
  }
}

/** What `f` gives, or the error that it throws; `undefined` where it depends on what is not known. */
function errorOr<T>(f: () => T): T | NixError | undefined {
  try {
    return f();
  } catch (error) {
    if (error instanceof UnknownSignal) return undefined;
    if (error instanceof NixError && error.kind !== 'budget') return error;
    throw error;
  }
}

function addAttribute(
  evaluation: Evaluation,
  settings: Map<string, UnitSetting>,
  attribute: string,
  key: string,
): UnitSetting | undefined {
  const option = optionOf(evaluation, [attribute]);
  const setting =
    option &&
    settle(
      key,
      option.loc,
      option.merged,
      lazy(() => withElements(option.value)),
    );
  if (setting !== undefined) settings.set(key, setting);
  return setting;
}

/** The value with the elements of a list evaluated, so that an error in one is the attribute's or option's. */
export function withElements(lazyValue: Lazy): Value {
  const v = force(lazyValue);
  if (isList(v)) v.forEach((element) => force(element));
  return v;
}

/** As `errorOr`; an error is noted with the host. */
export function guard<T>(host: Host, f: () => T): T | undefined {
  const given = errorOr(f);
  if (!(given instanceof NixError)) return given;
  host.report(given, given.at);
  return undefined;
}

/** The settings of a unit's sections, in the type that the release gives them. */
export function unitSettingKind(release: Release): SettingKind<SettingValue> {
  return { type: unitSettingType(release), toPlain: settingValue };
}

/** A setting as the unit holds it. */
function settingValue(v: Value): SettingValue {
  const items = v instanceof Unknown ? knownItems(v) : v;
  if (!isList(items) || items[0] === v) return scalar(v);
  return items.map((item) => scalar(force(item)));
}

/** As `toString` does, but for switches: a path is not copied into the store. */
function scalar(v: Value): PlainScalar {
  return v === null || typeof v === 'boolean' ? v : textOf(coerceToString(v, { more: true }));
}

function listTexts(host: Host, v: Value): string[] {
  if (v === null) return [];
  if (v instanceof Unknown) return [textOf(coerceToString(v, {}))];
  return isList(v) ? (guard(host, () => v.map((x) => textOf(coerceToString(x, { copy: true })))) ?? []) : [];
}
