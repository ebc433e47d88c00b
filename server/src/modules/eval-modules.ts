// Evaluating a set of modules (lib.modules.evalModules): options with their values, and the configuration.
import {
  EMPTY_ATTRS,
  attrEntries,
  attrsFromMap,
  attrsOf,
  getAttr,
  hasListed,
  updateAttrs,
  type AttrEntry,
  orIfMissing,
} from '../evaluator/attrs';
import { forceAttrs } from '../evaluator/coerce';
import { NixError, addTrace } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import type { Position } from '../evaluator/position';
import { isString, textOf } from '../evaluator/strings';
import { Attrs, NixPath, Unknown, force, type Lazy, type OpenRest, type Value } from '../evaluator/values';
import { attrOr } from '../nixpkgs-lib/support';
import { configurationValue, optionsValue } from './configuration';
import type { Definition, Loc } from './definition';
import { INTERNAL_KEY, internalModule, legacyModules } from './internal-module';
import { collectModules, type Collected, type LoadContext, type ModuleGraph } from './load-module';
import type { Module } from './module-syntax';
import { openRest, type OpenWorld } from './open-world';
import { typeFromValue, typeValue, type OptionType } from './option-type';
import { Parts, once } from './once';
import { guarded, optionGroup, unmatchedIn, type OptionGroup, type TreeContext, type Unmatched } from './option-tree';
import type { Declaration } from './options';
import { possibleSets, pushDownProperties } from './properties';
import { submoduleWith } from './types/submodule';

export type { EvaluatedOption, OptionGroup, Unmatched } from './option-tree';
export type { OpenWorld } from './open-world';

export interface EvalInput {
  readonly modules: readonly Lazy[];
  readonly prefix?: Loc;
  readonly specialArgs?: Attrs;
  readonly class?: string | undefined;
  /** The default of `_module.check`. */
  readonly check?: boolean;
  /** Goes into `_module.args`. */
  readonly args?: Lazy;
  /** The `lib` that modules get. */
  readonly lib: Lazy;
  readonly open?: OpenWorld;
  /** Receives errors in modules, which are then left out; without it they are thrown. */
  onError?(error: NixError, at: Position | undefined): void;
  /** Receives imports and configurations that cannot be known. */
  onOpaque?(u: Unknown): void;
  /** As in `open`, where every option is declared. */
  readonly substitute?: OpenWorld['substitute'];
}

/** What an evaluation can be extended with. */
type Extension = Partial<Pick<EvalInput, 'modules' | 'prefix' | 'specialArgs'>>;

export interface Evaluation {
  readonly prefix: Loc;
  readonly class: string | undefined;
  readonly root: OptionGroup;
  readonly modules: readonly Module[];
  /** The modules with what they import, without what every evaluation has. */
  readonly graph: readonly ModuleGraph[];
  /** The `config` that modules see; not checked for undeclared options. */
  readonly config: Attrs;
  /** The submodule type of these modules. */
  readonly type: OptionType;
  /** Definitions without a declared option, each with its whole path. */
  unmatched(): readonly Unmatched[];
  /** What `evalModules` gives to Nix code; forcing `config` raises the error about undeclared options. */
  readonly value: Attrs;
  /** The same modules and more. */
  extend(more: Extension): Evaluation;
}

/** Evaluates modules. The work is done when parts of the result are asked for. */
export function evalModules(input: EvalInput): Evaluation {
  return new ModuleEvaluation(input);
}

const COLLECTED = 1;
const ROOT = 2;
const CONFIG = 4;
const TYPE = 8;
const VALUE = 16;
const UNMATCHED = 32;

class ModuleEvaluation extends Parts implements Evaluation {
  readonly prefix: Loc;
  readonly class: string | undefined;
  private readonly specialArgs: Attrs;
  /** All modules but the one that every evaluation has. */
  private readonly regular: readonly Lazy[];
  private readonly tree: TreeContext;
  private isCollecting = false;
  private collectedModules: Collected | undefined = undefined;
  private rootGroup: OptionGroup | undefined = undefined;
  private configSet: Attrs | undefined = undefined;
  private submoduleType: OptionType | undefined = undefined;
  private nixValue: Attrs | undefined = undefined;
  private undeclared: readonly Unmatched[] | undefined = undefined;

