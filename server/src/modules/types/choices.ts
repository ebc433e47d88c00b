// One of several types or values, and types that allow one definition only.
import { EMPTY_ATTRS, attrsOf, getAttr } from '../../evaluator/attrs';
import { forceList } from '../../evaluator/coerce';
import { UnknownSignal } from '../../evaluator/errors';
import { lazy } from '../../evaluator/force';
import { equal } from '../../evaluator/operators';
import { isString, textOf } from '../../evaluator/strings';
import { Unknown, force, typeOf, type Attrs, type Lazy } from '../../evaluator/values';
import { thrown, warn } from '../../nixpkgs-lib/support';
import { OptionError, showDefinitions, showOption, type Definition, type Loc } from '../definition';
import {
  anyDefinition,
  elementFunctor,
  filesOf,
  headErrorOf,
  makeType,
  makeWrapper,
  mapType,
  mergeEqual,
  mergeOne,
  mergeUnique,
  phrase,
} from '../make-type';
import { mergeValues } from '../merge-definitions';
import { acceptsValue, typeFromValue, typeValue, type OptionType, type TypeFunctor } from '../option-type';

export function nullOr(elemType: OptionType): OptionType {
  const countNulls = (definitions: readonly Definition[]): number =>
    definitions.filter((d) => force(d.value) === null).length;
  return makeWrapper(elemType, {
    name: 'nullOr',
    get description() {
      return `null or ${phrase(elemType, 'noun', 'conjunction')}`;
    },
    descriptionClass: 'conjunction',
    check: (v) => force(v) === null || elemType.check(v),
    merge: (loc, definitions) => {
      const nulls = countNulls(definitions);
      if (nulls === 0) return elemType.merge(loc, definitions);
      if (nulls === definitions.length) return null;
      throw new OptionError(
        'conflicting-definitions',
        loc,
        `The option \`${showOption(loc)}\` is defined both null and not null, in ${filesOf(definitions)}.`,
        definitions,
      );
    },
    mergeWithUnknown: (loc, definitions) =>
      countNulls(definitions) > 0 ? anyDefinition(definitions) : mergeValues(loc, elemType, definitions),
    emptyValue: null,
    substSubModules: (modules) => mapType(elemType.substSubModules(modules), nullOr),
    functor: elementFunctor('nullOr', elemType, nullOr),
    nestedTypes: { elemType },
  });
}

/** Which of two types takes the definitions; `undefined` when none does. */
function chosen(
  loc: Loc,
  definitions: readonly Definition[],
  types: readonly [OptionType, OptionType],
): OptionType | undefined {
  const known = definitions.filter((d) => !(force(d.value) instanceof Unknown));
  return types.find((t) => headErrorOf(t, loc, known) === undefined);
}

export function either(left: OptionType, right: OptionType): OptionType {
  const types = [left, right] as const;
  const neither = (loc: Loc, definitions: readonly Definition[]): string =>
    `The option \`${showOption(loc)}\` is neither a value of type \`${left.description}\` nor \`${right.description}\`, Definition values: ${showDefinitions(definitions)}`;
  const functor: TypeFunctor = {
    name: 'either',
    get payload() {
      return attrsOf({ elemType: types.map((t) => lazy(() => typeValue(t))) });
    },
    make: (payload) => {
      const [l, r] = pairOf(payload);
      return either(l, r);
    },
    join: () => undefined,
  };
  return makeType({
    name: 'either',
    get description() {
      if (left.descriptionClass === 'nonRestrictiveClause')
        return `${left.description}, or ${phrase(right, 'noun', 'conjunction')}`;
      return `${phrase(left, 'noun', 'conjunction')} or ${phrase(right, 'noun', 'conjunction', 'composite')}`;
    },
    descriptionClass: 'conjunction',
    check: (v) => acceptsValue(left, v) || acceptsValue(right, v),
    merge: (loc, definitions) => {
      const type = chosen(loc, definitions, types);
      if (type !== undefined) return type.merge(loc, definitions);
      warn(
        `One or more definitions did not pass the type-check of the 'either' type.\n${neither(loc, definitions)}\nIf \`either\`, \`oneOf\` or similar is used in freeformType, ensure that it is preceded by an 'attrsOf' such as: \`freeformType = types.attrsOf (types.either t1 t2)\`.\nOtherwise consider using the correct type for the option \`${showOption(loc)}\`.  This will be an error in Nixpkgs 26.05.\n`,
      );
      return mergeOne(loc, definitions);
    },
    headError: (loc, definitions) =>
      chosen(loc, definitions, types) === undefined ? neither(loc, definitions) : undefined,
    valueMeta: (loc, definitions) => chosen(loc, definitions, types)?.valueMeta?.(loc, definitions) ?? EMPTY_ATTRS,
    mergeWithUnknown: (loc, definitions) => {
      const type = chosen(loc, definitions, types);
      return type === undefined ? anyDefinition(definitions) : mergeValues(loc, type, definitions);
    },
    typeMerge: (other) => {
      if (other.name !== 'either' || other.payload === undefined) return undefined;
      const [l, r] = pairOf(other.payload);
      const [mergedLeft, mergedRight] = [left.typeMerge(l.functor), right.typeMerge(r.functor)];
      return mergedLeft && mergedRight && either(mergedLeft, mergedRight);
    },
    functor,
    nestedTypes: { left, right },
  });
}

