// One NixOS configuration, as far as the files at hand tell: its modules evaluated together.
import { attrEntries, attrsOf, hasListed, updateAttrs } from '../evaluator/attrs';
import { forceAttrs } from '../evaluator/coerce';
import type { NixError } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { lazy } from '../evaluator/force';
import { EMBEDDED_NIXPKGS } from '../evaluator/search-path';
import { Attrs, NO_CONTEXT, NixString, Unknown, force, isList, type Lazy, type Value } from '../evaluator/values';
import type { DeclaredOption } from '../modules/options';
import type { Definition, Loc } from '../modules/definition';
import { OptionError, showDefinitions, showOption } from '../modules/definition';
import {
  evalModules,
  type EvaluatedOption,
  type Evaluation,
  type OpenWorld,
  type OptionGroup,
} from '../modules/eval-modules';
import { mergeDefinitions, type MergedDefinitions } from '../modules/merge-definitions';
import { PRIORITY, mkIf } from '../modules/properties';
import { raw, unspecified } from '../modules/types/simple';
import { acceptsValue } from '../modules/option-type';
import { submodule } from '../modules/types/submodule';
import { optionTrees, type Release } from '../nixos';
import { definedElsewhere } from './elsewhere';
import { RUNNER_MODULE_FILE, nixosOptions } from './nixos-options';
import { packageSet } from './package-set';
import { platformOf, unknownPlatform } from './platform';
import { runnerDefinitions } from './runner-definitions';

/** What makes up a host. */
export interface HostInput {
  readonly release: Release;
  /** The modules to start from: paths, or values. */
  readonly modules: readonly Lazy[];
  /** The complete nixpkgs library. */
  readonly lib: Lazy;
  /** What the host is for where its modules do not say: a system's name, or what `elaborate` gives. */
  readonly platform?: Lazy | undefined;
  /**
   * Whether the modules are looked at by themselves, without the host that imports them. Then options that they declare
   * and nobody defines are unknown, and their own `enable` switches may be on.
   */
  readonly alone: boolean;
  readonly specialArgs?: Attrs;
  /** Further module arguments. */
  readonly args?: Attrs;
}

/** An error in a module that was then left out. */
interface ModuleError {
  readonly error: NixError;
  readonly at: Position | undefined;
}

export interface Host {
  readonly release: Release;
  readonly evaluation: Evaluation;
  readonly lib: Lazy;
  /** What the host is for, as `lib.systems.elaborate` gives it; may be unknown. */
  readonly platform: Lazy;
  /** Errors met so far while modules were loaded; grows as more of the host is asked for. */
  readonly errors: readonly ModuleError[];
  /** Imports that could not be followed. */
  readonly opaque: readonly Unknown[];
  /** Notes an error in a module; each error once. */
  report(error: NixError, at: Position | undefined): void;
}

/** `lib` as a module by itself gets it: the host that imports it may have extended it. */
export function extensibleLib(lib: Attrs): Attrs {
  const unknown = (expression: string): Unknown =>
    new Unknown(expression, "it is not in nixpkgs' library, but the host may have added it");
  return new Attrs(lib.shape, lib.values, lib.base, {
    unknown: unknown('lib'),
    select: (name) => (NEVER_EXTENSIONS.test(name) ? undefined : unknown(`lib.${name}`)),
  });
}

/** Attributes that would make something else of the set than a library. */
const NEVER_EXTENSIONS = /^(_.*|outPath|type)$/;

/** Evaluates a host. Needs an active session; nothing is computed before it is asked for. */
export function evalHost(input: HostInput): Host {
  const errors: ModuleError[] = [];
  const opaque: Unknown[] = [];
  // Modules that ask for the platform may also be those that choose it: a first look does without.
  const platform = lazy(() =>
    platformOf(evaluateModules(input, unknownPlatform(), { host: () => host, opaque: [] }), input.platform),
  );
  const evaluation = evaluateModules(input, platform, {
    host: () => host,
    opaque,
    onError: (error, at) => host.report(error, at),
  });
  const host: Host = {
    release: input.release,
    evaluation,
    lib: input.lib,
    platform,
    errors,
    opaque,
    report: (error, at) => {
      if (!errors.some((e) => e.error === error)) errors.push({ error, at });
    },
  };
  return host;
}

/** Where what evaluation meets goes. */
interface Meetings {
  readonly host: () => Host;
  readonly opaque: Unknown[];
  readonly onError?: (error: NixError, at: Position | undefined) => void;
}

