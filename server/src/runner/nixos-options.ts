// The NixOS options that a runner depends on, as a module for the module system: the runner's own, the service's, and
// those of the rest of the system that runner configurations read.
import { attrsFromMap, attrsOf, getAttr, updateAttrs, type AttrEntry } from '../evaluator/attrs';
import { coerceToString, forceAttrs } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { concatStrings } from '../evaluator/strings';
import { NixFloat, PrimOp, Unknown, force, type Attrs, type Lazy, type Value } from '../evaluator/values';
import { alterType } from '../modules/make-type';
import { typeValue, type OptionType } from '../modules/option-type';
import { attrs, attrsOf as attrsOfType, lazyAttrsOf } from '../modules/types/attribute-sets';
import { enumOf, nullOr } from '../modules/types/choices';
import { listOf, nonEmptyListOf } from '../modules/types/lists';
import { packageType, path } from '../modules/types/packages';
import { bool, unspecified } from '../modules/types/simple';
import { str, strMatching } from '../modules/types/strings';
import { submodule } from '../modules/types/submodule';
import {
  GLOBAL_ENVIRONMENT,
  SECRETS_MODULES,
  atLeast,
  isNixFloat,
  optionTrees,
  perRelease,
  runnerOptions,
  systemDefaults,
  type OptionDefault,
  type OptionTree,
  type PlainValue,
  type Release,
  type SecretDefault,
} from '../nixos';
import type { OptionType as TypeData } from '../nixos/option-types';
import { groupModule, userModule } from './accounts';
import { withOthers } from './elsewhere';
import type { HostInput } from './host';
import { NESTED_SYSTEMS, nestedSystemOption } from './nested-systems';
import { packageAt } from './make-package';
import { platformOptions } from './platform';
import { environmentValueType, serviceModule, type Systemd } from './service-options';
import { joined } from './shell-application';
import { domainNames, selectPath, versions, type SystemView } from './system-names';
import { OTHER_UNIT_MODULES, unitFileModule } from './unit-options';

/** The file that nixpkgs shows for definitions of the runner module. */
export const RUNNER_MODULE_FILE = '<nixpkgs>/nixos/modules/services/continuous-integration/github-runner.nix';

/**
 * The modules that declare the options. Those of the runners have the keys that they have in nixpkgs, so that
 * `disabledModules` finds them. What does not depend on the host is declared once for all hosts of a release.
 * @param modulesPath the folder of NixOS's modules
 * @param around the host that they are for
 */
export function nixosOptions(release: Release, modulesPath: string, around: HostInput): Lazy[] {
  const key = (file: string): string => `${modulesPath}/services/continuous-integration/${file}`;
  const { singular, plural } = optionTrees(release);
  return [
    declarations(RUNNER_MODULE_FILE, systemOptions(release)),
    moduleFunction(['config', 'options'], (args) => {
      const [config, options] = [getAttr(args, 'config') ?? null, getAttr(args, 'options') ?? null];
      return declarations(
        `${RUNNER_MODULE_FILE}, of the host`,
        hostOptions(around, { config, options, alone: around.alone }),
      );
    }),
    ...(singular.status === 'exists'
      ? [
          moduleFunction(['config'], (args) =>
            declarations(key('github-runner.nix'), singularOptions(release, getAttr(args, 'config') ?? null)),
          ),
        ]
      : []),
    ...(plural.status === 'exists' ? [declarations(key('github-runners.nix'), pluralOptions(release))] : []),
    attrsOf({ _file: GLOBAL_ENVIRONMENT_FILE, key: GLOBAL_ENVIRONMENT_FILE, config: GLOBAL_ENVIRONMENT_CONFIG }),
  ];
}

const GLOBAL_ENVIRONMENT_FILE = '<nixpkgs>/nixos/modules/config/i18n.nix';

/** The variables that NixOS itself gives all services. */
const GLOBAL_ENVIRONMENT_CONFIG = attrsOf({
  systemd: attrsOf({
    globalEnvironment: attrsOf(
      Object.fromEntries(
        GLOBAL_ENVIRONMENT.map(({ name, package: attribute, suffix }) => [
          name,
          joined([lazy(() => packageAt([attribute])), suffix]),
        ]),
      ),
    ),
  }),
});

function declarations(key: string, options: Attrs): Attrs {
  return attrsOf({ _file: RUNNER_MODULE_FILE, key, options });
}

function singularOptions(release: Release, config: Lazy): Attrs {
  return treeValue([[optionTrees(release).singular.path, runnerDeclarations(release, 'singular', { config })]]);
}