  constructor(private readonly input: EvalInput) {
    super();
    this.prefix = input.prefix ?? [];
    this.class = input.class;
    this.specialArgs = input.specialArgs ?? EMPTY_ATTRS;
    this.regular = [...input.modules, ...legacyModules(input.args, input.check)];
    this.tree = {
      onError: input.onError && ((error, at) => input.onError?.(error, at)),
      substitute: input.substitute ?? input.open?.substitute?.bind(input.open),
      needsDefinition: once(() => isOlder(input.lib, EMPTY_VALUES_SINCE)),
      groupAsSubmodule: (options) => groupAsSubmodule(options, input.lib),
    };
  }

  get modules(): readonly Module[] {
    return this.collected.modules;
  }

  get graph(): readonly ModuleGraph[] {
    return this.collected.graph().filter(({ key }) => key !== INTERNAL_KEY);
  }

  get root(): OptionGroup {
    return (this.rootGroup ??= this.compute(ROOT, () =>
      optionGroup(
        this.prefix,
        this.modules.map(declarationOf),
        () => this.modules.flatMap((m) => definitionsOf(m, this.input, this.tree)),
        this.tree,
      ),
    ));
  }

  get config(): Attrs {
    return (this.configSet ??= this.compute(CONFIG, () => configOf(this, this.input.open)));
  }

  get type(): OptionType {
    return (this.submoduleType ??= this.compute(TYPE, () => {
      const { modules, class: moduleClass = null, lib } = this.input;
      return submoduleWith({ modules, specialArgs: this.specialArgs, class: moduleClass }, { lib });
    }));
  }

  get value(): Attrs {
    return (this.nixValue ??= this.compute(VALUE, () => configurationValue(this)));
  }

  unmatched(): readonly Unmatched[] {
    return (this.undeclared ??= this.compute(UNMATCHED, () => unmatchedIn(this.root, this.tree)));
  }

  extend(more: Extension): Evaluation {
    // `args` and `check` are among the regular modules already.
    const rest: EvalInput & { args?: Lazy; check?: boolean } = { ...this.input };
    delete rest.args;
    delete rest.check;
    return evalModules({
      ...rest,
      prefix: more.prefix ?? this.prefix,
      modules: [...this.regular, ...(more.modules ?? [])],
      specialArgs: updateAttrs(this.specialArgs, more.specialArgs ?? EMPTY_ATTRS),
    });
  }

  /** The modules in the order in which their definitions are merged. */
  private get collected(): Collected {
    return (this.collectedModules ??= this.compute(COLLECTED, () => {
      this.isCollecting = true;
      try {
        const context = loadContext(this.input, this, () => this.isCollecting);
        const { modules, graph } = collectModules([...this.regular, this.internal()], context);
        return { modules: [...modules].reverse(), graph };
      } finally {
        this.isCollecting = false;
      }
    }));
  }

  private internal(): Attrs {
    return internalModule({
      args: attrsOf({
        extendModules: lazy(() => force(getAttr(this.value, 'extendModules') ?? null)),
        moduleType: lazy(() => typeValue(this.type)),
      }),
      specialArgs: this.specialArgs,
    });
  }
}

/** The release from which on options without definitions have their types' empty values (nixpkgs, pull request 500104). */
const EMPTY_VALUES_SINCE = 26.05;

/** Whether a library is of an older release; not of one that does not tell. */
function isOlder(lib: Lazy, release: number): boolean {
  const trivial = attrOr(force(lib), 'trivial');
  const own = trivial === undefined ? undefined : attrOr(force(trivial), 'release');
  const text = own === undefined ? undefined : force(own);
  return typeof text === 'string' && /^\d\d\.\d\d$/.test(text) && Number(text) < release;
}

function groupAsSubmodule(options: Lazy, lib: Lazy): Attrs {
  const type = submoduleWith({ modules: [attrsOf({ options })], shorthandOnlyDefinesConfig: null }, { lib });
  return attrsOf({ _type: 'option', type: typeValue(type) });
}

/** What modules are loaded with: their arguments, mainly. */
function loadContext(input: EvalInput, evaluation: Evaluation, collecting: () => boolean): LoadContext {
  const specialArgs = input.specialArgs ?? EMPTY_ATTRS;
  const args = attrsOf({
    lib: input.lib,
    config: lazy(() => evaluation.config),
    options: lazy(() => optionsValue(evaluation.root, input.open)),
    specialArgs,
    _class: input.class ?? null,
    _prefix: [...evaluation.prefix],
  });
  const { open } = input;
  // Of special arguments that are not known, nobody takes the place of an argument that every module has.
  const special = new Attrs(specialArgs.shape, specialArgs.values, specialArgs.base);
  const argument = (name: string): Lazy | undefined => specialArgs.rest?.select(name) ?? open?.argument(name);
  return {
    args: updateAttrs(args, special),
    moduleArgument: (name) =>
      lazy(() =>
        // What is imported cannot depend on `_module.args`: here it must come from specialArgs that are not known.
        open !== undefined && collecting()
          ? earlyArgument(name, input, argument)
          : moduleArgument(name, evaluation, open !== undefined, argument),
      ),
    openArgs: open === undefined ? null : openArguments(open),
    modulesPath: modulesPath(specialArgs),
    prefix: evaluation.prefix,
    class: input.class,
    ...(input.onError && { onError: input.onError.bind(input) }),
    ...(input.onOpaque && { onOpaque: input.onOpaque.bind(input) }),
  };
}

