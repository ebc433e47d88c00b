// Option trees as values: submodules.
import { Attached } from '../../syntax/attached';
import {
  EMPTY_ATTRS,
  attrNames,
  attrsFromMap,
  attrsOf,
  getAttr,
  hasListed,
  updateAttrs,
  type AttrEntry,
} from '../../evaluator/attrs';
import { forceAttrs, forceList, forceText } from '../../evaluator/coerce';
import { NixError } from '../../evaluator/errors';
import { lazy } from '../../evaluator/force';
import { equal } from '../../evaluator/operators';
import { derivedUnknown } from '../../evaluator/unknowns';
import { Attrs, Unknown, force, type Lazy, type Value } from '../../evaluator/values';
import { known, thrown } from '../../nixpkgs-lib/support';
import type { Definition, Loc } from '../definition';
import { evalModules, freeformTypeIn, type Evaluation } from '../eval-modules';
import { standardLib } from '../lib';
import { checkError, makeType, phrase } from '../make-type';
import { once } from '../once';
import type { OptionType, TypeFunctor } from '../option-type';
import { PRIORITY, mkIf, mkOverride, openSet } from '../properties';
import { isFunctionType } from './functions';
import { path } from './packages';

/** The arguments of `submoduleWith`; all but the modules are looked at only when the type's values are. */
export interface SubmoduleParameters {
  readonly modules: readonly Lazy[];
  readonly specialArgs?: Lazy;
  /**
   * Whether sets that define the submodule are its `config` even if they have an attribute `config` or `options`; null
   * leaves that to other declarations of the option.
   */
  readonly shorthandOnlyDefinesConfig?: Lazy;
  readonly description?: Lazy;
  readonly class?: Lazy;
}

/** What a submodule type is made of besides what Nix code sees. */
export interface Surroundings {
  /** The `lib` that the modules get. */
  readonly lib: Lazy;
}

const NO_CHECKS_FILE = '<built-in module that disables checks for the purpose of documentation generation>';
/** For documentation: unknown names and broken definitions are no errors. */
export const noCheckForDocsModule: Attrs = attrsOf({
  config: attrsOf({ _module: attrsOf({ check: mkOverride(PRIORITY.force, false) }) }),
  _file: NO_CHECKS_FILE,
});

function argsModule(name: Lazy): Attrs {
  return attrsOf({ _module: attrsOf({ args: attrsOf({ name }) }) });
}

/** A definition as a module of the submodule. What depends on unknown conditions keeps them. */
function definitionModule(d: Definition, shorthand: boolean): Attrs {
  // nixpkgs' function takes sets of two attributes, to which the order would be a third.
  if (d.order !== undefined)
    throw new NixError(
      "function 'anonymous lambda' called with unexpected argument 'priority': definitions of a submodule cannot be ordered with `lib.mkBefore`, `lib.mkAfter` or `lib.mkOrder`",
      d.at,
    );
  const v = force(d.value);
  const isConfig = shorthand && v instanceof Attrs && !isFunctionType(v);
  const [condition] = d.conditions;
  let part: Lazy;
  if (v instanceof Unknown) part = openSet(v);
  else if (isConfig) part = d.conditions.reduce<Lazy>((inner, c) => mkIf(c, inner), v);
  else if (condition === undefined) part = [v];
  // An import of which nobody knows whether it is made.
  else part = [derivedUnknown(condition, undefined, { alternatives: [v] })];
  const name = v instanceof Unknown || isConfig ? 'config' : 'imports';
  return attrsFromMap(
    new Map<string, AttrEntry>([
      ['_file', { value: d.file }],
      [name, { value: part, at: d.at }],
    ]),
  );
}