function evaluateModules(input: HostInput, platform: Lazy, { host, opaque, onError }: Meetings): Evaluation {
  const open = openWorld(input, opaque);
  return evalModules({
    modules: [
      ...nixosOptions(input.release, MODULES_PATH, { ...input, platform }),
      runnerDefinitions(input.release, host),
      ...input.modules,
    ],
    lib: input.lib,
    class: 'nixos',
    specialArgs: withModulesPath(input.specialArgs ?? attrsOf({})),
    args: updateAttrs(attrsOf({ pkgs: hostPackages(input, platform) }), input.args ?? attrsOf({})),
    open,
    onError: onError ?? (() => undefined),
    onOpaque: (u) => opaque.push(u),
  });
}

/** The argument `pkgs`. Overlays may extend its library too. */
function hostPackages({ lib, alone }: HostInput, platform: Lazy): Attrs {
  const library = lazy(() => extensibleLib(forceAttrs(lib)));
  return packageSet(library, platform, !alone);
}

/** NixOS's own special argument, unless somebody passes another one. */
function withModulesPath(specialArgs: Attrs): Attrs {
  return hasListed(specialArgs, 'modulesPath')
    ? specialArgs
    : updateAttrs(specialArgs, attrsOf({ modulesPath: MODULES_PATH }));
}

/** Modules below it are those of NixOS, which are not evaluated here. */
const MODULES_PATH = `${EMBEDDED_NIXPKGS}/nixos/modules`;

function openWorld(input: HostInput, opaque: readonly Unknown[]): OpenWorld {
  const { singular } = optionTrees(input.release);
  return {
    unknown: definedElsewhere,
    isClosed: (loc) => singular.status === 'exists' && singular.path.every((name, i) => loc[i] === name),
    argument: (name) => new Unknown(name, `the module argument \`${name}\` is not known here`),
    substitute: (option, merged) => substitute(input, opaque, option, merged),
  };
}

function substitute(
  input: HostInput,
  opaque: readonly Unknown[],
  option: DeclaredOption,
  merged: MergedDefinitions,
): Unknown | undefined {
  const unknown = (): Unknown => definedElsewhere(option.loc);
  const ours = option.files.includes(RUNNER_MODULE_FILE);
  const onlyDefault = merged.highestPriority >= PRIORITY.optionDefault;
  if (ours) return onlyDefault && mayBeSetElsewhere(input, opaque, option) ? unknown() : undefined;
  if (!input.alone) return undefined;
  if (!merged.isDefined) return unknown();
  return onlyDefault && isToBeSet(option, force(merged.value)) ? unknown() : undefined;
}

/** Whether a default asks to be replaced by whoever uses the module: a switch that is off, or nothing. */
function isToBeSet(option: DeclaredOption, v: Value): boolean {
  if (option.loc[0] === '_module') return false;
  if (option.type.name === 'bool') return option.loc.at(-1) === 'enable';
  // The options of a submodule may lack what they need.
  if (option.type.name === 'submodule') return true;
  return v === null || v === '' || (isList(v) && v.length === 0);
}

/**
 * Whether something that is not at hand may set an option of the system that nothing here sets: an import that cannot
 * be followed, or the host that a module is part of. A module by itself keeps the default host name, so that there is
 * one to preview.
 */
function mayBeSetElsewhere(input: HostInput, opaque: readonly Unknown[], { type, loc }: DeclaredOption): boolean {
  const path = loc.join('.');
  if (type.name !== unspecified.name || path.startsWith('system.nixos.') || MADE_OF_OTHERS.has(path)) return false;
  return opaque.length > 0 || (input.alone && path !== 'networking.hostName');
}

/** Options that hardly anybody sets: they are known where those that NixOS makes them of are. */
const MADE_OF_OTHERS = new Set(['networking.fqdn', 'networking.fqdnOrHostName']);

/** The declared option or group at `loc`; `undefined` when nothing is declared there. */
export function optionAt(evaluation: Evaluation, loc: Loc): EvaluatedOption | OptionGroup | undefined {
  let at: EvaluatedOption | OptionGroup = evaluation.root;
  for (const name of loc) {
    if (at.kind === 'option' || !at.names.includes(name)) return undefined;
    at = at.child(name);
  }
  return at;
}

/** One attribute of an option of type `attrsOf (submodule …)`, evaluated so that each of its options can be asked. */
export interface SubmoduleEvaluation {
  readonly evaluation: Evaluation;
  /** The definitions of the attribute. */
  readonly definitions: readonly Definition[];
}

/** An attribute of a definition. */
export interface DefinedAttribute {
  /** As it shows where a part of it is not known. */
  readonly name: string;
  /** What is not known of the name. */
  readonly unknown?: Unknown;
  readonly value: Lazy;
  readonly at: Position | undefined;
}

/** The attributes of a definition that is a set, those with names that are not known too. */
export function attributesOf({ value: set }: Definition): DefinedAttribute[] {
  if (!(set instanceof Attrs)) return [];
  const listed = [...attrEntries(set)].map(([name, value, at]) => ({ name, value, at }));
  // A name that is missing in a broken text is about to be typed.
  const unnamed = set.rest?.unnamed?.filter(({ unknown }) => unknown.expression !== '') ?? [];
  return [...listed, ...unnamed];
}

