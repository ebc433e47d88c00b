// What the runner module itself defines: the services of enabled runners.
import { Attached } from '../syntax/attached';
import { attrsFromMap, attrsOf, type AttrEntry } from '../evaluator/attrs';
import { lazy } from '../evaluator/force';
import { Attrs, NixPath, Unknown, force, isList, type Lazy, type Value } from '../evaluator/values';
import { showOption } from '../modules/definition';
import { mkMerge, mkOrder, mkOverride } from '../modules/properties';
import {
  registrationJson,
  registrationOptions,
  registrationParts,
  runnerScripts,
  runnerUnitDefinitions,
  serviceOverridesMerge,
  unknownStorePath,
  type ModuleDefinition,
  type RegistrationPart,
  type Release,
  type RunnerScript,
} from '../nixos';
import { copyToStore, textStorePath } from '../evaluator/store';
import { contextOfString, isString } from '../evaluator/strings';
import { NixError } from '../evaluator/errors';
import { coerceToString } from '../evaluator/coerce';
import { gaps } from './gaps';
import type { Host } from './host';
import { plainToValue } from './nixos-options';
import { knownItems, settingSets } from './partial';
import { runnersOf, shownText, type Runner } from './runner';

/** The file that nixpkgs shows for these definitions. */
export const RUNNER_SERVICE_FILE = '<nixpkgs>/nixos/modules/services/continuous-integration/github-runner/service.nix';

/** The module with the services of all runners of `host()`. */
export function runnerDefinitions(release: Release, host: () => Host): Attrs {
  return attrsOf({
    _file: RUNNER_SERVICE_FILE,
    key: RUNNER_SERVICE_FILE,
    config: attrsOf({
      systemd: attrsOf({
        services: lazy(() => {
          const services = new Map<string, AttrEntry>();
          for (const runner of runnersOf(host()))
            if (runner.hasService)
              services.set(runner.names.service, { value: lazy(() => serviceOf(release, runner)) });
          return attrsFromMap(services);
        }),
      }),
    }),
  });
}

/** The file with the options that count for a registration. */
export interface Registration {
  readonly storePath: string;
  readonly json: string;
  /** Its attributes, in the order of the text. */
  readonly parts: readonly RegistrationPart[];
}

/** What the module makes for one runner, before the service's definitions are merged with people's. */
export interface ModuleOutput {
  readonly registration: Registration;
  /** In the order in which they run. */
  readonly scripts: readonly RunnerScript[];
  /** Those of the service. */
  readonly definitions: readonly ModuleDefinition[];
}

const OUTPUTS = new Attached<Runner, ModuleOutput>();

/** Lets go of what the module makes for a runner, which is made again when somebody asks for it. */
export function forgetModuleOutput(runner: Runner): void {
  OUTPUTS.set(runner, undefined);
}

/** What the module makes for a runner of a host; the same each time. */
export function moduleOutput({ release }: Pick<Host, 'release'>, runner: Runner): ModuleOutput {
  let output = OUTPUTS.get(runner);
  if (output === undefined) {
    const { names, values, paths } = runner;
    const registration = registrationOf(release, runner);
    const scripts = runnerScripts(release, { names, values, paths, configPath: registration.storePath });
    const definitions = runnerUnitDefinitions(release, { names, values, paths, scripts });
    output = { registration, scripts, definitions };
    OUTPUTS.set(runner, output);
  }
  return output;
}

/**
 * The registration file of a runner: its content and its path in the store, which is exact unless a part of the content
 * cannot be known.
 */
function registrationOf(release: Release, runner: Runner): Registration {
  const { configFile } = runner.names;
  const json = registrationJson(release, runner.values);
  const parts = registrationParts(release, runner.values);
  const values = registrationOptions(release).map((name) => runner.options.get(name)?.value);
  if (!runner.isNamed || values.some((v) => v !== undefined && gaps(v).length > 0))
    return { storePath: unknownStorePath(configFile), json, parts };
  return { storePath: textStorePath(configFile, json, new Set(values.flatMap(referencesOf))), json, parts };
}

/** The store paths that a value refers to, which count in the hash of a file that holds it. */
function referencesOf(v: Value | undefined): string[] {
  if (v === undefined || v === null) return [];
  if (isList(v)) return v.flatMap((x) => referencesOf(force(x)));
  if (!isString(v) && !(v instanceof NixPath) && !(v instanceof Attrs)) return [];
  try {
    const text = v instanceof NixPath ? copyToStore(v, v.at) : coerceToString(v, { copy: true });
    return [...contextOfString(text).values()].map((e) => e.storePath);
  } catch (error) {
    if (error instanceof NixError) return [];
    throw error;
  }
}

function serviceOf(release: Release, runner: Runner): Attrs {
  const { definitions } = moduleOutput({ release }, runner);
  const own = definitionTree(
    definitions.filter((d) => d.from[0] !== 'extraEnvironment' && d.from[0] !== 'extraPackages'),
    (d) => standIn(runner, d) ?? plainToValue(d.value),
  );
  return attrsOf({
    ...own,
    path: [...listOf(own.path), ...knownItems(valueOf(runner, 'extraPackages') ?? null)],
    environment: mkMerge([own.environment ?? attrsOf({}), ...settingSets(valueOf(runner, 'extraEnvironment'))]),
    serviceConfig: mkMerge([
      own.serviceConfig ?? attrsOf({}),
      ...(serviceOverridesMerge(release) === 'merged' ? settingSets(valueOf(runner, 'serviceOverrides')) : []),
    ]),
  });
}

/** The unknown value behind a definition that is nothing but the text for it: it may be of any type. */
function standIn(runner: Runner, { value, from: [option = ''] }: ModuleDefinition): Unknown | undefined {
  const state = runner.options.get(option);
  if (state === undefined || value !== shownText(state, option)) return undefined;
  if (state.value === undefined) return new Unknown(showOption(state.loc), 'its value has an error');
  return state.value instanceof Unknown ? state.value : undefined;
}

function valueOf(runner: Runner, option: string): Value | undefined {
  return runner.options.get(option)?.value;
}

function listOf(v: Lazy | undefined): readonly Lazy[] {
  return v === undefined || v === null ? [] : isList(v as never) ? (v as readonly Lazy[]) : [v];
}

type ValueOf = (d: ModuleDefinition) => Value;

/** Definitions as a set of sets; several for one path are one list. */
function definitionTree(definitions: readonly ModuleDefinition[], valueOf: ValueOf): Record<string, Lazy> {
  const weighted = (d: ModuleDefinition): Lazy => withWeight(d, valueOf(d));
  const top = new Map<string, Lazy>();
  const nested = new Map<string, Map<string, AttrEntry>>();
  for (const d of definitions) {
    const [first, second] = d.path;
    if (first === undefined) continue;
    if (second === undefined) top.set(first, weighted(d));
    else {
      const group = nested.get(first) ?? new Map<string, AttrEntry>();
      nested.set(first, group);
      const before = group.get(second);
      group.set(second, { value: before === undefined ? weighted(d) : mkMerge([before.value, weighted(d)]) });
    }
  }
  for (const [name, group] of nested) top.set(name, attrsFromMap(group));
  return Object.fromEntries(top);
}

function withWeight({ priority, order }: ModuleDefinition, value: Value): Lazy {
  const ordered = order === 1000 ? value : mkOrder(order, value);
  return priority === 100 ? ordered : mkOverride(priority, ordered);
}
