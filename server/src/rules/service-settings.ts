// The settings of a runner's unit that people wrote, with the option they wrote them in.
import { Attached } from '../syntax/attached';
import { showOption, type Definition, type Loc } from '../modules/definition';
import { unitSettingsOf } from '../runner/preview';
import type { Runner } from '../runner/runner';
import type { UnitSetting } from '../runner/unit-settings';
import type { HostContext } from './rule';

/** A definition of a unit's setting. */
export interface WrittenSetting {
  /** `Service`, `Unit`, `Environment`. */
  readonly section: string;
  readonly name: string;
  readonly setting: UnitSetting;
  readonly definition: Definition;
  /** The option as it was written: below `serviceOverrides` of the runner, or of the service itself. */
  readonly option: string;
}

const WRITTEN = new Attached<HostContext, Map<Runner, readonly WrittenSetting[]>>();

/** The definitions that people wrote for settings of a runner's unit, and that count. */
export function writtenSettings(context: HostContext, runner: Runner): readonly WrittenSetting[] {
  const known = WRITTEN.get(context) ?? new Map<Runner, readonly WrittenSetting[]>();
  WRITTEN.set(context, known);
  let written = known.get(runner);
  if (written === undefined) known.set(runner, (written = findWritten(context, runner)));
  return written;
}

function findWritten(context: HostContext, runner: Runner): WrittenSetting[] {
  const settings = [...(context.preview(runner)?.service.settings.values() ?? [])];
  return settings.flatMap((setting) => {
    const [section = '', ...rest] = setting.key.split('.');
    const name = rest.join('.');
    return setting.definitions.flatMap((definition) =>
      definition.at === undefined
        ? []
        : [{ section, name, setting, definition, option: writtenOption(runner, setting.loc, definition) }],
    );
  });
}

/** The settings of a runner's unit and of those beside it, with those that have errors. */
export function settingsIn(context: HostContext, runner: Runner): readonly UnitSetting[] {
  const preview = context.preview(runner);
  return preview === undefined ? [] : unitSettingsOf(preview);
}

/** A setting of a runner's unit, for example `Service.StateDirectory`. */
export function settingOf(context: HostContext, runner: Runner, key: string): UnitSetting | undefined {
  return context.preview(runner)?.service.settings.get(key);
}

/** Options of a runner whose attributes become settings of its unit. */
const SOURCES = ['serviceOverrides', 'extraEnvironment'] as const;

/** The option that a definition of a service's setting was written in: of the runner, or of the service itself. */
export function writtenOption(runner: Runner, loc: Loc, definition: Definition): string {
  const { at } = definition;
  const source = SOURCES.map((name) => runner.options.get(name)).find((option) =>
    option?.definitions.some(
      ({ at: outer }) =>
        at !== undefined &&
        outer?.value !== undefined &&
        outer.source === at.source &&
        outer.start <= at.start &&
        at.end <= outer.value.end,
    ),
  );
  return showOption(source === undefined ? loc : [...source.loc, loc.at(-1) ?? '']);
}
