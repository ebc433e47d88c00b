// What an option type is, and its two faces: a TypeScript object here, an attribute set (`_type = "option-type"`) to Nix.
import { EMPTY_ATTRS, attrsOf, getAttr, orIfMissing } from '../evaluator/attrs';
import { call, call2 } from '../evaluator/call';
import { coerceToString, forceAttrs, forceText } from '../evaluator/coerce';
import { primOp } from '../evaluator/builtins/primop';
import { NixError, UnknownSignal } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { textOf } from '../evaluator/strings';
import { Attrs, Thunk, Unknown, force, isList, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import { definitionFromValue, type Definition, type Loc } from './definition';
import { foreignType, unknownType } from './foreign-type';

/** How a description joins into a larger phrase; `undefined` where nixpkgs leaves it open. */
export type DescriptionClass = 'noun' | 'conjunction' | 'composite' | 'nonRestrictiveClause' | undefined;

/** What `functor` of a type says: by it types of the same kind are merged. */
export interface TypeFunctor {
  readonly name: string;
  /** The type's parameters, `undefined` when it has none. */
  readonly payload: Attrs | undefined;
  /** The type with other parameters (`functor.type`); `undefined` where nixpkgs names none. */
  readonly make: ((payload: Attrs) => OptionType) | undefined;
  /** Parameters of the type that joins two (`functor.binOp`); `undefined` when they cannot be joined. */
  join(a: Attrs, b: Attrs): Attrs | undefined;
}

/** nixpkgs' lib.types values. Locations are option paths; values given to `check` may be unevaluated. */
export interface OptionType {
  readonly name: string;
  readonly description: string;
  readonly descriptionClass: DescriptionClass;
  /** Whether a definition's value is of this type at its root. Unknown values never fail (see `acceptsValue`). */
  check(value: Lazy): boolean;
  /** Merges definitions that passed `check`; throws on conflicts. */
  merge(loc: Loc, definitions: readonly Definition[]): Value;
  /**
   * For types that check while merging (nixpkgs' `merge.v2`): what is wrong at the root, as the text after
   * "TypeError: ", or `undefined` if nothing is.
   */
  readonly headError?: ((loc: Loc, definitions: readonly Definition[]) => string | undefined) | undefined;
  /** What the merged value is made of, for `options.….valueMeta`. */
  readonly valueMeta?: ((loc: Loc, definitions: readonly Definition[]) => Attrs) | undefined;
  /** Merges when some definitions are unknown; without it the result is unknown. */
  readonly mergeWithUnknown?: ((loc: Loc, definitions: readonly Definition[]) => Value) | undefined;
  /** What stands for "no definition", where the type has such a value. */
  readonly emptyValue: Lazy | undefined;
  getSubOptions(prefix: Loc): Attrs;
  /** Modules of the submodules inside, or `undefined`. */
  readonly subModules: readonly Lazy[] | undefined;
  substSubModules(modules: readonly Lazy[]): OptionType | undefined;
  /** The type of an option declared with both types; `undefined` when they cannot be merged. */
  typeMerge(other: TypeFunctor): OptionType | undefined;
  readonly functor: TypeFunctor;
  /** Types that occur in the type's own definition: types, or options that have one. */
  readonly nestedTypes: Readonly<Record<string, OptionType | Attrs>>;
  readonly deprecationMessage?: string | undefined;
}

/**
 * A type that is looked at only when a part of it is asked for, so that types may refer to themselves, as those of
 * nested data do.
 */
class LazyType implements OptionType {
  constructor(private readonly value: Lazy) {}
  get type(): OptionType {
    return typeFromValue(this.value);
  }
  get name(): string {
    return this.type.name;
  }
  get description(): string {
    return this.type.description;
  }
  get descriptionClass(): DescriptionClass {
    return this.type.descriptionClass;
  }
  get headError(): OptionType['headError'] {
    return this.type.headError;
  }
  get valueMeta(): OptionType['valueMeta'] {
    return this.type.valueMeta;
  }
  get mergeWithUnknown(): OptionType['mergeWithUnknown'] {
    return this.type.mergeWithUnknown;
  }
  get emptyValue(): Lazy | undefined {
    return this.type.emptyValue;
  }
  get subModules(): readonly Lazy[] | undefined {
    return this.type.subModules;
  }
  get functor(): TypeFunctor {
    return this.type.functor;
  }
  get nestedTypes(): OptionType['nestedTypes'] {
    return this.type.nestedTypes;
  }
  get deprecationMessage(): string | undefined {
    return this.type.deprecationMessage;
  }
  check(value: Lazy): boolean {
    return this.type.check(value);
  }
  merge(loc: Loc, definitions: readonly Definition[]): Value {
    return this.type.merge(loc, definitions);
  }
  getSubOptions(prefix: Loc): Attrs {
    return this.type.getSubOptions(prefix);
  }
  substSubModules(modules: readonly Lazy[]): OptionType | undefined {
    return this.type.substSubModules(modules);
  }
  typeMerge(other: TypeFunctor): OptionType | undefined {
    return this.type.typeMerge(other);
  }
}

/** The type that a value will be found to be when it is asked; nothing is forced here. */
export function lazyType(v: Lazy): OptionType {
  return v instanceof Thunk ? new LazyType(v) : typeFromValue(v);
}

/** The type itself, where `type` stands for one that is not forced yet. */
export function resolveType(type: OptionType): OptionType {
  return type instanceof LazyType ? resolveType(type.type) : type;
}

const NATIVE = new WeakMap<Attrs, OptionType>();
const VALUES = new WeakMap<OptionType, Attrs>();

/** The attribute set that Nix code sees. */
export function typeValue(given: OptionType): Attrs {
  const type = resolveType(given);
  const known = VALUES.get(type);
  if (known) return known;
  const attrs = attrsOf({
    _type: 'option-type',
    name: type.name,
    description: lazy(() => type.description),
    descriptionClass: type.descriptionClass ?? null,
    check: checkValue(type),
    merge: mergeValue(type),
    emptyValue: lazy(() => (type.emptyValue === undefined ? EMPTY_ATTRS : attrsOf({ value: type.emptyValue }))),
    getSubOptions: primOp('getSubOptions', 1, (prefix) => type.getSubOptions(forceLoc(prefix))),
    getSubModules: lazy(() => type.subModules ?? null),
    substSubModules: primOp('substSubModules', 1, (m) => {
      const modules = force(m);
      const substituted = type.substSubModules(isList(modules) ? modules : [modules]);
      return substituted ? typeValue(substituted) : null;
    }),
    typeMerge: primOp('typeMerge', 1, (functor) => {
      const merged = type.typeMerge(functorFromValue(forceAttrs(functor)));
      return merged ? typeValue(merged) : null;
    }),
    functor: lazy(() => functorValue(type.functor)),
    nestedTypes: lazy(() =>
      attrsOf(
        Object.fromEntries(
          Object.entries(type.nestedTypes).map(([n, t]) => [n, t instanceof Attrs ? t : lazy(() => typeValue(t))]),
        ),
      ),
    ),
    deprecationMessage: type.deprecationMessage ?? null,
  });
  NATIVE.set(attrs, type);
  VALUES.set(type, attrs);
  return attrs;
}

function checkValue(type: OptionType): Value {
  const check = primOp('check', 1, (v) => type.check(v));
  if (type.headError === undefined) return check;
  return attrsOf({ __functor: primOp('__functor', 1, () => check), isV2MergeCoherent: true });
}

function mergeValue(type: OptionType): Value {
  const merge = primOp('merge', 2, (loc, defs) => type.merge(forceLoc(loc), definitionsFrom(defs)));
  const { headError } = type;
  if (headError === undefined) return merge;
  const v2 = primOp('merge.v2', 1, (arg) => {
    const args = forceAttrs(arg);
    const loc = forceLoc(orIfMissing(getAttr(args, 'loc'), []));
    const defs = definitionsFrom(orIfMissing(getAttr(args, 'defs'), []));
    return attrsOf({
      headError: lazy(() => {
        const message = headError(loc, defs);
        return message === undefined ? null : attrsOf({ message });
      }),
      value: lazy(() => type.merge(loc, defs)),
      valueMeta: lazy(() => type.valueMeta?.(loc, defs) ?? EMPTY_ATTRS),
    });
  });
  return attrsOf({ __functor: primOp('__functor', 1, () => merge), v2 });
}

const FUNCTORS = new WeakMap<Attrs, TypeFunctor>();
const FUNCTOR_VALUES = new WeakMap<TypeFunctor, Attrs>();

/** `functor` as Nix code sees it. */
export function functorValue(functor: TypeFunctor): Attrs {
  const known = FUNCTOR_VALUES.get(functor);
  if (known) return known;
  const { make } = functor;
  const value = attrsOf({
    name: functor.name,
    payload: lazy(() => functor.payload ?? null),
    type: lazy(() => {
      if (make === undefined) return null;
      if (functor.payload === undefined) return typeValue(make(EMPTY_ATTRS));
      return primOp(functor.name, 1, (payload) => typeValue(make(forceAttrs(payload))));
    }),
    binOp: primOp('binOp', 2, (a, b) => {
      const [x, y] = [force(a), force(b)];
      return x instanceof Attrs && y instanceof Attrs ? (functor.join(x, y) ?? null) : null;
    }),
  });
  FUNCTORS.set(value, functor);
  FUNCTOR_VALUES.set(functor, value);
  return value;
}

/** The functor that Nix code made or was given. */
export function functorFromValue(attrs: Attrs): TypeFunctor {
  const known = FUNCTORS.get(attrs);
  if (known) return known;
  const part = (name: string): Value => force(getAttr(attrs, name) ?? null);
  const payload = part('payload');
  const functor: TypeFunctor = {
    name: forceText(orIfMissing(getAttr(attrs, 'name'), '')),
    payload: payload instanceof Attrs ? payload : undefined,
    get make() {
      const made = part('type');
      if (made === null) return undefined;
      return (args: Attrs) => typeFromValue(payload === null ? made : call(made, args));
    },
    join: (a, b) => {
      const joined = call2(part('binOp'), a, b);
      return joined instanceof Attrs ? joined : undefined;
    },
  };
  FUNCTORS.set(attrs, functor);
  FUNCTOR_VALUES.set(functor, attrs);
  return functor;
}

/** The type that Nix code made or was given. Throws when the value is no option type. */
export function typeFromValue(v: Lazy): OptionType {
  const attrs = force(v);
  if (attrs instanceof Unknown) return unknownType(attrs);
  if (!(attrs instanceof Attrs)) throw noType();
  const native = NATIVE.get(attrs);
  if (native) return native;
  const tag = getAttr(attrs, '_type');
  if (tag === undefined || force(tag) !== 'option-type') throw noType();
  const foreign = foreignType(attrs);
  NATIVE.set(attrs, foreign);
  VALUES.set(foreign, attrs);
  return foreign;
}

function noType(): NixError {
  return new NixError('expected an option type (such as `lib.types.str`) but found something else');
}

/** A type's `check` with unknown values accepted: they fail only when each of their alternatives does. */
export function acceptsValue(type: Pick<OptionType, 'check'>, value: Lazy): boolean {
  const v = force(value);
  if (v instanceof Unknown)
    return v.alternatives === undefined || v.alternatives.some((a) => acceptsAlternative(type, a));
  try {
    return type.check(v);
  } catch (error) {
    if (error instanceof UnknownSignal) return true;
    throw error;
  }
}

/** An alternative that cannot be evaluated is not what the value is. */
function acceptsAlternative(type: Pick<OptionType, 'check'>, alternative: Lazy): boolean {
  try {
    return acceptsValue(type, alternative);
  } catch (error) {
    if (error instanceof NixError && error.kind !== 'budget') return false;
    throw error;
  }
}

/** An option's path out of a list of names. */
export function forceLoc(v: Lazy): Loc {
  const list = force(v);
  return isList(list) ? list.map((part) => textOf(coerceToString(part, { more: true }))) : [];
}

function definitionsFrom(v: Lazy): Definition[] {
  const list = force(v);
  return isList(list) ? list.map(definitionFromValue) : [];
}

/** The functor of a type without parameters; `make` gives the type of that name, where nixpkgs has one. */
export function plainFunctor(name: string, make: (() => OptionType) | undefined): TypeFunctor {
  return { name, payload: undefined, make, join: () => undefined };
}

/** lib.types.defaultTypeMerge. */
export function mergeByFunctor(own: TypeFunctor, other: TypeFunctor): OptionType | undefined {
  if (own.name !== other.name) return undefined;
  if ((own.payload === undefined) !== (other.payload === undefined))
    throw new NixError("assertion '(f'.payload != null) == (f.payload != null)' failed", undefined, 'assertion');
  if (own.payload === undefined || other.payload === undefined) return own.make?.(EMPTY_ATTRS);
  const payload = own.join(own.payload, other.payload);
  return payload === undefined ? undefined : own.make?.(payload);
}

/** A function on types as Nix code sees it. */
export function typeFunction(name: string, make: (type: OptionType) => OptionType): PrimOp {
  return primOp(name, 1, (v) => typeValue(make(lazyType(v))));
}