const pluralOptions = perRelease((release) =>
  treeValue([
    [optionTrees(release).plural.path, option(attrsOfType(submodule([ours(runnerModule(release))])), attrsOf({}))],
  ]),
);

/** Of an option of the rest of the system, which NixOS refuses to be defined in two ways. */
const ofSystem = alterType(unspecified, { merge: (_, [first]) => (first === undefined ? null : force(first.value)) });

const systemOptions = perRelease((release) =>
  treeValue([
    ...systemDefaults(release).map(({ path: at, default: value }): Declared => {
      const fallback = value.kind === 'package' ? lazy(() => packageAt([value.attribute])) : value.value;
      return [at, option(value.kind === 'package' ? packageType : ofSystem, fallback)];
    }),
    ...[...OTHER_UNIT_MODULES].map(([kind, module]): Declared => [['systemd', kind.option], setOf(module(release))]),
    [['systemd', 'units'], setOf(unitFileModule(release))],
    [['systemd', 'globalEnvironment'], option(() => withOthers(attrsOfType(environmentValueType)), attrsOf({}))],
    ...(atLeast(release, '24.11')
      ? [[['systemd', 'enableStrictShellChecks'], option(bool, false)] satisfies Declared]
      : []),
    [['users', 'users'], setOf(userModule())],
    [['users', 'groups'], setOf(groupModule())],
    ...SECRETS_MODULES.map(({ path: at, options }): Declared => [at, setOf(secretModule(options))]),
    ...platformOptions().map(([name, declaration]): Declared => [['nixpkgs', name], declaration]),
    [['warnings'], option(listOf(str), [])],
    [['assertions'], option(listOf(unspecified), [])],
  ]),
);

/** The options whose defaults or types are made of the host itself. */
function hostOptions(around: HostInput, system: SystemView): Attrs {
  return treeValue([
    ...domainNames(system).map(([name, value]): Declared => [['networking', name], option(unspecified, value)]),
    ...versions(around.lib, system.config).map(([name, value]): Declared => [
      ['system', 'nixos', name],
      option(unspecified, value),
    ]),
    [['systemd', 'services'], setOf(serviceModule(around.release, systemdOf(system.config)))],
    ...NESTED_SYSTEMS.map((nested): Declared => [nested.path, nestedSystemOption(nested, around, setOf)]),
  ]);
}

/** What the configuration of systemd gives each service. */
function systemdOf(config: Lazy): Systemd {
  const value = (name: string): Lazy => lazy(() => selectPath(config, ['systemd', name]));
  return { package: value('package'), enableStrictShellChecks: value('enableStrictShellChecks') };
}

/** The option of a set of submodules, of which others may define more. */
function setOf(module: Lazy): Attrs {
  return option(() => withOthers(attrsOfType(withOthers(submodule([ours(module)])))), attrsOf({}));
}

/** A submodule with the file that declares it, which the module system would add for each host. */
function ours(module: Lazy): Attrs {
  return attrsOf({ _file: RUNNER_MODULE_FILE, imports: [module] });
}

/** An option, or a set of them, with its path. */
type Declared = readonly [path: readonly string[], declaration: Attrs];
type Tree = Map<string, Tree | Attrs>;

/** Declarations as a set of sets. */
function treeValue(declared: readonly Declared[]): Attrs {
  const tree: Tree = new Map();
  for (const [path, declaration] of declared) {
    let at = tree;
    for (const name of path.slice(0, -1)) {
      let next = at.get(name);
      if (!(next instanceof Map)) at.set(name, (next = new Map()));
      at = next;
    }
    at.set(path.at(-1) as string, declaration);
  }
  return branchValue(tree);
}

function branchValue(tree: Tree): Attrs {
  const entries = new Map<string, AttrEntry>();
  for (const [name, child] of tree) entries.set(name, { value: child instanceof Map ? branchValue(child) : child });
  return attrsFromMap(entries);
}

/**
 * `mkOption { type; default; }`; without a default the option must be defined. A type given as a function is made when
 * somebody asks for it.
 */
export function option(type: OptionType | (() => OptionType), fallback?: Lazy): Attrs {
  return attrsOf({
    _type: 'option',
    type: lazy(() => typeValue(typeof type === 'function' ? type() : type)),
    ...(fallback !== undefined && { default: fallback }),
  });
}

/** A module as a function of the named module arguments. */
export function moduleFunction(names: readonly string[], body: (args: Attrs) => Value): PrimOp {
  return new PrimOp(
    'module',
    1,
    (args) => body(forceAttrs(args)),
    [],
    Object.fromEntries(names.map((n) => [n, false])),
  );
}

