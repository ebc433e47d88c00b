// The tree of declared options, each with its definitions (lib.modules.mergeModules). Everything below the declarations
// is evaluated when it is asked for, so that definitions and types may depend on the configuration.
import { attrEntries, getAttr, hasListed } from '../evaluator/attrs';
import { call } from '../evaluator/call';
import { NixError, UnknownSignal, addTrace } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import type { Position } from '../evaluator/position';
import { Attrs, Unknown, force, typeOf, type Lazy, type Value } from '../evaluator/values';
import { nixIdentifier } from '../nixpkgs-lib/nix-syntax';
import { warn } from '../nixpkgs-lib/support';
import { sortNames } from '../syntax/names';
import { OptionError, showDefinitions, showFiles, showOption, type Definition, type Loc } from './definition';
import { mergeDefinitions, type MergedDefinitions } from './merge-definitions';
import { Parts } from './once';
import { typeFromValue, type OptionType } from './option-type';
import { isOption, mergeDeclarations, type Declaration, type DeclaredOption } from './options';
import { PRIORITY, mkOverride, pushDownProperties, typeTag } from './properties';

/** What the tree needs to know of the evaluation around it. */
export interface TreeContext {
  /** Receives errors in modules; the part at fault is then left out. Without it they are thrown. */
  readonly onError?: ((error: NixError, at: Position | undefined) => void) | undefined;
  /** See `OpenWorld.substitute`. */
  readonly substitute?: ((option: DeclaredOption, merged: MergedDefinitions) => Unknown | undefined) | undefined;
  /** Of the release; see `MergeRules`. */
  readonly needsDefinition?: () => boolean;
  /** The type of a group of options as the option of a submodule that it extends. */
  groupAsSubmodule(options: Lazy): Lazy;
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
  /** Declared names below, sorted; the entries are computed when asked for. */
  readonly names: readonly string[];
  child(name: string): EvaluatedOption | OptionGroup;
  /** Definitions of names that are not declared, as far as they can be told without looking into values. */
  readonly undeclared: ReadonlyMap<string, readonly Definition[]>;
}

/** Runs `f`; an error is reported and the part left out where errors are collected. */
export function guarded<T>(context: TreeContext, at: Position | undefined, f: () => T[]): T[] {
  try {
    return f();
  } catch (error) {
    if (error instanceof NixError && context.onError && error.kind !== 'budget') {
      context.onError(error, at);
      return [];
    }
    throw error;
  }
}

/** One level of the tree. The values of `definitions()` are sets, or something else that is no set of definitions. */
export function optionGroup(
  loc: Loc,
  declarations: readonly Declaration[],
  definitions: () => readonly Definition[],
  context: TreeContext,
): OptionGroup {
  const declared = new Map<string, Declaration[]>();
  for (const d of declarations)
    for (const [name, options, at] of attrEntries(declarationSet(loc, d)))
      append(declared, name, { file: d.file, options, at: at ?? d.at });
  return new Group(loc, declared, definitions, context);
}

const DEFINED = 1;

class Group extends Parts implements OptionGroup {
  readonly kind = 'group';
  readonly names: readonly string[];
  private readonly children = new Map<string, EvaluatedOption | OptionGroup>();
  private byName: ReadonlyMap<string, readonly Definition[]> | undefined = undefined;
  private others: ReadonlyMap<string, readonly Definition[]> | undefined = undefined;

  constructor(
    readonly loc: Loc,
    private readonly declared: ReadonlyMap<string, readonly Declaration[]>,
    private readonly definitions: () => readonly Definition[],
    private readonly context: TreeContext,
  ) {
    super();
    this.names = sortNames([...declared.keys()]);
  }

  get undeclared(): ReadonlyMap<string, readonly Definition[]> {
    return (this.others ??= new Map([...this.defined].filter(([name]) => !this.declared.has(name))));
  }

  child(name: string): EvaluatedOption | OptionGroup {
    let child = this.children.get(name);
    if (child === undefined) {
      const definitions = (): readonly Definition[] => this.defined.get(name) ?? [];
      child = optionOrGroup([...this.loc, name], this.declared.get(name) ?? [], definitions, this.context);
      this.children.set(name, child);
    }
    return child;
  }

  private get defined(): ReadonlyMap<string, readonly Definition[]> {
    return (this.byName ??= this.compute(DEFINED, () =>
      definitionsByName(this.loc, this.definitions(), this.names, this.context),
    ));
  }
}

