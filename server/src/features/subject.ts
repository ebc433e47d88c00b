// What an attribute's name is about: a tree of runners, a runner, one of its options, or a setting of its service.
import type { Position } from '../evaluator/position';
import type { Loc } from '../modules/definition';
import { UNIT_KINDS, runnerOptions, type OptionTree, type RunnerOption, type UnitLine } from '../nixos';
import type { RunnerOptionState } from '../runner/runner';
import type { UnitSetting } from '../runner/unit-settings';
import type { FileAnalysis } from '../workspace/analysis';
import { pathFrom, type AttributeAt, type PathName } from './attribute-path';
import { hostRunners, type HostRunner } from './file-runners';

/** An option or setting in one host. */
export interface OptionPlace extends HostRunner {
  readonly state: RunnerOptionState;
}
export interface SettingPlace extends HostRunner {
  readonly setting: UnitSetting;
  /** The unit that has it: the service, or one beside it. */
  readonly unit: { readonly name: string; readonly lines: readonly UnitLine[] };
}

export type Subject =
  | { readonly kind: 'tree'; readonly tree: OptionTree }
  | { readonly kind: 'runner'; readonly places: readonly HostRunner[] }
  | {
      readonly kind: 'option';
      readonly tree: OptionTree;
      readonly option: RunnerOption;
      readonly places: readonly OptionPlace[];
    }
  | { readonly kind: 'setting'; readonly places: readonly SettingPlace[] };

/**
 * What the attribute is about. Definitions that were evaluated are known by their place, whatever computed them; a name
 * without a definition that counts is known by its path.
 */
export function subjectAt(file: FileAnalysis, attribute: AttributeAt): Subject | undefined {
  return byPlace(file, attribute) ?? byPath(file, attribute.path);
}

function byPlace(file: FileAnalysis, { span }: AttributeAt): Subject | undefined {
  const here = (at: Position | undefined): boolean =>
    at?.source.path === file.program.source.path && at.start === span.start && at.end === span.end;
  const runners = hostRunners(file);
  const states = runners.flatMap(({ host, runner }) =>
    [...runner.options.values()]
      .filter((state) => state.definitions.some((d) => here(d.at)))
      .map((state) => ({ host, runner, state })),
  );
  return (
    optionSubject(states) ??
    settingSubject(settingsOf(runners).filter(({ setting }) => setting.definitions.some((d) => here(d.at)))) ??
    runnerSubject(runners.filter(({ runner }) => runner.tree === 'plural' && runner.definedAt.some(here)))
  );
}

function optionSubject(places: readonly OptionPlace[]): Subject | undefined {
  const first = places[0];
  return first && { kind: 'option', tree: first.runner.tree, option: first.state.option, places };
}

function settingSubject(places: readonly SettingPlace[]): Subject | undefined {
  return places.length > 0 ? { kind: 'setting', places } : undefined;
}

function runnerSubject(places: readonly HostRunner[]): Subject | undefined {
  return places.length > 0 ? { kind: 'runner', places } : undefined;
}

function settingsOf(runners: readonly HostRunner[]): SettingPlace[] {
  return runners.flatMap(({ host, runner }) => {
    const { unit, service, units } = host.preview(runner) ?? {};
    const all = unit && service && units ? [{ ...unit, settings: service.settings }, ...units] : [];
    return all.flatMap((one) => [...one.settings.values()].map((setting) => ({ host, runner, setting, unit: one })));
  });
}

/** Where the units of a host are defined, below `systemd`. */
const UNIT_SETS = ['services', 'units', ...UNIT_KINDS.map(({ option }) => option)];

/** Sections of the unit by the runner option that adds to them. */
const SECTION_OF: Readonly<Partial<Record<string, string>>> = {
  serviceOverrides: 'Service',
  extraEnvironment: 'Environment',
};

function byPath(file: FileAnalysis, path: readonly PathName[]): Subject | undefined {
  const runners = hostRunners(file);
  const unit = UNIT_SETS.map((set) => pathFrom(path, ['systemd', set])).find((found) => found !== undefined);
  if (unit !== undefined) return settingSubject(settingsOf(runners).filter(({ setting }) => fits(setting.loc, unit)));
  const singular = pathFrom(path, ['services', 'github-runner']);
  if (singular !== undefined) return inTree(file, 'singular', undefined, singular.slice(2));
  const plural = pathFrom(path, ['services', 'github-runners']);
  if (plural === undefined) return undefined;
  const [name, ...rest] = plural.slice(2);
  return plural.length === 2 ? { kind: 'tree', tree: 'plural' } : inTree(file, 'plural', name, rest);
}

/** `path` begins behind the runner. */
function inTree(
  file: FileAnalysis,
  tree: OptionTree,
  attribute: PathName,
  path: readonly PathName[],
): Subject | undefined {
  const runners = hostRunners(file).filter(
    ({ runner }) =>
      runner.tree === tree && (tree === 'singular' || attribute === undefined || runner.attribute === attribute),
  );
  const [name, key, ...deeper] = path;
  if (path.length === 0) return runnerSubject(runners) ?? { kind: 'tree', tree };
  if (path.length === 1) {
    const states = runners.flatMap(({ host, runner }) => {
      const state = name === undefined ? undefined : runner.options.get(name);
      return state === undefined ? [] : [{ host, runner, state }];
    });
    return optionSubject(states) ?? optionWithoutRunner(file, tree, name);
  }
  const section = name === undefined ? undefined : SECTION_OF[name];
  if (section === undefined || key === undefined || deeper.length > 0) return undefined;
  return settingSubject(settingsOf(runners).filter(({ setting }) => setting.key === `${section}.${key}`));
}

/** An option of a runner that could not be evaluated. */
function optionWithoutRunner(file: FileAnalysis, tree: OptionTree, name: PathName): Subject | undefined {
  const release = file.hosts[0]?.release.release;
  const option = release && runnerOptions(release, tree).find((o) => o.name === name);
  return option && { kind: 'option', tree, option, places: [] };
}

/** Sections of the unit by the attribute of a service that holds their settings. */
const SECTION_OF_SERVICE: Readonly<Partial<Record<string, string>>> = { serviceConfig: 'Service', unitConfig: 'Unit' };

/** The setting of a runner's service that a path leads to, as the path alone tells. */
export function settingIn(path: readonly PathName[]): { readonly section: string; readonly name: string } | undefined {
  const service = pathFrom(path, ['systemd', 'services']);
  const singular = pathFrom(path, ['services', 'github-runner']);
  const plural = pathFrom(path, ['services', 'github-runners']);
  const [holder, name, ...deeper] = (service ?? plural)?.slice(3) ?? singular?.slice(2) ?? [];
  if (holder === undefined || name === undefined || deeper.length > 0) return undefined;
  if (service !== undefined && service[2]?.startsWith('github-runner') !== true) return undefined;
  const section = (service === undefined ? SECTION_OF : SECTION_OF_SERVICE)[holder];
  return section === undefined ? undefined : { section, name };
}

function fits(loc: Loc, path: readonly PathName[]): boolean {
  return loc.length === path.length && loc.every((name, i) => path[i] === undefined || path[i] === name);
}
