// What differs between two previews of a runner, and what a switch from one to the other does.
import { changedKeys, switchAction, textsOf, type SwitchAction, type UnitLine } from '../nixos';
import { SANDBOX_DIRECTIVES, lostProtection } from '../rules/sandbox-loss';
import type { OtherUnit } from '../runner/other-units';
import type { Preview } from '../runner/preview';
import type { Installation } from '../runner/unit-file';
import type { FileRunner } from './file-runners';

/** A setting of the unit that differs. */
interface SettingChange {
  /** As in `UnitLine.key`. */
  readonly key: string;
  /** The lines of the unit; none where the setting is missing. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What happens to the service on a switch. */
export type ServiceChange =
  /** The service appears, goes away, or is made under another name. */
  | 'added'
  | 'removed'
  | 'renamed'
  /** It is there, but nothing can start it, after or before. */
  | 'masked'
  | 'unmasked'
  /** There is no service that could run, before or after. */
  | 'absent'
  | SwitchAction;

/** What happens to the entry in GitHub's list of runners that the registration before made. */
export type OldEntry =
  /** It stays until somebody removes it, or GitHub does after a while. */
  | 'stays'
  /** `replace` puts the new registration in its place. */
  | 'replaced'
  /** It keeps the name that the new registration asks for, which is refused until the entry is removed. */
  | 'blocks';

/** A registration that the service drops to register anew at its next start. */
export interface NewRegistration {
  /** The options in the registration file that differ. */
  readonly options: readonly string[];
  readonly oldEntry: OldEntry;
}

/** A protection of the sandbox that changes. */
export interface ProtectionChange {
  readonly directive: string;
  /** What jobs can do without it, as a sentence. */
  readonly lost: string;
}

export interface Comparison {
  readonly before: Preview | undefined;
  readonly after: Preview | undefined;
  readonly service: ServiceChange;
  readonly settings: readonly SettingChange[];
  /** Options of the service that do not show in its text and differ. */
  readonly installation: readonly string[];
  /** The names of timers, paths and slices that differ, as they are called after; before where they are gone. */
  readonly units: readonly string[];
  /** The names of scripts and other files that differ, as they are called after; before where they are gone. */
  readonly scripts: readonly string[];
  /** `undefined` where the registration is kept, or there was none. */
  readonly registration: NewRegistration | undefined;
  /** Protections given up. */
  readonly weaker: readonly ProtectionChange[];
  /** Protections that were given up before. */
  readonly stronger: readonly ProtectionChange[];
}

/** Compares two evaluations of a runner; either may lack it. */
export function compareRunners(before: FileRunner | undefined, after: FileRunner | undefined): Comparison {
  const [old, next] = [before, after].map((side) => side?.host.preview(side.runner));
  const otherRelease = before !== undefined && before.host.release.release !== after?.host.release.release;
  return comparePreviews(old, next, otherRelease);
}

/** @param otherRelease whether the packages are those of another release, and so have other paths in the store */
function comparePreviews(before: Preview | undefined, after: Preview | undefined, otherRelease: boolean): Comparison {
  const settings = settingChanges(before?.unit.lines ?? [], after?.unit.lines ?? []);
  const scripts = changedScripts(before, after);
  const both = before !== undefined && after !== undefined;
  return {
    before,
    after,
    service: both ? serviceChange(before, after, scripts.length > 0 || otherRelease) : presence(before, after),
    settings: both ? settings : [],
    installation: both ? changedInstallation(before, after) : [],
    units: changedUnits(before, after),
    scripts,
    registration: both && !isMasked(after) ? newRegistration(before, after) : undefined,
    weaker: both ? protectionChanges(before, after) : [],
    stronger: both ? protectionChanges(after, before) : [],
  };
}

function presence(before: Preview | undefined, after: Preview | undefined): ServiceChange {
  if (before !== undefined) return 'removed';
  return after === undefined ? 'absent' : 'added';
}

function serviceChange(before: Preview, after: Preview, otherPaths: boolean): ServiceChange {
  if (isMasked(before) || isMasked(after)) {
    if (isMasked(after)) return isMasked(before) ? 'absent' : 'masked';
    return 'unmasked';
  }
  if (before.unit.name !== after.unit.name) return 'renamed';
  return switchAction(before.unit.lines, after.unit.lines, otherPaths);
}

function settingChanges(before: readonly UnitLine[], after: readonly UnitLine[]): SettingChange[] {
  return changedKeys(before, after).map((key) => ({ key, before: textsOf(before, key), after: textsOf(after, key) }));
}

function isMasked({ service }: Preview): boolean {
  return service.installation.isMasked;
}

/** Options of a unit by what they become beside its text. */
const INSTALLED_BY: readonly (readonly [keyof Installation, option: string])[] = [
  ['isDropin', 'overrideStrategy'],
  ['aliases', 'aliases'],
  ['startedBy', 'wantedBy'],
  ['requiredBy', 'requiredBy'],
  ['upheldBy', 'upheldBy'],
];

function changedInstallation(before: Preview, after: Preview): string[] {
  const text = ({ service }: Preview, part: keyof Installation): string => JSON.stringify(service.installation[part]);
  return INSTALLED_BY.flatMap(([part, option]) => (text(before, part) === text(after, part) ? [] : [option]));
}

/** Units beside the service; those of a service with another name are told apart by what they are. */
function changedUnits(before: Preview | undefined, after: Preview | undefined): string[] {
  const byRole = (preview: Preview | undefined): Map<string, OtherUnit> =>
    new Map((preview?.units ?? []).map((u) => [u.name.replace(preview?.runner.names.service ?? '', ''), u]));
  const [old, next] = [byRole(before), byRole(after)];
  return [...new Set([...next.keys(), ...old.keys()])].flatMap((role) => {
    const [was, is] = [old.get(role), next.get(role)];
    return whatSwitches(was) === whatSwitches(is) ? [] : ((is ?? was)?.name ?? []);
  });
}

/** All of a unit that a switch to it would put in place. */
function whatSwitches(unit: OtherUnit | undefined): string | undefined {
  return unit && JSON.stringify([unit.lines.map(({ text }) => text), unit.installation]);
}

/** Scripts whose text differs; those of a runner with another name are told apart by their place in the order. */
function changedScripts(before: Preview | undefined, after: Preview | undefined): string[] {
  const [old, next] = [before?.scripts ?? [], after?.scripts ?? []];
  const count = Math.max(old.length, next.length);
  const scripts = Array.from({ length: count }, (_, i) => [old[i], next[i]] as const).flatMap(([a, b]) =>
    a?.text === b?.text ? [] : ((b ?? a)?.name ?? []),
  );
  return [...scripts, ...changedFiles(before?.files ?? [], after?.files ?? [])];
}

function changedFiles(before: Preview['files'], after: Preview['files']): string[] {
  const texts = (files: Preview['files']): Map<string, string> => new Map(files.map(({ name, text }) => [name, text]));
  const [old, next] = [texts(before), texts(after)];
  return [...new Set([...next.keys(), ...old.keys()])].filter((name) => old.get(name) !== next.get(name));
}

/**
 * The service registers anew when the registration file differs, or when its state directory is another one and so is
 * empty. A GitHub runner's name is unique below one address; see `replace` for what happens to the old entry.
 */
function newRegistration(before: Preview, after: Preview): NewRegistration | undefined {
  const parts = (p: Preview): Map<string, string> => new Map(p.registration.parts.map((x) => [x.option, x.text]));
  const [old, next] = [parts(before), parts(after)];
  const options = [...new Set([...old.keys(), ...next.keys()])].filter((name) => old.get(name) !== next.get(name));
  const moved = before.runner.names.stateDirectory !== after.runner.names.stateDirectory;
  if (options.length === 0 && !moved) return undefined;
  const [was, is] = [before.runner.values, after.runner.values];
  const taken = was.url === is.url && was.name === is.name;
  return { options, oldEntry: taken ? (is.replace ? 'replaced' : 'blocks') : 'stays' };
}

/** Protections that `before` has and `after` lacks, or lacks more of. */
function protectionChanges(before: Preview, after: Preview): ProtectionChange[] {
  return SANDBOX_DIRECTIVES.flatMap((directive) => {
    const [was, is] = [valuesOf(before, directive), valuesOf(after, directive)];
    if (was === undefined || is === undefined) return [];
    const lost = lostProtection(directive, is);
    return lost === undefined || lost === lostProtection(directive, was) ? [] : [{ directive, lost }];
  });
}

/** What systemd takes where a unit does not have a directive. */
const WITHOUT: Readonly<Partial<Record<string, string>>> = { UMask: '0022' };

/** A directive's values; `undefined` where they are not known. */
function valuesOf({ unit, service, runner }: Preview, directive: string): string[] | undefined {
  const key = `Service.${directive}`;
  if (service.settings.get(key)?.error !== undefined || service.settings.has('File.text')) return undefined;
  // The module itself does without it for a user of one's own.
  if (directive === 'DynamicUser' && runner.values.user !== null) return undefined;
  const lines = textsOf(unit.lines, key).map((line) => line.slice(directive.length + 1));
  if (lines.some((line) => line.includes('‹'))) return undefined;
  return lines.length > 0 ? lines : [WITHOUT[directive] ?? ''];
}
