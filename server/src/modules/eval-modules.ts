// Evaluating a set of modules (lib.modules.evalModules): options with their values, and the configuration.
import {
  attrEntries,
  attrsFromMap,
  attrsOf,
  getAttr,
  hasListed,
  updateAttrs,
  type AttrEntry,
} from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs } from '../evaluator/coerce';
import { NixError, addTrace } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import type { Position } from '../evaluator/position';
import { Attrs, Unknown, force, type Lazy, type OpenRest, type Value } from '../evaluator/values';
import { OptionError, showDefinitions, showOption, type Definition, type Loc } from './definition';
import { internalModule } from './internal-module';
import { collectModules, type LoadContext, type Module } from './load-module';
import { mergeDefinitions, type MergedDefinitions } from './merge-definitions';
import { plainFunctor, typeFromValue, type OptionType } from './option-type';
import { isOption, mergeDeclarations, optionValue, type Declaration, type DeclaredOption } from './options';
import { NotASet, PRIORITY, mkOverride, pushDownProperties } from './properties';
import { suggestOptions } from './suggest';

/** Accepts what is not declared here, because it is declared elsewhere (NixOS itself, unreachable modules). */
export interface OpenWorld {
  /** Stands for the value of an option at `loc` that nothing here declares or defines. */
  unknown(loc: Loc): Unknown;
  /** Whether every option below `loc` is declared here, so that an undeclared one is an error. */
  isClosed(loc: Loc): boolean;
  /** A module argument that nothing here gives. */
  argument(name: string): Lazy;
  /** Stands in for the value of a declared option that may be defined elsewhere; `undefined` where it is as it seems. */
  substitute?(option: DeclaredOption, merged: MergedDefinitions): Unknown | undefined;
}

export interface EvalInput {
  readonly modules: readonly Lazy[];
  readonly prefix?: Loc;
  readonly specialArgs?: Attrs;
  readonly class?: string | undefined;
  readonly check?: boolean;
  readonly args?: Lazy;
  readonly lib: Lazy;
  readonly open?: OpenWorld;
  /** Receives errors in modules, which are then left out; without it they are thrown. */
  onError?(error: NixError, at: Position | undefined): void;
  onOpaque?(u: Unknown): void;
}

export interface EvaluatedOption extends DeclaredOption {
  readonly kind: 'option';
  readonly merged: MergedDefinitions;
  /** The value after `apply`. */
  readonly value: Lazy;
}
export interface OptionGroup {
  readonly kind: 'group';
  readonly loc: Loc;
  /** Declared names below; the entries are computed when asked for. */
  readonly names: readonly string[];
  child(name: string): EvaluatedOption | OptionGroup;
  /** Definitions of names that are not declared, as far as they can be told without looking into values. */
  readonly undeclared: ReadonlyMap<string, readonly Definition[]>;
}

export interface Evaluation {
  readonly root: OptionGroup;
  readonly modules: readonly Module[];
  /** The `config` that modules see; not checked for undeclared options. */
  readonly config: Attrs;
  /** Definitions without a declared option, each with its whole path. */
  unmatched(): readonly { readonly loc: Loc; readonly definition: Definition }[];
  /** What `evalModules` gives to Nix code; forcing `config` raises the error about undeclared options. */
  readonly value: Attrs;
  /** The same modules and more. */
  extend(more: Partial<Pick<EvalInput, 'prefix' | 'specialArgs'>> & { readonly modules?: readonly Lazy[] }): Evaluation;
}

