import { compareNames } from '../syntax/names';
import { environmentLine, settingText } from './escape';
import type { PlainScalar } from './plain';
import { atLeast, type Release } from './release';

/** The value of a unit setting: a list gives one line per item, and an empty list none. */
export type SettingValue = PlainScalar | readonly (PlainScalar | readonly PlainScalar[])[];

/** What decides on the `X-` lines that tell `switch-to-configuration` how to treat a changed service. */
export interface SwitchBehaviour {
  /** `reloadIfChanged`, false unless set. */
  readonly reloadIfChanged: boolean;
  /** `restartIfChanged`, true unless set. */
  readonly restartIfChanged: boolean;
  /** `stopIfChanged`, true unless set. */
  readonly stopIfChanged: boolean;
  /** `notSocketActivated`, false unless set; the option exists from 25.05 on. */
  readonly notSocketActivated: boolean;
}

/** The defaults of the four options. */
export const DEFAULT_SWITCH_BEHAVIOUR: SwitchBehaviour = {
  reloadIfChanged: false,
  restartIfChanged: true,
  stopIfChanged: true,
  notSocketActivated: false,
};

/** An evaluated `systemd.services.<name>`, as far as it shows in the unit's text. */
export interface ServiceUnit {
  /** All of `[Unit]`, with what NixOS derives from `after`, `wants`, … (see `unitSettings`). */
  readonly unitConfig: Readonly<Record<string, SettingValue>>;
  /** All variables, with PATH and the global environment; a variable that is null is left out. */
  readonly environment: Readonly<Record<string, string | null>>;
  readonly serviceConfig: Readonly<Record<string, SettingValue>>;
  readonly switchBehaviour: SwitchBehaviour;
  /** The only one of `wantedBy`, `requiredBy`, `upheldBy` and `aliases` that NixOS writes into the unit. */
  readonly wantedBy: readonly string[];
}

/** One line of a unit's text, and what it was made from. */
export interface UnitLine {
  readonly text: string;
  /**
   * `Unit.After`, `Service.KillSignal`, `Environment.HOME`, `Install.WantedBy`; for an `X-` line the option behind
   * it, for example `Switch.restartIfChanged`. Missing for section headings and empty lines.
   */
  readonly key?: string;
  /** The position in the list, from 0, where the value is a list. */
  readonly index?: number;
}

/**
 * The text of a service unit, line by line, as NixOS writes it (nixos/lib/systemd-lib.nix, serviceToUnit).
 *
 * Up to 23.11 the text was one template whose empty parts left empty lines behind, and it had no `[Install]`. From
 * 24.05 on (nixpkgs pull request 266370) the parts are joined without gaps, and `[Install]` follows where
 * something wants the unit. A value with line breaks gives as many lines, all under its key.
 */
export function serviceUnitLines(release: Release, unit: ServiceUnit): UnitLine[] {
  const empty: UnitLine = { text: '' };
  const compact = atLeast(release, '24.05');
  const head = [
    { text: '[Unit]' },
    ...settings('Unit', unit.unitConfig),
    empty,
    { text: '[Service]' },
    ...environment(release, unit.environment),
  ];
  const [ifChanged, stop] = switchLines(unit.switchBehaviour);
  const service = settings('Service', unit.serviceConfig);
  if (!compact) return [...head, empty, ...ifChanged, empty, stop ?? empty, ...service, empty];

  const socket = atLeast(release, '25.05') && unit.switchBehaviour.notSocketActivated;
  return [
    ...head,
    ...ifChanged,
    ...(stop === undefined ? [] : [stop]),
    ...(socket ? [{ text: 'X-NotSocketActivated=true', key: 'Switch.notSocketActivated' }] : []),
    ...service,
    ...installation(unit),
  ];
}

/** An evaluated unit that is no service, as far as it shows in its text. */
export interface OtherUnit extends Pick<ServiceUnit, 'unitConfig' | 'wantedBy'> {
  /** The section after `[Unit]`, for example `Timer`. */
  readonly section: string;
  /** Its settings. */
  readonly config: Readonly<Record<string, SettingValue>>;
}

/**
 * The text of a timer, a path or a slice, line by line (nixos/lib/systemd-lib.nix, timerToUnit and its like). Unlike in
 * services, the settings have an empty line behind them in every release.
 */
export function otherUnitLines(release: Release, unit: OtherUnit): UnitLine[] {
  return [
    { text: '[Unit]' },
    ...settings('Unit', unit.unitConfig),
    { text: '' },
    { text: `[${unit.section}]` },
    ...settings(unit.section, unit.config),
    { text: '' },
    ...(atLeast(release, '24.05') ? installation(unit) : []),
  ];
}

function installation({ wantedBy }: Pick<ServiceUnit, 'wantedBy'>): UnitLine[] {
  if (wantedBy.length === 0) return [];
  return [{ text: '' }, { text: '[Install]' }, { text: `WantedBy=${wantedBy.join(' ')}`, key: 'Install.WantedBy' }];
}

/** The text that the lines of a unit make. */
export function unitText(lines: readonly UnitLine[]): string {
  return lines.map(({ text }) => `${text}\n`).join('');
}

function settings(section: string, values: Readonly<Record<string, SettingValue>>): UnitLine[] {
  return Object.keys(values)
    .sort(compareNames)
    .flatMap((name) => {
      const value = values[name] ?? null;
      const key = `${section}.${name}`;
      if (isGap(name)) return split({ text: name, key });
      return isList(value)
        ? value.flatMap((item, index) => split({ text: `${name}=${settingText(item)}`, key, index }))
        : split({ text: `${name}=${settingText(value)}`, key });
    });
}

/** The name of a line that stands for settings of which not even the names are known: it is the whole line. */
export function gapName(unknown: { readonly expression: string }): string {
  return `‹${unknown.expression}›`;
}

function isGap(name: string): boolean {
  return name.startsWith('‹');
}

function environment(release: Release, variables: Readonly<Record<string, string | null>>): UnitLine[] {
  return Object.keys(variables)
    .sort(compareNames)
    .flatMap((name) => {
      const value = variables[name] ?? null;
      const key = `Environment.${name}`;
      if (isGap(name)) return [{ text: `Environment=${name}`, key }];
      return value === null ? [] : [{ text: environmentLine(release, name, value), key }];
    });
}

/** The lines for reloading or restarting, and the one for stopping. Reloading takes the place of restarting. */
function switchLines(behaviour: SwitchBehaviour): [UnitLine[], UnitLine | undefined] {
  const ifChanged = behaviour.reloadIfChanged
    ? [{ text: 'X-ReloadIfChanged=true', key: 'Switch.reloadIfChanged' }]
    : behaviour.restartIfChanged
      ? []
      : [{ text: 'X-RestartIfChanged=false', key: 'Switch.restartIfChanged' }];
  const stop = behaviour.stopIfChanged ? undefined : { text: 'X-StopIfChanged=false', key: 'Switch.stopIfChanged' };
  return [ifChanged, stop];
}

function split(line: UnitLine): UnitLine[] {
  return line.text.split('\n').map((text) => ({ ...line, text }));
}

function isList(value: SettingValue): value is readonly (PlainScalar | readonly PlainScalar[])[] {
  return Array.isArray(value);
}
