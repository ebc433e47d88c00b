// The runners of a host: their options evaluated one by one, so that one broken option does not hide the others.
import { Attached } from '../syntax/attached';
import { attrEntries, hasListed } from '../evaluator/attrs';
import { coerceToString } from '../evaluator/coerce';
import { NixError, UnknownSignal } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { textOf } from '../evaluator/strings';
import { Attrs, NixPath, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import { showOption, type Definition, type Loc } from '../modules/definition';
import type { EvaluatedOption, Evaluation, OptionGroup } from '../modules/eval-modules';
import {
  enableHasEffect,
  isComingOption,
  optionTrees,
  registeredName,
  runnerNameProblem,
  runnerNames,
  runnerOptions,
  unitNameProblem,
  unknownStorePath,
  type OptionTree,
  type Release,
  type RunnerNames,
  type RunnerOption,
  type RunnerPaths,
  type RunnerValues,
  type Switch,
} from '../nixos';
import { compareNames } from '../syntax/names';
import { attributesOf, evalSubmodule, optionAt, type Host } from './host';
import { gaps } from './gaps';
import { knownItems, settingSets } from './partial';
import { RUNNER_MODULE_FILE } from './nixos-options';
import { packageAt, storePathText } from './make-package';
import { baseName } from '../evaluator/paths';
import { copyToStore } from '../evaluator/store';
import { withElements } from './unit-settings';

/** One option of one runner. */
export interface RunnerOptionState {
  readonly option: RunnerOption;
  readonly loc: Loc;
  readonly evaluated: EvaluatedOption;
  /** The definitions that people wrote and that count; empty where the default holds. */
  readonly definitions: readonly Definition[];
  /** `undefined` when there is an error instead. */
  readonly value: Value | undefined;
  readonly error: NixError | undefined;
}

export interface Runner {
  readonly tree: OptionTree;
  /** `services.github-runner` or `services.github-runners.<name>`. */
  readonly loc: Loc;
  /** The attribute in `services.github-runners`; for the singular form the value of its `name`. */
  readonly attribute: string;
  /** Whether the whole of `attribute` is known; otherwise it has parts such as `‹config.site›`. */
  readonly isNamed: boolean;
  /** Where it is defined: the runner's attribute name in each file that defines it. */
  readonly definedAt: readonly Position[];
  /** Unknown when its `enable` cannot be known; such a runner is treated as enabled. */
  readonly enabled: boolean | Unknown;
  /** Whether NixOS makes a service for it. */
  readonly hasService: boolean;
  readonly options: ReadonlyMap<string, RunnerOptionState>;
  /** Definitions below the runner that no option takes. */
  readonly unknownOptions: readonly { readonly loc: Loc; readonly definition: Definition }[];
  /** Names of the options that exist. */
  readonly optionNames: readonly string[];
  readonly names: RunnerNames;
  readonly values: RunnerValues;
  readonly paths: RunnerPaths;
}

const CACHE = new Attached<Host, readonly Runner[]>();

/** The runners that a host defines, enabled or not. */
export function runnersOf(host: Host): readonly Runner[] {
  let runners = CACHE.get(host);
  if (runners === undefined) {
    runners = [...singularRunner(host), ...pluralRunners(host)];
    CACHE.set(host, runners);
  }
  return runners;
}

/** Whether a runner sets options that only a later NixOS than the newest known one has. */
export function isOfLaterNixos({ release }: Host, { tree, unknownOptions }: Runner): boolean {
  return unknownOptions.some(({ loc }) => isComingOption(release, tree, loc.at(-1) ?? ''));
}

function singularRunner(host: Host): Runner[] {
  const { path, status } = optionTrees(host.release).singular;
  if (status !== 'exists') return [];
  const group = guarded(host, () => optionAt(host.evaluation, path));
  if (group?.kind !== 'group') return [];
  const options = optionStates(host, group, 'singular');
  const unknownOptions = [...group.undeclared].flatMap(([name, definitions]) =>
    definitions.map((definition) => ({ loc: [...path, name], definition })),
  );
  const written = [...options.values()].flatMap((o) => o.definitions);
  if (written.length === 0 && unknownOptions.length === 0) return [];
  const name = options.get('name');
  const attribute = { name: shownText(name, 'name'), isKnown: gaps(name?.value ?? null).length === 0 };
  const definedAt = [...written, ...unknownOptions.map((u) => u.definition)].flatMap((d) => (d.at ? [d.at] : []));
  return [makeRunner(host, 'singular', path, attribute, definedAt.slice(0, 1), options, unknownOptions)];
}

function pluralRunners(host: Host): Runner[] {
  const { path, status } = optionTrees(host.release).plural;
  if (status !== 'exists') return [];
  const runners = guarded(host, () => {
    const option = optionAt(host.evaluation, path);
    // A module may take the place of NixOS's with options of its own, or declare more options beside it.
    if (option?.kind !== 'option' || !option.files.includes(RUNNER_MODULE_FILE)) return [];
    // Definitions that are no sets hide no others.
    if (option.merged.definitions.some((d) => !isSetOrUnknown(d.value))) guarded(host, () => force(option.value));
    return [...attributeNames(option)].flatMap(
      ([name, unknown]) => guarded(host, () => pluralRunner(host, path, name, unknown)) ?? [],
    );
  });
  return runners ?? [];
}

function isSetOrUnknown(v: Lazy): boolean {
  const value = force(v);
  return value instanceof Attrs || value instanceof Unknown;
}

/**
 * Names defined in any of an option's definitions, whether or not their values are right, each with what is not known
 * of it.
 */
function attributeNames(option: EvaluatedOption): ReadonlyMap<string, Unknown | undefined> {
  const attributes = option.merged.definitions.flatMap(attributesOf);
  return new Map([...attributes].sort((a, b) => compareNames(a.name, b.name)).map((a) => [a.name, a.unknown]));
}

function pluralRunner(host: Host, path: Loc, name: string, unknown: Unknown | undefined): Runner[] {
  const sub = evalSubmodule(host, path, name, { unknown });
  if (sub === undefined || sub.definitions.length === 0) return [];
  const { evaluation, definitions } = sub;
  const options = optionStates(host, evaluation.root, 'plural');
  const unknownOptions = guarded(host, () => unmatched(evaluation)) ?? [];
  const definedAt = definitions.flatMap((d) => (d.at ? [d.at] : []));
  return [
    makeRunner(
      host,
      'plural',
      [...path, name],
      { name, isKnown: unknown === undefined },
      definedAt,
      options,
      unknownOptions,
    ),
  ];
}

function unmatched(evaluation: Evaluation): readonly { loc: Loc; definition: Definition }[] {
  return evaluation.unmatched().filter(({ loc }) => loc.at(-1) !== '_module');
}

/** Runs `f`; an error is noted with the host, and the result is `undefined`. */
function guarded<T>(host: Host, f: () => T): T | undefined {
  try {
    return f();
  } catch (error) {
    if (error instanceof UnknownSignal) return undefined;
    if (error instanceof NixError && error.kind !== 'budget') {
      host.report(error, error.at);
      return undefined;
    }
    throw error;
  }
}

function optionStates(host: Host, group: OptionGroup, tree: OptionTree): Map<string, RunnerOptionState> {
  const states = new Map<string, RunnerOptionState>();
  for (const option of runnerOptions(host.release, tree)) {
    if (!group.names.includes(option.name)) continue;
    const child = guarded(host, () => group.child(option.name));
    if (child?.kind === 'option') states.set(option.name, optionState(option, child));
  }
  return states;
}

function optionState(option: RunnerOption, evaluated: EvaluatedOption): RunnerOptionState {
  const state = { option, loc: evaluated.loc, evaluated };
  try {
    const definitions = evaluated.merged.definitions.filter((d) => d.at !== undefined);
    try {
      return { ...state, definitions, value: withElements(evaluated.value), error: undefined };
    } catch (error) {
      return { ...state, definitions, ...failure(error) };
    }
  } catch (error) {
    return { ...state, definitions: [], ...failure(error) };
  }
}

function failure(error: unknown): Pick<RunnerOptionState, 'value' | 'error'> {
  if (error instanceof UnknownSignal) return { value: error.unknown, error: undefined };
  if (error instanceof NixError && error.kind !== 'budget') return { value: undefined, error };
  throw error;
}

function makeRunner(
  host: Host,
  tree: OptionTree,
  loc: Loc,
  { name: attribute, isKnown }: { readonly name: string; readonly isKnown: boolean },
  definedAt: readonly Position[],
  options: ReadonlyMap<string, RunnerOptionState>,
  unknownOptions: Runner['unknownOptions'],
): Runner {
  const { release } = host;
  const enable = options.get('enable')?.value;
  const enabled = enable instanceof Unknown ? enable : enable === true;
  const names = runnerNames(release, attribute);
  return {
    tree,
    loc,
    attribute,
    isNamed: isKnown,
    definedAt,
    enabled,
    hasService: enabled !== false || !enableHasEffect(release, tree),
    options,
    unknownOptions,
    optionNames: runnerOptions(release, tree).map((o) => o.name),
    names,
    values: runnerValues(release, attribute, options),
    paths: runnerPaths(host, options),
  };
}

/** An option's value as text; what cannot be told stands as `‹option›`. */
export function shownText(state: RunnerOptionState | undefined, name: string): string {
  const missing = `‹${state === undefined ? name : showOption(state.loc)}›`;
  if (state?.value === undefined) return missing;
  try {
    return textOf(coerceToString(state.value, { copy: true, more: true }));
  } catch (error) {
    if (error instanceof NixError) return missing;
    throw error;
  }
}

function runnerValues(
  release: Release,
  attribute: string,
  options: ReadonlyMap<string, RunnerOptionState>,
): RunnerValues {
  const text = (name: string): string => shownText(options.get(name), name);
  const textOrNull = (name: string): string | null => {
    const state = options.get(name);
    return state === undefined || state.value === null ? null : shownText(state, name);
  };
  const flag = (name: string): Switch => {
    const state = options.get(name);
    return state === undefined || typeof state.value === 'boolean' ? state?.value === true : shownText(state, name);
  };
  const token = options.get('tokenFile')?.value;
  return {
    url: text('url'),
    tokenFile: token instanceof NixPath ? token.path : text('tokenFile'),
    tokenFileCopy: token instanceof NixPath ? storeCopy(token) : null,
    tokenType: options.has('tokenType') ? text('tokenType') : 'auto',
    name: registeredName(release, attribute, textOrNull('name')),
    runnerGroup: textOrNull('runnerGroup'),
    extraLabels: texts(options.get('extraLabels')),
    noDefaultLabels: flag('noDefaultLabels'),
    replace: flag('replace'),
    ephemeral: flag('ephemeral'),
    workDir: textOrNull('workDir'),
    user: textOrNull('user'),
    group: textOrNull('group'),
    extraEnvironment: environmentTexts(options.get('extraEnvironment')?.value),
    extraPackages: texts(options.get('extraPackages')),
  };
}

function storeCopy(path: NixPath): string {
  try {
    return textOf(copyToStore(path, path.at));
  } catch (error) {
    // A file that is not there is reported by itself; the preview goes on with its name.
    if (error instanceof NixError) return unknownStorePath(baseName(path.path));
    throw error;
  }
}

function texts(state: RunnerOptionState | undefined): string[] {
  const v = state?.value;
  if (state === undefined) return [];
  return v === undefined ? [shownText(state, state.option.name)] : knownItems(v).map(storePathText);
}

/** The variables that are there in any case. */
function environmentTexts(v: Value | undefined): Record<string, string> {
  const [first, ...others] = settingSets(v);
  if (first === undefined) return {};
  const certain = [...attrEntries(first)].filter(([name]) => others.every((set) => hasListed(set, name)));
  return Object.fromEntries(certain.map(([name, value]) => [name, shownValue(value)]));
}

function shownValue(v: Lazy): string {
  try {
    return textOf(coerceToString(v, { copy: true, more: true }));
  } catch (error) {
    if (error instanceof NixError) return '‹error›';
    throw error;
  }
}

function runnerPaths(host: Host, options: ReadonlyMap<string, RunnerOptionState>): RunnerPaths {
  const attribute = (name: string): string => storePathText(packageAt([name]));
  const nixPackage = guarded(host, () => {
    const option = optionAt(host.evaluation, ['nix', 'package']);
    return option?.kind === 'option' ? storePathText(option.value) : undefined;
  });
  const own = options.get('package');
  return {
    package: own?.value === undefined ? attribute('github-runner') : shownText(own, 'package'),
    nix: nixPackage ?? attribute('nix'),
    bash: attribute('bash'),
    diffutils: attribute('diffutils'),
    attribute,
  };
}

/** Why the runner's unit is never started for its name; `undefined` where it may be, or when nobody knows. */
export function unitProblemOf(host: Host, { attribute, isNamed }: Runner): string | undefined {
  return isNamed ? unitNameProblem(host.release, attribute) : undefined;
}

/** Why evaluation fails for the runner's name; `undefined` when it does not, or when nobody knows. */
export function nameProblemOf(host: Host, { tree, attribute, isNamed }: Runner): string | undefined {
  return isNamed ? runnerNameProblem(host.release, tree, attribute) : undefined;
}