/** How the attributes of a submodule option are taken. */
interface AttributeView {
  /** What is not known of the name. */
  readonly unknown?: Unknown | undefined;
  /** Whether options keep their defaults beside definitions that are not known and may set them. */
  readonly keepsDefaults?: boolean;
  /** A definition that NixOS itself makes of the attribute, as a module: its modules come in front of all others. */
  readonly generated?: Lazy | undefined;
  /** Whether there is nothing to evaluate where no file defines the attribute. */
  readonly ifDefined?: boolean;
}

/** Evaluates the submodule `name` of the option at `loc`, with the modules of the option's type, to which others may add. */
export function evalSubmodule(
  host: Host,
  loc: Loc,
  name: string,
  { unknown, keepsDefaults = false, generated, ifDefined = false }: AttributeView = {},
): SubmoduleEvaluation | undefined {
  const option = optionAt(host.evaluation, loc);
  if (option?.kind !== 'option') return undefined;
  const entries = option.merged.definitions.flatMap((d) =>
    attributesOf(d)
      .filter((a) => a.name === name)
      .map(({ value, at }): Definition => ({ file: d.file, value, at: at ?? d.at, conditions: d.conditions })),
  );
  const merged = mergeDefinitions([...loc, name], () => raw, entries).definitions;
  const definitions = merged.flatMap(possibleModules);
  const wrong = merged.filter((d) => possibleModules(d).length === 0);
  if (wrong.length > 0) host.report(notASubmodule([...loc, name], wrong), undefined);
  if (ifDefined && definitions.length === 0) return undefined;
  const opaque: Unknown[] = [];
  const prefix = [...loc, name];
  const evaluation = evalModules({
    prefix,
    lib: host.lib,
    modules: [
      // The module system imports the modules of a type, which so stand behind the definitions.
      ...(option.type.subModules ?? []).map((module) => attrsOf({ imports: [module] })),
      attrsOf({ _module: attrsOf({ args: attrsOf({ name: nameValue(name, unknown) }) }) }),
      ...definitions.map(definitionModule),
      // The definitions of the first modules are the last ones.
      ...(generated === undefined ? [] : [generated]),
    ],
    onError: (error, at) => host.report(error, at),
    onOpaque: (u) => opaque.push(u),
    substitute: (option, merged) =>
      keepsDefaults || option.loc[prefix.length] === '_module' ? undefined : setElsewhere(opaque, option, merged),
  });
  return { evaluation, definitions };
}

/** An attribute's name; where a part of it is not known, a text with a gap there. */
function nameValue(name: string, unknown: Unknown | undefined): Value {
  if (unknown === undefined) return name;
  const gap = `‹${unknown.expression}›`;
  const start = name.indexOf(gap);
  return start < 0 ? unknown : new NixString(name, NO_CONTEXT, [{ start, end: start + gap.length, unknown }]);
}

/** Stands for an option that nothing but a part of the submodule that is not known may set. */
function setElsewhere(
  [u]: readonly Unknown[],
  { loc }: DeclaredOption,
  merged: MergedDefinitions,
): Unknown | undefined {
  const isSet = merged.isDefined && merged.highestPriority < PRIORITY.optionDefault;
  return u === undefined || isSet ? undefined : new Unknown(`${u.expression}.${loc.at(-1) ?? ''}`, u.reason, u.at);
}

/** The definitions of a submodule that one may be: itself, or what it can be if nobody knows, as far as that fits. */
function possibleModules(d: Definition): Definition[] {
  const value = force(d.value);
  if (!(value instanceof Unknown)) return acceptsValue(ANY_SUBMODULE, value) ? [{ ...d, value }] : [];
  if (value.alternatives === undefined) return [d];
  const conditions = [...d.conditions, value];
  return value.alternatives.flatMap((alternative) => possibleModules({ ...d, value: alternative, conditions }));
}

const ANY_SUBMODULE = submodule([]);

function notASubmodule(loc: Loc, definitions: readonly Definition[]): OptionError {
  return new OptionError(
    'type-mismatch',
    loc,
    `A definition for option \`${showOption(loc)}' is not of type \`submodule'. Definition values:${showDefinitions(definitions)}`,
    definitions,
    'submodule',
  );
}

/** A definition of a submodule as a module; conditions that cannot be known stay with it. */
function definitionModule(d: Definition): Attrs {
  const content = d.conditions.reduce<Lazy>((value, condition) => mkIf(condition, value), d.value);
  const isSet = d.value instanceof Attrs;
  return attrsOf({ _file: d.file, ...(isSet ? { config: content } : { imports: [d.value] }) });
}