/** The submodule of `services.github-runners.<name>`. */
const runnerModule: (release: Release) => Lazy = perRelease((release) =>
  moduleFunction(['name'], (args) =>
    attrsOf({ options: runnerDeclarations(release, 'plural', { name: getAttr(args, 'name') ?? null }) }),
  ),
);

/** What defaults are computed from. */
interface DefaultContext {
  /** The attribute name of the runner. */
  readonly name?: Lazy;
  /** The whole configuration. */
  readonly config?: Lazy;
}

/** The options of a runner; those whose defaults are the same for all runners are declared once. */
function runnerDeclarations(release: Release, tree: OptionTree, context: DefaultContext): Attrs {
  const { fixed, computed } = RUNNER_DECLARATIONS[tree](release);
  const own = computed.map(({ name, type, default: d }) => [name, option(type, defaultValue(d, context))] as const);
  return updateAttrs(fixed, attrsOf(Object.fromEntries(own)));
}

const RUNNER_DECLARATIONS = {
  singular: perRelease((release) => splitDeclarations(release, 'singular')),
  plural: perRelease((release) => splitDeclarations(release, 'plural')),
};

/** A runner's options: the declarations that hold for every runner, and what the others are made from. */
function splitDeclarations(
  release: Release,
  tree: OptionTree,
): {
  readonly fixed: Attrs;
  readonly computed: readonly { readonly name: string; readonly type: OptionType; readonly default: OptionDefault }[];
} {
  const all = runnerOptions(release, tree).map(({ name, type, default: d }) => ({
    name,
    type: typeOf(type),
    default: d,
  }));
  const isComputed = (d: OptionDefault): boolean => d.kind === 'hostName' || d.kind === 'attributeName';
  const fixed = all
    .filter((o) => !isComputed(o.default))
    .map((o) => [o.name, option(o.type, defaultValue(o.default, {}))] as const);
  return { fixed: attrsOf(Object.fromEntries(fixed)), computed: all.filter((o) => isComputed(o.default)) };
}

function defaultValue(d: OptionDefault, context: DefaultContext): Lazy | undefined {
  switch (d.kind) {
    case 'required':
      return undefined;
    case 'value':
      return plainToValue(d.value);
    case 'hostName':
      return lazy(() => selectPath(context.config ?? null, ['networking', 'hostName']));
    case 'attributeName':
      return context.name;
    case 'package':
      return lazy(() => packageAt([d.attribute]));
  }
}

/** A plain value as a Nix value. */
export function plainToValue(v: PlainValue): Value {
  if (v === null || typeof v !== 'object') return v;
  if (isNixFloat(v)) return new NixFloat(v.float);
  if (Array.isArray(v)) return v.map(plainToValue);
  return attrsOf(Object.fromEntries(Object.entries(v).map(([n, x]) => [n, plainToValue(x)])));
}

function typeOf(data: TypeData): OptionType {
  switch (data.kind) {
    case 'bool':
      return bool;
    case 'str':
      return str;
    case 'path':
      return path;
    case 'package':
      return packageType;
    case 'attrs':
      return attrs;
    case 'strMatching':
      return strMatching(data.pattern);
    case 'enum':
      return enumOf([...data.values]);
    case 'nullOr':
      return nullOr(typeOf(data.of));
    case 'listOf':
      return listOf(typeOf(data.of));
    case 'nonEmptyListOf':
      return nonEmptyListOf(typeOf(data.of));
  }
}

/** The submodule of a secret in sops-nix or agenix; options that only matter to them are accepted as they are. */
function secretModule(options: readonly { readonly name: string; readonly default: SecretDefault }[]): Lazy {
  return moduleFunction(['name', 'config'], (args) => {
    const name = getAttr(args, 'name') ?? null;
    const fallback = (d: SecretDefault): Lazy => {
      switch (d.kind) {
        case 'value':
          return d.value;
        case 'attributeName':
          return name;
        case 'below':
          return lazy(() =>
            concatStrings(`${d.directory}/`, coerceToString(selectPath(getAttr(args, 'config') ?? null, ['name']), {})),
          );
        case 'ownersGroup':
          return new Unknown('config.users.users.<owner>.group', 'it depends on users that are declared elsewhere');
      }
    };
    return attrsOf({
      freeformType: lazy(() => typeValue(lazyAttrsOf(unspecified))),
      options: attrsOf(Object.fromEntries(options.map((o) => [o.name, option(unspecified, fallback(o.default))]))),
    });
  });
}
