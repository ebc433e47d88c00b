// The service of a runner: the module's own definitions and people's merged, setting by setting.
import { attrEntries, getAttr } from '../evaluator/attrs';
import { coerceToString } from '../evaluator/coerce';
import { NixError, UnknownSignal } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { isString, textOf } from '../evaluator/strings';
import type { Attrs } from '../evaluator/values';
import { Unknown, force, isList, type Lazy, type Value } from '../evaluator/values';
import { OptionError, showDefinitions, showOption, type Definition, type Loc } from '../modules/definition';
import type { EvaluatedOption, Evaluation } from '../modules/eval-modules';
import { mergeDefinitions, type MergedDefinitions } from '../modules/merge-definitions';
import type { OptionType } from '../modules/option-type';
import { typeTag } from '../modules/properties';
import {
  DEFAULT_SWITCH_BEHAVIOUR,
  GLOBAL_ENVIRONMENT,
  UNIT_ATTRIBUTES,
  checkedWords,
  gapName,
  type JobScript,
  type PlainScalar,
  type Release,
  type ServiceUnit,
  type SettingValue,
} from '../nixos';
import { evalSubmodule, optionAt, type Host } from './host';
import { packageAt, storePathText } from './make-package';
import { knownItems, settingSets } from './partial';
import type { Runner } from './runner';
import { environmentValueType, jobScriptsOf, serviceModule, unitSettingType } from './service-options';

/** One setting, variable or attribute of a service. */
export interface ServiceSetting {
  /** As in `UnitLine.key`: `Service.KillSignal`, `Environment.HOME`, `Unit.After`, … */
  readonly key: string;
  /** Its option: `systemd.services.github-runner.serviceConfig.KillSignal`. */
  readonly loc: Loc;
  readonly definitions: readonly Definition[];
  /** `undefined` when there is an error instead. */
  readonly value: Value | undefined;
  readonly error: NixError | undefined;
}

export interface RunnerService {
  readonly unit: ServiceUnit;
  readonly settings: ReadonlyMap<string, ServiceSetting>;
  /** Scripts of `preStart` and the like that people added. */
  readonly jobScripts: readonly JobScript[];
  readonly installation: Installation;
}

/** What NixOS makes of a unit beside its text. */
export interface Installation {
  /** A link to nowhere takes the unit's place, so that nothing can start it. */
  readonly isMasked: boolean;
  /** The text is added to a unit of the same name, and is none by itself. */
  readonly isDropin: boolean;
  /** Other names of the unit. */
  readonly aliases: readonly string[];
  /** Units that start it, beside those that `WantedBy` names. */
  readonly requiredBy: readonly string[];
  readonly upheldBy: readonly string[];
  /** When a timer of the same name starts it (systemd.time(7)). */
  readonly startAt: readonly string[];
}

/** Evaluates the service of a runner. Settings with errors are left out of the unit; their errors are kept. */
export function serviceOf(host: Host, runner: Runner): RunnerService | undefined {
  const { service } = runner.names;
  const loc = ['systemd', 'services', service];
  const sub = evalSubmodule(host, loc.slice(0, 2), service, [serviceModule(host.release)], {
    keepsDefaults: true,
  });
  if (sub === undefined) return undefined;
  const { evaluation } = sub;
  const settings = new Map<string, ServiceSetting>();
  const unitSettings: SettingKind<SettingValue> = { type: unitSettingType(host.release), toPlain: settingValue };
  const unitConfig = collect(evaluation, settings, 'unitConfig', 'Unit', unitSettings);
  const serviceConfig = collect(evaluation, settings, 'serviceConfig', 'Service', {
    ...unitSettings,
    check: (loc, definitions) => checkWords(host.release, loc, definitions),
  });
  const environment = collect(evaluation, settings, 'environment', 'Environment', {
    type: environmentValueType,
    toPlain: variableText,
  });
  const part = (name: string): Value => attributeValue(host, evaluation, settings, name);
  for (const [attribute, key] of ATTRIBUTE_KEYS) addAttribute(evaluation, settings, attribute, key);
  const flag = (name: keyof typeof DEFAULT_SWITCH_BEHAVIOUR): boolean => {
    const v = part(name);
    return typeof v === 'boolean' ? v : DEFAULT_SWITCH_BEHAVIOUR[name];
  };
  return {
    settings,
    jobScripts: guard(host, () => jobScriptsOf(host.release, service, part)) ?? [],
    installation: {
      isMasked: part('enable') === false,
      isDropin: part('overrideStrategy') === 'asDropin',
      aliases: listTexts(host, part('aliases')),
      requiredBy: listTexts(host, part('requiredBy')),
      upheldBy: listTexts(host, part('upheldBy')),
      startAt: startTimes(part('startAt')),
    },
    unit: {
      unitConfig,
      serviceConfig,
      environment: { ...globalEnvironment(), ...environment },
      switchBehaviour: {
        reloadIfChanged: flag('reloadIfChanged'),
        restartIfChanged: flag('restartIfChanged'),
        stopIfChanged: flag('stopIfChanged'),
        notSocketActivated: flag('notSocketActivated'),
      },
      wantedBy: listTexts(host, part('wantedBy')),
    },
  };
}

