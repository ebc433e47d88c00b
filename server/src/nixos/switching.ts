import type { UnitLine } from './unit';

/** What `switch-to-configuration` does with a running service. `skip` leaves it running as it is. */
export type SwitchAction = 'none' | 'reload' | 'restart' | 'skip';

/** Settings of `[Unit]` whose change alone is no reason to touch a running service. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(
  [
    'Description',
    'Documentation',
    'OnFailure',
    'OnSuccess',
    'OnFailureJobMode',
    'IgnoreOnIsolate',
    'StopWhenUnneeded',
    'RefuseManualStart',
    'RefuseManualStop',
    'AllowIsolate',
    'CollectMode',
    'SourcePath',
  ].map((name) => `Unit.${name}`),
);

const RELOAD_TRIGGERS = 'Unit.X-Reload-Triggers';

/**
 * What a switch does with a running service whose unit changes from `before` to `after`. The new unit decides; what it
 * runs is stopped before the new one starts (nixos/modules/system/activation, switch-to-configuration: compare_units
 * and handle_modified_unit; the Perl program up to 24.05 and the Rust program after it agree).
 * @param otherPaths whether store paths in the unit differ that its text here cannot tell apart, as those of scripts do
 */
export function switchAction(
  before: readonly UnitLine[],
  after: readonly UnitLine[],
  otherPaths: boolean,
): SwitchAction {
  const changed = changedKeys(before, after).filter((key) => !WITHOUT_EFFECT.has(key));
  if (changed.length === 0 && !otherPaths) return 'none';
  if (!otherPaths && changed.every((key) => key === RELOAD_TRIGGERS)) return 'reload';
  if (isOn(after, 'X-ReloadIfChanged', false)) return 'reload';
  const restarts =
    isOn(after, 'X-RestartIfChanged', true) &&
    !isOn(after, 'RefuseManualStop', false) &&
    !isOn(after, 'X-OnlyManualStart', false);
  return restarts ? 'restart' : 'skip';
}

/** The keys of lines that two units do not share, in the order of their first lines. */
export function changedKeys(before: readonly UnitLine[], after: readonly UnitLine[]): string[] {
  const keys = [...before, ...after].flatMap(({ key }) => key ?? []);
  return [...new Set(keys)].filter(
    (key) => JSON.stringify(textsOf(before, key)) !== JSON.stringify(textsOf(after, key)),
  );
}

/** The lines of one key. */
export function textsOf(lines: readonly UnitLine[], wanted: string): string[] {
  return lines.filter(({ key }) => key === wanted).map(({ text }) => text);
}

/** A switch as `switch-to-configuration` reads it: the last line counts. */
function isOn(lines: readonly UnitLine[], name: string, fallback: boolean): boolean {
  const value = lines.findLast(({ text }) => text.startsWith(`${name}=`))?.text.slice(name.length + 1);
  return value === undefined ? fallback : ['1', 'yes', 'true', 'on'].includes(value);
}