/** Evaluates modules. The work is done when parts of the result are asked for. */
export function evalModules(input: EvalInput): Evaluation {
  const prefix = input.prefix ?? [];
  let collected: Module[] | undefined;
  const context: LoadContext = {
    get args() {
      return baseArgs;
    },
    moduleArgument: (name) => lazy(() => moduleArgument(name)),
    openArgs: input.open === undefined ? null : openArguments(input.open),
    modulesPath: modulesPath(input.specialArgs),
    class: input.class,
    ...(input.onError && { onError: input.onError.bind(input) }),
    ...(input.onOpaque && { onOpaque: input.onOpaque.bind(input) }),
  };
  const baseArgs = updateAttrs(
    attrsOf({
      lib: input.lib,
      config: lazy(() => evaluation.config),
      options: lazy(() => optionsValue(evaluation.root)),
      _class: input.class ?? null,
      _prefix: [...prefix],
    }),
    input.specialArgs ?? attrsOf({}),
  );
  function moduleArgument(name: string): Value {
    const args = forceAttrs(getAttr(forceAttrs(getAttr(evaluation.config, '_module') as Lazy), 'args') as Lazy);
    const v = hasListed(args, name) ? getAttr(args, name) : undefined;
    if (v !== undefined) return force(v);
    if (input.open) return force(input.open.argument(name));
    throw new NixError(`attribute '${name}' missing`);
  }
  const modules = (): Module[] =>
    (collected ??= collectModules(
      [...input.modules, internalModule(input.check ?? true, input.args, input.specialArgs)],
      context,
    ).reverse());

  let root: OptionGroup | undefined;
  let config: Attrs | undefined;
  const evaluation: Evaluation = {
    get root() {
      return (root ??= mergeTree(prefix, declarationsOf(modules()), definitionsOf(modules(), input), input));
    },
    get modules() {
      return modules();
    },
    get config() {
      return (config ??= withFreeform(evaluation, groupValue(evaluation.root, input), prefix, input));
    },
    unmatched: () => unmatchedIn(evaluation.root, input),
    get value() {
      return evaluationValue(evaluation, input, prefix);
    },
    extend: (more) =>
      evalModules({
        ...input,
        prefix: more.prefix ?? prefix,
        modules: [...input.modules, ...(more.modules ?? [])],
        specialArgs: more.specialArgs
          ? updateAttrs(input.specialArgs ?? attrsOf({}), more.specialArgs)
          : (input.specialArgs ?? attrsOf({})),
      }),
  };
  return evaluation;
}

function openArguments(open: OpenWorld): OpenRest {
  return {
    select: (name) => open.argument(name),
    unknown: new Unknown('args', 'not all module arguments are known here'),
  };
}

function modulesPath(specialArgs: Attrs | undefined): string {
  const v = specialArgs && getAttr(specialArgs, 'modulesPath');
  const path = v === undefined ? '' : force(v);
  return typeof path === 'string' ? path : '';
}

function declarationsOf(modules: readonly Module[]): Declaration[] {
  return modules.map((m) => ({ file: m.file, options: m.options, at: m.at }));
}

function definitionsOf(modules: readonly Module[], input: EvalInput): Definition[] {
  return modules.flatMap((m) =>
    guarded(input, m.at, () =>
      pushDownProperties(m.config).map((value) => ({ file: m.file, value, at: undefined, conditions: [] })),
    ),
  );
}

/** Runs `f`; an error is reported and the part left out where errors are collected. */
function guarded<T>(input: EvalInput, at: Position | undefined, f: () => T[]): T[] {
  try {
    return f();
  } catch (error) {
    if (error instanceof NixError && input.onError && error.kind !== 'budget') {
      input.onError(error, at);
      return [];
    }
    throw error;
  }
}