/** Attributes of a service that show in the unit, with the keys of their settings. */
const ATTRIBUTE_KEYS: readonly (readonly [attribute: string, key: string])[] = [
  ['wantedBy', 'Install.WantedBy'],
  ['restartIfChanged', 'Switch.restartIfChanged'],
  ['reloadIfChanged', 'Switch.reloadIfChanged'],
  ['stopIfChanged', 'Switch.stopIfChanged'],
  ['notSocketActivated', 'Switch.notSocketActivated'],
  ['path', 'Attribute.path'],
  ...UNIT_ATTRIBUTES.map(({ attribute }) => [attribute, `Attribute.${attribute}`] as const),
];

function serviceOption(evaluation: Evaluation, name: string): EvaluatedOption | undefined {
  const option = optionAt(evaluation, [name]);
  return option?.kind === 'option' ? option : undefined;
}

/** How the attributes of a set-valued option are merged, and what they become in the unit. */
interface SettingKind<T> {
  readonly type: OptionType;
  /** Throws Nix's error for a value that the unit cannot hold. */
  toPlain(v: Value): T;
  /** Throws NixOS's error for definitions that it does not take; those that others override are among them. */
  check?(loc: Loc, definitions: readonly Definition[]): void;
}

/** NixOS looks at the value of some settings as it is written, behind one property. */
function checkWords(release: Release, loc: Loc, definitions: readonly Definition[]): void {
  const words = checkedWords(release, loc.at(-1) ?? '');
  if (words === undefined) return;
  const wrong = definitions.flatMap((d) => {
    const written = force(d.value);
    const tag = typeTag(written);
    const isWrapped = tag === 'override' || tag === 'if';
    const v = isWrapped ? force(getAttr(written as Attrs, 'content') ?? null) : written;
    const isFine = v instanceof Unknown || (tag !== undefined && !isWrapped) || isPartlyKnown(v);
    return isFine || (isString(v) && words.includes(textOf(v))) ? [] : [{ ...d, value: v }];
  });
  if (wrong.length === 0) return;
  const set = loc.slice(0, -1);
  throw new OptionError(
    'type-mismatch',
    loc,
    `A definition for option \`${showOption(set)}' is not of type \`attribute set of systemd option'. Definition values:${showDefinitions(wrong)}`,
    wrong,
    `one of ${words.map((word) => `"${word}"`).join(', ')}`,
  );
}

function isPartlyKnown(v: Value): boolean {
  return isString(v) && typeof v !== 'string' && v.holes.length > 0;
}

/** The attributes of a set-valued option, each merged by itself and noted in `settings`, as the unit holds them. */
function collect<T>(
  evaluation: Evaluation,
  settings: Map<string, ServiceSetting>,
  option: string,
  section: string,
  { type, toPlain, check }: SettingKind<T>,
): Record<string, T> {
  const plain: Record<string, T> = {};
  const declared = serviceOption(evaluation, option);
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
function settle(key: string, loc: Loc, merged: MergedDefinitions, lazyValue: Lazy): ServiceSetting | undefined {
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
  settings: Map<string, ServiceSetting>,
  attribute: string,
  key: string,
): ServiceSetting | undefined {
  const option = serviceOption(evaluation, attribute);
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

/** The value with the elements of a list evaluated, so that an error in one is the attribute's. */
function withElements(lazyValue: Lazy): Value {
  const v = force(lazyValue);
  if (isList(v)) v.forEach((element) => force(element));
  return v;
}

function attributeValue(
  host: Host,
  evaluation: Evaluation,
  settings: Map<string, ServiceSetting>,
  name: string,
): Value {
  const setting = addAttribute(evaluation, settings, name, `Attribute.${name}`);
  // Errors about options are told with the setting.
  if (setting?.error && !(setting.error instanceof OptionError)) host.report(setting.error, setting.error.at);
  return setting?.value ?? null;
}

/** As `errorOr`; an error is noted with the host. */
function guard<T>(host: Host, f: () => T): T | undefined {
  const given = errorOr(f);
  if (!(given instanceof NixError)) return given;
  host.report(given, given.at);
  return undefined;
}

function settingValue(v: Value): SettingValue {
  const items = v instanceof Unknown ? knownItems(v) : v;
  if (!isList(items) || items[0] === v) return scalar(v);
  return items.map((item) => scalar(force(item)));
}

/** As `toString` does, but for switches: a path is not copied into the store. */
function scalar(v: Value): PlainScalar {
  return v === null || typeof v === 'boolean' ? v : textOf(coerceToString(v, { more: true }));
}

function startTimes(v: Value): string[] {
  const times = isList(v) ? v.map((time) => force(time)) : [v];
  return times.flatMap((time) => (isString(time) && textOf(time) !== '' ? [textOf(time)] : []));
}

function listTexts(host: Host, v: Value): string[] {
  if (v === null) return [];
  if (v instanceof Unknown) return [textOf(coerceToString(v, {}))];
  return isList(v) ? (guard(host, () => v.map((x) => textOf(coerceToString(x, { copy: true })))) ?? []) : [];
}

function variableText(v: Value): string | null {
  return v === null ? null : textOf(coerceToString(v, { copy: true }));
}

function globalEnvironment(): Record<string, string> {
  return Object.fromEntries(
    GLOBAL_ENVIRONMENT.map((g) => [g.name, `${storePathText(packageAt([g.package]))}${g.suffix}`]),
  );
}
