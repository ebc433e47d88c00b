// Option trees as values: submodules.
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
import { forceAttrs, forceBool, forceList, forceText } from '../../evaluator/coerce';
import { lazy } from '../../evaluator/force';
import { Attrs, Unknown, force, type Lazy } from '../../evaluator/values';
import { thrown } from '../../nixpkgs-lib/support';
import type { Definition, Loc } from '../definition';
import { evalModules, freeformTypeIn, type Evaluation } from '../eval-modules';
import { standardLib } from '../lib';
import { checkError, makeType, phrase } from '../make-type';
import { once } from '../once';
import type { OptionType, TypeFunctor } from '../option-type';
import { PRIORITY, mkIf, mkOverride, openSet } from '../properties';
import { isFunctionType } from './functions';
import { path } from './packages';

export interface SubmoduleParameters {
  readonly modules: readonly Lazy[];
  readonly specialArgs?: Attrs | undefined;
  /** Whether sets that define the submodule are its `config` even if they have an attribute `config` or `options`. */
  readonly shorthandOnlyDefinesConfig?: boolean | undefined;
  readonly description?: string | undefined;
  readonly class?: string | undefined;
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
  const v = force(d.value);
  const isConfig = shorthand && v instanceof Attrs && !isFunctionType(v);
  const [condition] = d.conditions;
  let part: Lazy;
  if (v instanceof Unknown) part = openSet(v);
  else if (isConfig) part = d.conditions.reduce<Lazy>((inner, c) => mkIf(c, inner), v);
  else if (condition === undefined) part = [v];
  // An import of which nobody knows whether it is made.
  else part = [new Unknown(condition.expression, condition.reason, condition.at, undefined, [v])];
  const name = v instanceof Unknown || isConfig ? 'config' : 'imports';
  return attrsFromMap(
    new Map<string, AttrEntry>([
      ['_file', { value: d.file }],
      [name, { value: part, at: d.at }],
    ]),
  );
}

/** The evaluation behind the value of an option whose type is a submodule. */
const EVALUATIONS = new WeakMap<readonly Definition[], Evaluation>();

/** A set that modules of its own declare and define (lib.types.submoduleWith). */
export function submoduleWith(parameters: SubmoduleParameters, surroundings?: Surroundings): OptionType {
  const { modules, specialArgs = EMPTY_ATTRS, description } = parameters;
  const shorthand = parameters.shorthandOnlyDefinesConfig ?? false;
  const base = once(() =>
    evalModules({
      lib: surroundings?.lib ?? lazy(standardLib),
      class: parameters.class,
      specialArgs,
      modules: [argsModule(mkOverride(PRIORITY.optionDefault, '‹name›')), ...modules],
    }),
  );
  const evaluate = (loc: Loc, definitions: readonly Definition[]): Evaluation => {
    let evaluation = EVALUATIONS.get(definitions);
    if (evaluation === undefined) {
      evaluation = base().extend({
        modules: [argsModule(loc[loc.length - 1] ?? ''), ...definitions.map((d) => definitionModule(d, shorthand))],
        prefix: loc,
      });
      EVALUATIONS.set(definitions, evaluation);
    }
    return evaluation;
  };
  const documented = (prefix: Loc): Evaluation => base().extend({ modules: [noCheckForDocsModule], prefix });
  const merge: OptionType['merge'] = (loc, definitions) =>
    force(getAttr(evaluate(loc, definitions).value, 'config') ?? null);
  const type: OptionType = makeType({
    name: 'submodule',
    get description() {
      if (description !== undefined) return description;
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

function submodulePayload(parameters: SubmoduleParameters): Attrs {
  return attrsOf({
    modules: [...parameters.modules],
    class: parameters.class ?? null,
    specialArgs: parameters.specialArgs ?? EMPTY_ATTRS,
    shorthandOnlyDefinesConfig: parameters.shorthandOnlyDefinesConfig ?? null,
    description: parameters.description ?? null,
  });
}

/** The parameters of `submoduleWith { modules; … }`. */
export function submoduleParameters(attrs: Attrs): SubmoduleParameters {
  const part = (name: string): Lazy | undefined => {
    const v = getAttr(attrs, name);
    return v === undefined || force(v) === null ? undefined : v;
  };
  const shorthand = part('shorthandOnlyDefinesConfig');
  const description = part('description');
  const moduleClass = part('class');
  const specialArgs = part('specialArgs');
  return {
    modules: forceList(getAttr(attrs, 'modules') ?? null),
    specialArgs: specialArgs === undefined ? undefined : forceAttrs(specialArgs),
    shorthandOnlyDefinesConfig: shorthand === undefined ? undefined : forceBool(shorthand),
    description: description === undefined ? undefined : forceText(description),
    class: moduleClass === undefined ? undefined : forceText(moduleClass),
  };
}

function joinParameters(a: SubmoduleParameters, b: SubmoduleParameters): SubmoduleParameters {
  const declaredTwice = 'A submoduleWith option is declared multiple times with';
  const agreed = <T>(x: T | undefined, y: T | undefined, conflict: string): T | undefined => {
    if (x !== undefined && y !== undefined && x !== y) throw thrown(`${declaredTwice} ${conflict}`);
    return x ?? y;
  };
  const left = a.specialArgs ?? EMPTY_ATTRS;
  const right = b.specialArgs ?? EMPTY_ATTRS;
  const common = attrNames(left).filter((n) => hasListed(right, n));
  if (common.length > 0) throw thrown(`${declaredTwice} the same specialArgs "${common.join(' ')}"`);
  return {
    modules: [...a.modules, ...b.modules],
    specialArgs: updateAttrs(left, right),
    shorthandOnlyDefinesConfig: agreed(
      a.shorthandOnlyDefinesConfig,
      b.shorthandOnlyDefinesConfig,
      'conflicting shorthandOnlyDefinesConfig values',
    ),
    description: agreed(a.description, b.description, 'conflicting descriptions'),
    class: agreed(a.class, b.class, `conflicting class values "${a.class}" and "${b.class}".`),
  };
}

/** lib.types.submodule: sets that define it are its `config`. */
export function submodule(modules: readonly Lazy[], surroundings?: Surroundings): OptionType {
  return submoduleWith({ modules, shorthandOnlyDefinesConfig: true }, surroundings);
}