/** A module argument while the modules are still being collected. */
function earlyArgument(name: string, { args }: EvalInput, otherwise: (name: string) => Lazy | undefined): Value {
  const given = args === undefined ? undefined : getAttr(forceAttrs(args), name);
  const v = given === undefined ? otherwise(name) : given;
  return force(v === undefined ? null : v);
}

/** `config._module.args.name`; where that is open to others, only if it is listed. */
function moduleArgument(
  name: string,
  evaluation: Evaluation,
  isOpen: boolean,
  otherwise: (name: string) => Lazy | undefined,
): Value {
  const module = forceAttrs(getAttr(evaluation.config, '_module') ?? null);
  const args = forceAttrs(getAttr(module, 'args') ?? null);
  const own = !isOpen || hasListed(args, name) ? getAttr(args, name) : undefined;
  // An argument may be Nix's `null`, which is not a missing one.
  const v = own === undefined ? otherwise(name) : own;
  if (v !== undefined) return force(v);
  throw new NixError(`attribute '${name}' missing`);
}

function openArguments(open: OpenWorld): OpenRest {
  return {
    select: (name) => open.argument(name),
    unknown: new Unknown('args', 'not all module arguments are known here'),
  };
}

function modulesPath(specialArgs: Attrs): string {
  const v = force(orIfMissing(getAttr(specialArgs, 'modulesPath'), ''));
  return isString(v) ? textOf(v) : v instanceof NixPath ? v.path : '';
}

function declarationOf(m: Module): Declaration {
  return { file: m.file, options: m.options, at: m.at };
}

function definitionsOf(m: Module, input: EvalInput, tree: TreeContext): Definition[] {
  // A configuration that is wholly unknown is like an import that cannot be followed.
  const opaque = (u: Unknown): Attrs[] => {
    if (u.alternatives !== undefined) return possibleSets(u);
    input.onOpaque?.(u);
    return [];
  };
  return guarded(tree, m.at, () => {
    const definition = (value: Lazy): Definition => ({ file: m.file, value, at: m.at, conditions: m.conditions });
    try {
      return pushDownProperties(m.config, opaque).map(definition);
    } catch (error) {
      throw addTrace(error, `while evaluating definitions from \`${m.file}'`, m.at);
    }
  });
}

/** The configuration: values of declared options, and what the freeform type takes of the rest. */
function configOf(evaluation: Evaluation, open: OpenWorld | undefined): Attrs {
  const declared = groupValue(evaluation.root, open);
  const freeform = freeformTypeIn(declared);
  if (freeform === undefined) return declared;
  const unmatched = evaluation.unmatched();
  if (unmatched.length === 0) return declared;
  const { prefix } = evaluation;
  const sets = unmatched.map(({ loc, definition }) => ({
    ...definition,
    value: loc
      .slice(prefix.length)
      .reduceRight<Lazy>(
        (v, name) => attrsFromMap(new Map([[name, { value: v, at: definition.at }]])),
        definition.value,
      ),
  }));
  return updateRecursively(forceAttrs(freeform.merge(prefix, sets)), declared);
}

/** The configuration below a group. */
function groupValue(group: OptionGroup, open: OpenWorld | undefined): Attrs {
  const entries = new Map<string, AttrEntry>();
  for (const name of group.names)
    entries.set(name, {
      value: lazy(() => {
        const child = group.child(name);
        return child.kind === 'option' ? force(child.value) : groupValue(child, open);
      }),
    });
  if (open === undefined || open.isClosed(group.loc)) return attrsFromMap(entries);
  return attrsFromMap(
    entries,
    openRest(group.loc, open, (name) => group.undeclared.get(name) ?? []),
  );
}

/** `config._module.freeformType`; `undefined` where it is null. */
export function freeformTypeIn(config: Attrs): OptionType | undefined {
  const module = forceAttrs(getAttr(config, '_module') ?? null);
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
  return attrsFromMap(entries, right.rest ?? left.rest);
}
