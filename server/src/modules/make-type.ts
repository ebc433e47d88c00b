// Making option types with nixpkgs' defaults (lib.types.mkOptionType), and the standard ways to merge.
import { EMPTY_ATTRS, attrsOf, getAttr, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { NixError } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { concatLists, equal } from '../evaluator/operators';
import { derivedUnknown } from '../evaluator/unknowns';
import { Attrs, Unknown, force, isList, typeOf, type Value } from '../evaluator/values';
import { OptionError, showDefinitions, showFiles, showOption, type Definition, type Loc } from './definition';
import {
  acceptsValue,
  mergeByFunctor,
  plainFunctor,
  resolveType,
  typeFromValue,
  typeValue,
  type OptionType,
  type TypeFunctor,
} from './option-type';

type TypeParts = Partial<OptionType> & Pick<OptionType, 'name'>;

/** A type from the parts that differ from the defaults. Parts given as getters are evaluated when asked for. */
export function makeType(parts: TypeParts): OptionType {
  const defaults: Omit<OptionType, 'name'> = {
    description: parts.name,
    descriptionClass: undefined,
    check: () => true,
    merge: mergeDefault,
    emptyValue: undefined,
    getSubOptions: () => EMPTY_ATTRS,
    subModules: undefined,
    substSubModules: () => undefined,
    typeMerge: (other) => mergeByFunctor(type.functor, other),
    functor: plainFunctor(parts.name, () => type),
    nestedTypes: {},
  };
  const type = Object.defineProperties(defaults, Object.getOwnPropertyDescriptors(parts)) as OptionType;
  return type;
}

/** A copy of a type with some parts replaced. */
export function alterType(type: OptionType, parts: Partial<OptionType>): OptionType {
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(resolveType(type)), ...Object.getOwnPropertyDescriptors(parts) },
  ) as OptionType;
}

/** The description of a type inside a larger phrase: in parentheses unless its class fits. */
export function phrase(type: OptionType, ...fitting: readonly OptionType['descriptionClass'][]): string {
  return type.descriptionClass !== undefined && fitting.includes(type.descriptionClass)
    ? type.description
    : `(${type.description})`;
}

const ADVICE = '\nUse `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions.';

function conflict(loc: Loc, definitions: readonly Definition[]): NixError {
  return new OptionError(
    'conflicting-definitions',
    loc,
    `The option \`${showOption(loc)}' has conflicting definition values:${showDefinitions(definitions)}${ADVICE}`,
    definitions,
  );
}

/** The head error of types whose `check` alone decides (lib.types, checkDefsForError). */
export function checkError(type: Pick<OptionType, 'check'>, definitions: readonly Definition[]): string | undefined {
  const invalid = definitions.filter((d) => !acceptsValue(type, d.value));
  return invalid.length === 0 ? undefined : `Definition values: ${showDefinitions(invalid)}`;
}

/** What is wrong at the root of definitions, for types that check while merging and for the others alike. */
export function headErrorOf(type: OptionType, loc: Loc, definitions: readonly Definition[]): string | undefined {
  return type.headError === undefined ? checkError(type, definitions) : type.headError(loc, definitions);
}

/** One of the definitions, nobody knows which: some are unknown, or depend on unknown conditions. */
export function anyDefinition(definitions: readonly Definition[]): Unknown {
  const unknown = definitions.map((d) => force(d.value)).find((v) => v instanceof Unknown);
  const reason = unknown instanceof Unknown ? unknown : definitions.flatMap((d) => d.conditions)[0];
  if (reason === undefined) throw new Error('definitions that are known were to be chosen from');
  return derivedUnknown(reason, undefined, { alternatives: definitions.map((d) => d.value) });
}