/** One level of the option tree: declarations and definitions (sets, without properties) are sorted by name. */
function mergeTree(
  loc: Loc,
  declarations: readonly Declaration[],
  definitions: readonly Definition[],
  input: EvalInput,
): OptionGroup {
  const declared = new Map<string, Declaration[]>();
  for (const d of declarations)
    for (const [name, options, at] of attrEntries(forceAttrs(d.options)))
      append(declared, name, { file: d.file, options, at: at ?? d.at });
  const defined = new Map<string, Definition[]>();
  for (const d of definitions)
    for (const [name, value, at] of attrEntries(d.value as Attrs))
      append(defined, name, { ...d, value, at: at ?? d.at });
  const children = new Map<string, EvaluatedOption | OptionGroup>();
  const undeclared = new Map([...defined].filter(([name]) => !declared.has(name)));
  return {
    kind: 'group',
    loc,
    names: [...declared.keys()],
    undeclared,
    child(name) {
      let child = children.get(name);
      if (child === undefined) {
        child = mergeChild([...loc, name], declared.get(name) ?? [], defined.get(name) ?? [], input);
        children.set(name, child);
      }
      return child;
    },
  };
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function mergeChild(
  loc: Loc,
  declarations: readonly Declaration[],
  definitions: readonly Definition[],
  input: EvalInput,
): EvaluatedOption | OptionGroup {
  const options = declarations.filter((d) => isOption(d.options));
  if (options.length === declarations.length)
    return evalOption(mergeDeclarations(loc, declarations), definitions, input.open);
  if (options.length > 0) {
    const nested = declarations.find((d) => !isOption(d.options));
    throw new OptionError(
      'declaration',
      loc,
      `The option \`${showOption(loc)}' in \`${options[0]?.file}' would be a parent of the options declared in \`${nested?.file}', but its type does not support nested options.`,
    );
  }
  const nested = definitions.flatMap((d) =>
    guarded(input, d.at, () => {
      try {
        return pushDownProperties(d.value).map((value) => ({ ...d, value }));
      } catch (error) {
        if (!(error instanceof NotASet)) throw addTrace(error, `while evaluating definitions from \`${d.file}'`, d.at);
        if (error.value instanceof Unknown) return [];
        throw new OptionError(
          'type-mismatch',
          loc,
          `A definition for \`${showOption(loc)}' is not a set, although options are declared below it. Definition values:${showDefinitions([d])}`,
          [d],
          'attribute set',
        );
      }
    }),
  );
  return mergeTree(loc, declarations, nested, input);
}

/** Gives an option its value out of its default and its definitions (lib.modules.evalOptionValue). */
export function evalOption(
  option: DeclaredOption,
  definitions: readonly Definition[],
  open?: OpenWorld,
): EvaluatedOption {
  const { attrs, loc, type } = option;
  const fallback = hasListed(attrs, 'default') ? (getAttr(attrs, 'default') as Lazy) : undefined;
  const all: Definition[] = [...definitions];
  if (fallback !== undefined)
    all.unshift({
      file: option.files[0] ?? '<unknown-file>',
      value: mkOverride(PRIORITY.optionDefault, fallback),
      at: undefined,
      conditions: [],
    });
  const merged = mergeDefinitions(loc, type, all);
  const readOnly = hasListed(attrs, 'readOnly') && force(getAttr(attrs, 'readOnly') as Lazy) === true;
  const apply = hasListed(attrs, 'apply') ? getAttr(attrs, 'apply') : undefined;
  const value = lazy(() => {
    if (readOnly && all.length > 1) throw readOnlyError(loc, all);
    const elsewhere = open?.substitute?.(option, merged);
    if (elsewhere !== undefined) return elsewhere;
    const v = force(merged.value);
    return apply === undefined ? v : call(force(apply), v);
  });
  return { ...option, kind: 'option', merged, value };
}

function readOnlyError(loc: Loc, definitions: readonly Definition[]): NixError {
  return new OptionError(
    'read-only',
    loc,
    `The option \`${showOption(loc)}' is read-only, but it's set multiple times. Definition values:${showDefinitions(definitions)}`,
    definitions,
  );
}

/** The configuration below a group. */
function groupValue(group: OptionGroup, input: EvalInput): Attrs {
  const entries = new Map<string, AttrEntry>();
  for (const name of group.names)
    entries.set(name, {
      value: lazy(() => {
        const child = group.child(name);
        return child.kind === 'option' ? force(child.value) : groupValue(child, input);
      }),
    });
  const { open } = input;
  if (open === undefined || open.isClosed(group.loc)) return attrsFromMap(entries);
  for (const [name, definitions] of group.undeclared)
    entries.set(name, { value: lazy(() => openValue([...group.loc, name], definitions, open)) });
  return attrsFromMap(entries, openRest(group.loc, open));
}

function openRest(loc: Loc, open: OpenWorld): OpenRest {
  return { select: (name) => open.unknown([...loc, name]), unknown: open.unknown(loc) };
}

/** What can be said of an option that is declared elsewhere: sets are joined, a single plain value stands. */
function openValue(loc: Loc, definitions: readonly Definition[], open: OpenWorld): Value {
  const sets = nestedSets(definitions);
  if (sets !== undefined) {
    const byName = new Map<string, Definition[]>();
    for (const d of sets)
      for (const [name, value, at] of attrEntries(d.value as Attrs)) append(byName, name, { ...d, value, at });
    const entries = new Map<string, AttrEntry>();
    for (const [name, inner] of byName)
      entries.set(name, { value: lazy(() => openValue([...loc, name], inner, open)), at: inner[0]?.at });
    return attrsFromMap(entries, openRest(loc, open));
  }
  const merged = mergeDefinitions(loc, typeOfUndeclared, definitions);
  const [only, ...others] = merged.definitions;
  if (only === undefined || others.length > 0 || only.conditions.length > 0) return open.unknown(loc);
  const v = force(only.value);
  // NixOS itself adds to most lists.
  return Array.isArray(v) ? open.unknown(loc) : v;
}

const typeOfUndeclared: OptionType = {
  name: 'undeclared',
  description: 'value of an option that is declared elsewhere',
  descriptionClass: 'noun',
  check: () => true,
  merge: (_, definitions) => force(definitions[0]?.value ?? null),
  emptyValue: undefined,
  getSubOptions: () => attrsOf({}),
  subModules: undefined,
  substSubModules: () => undefined,
  typeMerge: () => undefined,
  functor: plainFunctor('undeclared', undefined),
  nestedTypes: {},
};

/** The definitions as sets without properties, if all are plain sets. */
function nestedSets(definitions: readonly Definition[]): Definition[] | undefined {
  const out: Definition[] = [];
  try {
    for (const d of definitions)
      for (const attrs of pushDownProperties(d.value)) {
        if (hasListed(attrs, 'outPath') || hasListed(attrs, '_type') || hasListed(attrs, '__functor')) return undefined;
        out.push({ ...d, value: attrs });
      }
  } catch (error) {
    if (error instanceof NotASet) return undefined;
    throw error;
  }
  return out;
}

function withFreeform(evaluation: Evaluation, declared: Attrs, prefix: Loc, input: EvalInput): Attrs {
  if (input.open !== undefined) return declared;
  const freeform = freeformType(declared);
  if (freeform === undefined) return declared;
  const unmatched = evaluation.unmatched();
  if (unmatched.length === 0) return declared;
  const sets = unmatched.map(({ loc, definition }) => ({
    ...definition,
    value: loc
      .slice(prefix.length)
      .reduceRight<Lazy>((v, name) => singleAttr(name, v, definition.at), definition.value),
  }));
  return updateRecursively(forceAttrs(freeform.merge(prefix, sets)), declared);
}

function singleAttr(name: string, value: Lazy, at: Position | undefined): Attrs {
  return attrsFromMap(new Map([[name, { value, at }]]));
}

function freeformType(config: Attrs): OptionType | undefined {
  const module = forceAttrs(getAttr(config, '_module') as Lazy);
  const type = force(getAttr(module, 'freeformType') ?? null);
  return type === null ? undefined : typeFromValue(type);
}

/** lib.recursiveUpdate of two sets; what is declared wins over what is not. */
function updateRecursively(left: Attrs, right: Attrs): Attrs {
  const entries = new Map<string, AttrEntry>();
  for (const [name, value, at] of attrEntries(left)) entries.set(name, { value, at });
  for (const [name, value, at] of attrEntries(right)) {
    const before = entries.get(name);
    entries.set(name, {
      at,
      value:
        before === undefined
          ? value
          : lazy(() => {
              const a = force(before.value);
              const b = force(value);
              return a instanceof Attrs && b instanceof Attrs ? updateRecursively(a, b) : b;
            }),
    });
  }
  return attrsFromMap(entries);
}

function unmatchedIn(group: OptionGroup, input: EvalInput): { loc: Loc; definition: Definition }[] {
  const out: { loc: Loc; definition: Definition }[] = [];
  for (const name of group.names) {
    let child: EvaluatedOption | OptionGroup;
    try {
      child = group.child(name);
    } catch (error) {
      if (error instanceof NixError && input.onError) {
        input.onError(error, undefined);
        continue;
      }
      throw error;
    }
    if (child.kind === 'group') out.push(...unmatchedIn(child, input));
  }
  for (const [name, definitions] of group.undeclared)
    for (const definition of definitions) out.push({ loc: [...group.loc, name], definition });
  return out;
}

/** `options` as Nix code sees it. */
export function optionsValue(group: OptionGroup): Attrs {
  const entries = new Map<string, AttrEntry>();
  for (const name of group.names)
    entries.set(name, {
      value: lazy(() => {
        const child = group.child(name);
        return child.kind === 'group' ? optionsValue(child) : evaluatedValue(child);
      }),
    });
  return attrsFromMap(entries);
}

function evaluatedValue(option: EvaluatedOption): Attrs {
  const { merged } = option;
  return optionValue(option, {
    value: option.value,
    isDefined: lazy(() => merged.isDefined),
    highestPrio: lazy(() => merged.highestPriority),
    definitions: lazy(() => merged.definitions.map((d) => d.value)),
    files: lazy(() => merged.definitions.map((d) => d.file)),
    definitionsWithLocations: lazy(() => merged.definitions.map((d) => attrsOf({ file: d.file, value: d.value }))),
    declarationPositions: [],
    __toString: primOp('__toString', 1, () => showOption(option.loc)),
  });
}

function evaluationValue(evaluation: Evaluation, input: EvalInput, prefix: Loc): Attrs {
  const checked = lazy(() => {
    checkUnmatched(evaluation, prefix);
    return evaluation.config;
  });
  const withoutInternals = lazy(() => {
    const config = forceAttrs(checked);
    const entries = new Map<string, AttrEntry>();
    for (const [name, value, at] of attrEntries(config)) if (name !== '_module') entries.set(name, { value, at });
    return attrsFromMap(entries, config.rest);
  });
  return attrsOf({
    _type: 'configuration',
    class: input.class ?? null,
    options: lazy(() => {
      checkUnmatched(evaluation, prefix);
      return optionsValue(evaluation.root);
    }),
    config: withoutInternals,
    _module: lazy(() => {
      checkUnmatched(evaluation, prefix);
      return force(getAttr(evaluation.config, '_module') as Lazy);
    }),
    extendModules: primOp('extendModules', 1, (arg) => {
      const attrs = forceAttrs(arg);
      const part = (name: string): Value => {
        const v = getAttr(attrs, name);
        return v === undefined ? null : force(v);
      };
      const modules = part('modules');
      const newPrefix = part('prefix');
      const specialArgs = part('specialArgs');
      return evaluation.extend({
        modules: Array.isArray(modules) ? modules : [],
        ...(Array.isArray(newPrefix) && { prefix: newPrefix.map((p) => String(force(p))) }),
        ...(specialArgs instanceof Attrs && { specialArgs }),
      }).value;
    }),
    type: lazy(() => force(submoduleTypeOf(input))),
  });
}

/** The submodule type of an evaluation's modules (`(evalModules …).type`); set by the submodule type's file. */
let submoduleTypeOf: (input: EvalInput) => Lazy = () => null;
export function provideSubmoduleType(make: (input: EvalInput) => Lazy): void {
  submoduleTypeOf = make;
}

/** Raises nixpkgs' error about the first definition without a declared option. */
export function checkUnmatched(evaluation: Evaluation, prefix: Loc): void {
  const module = forceAttrs(getAttr(evaluation.config, '_module') as Lazy);
  if (force(getAttr(module, 'check') ?? true) === false) return;
  if (force(getAttr(module, 'freeformType') ?? null) !== null) return;
  const [first] = evaluation.unmatched();
  if (first === undefined) return;
  throw unknownOption(evaluation.root, prefix, first.loc, first.definition);
}

/** nixpkgs' error about a definition of an option that nobody declares. */
export function unknownOption(root: OptionGroup, prefix: Loc, loc: Loc, definition: Definition): OptionError {
  const base = `The option \`${showOption(loc)}' does not exist. Definition values:${showDefinitions([definition])}`;
  const declaresNothing = root.names.every((n) => n === '_module');
  const advice = declaresNothing
    ? `\n\nHowever there are no options defined in \`${showOption(prefix)}'. Are you sure you've\ndeclared your options properly? This can happen if you e.g. declared your options in \`types.submodule'\nunder \`config' rather than \`options'.`
    : suggestOptions(root, loc);
  return new OptionError('unknown-option', loc, base + advice, [definition]);
}
