// The NixOS options that a runner depends on, as a module for the module system: the runner's own, the service's, and
// those of the rest of the system that runner configurations read.
import { attrsFromMap, attrsOf, getAttr, type AttrEntry } from '../evaluator/attrs';
import { coerceToString, forceAttrs } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { NixError } from '../evaluator/errors';
import { StringBuilder, isString, textOf } from '../evaluator/strings';
import { Attrs, NixFloat, PrimOp, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import type { OpenWorld } from '../modules/eval-modules';
import { alterType, mapType } from '../modules/make-type';
import { typeValue, type OptionType } from '../modules/option-type';
import { attrs, attrsOf as attrsOfType, lazyAttrsOf } from '../modules/types/attribute-sets';
import { enumOf, nullOr } from '../modules/types/choices';
import { listOf, nonEmptyListOf } from '../modules/types/lists';
import { packageType, path } from '../modules/types/packages';
import { bool, unspecified } from '../modules/types/simple';
import { str, strMatching } from '../modules/types/strings';
import { submodule } from '../modules/types/submodule';
import {
  SECRETS_MODULES,
  defaultFqdn,
  defaultFqdnOrHostName,
  isNixFloat,
  optionTrees,
  runnerOptions,
  systemDefaults,
  type OptionDefault,
  type OptionTree,
  type PlainValue,
  type Release,
  type SecretDefault,
} from '../nixos';
import type { OptionType as TypeData } from '../nixos/option-types';
import type { HostInput } from './host';
import { NESTED_SYSTEMS, areNone, nestedSystemOption } from './nested-systems';
import { packageAt } from './make-package';
import { platformOptions } from './platform';
import { serviceModule } from './service-options';

/** The file that nixpkgs shows for definitions of the runner module. */
export const RUNNER_MODULE_FILE = '<nixpkgs>/nixos/modules/services/continuous-integration/github-runner.nix';

/**
 * The modules that declare the options. Those of the runners have the keys that they have in nixpkgs, so that
 * `disabledModules` finds them.
 * @param modulesPath the folder of NixOS's modules
 * @param around the host that they are for
 */
export function nixosOptions(release: Release, open: OpenWorld, modulesPath: string, around: HostInput): Lazy[] {
  const declarations = (key: string, tree: (config: Lazy) => Tree): Lazy =>
    moduleFunction(['config'], (args) =>
      attrsOf({ _file: RUNNER_MODULE_FILE, key, options: treeValue(tree(getAttr(args, 'config') ?? null)) }),
    );
  const { singular, plural } = optionTrees(release);
  const runnerModules = [
    ...(singular.status === 'exists' ? [{ file: 'github-runner.nix', tree: singularTree }] : []),
    ...(plural.status === 'exists' ? [{ file: 'github-runners.nix', tree: pluralTree }] : []),
  ];
  return [
    declarations(RUNNER_MODULE_FILE, (config) => systemTree(release, open, around, config)),
    ...runnerModules.map(({ file, tree }) =>
      declarations(`${modulesPath}/services/continuous-integration/${file}`, (config) => tree(release, config)),
    ),
  ];
}

function singularTree(release: Release, config: Lazy): Tree {
  const tree: Tree = new Map();
  for (const [name, declaration] of runnerDeclarations(release, 'singular', { config }))
    add(tree, [...optionTrees(release).singular.path, name], declaration);
  return tree;
}

function pluralTree(release: Release): Tree {
  const tree: Tree = new Map();
  const type = attrsOfType(submodule([runnerModule(release)]));
  add(tree, optionTrees(release).plural.path, option(type, attrsOf({})));
  return tree;
}

function systemTree(release: Release, open: OpenWorld, around: HostInput, config: Lazy): Tree {
  const opened = (type: OptionType): OptionType =>
    alterType(type, {
      merge: (loc, definitions) => {
        const v = type.merge(loc, definitions);
        return areNone(definitions) ? v : withRest(v, loc, open);
      },
      // Declarations are merged by making the type anew.
      substSubModules: (modules) => mapType(type.substSubModules(modules), opened),
    });
  const setOf = (module: Lazy): Attrs => option(opened(attrsOfType(submodule([module]))), attrsOf({}));
  const tree: Tree = new Map();
  for (const { path: at, default: value } of systemDefaults(release)) {
    const fallback = value.kind === 'package' ? lazy(() => packageAt([value.attribute])) : value.value;
    add(tree, at, option(value.kind === 'package' ? packageType : unspecified, fallback));
  }
  add(tree, ['networking', 'fqdn'], option(unspecified, domainName(config, defaultFqdn)));
  add(tree, ['networking', 'fqdnOrHostName'], option(unspecified, domainName(config, defaultFqdnOrHostName)));
  add(tree, ['systemd', 'services'], setOf(serviceModule(release)));
  for (const { path: at, options } of SECRETS_MODULES) add(tree, at, setOf(secretModule(options)));
  for (const nested of NESTED_SYSTEMS) add(tree, nested.path, nestedSystemOption(nested, around, setOf));
  for (const [name, declaration] of platformOptions()) add(tree, ['nixpkgs', name], declaration);
  add(tree, ['warnings'], option(listOf(str), []));
  add(tree, ['assertions'], option(listOf(unspecified), []));
  return tree;
}

/** What NixOS makes of the host's name and its domain (nixos/modules/tasks/network-interfaces.nix). */
function domainName(config: Lazy, compute: typeof defaultFqdn): Lazy {
  return lazy(() => {
    const [name, domain] = [
      selectPath(config, ['networking', 'hostName']),
      selectPath(config, ['networking', 'domain']),
    ];
    if (name instanceof Unknown || domain instanceof Unknown) return name instanceof Unknown ? name : domain;
    if (!isString(name) || (domain !== null && !isString(domain))) throw new NixError('expected a string');
    const found = compute(textOf(name), domain === null ? null : textOf(domain));
    if (found !== undefined) return found;
    throw new NixError(
      'The FQDN is required but cannot be determined from `networking.hostName` and `networking.domain`. Please ensure these options are set properly or set `networking.fqdn` directly.',
      undefined,
      'thrown',
    );
  });
}

function withRest(v: Value, loc: readonly string[], open: OpenWorld): Value {
  if (!(v instanceof Attrs) || v.rest !== null) return v;
  return new Attrs(v.shape, v.values, v.base, {
    unknown: open.unknown(loc),
    select: (name) => open.unknown([...loc, name]),
  });
}

type Tree = Map<string, Tree | Attrs>;

function add(tree: Tree, path: readonly string[], declaration: Attrs): void {
  let at = tree;
  for (const name of path.slice(0, -1)) {
    let next = at.get(name);
    if (!(next instanceof Map)) at.set(name, (next = new Map()));
    at = next;
  }
  at.set(path.at(-1) as string, declaration);
}

function treeValue(tree: Tree): Attrs {
  const entries = new Map<string, AttrEntry>();
  for (const [name, child] of tree) entries.set(name, { value: child instanceof Map ? treeValue(child) : child });
  return attrsFromMap(entries);
}

/** `mkOption { type; default; }`; without a default the option must be defined. */
export function option(type: OptionType, fallback?: Lazy): Attrs {
  return attrsOf({
    _type: 'option',
    type: lazy(() => typeValue(type)),
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
export function runnerModule(release: Release): Lazy {
  return moduleFunction(['name'], (args) =>
    attrsOf({
      options: attrsOf(
        Object.fromEntries(runnerDeclarations(release, 'plural', { name: getAttr(args, 'name') ?? null })),
      ),
    }),
  );
}

/** What defaults are computed from. */
interface DefaultContext {
  /** The attribute name of the runner. */
  readonly name?: Lazy;
  /** The whole configuration. */
  readonly config?: Lazy;
}

function runnerDeclarations(release: Release, tree: OptionTree, context: DefaultContext): Map<string, Attrs> {
  return new Map(
    runnerOptions(release, tree).map((o) => [o.name, option(typeOf(o.type), defaultValue(o.default, context))]),
  );
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

function selectPath(v: Lazy, path: readonly string[]): Value {
  return path.reduce<Value>((at, name) => selectAttr(at, name), force(v));
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
            new StringBuilder()
              .append(`${d.directory}/`)
              .append(coerceToString(selectPath(getAttr(args, 'config') ?? null, ['name']), {}))
              .build(),
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