function pairOf(payload: Attrs): [OptionType, OptionType] {
  const [left, right] = forceList(getAttr(payload, 'elemType') ?? null);
  return [typeFromValue(left ?? null), typeFromValue(right ?? null)];
}

/** Throws when there is no type to choose from. */
export function oneOf(types: readonly OptionType[]): OptionType {
  const [first, ...others] = types;
  if (first === undefined) throw thrown('types.oneOf needs to get at least one type in its argument');
  return others.reduce(either, first);
}

function showChoice(lazyValue: Lazy): string {
  const v = force(lazyValue);
  if (isString(v)) return `"${textOf(v)}"`;
  if (typeof v === 'number' || typeof v === 'bigint') return v.toString();
  if (typeof v === 'boolean') return String(v);
  return `<${typeOf(v)}>`;
}

function isAmong(values: readonly Lazy[], v: Lazy): boolean {
  const value = force(v);
  let open: Unknown | undefined;
  for (const candidate of values) {
    const same = equal(value, force(candidate));
    if (same === true) return true;
    if (same instanceof Unknown) open ??= same;
  }
  if (open !== undefined) throw new UnknownSignal(open);
  return false;
}

/** One of the values. */
export function enumOf(values: readonly Lazy[]): OptionType {
  const functor: TypeFunctor = {
    name: 'enum',
    payload: attrsOf({ values: [...values] }),
    make: (payload) => enumOf(valuesOf(payload)),
    join: (a, b) => {
      const joined: Lazy[] = [];
      for (const v of [...valuesOf(a), ...valuesOf(b)]) if (!isAmong(joined, v)) joined.push(v);
      return attrsOf({ values: joined });
    },
  };
  return makeType({
    name: 'enum',
    get description() {
      const [first] = values;
      if (first === undefined) return 'impossible (empty enum)';
      if (values.length === 1) return `value ${showChoice(first)} (singular enum)`;
      return `one of ${values.map(showChoice).join(', ')}`;
    },
    descriptionClass: values.length < 2 ? 'noun' : 'conjunction',
    check: (v) => isAmong(values, v),
    merge: mergeEqual,
    functor,
  });
}

function valuesOf(payload: Attrs): readonly Lazy[] {
  return forceList(getAttr(payload, 'values') ?? null);
}

/** Values of `type`, defined once; `message` goes into the error about more definitions. */
export function unique(message: string, type: OptionType): OptionType {
  return makeWrapper(type, {
    name: 'unique',
    get description() {
      return type.description;
    },
    get descriptionClass() {
      return type.descriptionClass;
    },
    check: (v) => type.check(v),
    merge: mergeUnique(message, (loc, definitions) => type.merge(loc, definitions)),
    get emptyValue() {
      return type.emptyValue;
    },
    substSubModules: (modules) => mapType(type.substSubModules(modules), uniq),
    functor: elementFunctor('unique', type, (elemType) => unique(message, elemType)),
    nestedTypes: { elemType: type },
  });
}

export function uniq(type: OptionType): OptionType {
  return unique('', type);
}