function declarationSet(loc: Loc, d: Declaration): Attrs {
  const v = force(d.options);
  if (v instanceof Attrs) return v;
  if (v instanceof Unknown) throw new UnknownSignal(v);
  throw new OptionError(
    'declaration',
    loc,
    `An option declaration for \`${loc.join('.')}' has type\n\`${typeOf(v)}' rather than an attribute set.\nDid you mean to define this outside of \`options'?\n`,
  );
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function definitionsByName(
  loc: Loc,
  definitions: readonly Definition[],
  names: readonly string[],
  context: TreeContext,
): Map<string, Definition[]> {
  const defined = new Map<string, Definition[]>();
  for (const d of definitions) {
    const [set] = guarded(context, d.at, () => [definitionSet(loc, d)]);
    if (set === undefined) continue;
    for (const [name, value, at] of attrEntries(set)) append(defined, name, { ...d, value, at: at ?? d.at });
    const { rest } = set;
    if (rest === null) continue;
    // Nobody knows whether such a set defines the others, too. That it changes the rules of modules is too unlikely.
    for (const name of names) {
      const value = name === '_module' || hasListed(set, name) ? undefined : rest.select(name);
      if (value !== undefined) append(defined, name, { ...d, value, possible: true });
    }
  }
  return defined;
}

function definitionSet(loc: Loc, d: Definition): Attrs {
  const v = force(d.value);
  if (v instanceof Attrs) return v;
  const option = loc.join('.');
  throw new OptionError(
    'type-mismatch',
    loc,
    `In module \`${d.file}', you're trying to define a value of type \`${typeOf(v)}'\nrather than an attribute set for the option\n\`${option}'!\n\nThis usually happens if \`${option}' has option\ndefinitions inside that are not matched. Please check how to properly define\nthis option by e.g. referring to \`man 5 configuration.nix'!\n`,
    [d],
    'attribute set',
  );
}

/** A definition of a group of options, with its properties moved onto the attributes. */
export function pushedDown(d: Definition, context: TreeContext): Definition[] {
  return guarded(context, d.at, () => {
    try {
      // What is no set is reported with the option's name when the definition is looked into.
      return pushDownProperties(d.value).map((value) => ({ ...d, value }));
    } catch (error) {
      throw addTrace(error, `while evaluating definitions from \`${d.file}'`, d.at);
    }
  });
}

function optionOrGroup(
  loc: Loc,
  declarations: readonly Declaration[],
  definitions: () => readonly Definition[],
  context: TreeContext,
): EvaluatedOption | OptionGroup {
  const options = declarations.filter((d) => declaresOption(loc, d));
  if (options.length === declarations.length)
    return new TreeOption(() => mergeDeclarations(loc, declarations), loc, definitions, context);
  const [first] = options;
  if (first === undefined)
    return optionGroup(loc, declarations, () => definitions().flatMap((d) => pushedDown(d, context)), context);
  if (!options.every(isSubmoduleOption)) throw parentError(loc, first, declarations);
  return new TreeOption(
    () =>
      mergeDeclarations(
        loc,
        declarations.map((d) => (isOption(d.options) ? d : { ...d, options: context.groupAsSubmodule(d.options) })),
      ),
    loc,
    definitions,
    context,
  );
}

/** Whether it is an option and not a group. Throws when it is some other typed value. */
function declaresOption(loc: Loc, d: Declaration): boolean {
  const v = force(d.options);
  if (!(v instanceof Attrs)) return false;
  const tag = hasListed(v, '_type') ? typeTag(v) : undefined;
  if (tag === undefined || tag === 'option') return tag === 'option';
  const name = nixIdentifier(loc[loc.length - 1] ?? '');
  const advice = `\n\nWhen declaring an option, you must wrap the type in a \`mkOption\` call. It should look somewhat like:\n    ${loc.length > 1 ? `\n    # ${showOption(loc)}` : ''}\n    ${name} = lib.mkOption {\n      description = ...;\n      type = <the type you wrote for ${name}>;\n      ...\n    };\n`;
  throw new OptionError(
    'declaration',
    loc,
    `In module ${d.file}: expected an option declaration at option path \`${showOption(loc)}\` but got an attribute set with type ${tag}${tag === 'option-type' ? advice : ''}`,
  );
}

function isSubmoduleOption(d: Declaration): boolean {
  const type = getAttr(force(d.options) as Attrs, 'type');
  return type !== undefined && typeFromValue(type).name === 'submodule';
}

function parentError(loc: Loc, option: Declaration, declarations: readonly Declaration[]): NixError {
  const type = getAttr(force(option.options) as Attrs, 'type');
  const description = type === undefined ? '<no description>' : typeFromValue(type).description;
  const nested = declarations.filter((d) => !isOption(d.options));
  const shown = nested.flatMap((d) =>
    [...attrEntries(declarationSet(loc, d))].map(
      ([name]) => `- option(s) with prefix \`${showOption([...loc, name])}' in module \`${d.file}'`,
    ),
  );
  return new OptionError(
    'declaration',
    loc,
    `The option \`${showOption(loc)}' in module \`${option.file}' would be a parent of the following options, but its type \`${description}' does not support nested options.\n${shown.join('\n')}`,
  );
}

/** Gives an option its value out of its default and its definitions (lib.modules.evalOptionValue). */
export function evalOption(
  option: DeclaredOption,
  definitions: readonly Definition[],
  context: Pick<TreeContext, 'substitute' | 'needsDefinition'> = {},
): EvaluatedOption {
  return new TreeOption(
    () => option,
    option.loc,
    () => definitions,
    context,
  );
}

const DECLARED = 1;
const ALL = 2;
const MERGED = 4;

/** An option whose declarations are merged and whose definitions are looked at only when a part of it is asked for. */
class TreeOption extends Parts implements EvaluatedOption {
  readonly kind = 'option';
  private declared: DeclaredOption | undefined = undefined;
  private all: readonly Definition[] | undefined = undefined;
  private mergedAll: MergedDefinitions | undefined = undefined;
  private lazyValue: Lazy | undefined = undefined;

  constructor(
    private readonly declare: () => DeclaredOption,
    readonly loc: Loc,
    private readonly definitions: () => readonly Definition[],
    private readonly context: Pick<TreeContext, 'substitute' | 'needsDefinition'>,
  ) {
    super();
  }

  get attrs(): Attrs {
    return this.option.attrs;
  }
  get type(): OptionType {
    return this.option.type;
  }
  get files(): readonly string[] {
    return this.option.files;
  }
  get positions(): DeclaredOption['positions'] {
    return this.option.positions;
  }
  get merged(): MergedDefinitions {
    return (this.mergedAll ??= this.compute(MERGED, () => {
      if (isReadOnly(this.option) && this.withDefault.length > 1) throw readOnlyError(this.option, this.withDefault);
      return mergeDefinitions(this.loc, () => this.type, this.withDefault, this.context);
    }));
  }
  get value(): Lazy {
    return (this.lazyValue ??= lazy(() => this.computeValue()));
  }

  private get option(): DeclaredOption {
    return (this.declared ??= this.compute(DECLARED, this.declare));
  }

  private get withDefault(): readonly Definition[] {
    return (this.all ??= this.compute(ALL, () => [...defaultOf(this.option), ...this.definitions()]));
  }

  private computeValue(): Value {
    const { attrs, type, files } = this.option;
    if (type.deprecationMessage !== undefined)
      warn(
        `The type \`types.${type.name}' of option \`${showOption(this.loc)}' defined in ${showFiles(files)} is deprecated. ${type.deprecationMessage}`,
      );
    const elsewhere = this.context.substitute?.(this.option, this.merged);
    if (elsewhere !== undefined) return elsewhere;
    const apply = hasListed(attrs, 'apply') ? getAttr(attrs, 'apply') : undefined;
    // The merged value stays lazy here: a function that ignores it must not fail over it.
    return apply === undefined
      ? force(this.merged.value)
      : call(
          force(apply),
          lazy(() => force(this.merged.value)),
        );
  }
}

function defaultOf(option: DeclaredOption): Definition[] {
  if (!hasListed(option.attrs, 'default')) return [];
  const value = mkOverride(PRIORITY.optionDefault, getAttr(option.attrs, 'default') as Lazy);
  return [{ file: option.files[0] ?? '<unknown-file>', value, at: undefined, conditions: [] }];
}

function isReadOnly({ attrs }: DeclaredOption): boolean {
  return hasListed(attrs, 'readOnly') && force(getAttr(attrs, 'readOnly') as Lazy) === true;
}

function readOnlyError(option: DeclaredOption, definitions: readonly Definition[]): NixError {
  const { loc, type } = option;
  // Each is shown with the value that it alone would give.
  const separate = definitions.map((d) => ({ ...d, value: mergeDefinitions(loc, () => type, [d]).value }));
  return new OptionError(
    'read-only',
    loc,
    `The option \`${showOption(loc)}' is read-only, but it's set multiple times. Definition values:${showDefinitions(separate)}`,
    definitions,
  );
}

/** A definition without a declared option, with its whole path. */
export interface Unmatched {
  readonly loc: Loc;
  readonly definition: Definition;
}

/** The definitions below a group that no declared option takes, in the order of their names. */
export function unmatchedIn(group: OptionGroup, context: TreeContext): Unmatched[] {
  const { undeclared } = group;
  const out: Unmatched[] = [];
  const names = undeclared.size === 0 ? group.names : sortNames([...group.names, ...undeclared.keys()]);
  for (const name of names) {
    const definitions = undeclared.get(name);
    if (definitions !== undefined) {
      for (const definition of definitions) out.push({ loc: [...group.loc, name], definition });
      continue;
    }
    const [child] = guarded(context, undefined, () => [group.child(name)]);
    if (child?.kind === 'group') out.push(...unmatchedIn(child, context));
  }
  return out;
}
