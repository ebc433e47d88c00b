import { atLeast, type Release } from './release';
import { unknownStorePath } from './store-names';

/** An attribute of `systemd.services.<name>` that NixOS turns into a setting of `[Unit]`. */
export interface UnitAttribute {
  readonly attribute: string;
  readonly setting: string;
  /** A list is joined with blanks; a text, an integer and a list leave no setting when empty or not defined. */
  readonly type: 'units' | 'strings' | 'text' | 'integer';
  readonly since: Release;
}

/** Source: nixos/lib/systemd-lib.nix, unitConfig, in NixOS 22.11 to 25.11; `upholds` came with pull request 287743. */
export const UNIT_ATTRIBUTES: readonly UnitAttribute[] = [
  { attribute: 'requires', setting: 'Requires', type: 'units', since: '22.11' },
  { attribute: 'wants', setting: 'Wants', type: 'units', since: '22.11' },
  { attribute: 'upholds', setting: 'Upholds', type: 'units', since: '24.05' },
  { attribute: 'after', setting: 'After', type: 'units', since: '22.11' },
  { attribute: 'before', setting: 'Before', type: 'units', since: '22.11' },
  { attribute: 'bindsTo', setting: 'BindsTo', type: 'units', since: '22.11' },
  { attribute: 'partOf', setting: 'PartOf', type: 'units', since: '22.11' },
  { attribute: 'conflicts', setting: 'Conflicts', type: 'units', since: '22.11' },
  { attribute: 'requisite', setting: 'Requisite', type: 'units', since: '22.11' },
  { attribute: 'description', setting: 'Description', type: 'text', since: '22.11' },
  { attribute: 'documentation', setting: 'Documentation', type: 'strings', since: '22.11' },
  { attribute: 'onFailure', setting: 'OnFailure', type: 'units', since: '22.11' },
  { attribute: 'onSuccess', setting: 'OnSuccess', type: 'units', since: '22.11' },
  { attribute: 'startLimitIntervalSec', setting: 'StartLimitIntervalSec', type: 'integer', since: '22.11' },
  { attribute: 'startLimitBurst', setting: 'StartLimitBurst', type: 'integer', since: '22.11' },
];

/**
 * What the name of a unit must match where a service names others, as a POSIX extended regular expression
 * (nixos/lib/systemd-lib.nix, unitNameType, in NixOS 22.11 to 26.05).
 */
export const UNIT_NAME_PATTERN =
  '[a-zA-Z0-9@%:_.\\-]+[.](service|socket|device|mount|automount|swap|target|path|timer|scope|slice)';

/** A setting of `[Service]` of which NixOS itself checks the value. */
interface CheckedSetting {
  readonly name: string;
  readonly words: readonly { readonly word: string; readonly since?: Release }[];
}

/** Source: nixos/lib/systemd-unit-options.nix, checkService. Words that systemd alone knows are errors there, too. */
const CHECKED_SETTINGS: readonly CheckedSetting[] = [
  {
    name: 'Type',
    words: [
      { word: 'exec' },
      { word: 'simple' },
      { word: 'forking' },
      { word: 'oneshot' },
      { word: 'dbus' },
      { word: 'notify' },
      { word: 'notify-reload', since: '23.05' },
      { word: 'idle' },
    ],
  },
  {
    name: 'Restart',
    words: ['no', 'on-success', 'on-failure', 'on-abnormal', 'on-abort', 'always'].map((word) => ({ word })),
  },
];

/** The words that a release takes as the value of a setting; `undefined` where it does not look. */
export function checkedWords(release: Release, setting: string): readonly string[] | undefined {
  return CHECKED_SETTINGS.find(({ name }) => name === setting)
    ?.words.filter(({ since }) => since === undefined || atLeast(release, since))
    .map(({ word }) => word);
}

/** Evaluated attributes by their names in {@link UNIT_ATTRIBUTES}; what is not defined is left out. */
export type UnitAttributeValues = Readonly<Record<string, string | number | bigint | readonly string[]>>;

/**
 * The definitions NixOS makes in `unitConfig` from a service's attributes. They have the ordinary priority: a
 * person's own `unitConfig.After` stands beside them and conflicts where it says something else.
 * @param triggers items of `restartTriggers` and `reloadTriggers`, each as text
 */
export function unitSettings(
  release: Release,
  service: string,
  values: UnitAttributeValues,
  triggers: { readonly restart?: readonly string[]; readonly reload?: readonly string[] } = {},
): Record<string, string> {
  const out: Record<string, string> = {};
  for (const { attribute, setting, since } of UNIT_ATTRIBUTES) {
    const value = values[attribute];
    if (value === undefined || !atLeast(release, since)) continue;
    const text = typeof value === 'object' ? value.join(' ') : String(value);
    if (typeof value === 'object' ? value.length > 0 : text !== '') out[setting] = text;
  }
  for (const [kind, items] of [
    ['Restart', triggers.restart],
    ['Reload', triggers.reload],
  ] as const) {
    if (items !== undefined && items.length > 0)
      out[`X-${kind}-Triggers`] = triggerText(release, `X-${kind}-Triggers-${service}`, items);
  }
  return out;
}

/** From 23.11 on the items go into a file and the unit names that (nixpkgs pull requests 230316 and 255008). */
function triggerText(release: Release, fileName: string, items: readonly string[]): string {
  return atLeast(release, '23.11') ? unknownStorePath(fileName) : items.join(' ');
}

/**
 * How several definitions of one setting in `serviceConfig` or `unitConfig` merge (the `systemd option` type in
 * nixos/lib/systemd-unit-options.nix). Equal non-lists count as one, lists are joined; a list beside a non-list
 * was an error up to 23.11 and makes the non-list an item from 24.05 on (nixpkgs pull request 290946).
 */
export function mixedSettingDefinitions(release: Release): 'error' | 'joined' {
  return atLeast(release, '24.05') ? 'joined' : 'error';
}

/** Packages at the end of every service's PATH, as attributes of `pkgs` (nixos/lib/systemd-lib.nix, stage2ServiceConfig). */
export const SERVICE_PATH_PACKAGES = ['coreutils', 'findutils', 'gnugrep', 'gnused', 'systemd'] as const;

/**
 * The PATH that NixOS makes from a service's `path`: all `bin` folders, then all `sbin` folders.
 * @param storePaths the items of `path` as store paths (or other texts), in order
 */
export function searchPath(storePaths: readonly string[]): string {
  return [...storePaths.map((path) => `${path}/bin`), ...storePaths.map((path) => `${path}/sbin`)].join(':');
}

/** A variable that NixOS sets for all services: a place inside of a package. */
export interface GlobalVariable {
  readonly name: string;
  /** Attribute of `pkgs`. */
  readonly package: string;
  readonly suffix: string;
}

/** `systemd.globalEnvironment` as nixos/modules/config/i18n.nix and locale.nix set it, in every release. */
export const GLOBAL_ENVIRONMENT: readonly GlobalVariable[] = [
  { name: 'LOCALE_ARCHIVE', package: 'glibcLocales', suffix: '/lib/locale/locale-archive' },
  { name: 'TZDIR', package: 'tzdata', suffix: '/share/zoneinfo' },
];