/** The functor of a type whose one parameter is another type. */
export function elementFunctor(
  name: string,
  elemType: OptionType,
  make: (type: OptionType) => OptionType,
): TypeFunctor {
  return {
    name,
    get payload() {
      return elementPayload(elemType);
    },
    make: (payload) => make(elementOf(payload)),
    join: (a, b) => {
      const merged = elementOf(a).typeMerge(elementOf(b).functor);
      return merged && elementPayload(merged);
    },
  };
}

function elementPayload(type: OptionType): Attrs {
  return attrsOf({ elemType: typeValue(type) });
}

/** The type that a payload `{ elemType, … }` holds. */
export function elementOf(payload: Attrs): OptionType {
  return typeFromValue(getAttr(payload, 'elemType') ?? null);
}

/** A type around another, whose submodules are the other's. */
export function makeWrapper(inner: OptionType, parts: TypeParts): OptionType {
  const shared: Partial<OptionType> = {
    getSubOptions: (prefix) => inner.getSubOptions(prefix),
    get subModules() {
      return inner.subModules;
    },
  };
  const all = { ...Object.getOwnPropertyDescriptors(shared), ...Object.getOwnPropertyDescriptors(parts) };
  return makeType(Object.defineProperties({}, all) as TypeParts);
}

export function mapType(type: OptionType | undefined, f: (type: OptionType) => OptionType): OptionType | undefined {
  return type && f(type);
}

/** All definitions must have equal values (lib.options.mergeEqualOption). */
export function mergeEqual(loc: Loc, definitions: readonly Definition[]): Value {
  const [first, ...rest] = definitions;
  if (first === undefined) throw new OptionError('missing-definition', loc, 'This case should never happen.');
  const value = force(first.value);
  for (const d of rest) {
    const same = equal(value, force(d.value));
    if (same instanceof Unknown) return same;
    if (!same) throw conflict(loc, [first, d]);
  }
  return value;
}

/** There must be one definition (lib.options.mergeUniqueOption). */
export function mergeUnique(message: string, merge?: OptionType['merge']): OptionType['merge'] {
  return (loc, definitions) => {
    const [only] = definitions;
    if (definitions.length === 1 && only) return merge ? merge(loc, definitions) : force(only.value);
    throw new OptionError(
      'conflicting-definitions',
      loc,
      `The option \`${showOption(loc)}' is defined multiple times while it's expected to be unique.\n${message}\nDefinition values:${showDefinitions(definitions)}${ADVICE}`,
      definitions,
    );
  };
}

/** lib.options.mergeOneOption. */
export const mergeOne = mergeUnique('');

/** The guess of types without a `merge` of their own (lib.options.mergeDefaultOption). */
export function mergeDefault(loc: Loc, definitions: readonly Definition[]): Value {
  const values = definitions.map((d) => force(d.value));
  const [first] = values;
  if (values.length === 1 && first !== undefined) return first;
  const kinds = new Set(values.map(typeOf));
  if (kinds.size === 1) {
    if (values.every(isList)) return values.reduce<Value>((a, b) => concatLists(a, b), []);
    if (values.every((v): v is Attrs => v instanceof Attrs)) return values.reduce((a, b) => updateAttrs(a, b));
    if (values.every((v) => typeof v === 'boolean')) return values.some(Boolean);
    if (values.every((v) => typeof v === 'string')) return values.join('');
    if (values.every((v) => typeof v === 'number' || typeof v === 'bigint') && values.every((v) => v === first))
      return first as Value;
  }
  if (definitions.length > 0 && values.every(isFunction))
    return primOp('merged functions', 1, (arg) =>
      mergeDefault(
        loc,
        definitions.map((d) => ({ ...d, value: lazy(() => call(force(d.value), arg)) })),
      ),
    );
  throw new NixError(
    `Cannot merge definitions of \`${showOption(loc)}'. Definition values:${showDefinitions(definitions)}`,
  );
}

function isFunction(v: Value): boolean {
  return typeOf(v) === 'lambda';
}

/** The files of definitions, as messages list them. */
export function filesOf(definitions: readonly Definition[]): string {
  return showFiles(definitions.map((d) => d.file));
}
