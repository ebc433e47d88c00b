// The service of a runner: the module's own definitions and people's merged, setting by setting.
import { getAttr } from '../evaluator/attrs';
import { coerceToString } from '../evaluator/coerce';
import { isString, textOf } from '../evaluator/strings';
import type { Attrs } from '../evaluator/values';
import { Unknown, force, type Value } from '../evaluator/values';
import { OptionError, showDefinitions, showOption, type Definition, type Loc } from '../modules/definition';
import { typeTag } from '../modules/properties';
import {
  DEFAULT_SWITCH_BEHAVIOUR,
  UNIT_ATTRIBUTES,
  checkedWords,
  serviceUnitLines,
  type JobScript,
  type Release,
  type ServiceUnit,
  type UnitLine,
} from '../nixos';
import { evalSubmodule, type Host } from './host';
import type { Runner } from './runner';
import { environmentValueType, jobScriptsOf } from './service-options';
import { unitFileOf, type Installation } from './unit-file';
import {
  collectSettings,
  guard,
  unitReader,
  unitSettingKind,
  type SettingKind,
  type UnitSetting,
} from './unit-settings';

export interface RunnerService {
  readonly unit: ServiceUnit;
  /** Its text. */
  readonly lines: readonly UnitLine[];
  readonly settings: ReadonlyMap<string, UnitSetting>;
  /** Scripts of `preStart` and the like that people added. */
  readonly jobScripts: readonly JobScript[];
  readonly installation: Installation;
  /** When a timer of the same name starts it: the value of `startAt`. */
  readonly startAt: Value;
}

/** Evaluates the service of a runner. Settings with errors are left out of the unit; their errors are kept. */
export function serviceOf(host: Host, runner: Runner): RunnerService | undefined {
  const { service } = runner.names;
  const sub = evalSubmodule(host, ['systemd', 'services'], service, { keepsDefaults: true });
  if (sub === undefined) return undefined;
  const reader = unitReader(host, sub.evaluation);
  const { settings, part } = reader;
  const unitSettings = unitSettingKind(host.release);
  const unitConfig = reader.collect('unitConfig', 'Unit', unitSettings);
  const serviceConfig = reader.collect('serviceConfig', 'Service', {
    ...unitSettings,
    check: (loc, definitions) => checkWords(host.release, loc, definitions),
  });
  const variables: SettingKind<string | null> = { type: environmentValueType, toPlain: variableText };
  // Those of the service itself take the place of those of all services.
  const global = guard(host, () =>
    collectSettings(host.evaluation, settings, ['systemd', 'globalEnvironment'], 'Environment', variables),
  );
  const environment = { ...global, ...reader.collect('environment', 'Environment', variables) };
  for (const [attribute, key] of ATTRIBUTE_KEYS) reader.note(attribute, key);
  const flag = (name: keyof typeof DEFAULT_SWITCH_BEHAVIOUR): boolean => {
    const v = part(name);
    return typeof v === 'boolean' ? v : DEFAULT_SWITCH_BEHAVIOUR[name];
  };
  const unit: ServiceUnit = {
    unitConfig,
    serviceConfig,
    environment,
    switchBehaviour: {
      reloadIfChanged: flag('reloadIfChanged'),
      restartIfChanged: flag('restartIfChanged'),
      stopIfChanged: flag('stopIfChanged'),
      notSocketActivated: flag('notSocketActivated'),
    },
    wantedBy: reader.texts('wantedBy'),
  };
  const jobScripts = guard(host, () => jobScriptsOf(host.release, service, part)) ?? [];
  const file = unitFileOf(host, runner.names.unit, reader, serviceUnitLines(host.release, unit));
  return { unit, settings, jobScripts, startAt: part('startAt'), ...file };
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

function variableText(v: Value): string | null {
  return v === null ? null : textOf(coerceToString(v, { copy: true }));
}