/** A set that modules of its own declare and define (lib.types.submoduleWith). */
export function submoduleWith(parameters: SubmoduleParameters, surroundings?: Surroundings): OptionType {
  const { modules } = parameters;
  const given = allParameters(parameters);
  const base = once(() => {
    const moduleClass = force(given.class);
    return evalModules({
      lib: surroundings?.lib ?? lazy(standardLib),
      class: moduleClass === null ? undefined : forceText(moduleClass),
      specialArgs: forceAttrs(given.specialArgs),
      modules: [argsModule(mkOverride(PRIORITY.optionDefault, '‹name›')), ...modules],
    });
  });
  const evaluations = new Attached<readonly Definition[], Evaluation>();
  const evaluate = (loc: Loc, definitions: readonly Definition[]): Evaluation => {
    let evaluation = evaluations.get(definitions);
    if (evaluation === undefined) {
      const shorthand = force(given.shorthandOnlyDefinesConfig) === true;
      evaluation = base().extend({
        modules: [argsModule(loc[loc.length - 1] ?? ''), ...definitions.map((d) => definitionModule(d, shorthand))],
        prefix: loc,
      });
      evaluations.set(definitions, evaluation);
    }
    return evaluation;
  };
  const documented = (prefix: Loc): Evaluation => base().extend({ modules: [noCheckForDocsModule], prefix });
  const merge: OptionType['merge'] = (loc, definitions) =>
    force(getAttr(evaluate(loc, definitions).value, 'config') ?? null);
  const type: OptionType = makeType({
    name: 'submodule',
    get description() {
      const description = force(given.description);
      if (description !== null) return forceText(description);
      const freeform = freeformTypeIn(documented([]).config);
      return freeform === undefined ? 'submodule' : `open submodule of ${phrase(freeform, 'noun', 'composite')}`;
    },
    check: isModule,
    merge,
    headError: (_, definitions) => checkError({ check: isModule }, definitions),
    valueMeta: (loc, definitions) => attrsOf({ configuration: lazy(() => evaluate(loc, definitions).value) }),
    mergeWithUnknown: merge,
    get emptyValue() {
      return lazy(() => force(getAttr(base().value, 'config') ?? null));
    },
    getSubOptions: (prefix) => {
      const docs = documented(prefix);
      const freeform = freeformTypeIn(docs.config);
      const options = forceAttrs(getAttr(docs.value, 'options') ?? null);
      return freeform === undefined
        ? options
        : updateAttrs(options, attrsOf({ _freeformOptions: lazy(() => freeform.getSubOptions(prefix)) }));
    },
    subModules: modules,
    substSubModules: (others) => submoduleWith({ ...parameters, modules: others }, surroundings),
    functor: submoduleFunctor(parameters, surroundings),
    get nestedTypes(): Readonly<Record<string, OptionType>> {
      const freeformType = freeformTypeIn(base().config);
      return freeformType === undefined ? {} : { freeformType };
    },
  });
  return type;
}

export function isModule(v: Lazy): boolean {
  return force(v) instanceof Attrs || isFunctionType(v) || path.check(v);
}

function submoduleFunctor(parameters: SubmoduleParameters, surroundings: Surroundings | undefined): TypeFunctor {
  return {
    name: 'submodule',
    payload: submodulePayload(parameters),
    make: (payload) => submoduleWith(submoduleParameters(payload), surroundings),
    join: (a, b) => submodulePayload(joinParameters(submoduleParameters(a), submoduleParameters(b))),
  };
}

/** The parameters with nixpkgs' defaults. */
function allParameters(parameters: SubmoduleParameters): Required<SubmoduleParameters> {
  return {
    class: null,
    specialArgs: EMPTY_ATTRS,
    shorthandOnlyDefinesConfig: false,
    description: null,
    ...parameters,
  };
}

function submodulePayload(parameters: SubmoduleParameters): Attrs {
  return attrsOf({ ...allParameters(parameters), modules: [...parameters.modules] });
}

/** The parameters of `submoduleWith { modules; … }`. */
export function submoduleParameters(attrs: Attrs): SubmoduleParameters {
  const part = (name: keyof SubmoduleParameters): Record<string, Lazy> => {
    const v = getAttr(attrs, name);
    return v === undefined ? {} : { [name]: v };
  };
  return {
    ...part('class'),
    ...part('specialArgs'),
    ...part('shorthandOnlyDefinesConfig'),
    ...part('description'),
    modules: forceList(getAttr(attrs, 'modules') ?? null),
  };
}

/** The parameters of an option that is declared with both; contradictions are errors where the parameter counts. */
function joinParameters(left: SubmoduleParameters, right: SubmoduleParameters): SubmoduleParameters {
  const [a, b] = [allParameters(left), allParameters(right)];
  const declaredTwice = 'A submoduleWith option is declared multiple times with';
  const agreed = (
    name: 'shorthandOnlyDefinesConfig' | 'description' | 'class',
    conflict: (x: Value, y: Value) => string,
  ): Lazy =>
    lazy(() => {
      const [x, y] = [force(a[name]), force(b[name])];
      if (x === null || y === null) return x ?? y;
      if (!known(equal(x, y))) throw thrown(`${declaredTwice} ${conflict(x, y)}`);
      return x;
    });
  return {
    modules: [...a.modules, ...b.modules],
    specialArgs: lazy(() => {
      const [x, y] = [forceAttrs(a.specialArgs), forceAttrs(b.specialArgs)];
      const common = attrNames(x).filter((n) => hasListed(y, n));
      if (common.length > 0) throw thrown(`${declaredTwice} the same specialArgs "${common.join(' ')}"`);
      return updateAttrs(x, y);
    }),
    shorthandOnlyDefinesConfig: agreed(
      'shorthandOnlyDefinesConfig',
      () => 'conflicting shorthandOnlyDefinesConfig values',
    ),
    description: agreed('description', () => 'conflicting descriptions'),
    class: agreed('class', (x, y) => `conflicting class values "${forceText(x)}" and "${forceText(y)}".`),
  };
}

/** lib.types.submodule: sets that define it are its `config`. */
export function submodule(modules: readonly Lazy[], surroundings?: Surroundings): OptionType {
  return submoduleWith({ modules, shorthandOnlyDefinesConfig: true }, surroundings);
}
