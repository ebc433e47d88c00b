// nixpkgs' lib/gvariant.nix: values in GVariant's text form.
import { attrsOf, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { forceAttrs, forceBool, forceList, forceString } from '../evaluator/coerce';
import { isString, textOf, concatStrings, joinStrings } from '../evaluator/strings';
import type { NixString } from '../evaluator/values';
import { Attrs, NixFloat, force, isList, typeOf, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import {
  attrOr,
  functions,
  interpolated,
  known,
  later,
  sameValue,
  select,
  stringified,
  thrown,
  type LibTable,
} from './support';
import { mapKnown } from './text';

type Text = string | NixString;

const TYPES = {
  string: 's',
  boolean: 'b',
  uchar: 'y',
  int16: 'n',
  uint16: 'q',
  int32: 'i',
  uint32: 'u',
  int64: 'x',
  uint64: 't',
  double: 'd',
  variant: 'v',
} as const;

interface IntConstructor {
  readonly name: string;
  readonly type: string;
  readonly min: number | null;
  readonly max: number | null;
}

/** The whole-number types; Nix has no literals for the limits of the largest ones. */
const INT_CONSTRUCTORS: readonly IntConstructor[] = [
  { name: 'mkInt32', type: TYPES.int32, min: -2147483648, max: 2147483647 },
  { name: 'mkUint32', type: TYPES.uint32, min: 0, max: 4294967295 },
  { name: 'mkInt64', type: TYPES.int64, min: null, max: null },
  { name: 'mkUint64', type: TYPES.uint64, min: 0, max: null },
  { name: 'mkInt16', type: TYPES.int16, min: -32768, max: 32767 },
  { name: 'mkUint16', type: TYPES.uint16, min: 0, max: 65535 },
  { name: 'mkUchar', type: TYPES.uchar, min: 0, max: 255 },
];

function typeOfVariant(v: Lazy): Text {
  return forceString(select(v, 'type'));
}

/** A value of a type; `show` gives its text, by default `@type value`. */
function primitive(type: Lazy, value: Lazy, show?: (self: Attrs) => Text): Attrs {
  const shown =
    show ?? ((self: Attrs): Text => concatStrings('@', typeOfVariant(self), ' ', stringified(select(self, 'value'))));
  return attrsOf({
    _type: 'gvariant',
    type,
    value,
    __toString: primOp('__toString', 1, (self) => shown(forceAttrs(self))),
  });
}

function isGVariant(lazyValue: Lazy): boolean {
  const type = attrOr(known(force(lazyValue)), '_type');
  return type !== undefined && sameValue(force(type), 'gvariant');
}

/** Texts of a list's values with commas between. */
function shownList(self: Attrs): Text {
  return joinStrings(',', forceList(select(self, 'value')).map(stringified));
}

/** The GVariant value nearest to a Nix value. Throws where the type cannot be told. */
export function mkValue(lazyValue: Lazy): Value {
  const v = known(force(lazyValue));
  if (typeof v === 'boolean') return mkBoolean(v);
  if (v instanceof NixFloat) return mkDouble(v);
  if (isString(v)) return mkString(v);
  if (isList(v)) return mkArray(v);
  if (isGVariant(v)) return v;
  if (typeof v === 'number' || typeof v === 'bigint') {
    const fitting = INT_CONSTRUCTORS.filter(({ min, max }) => (min === null || min <= v) && (max === null || v <= max));
    const lines = fitting.map(({ name, type }) => `- \`lib.gvariant.${name}\` for \`${type}\``).join('\n');
    throw thrown(
      `The GVariant type for number “${v}” is unclear.\nPlease wrap the value with one of the following, depending on the value type in GSettings schema:\n\n${lines}\n`,
    );
  }
  if (v instanceof Attrs)
    throw thrown(
      'Cannot construct GVariant value from an attribute set. If you want to construct a dictionary, you will need to create an array containing items constructed with `lib.gvariant.mkDictionaryEntry`.',
    );
  throw thrown(`The GVariant type of “${typeOf(v)}” can't be inferred.`);
}

const mkBoolean = (v: Lazy): Attrs =>
  primitive(TYPES.boolean, v, (self) => (forceBool(select(self, 'value')) ? 'true' : 'false'));
const mkDouble = (v: Lazy): Attrs => primitive(TYPES.double, v, (self) => stringified(select(self, 'value')));
const mkString = (v: Lazy): Attrs =>
  primitive(TYPES.string, v, (self) =>
    concatStrings(
      "'",
      mapKnown(forceString(select(self, 'value')), (t) => t.replace(/['\\]/g, '\\$&').replaceAll('\n', '\\n')),
      "'",
    ),
  );

function mkArray(elems: Lazy): Attrs {
  const list = forceList(elems);
  const values = list.map((v) => later(() => mkValue(v)));
  const type = later(() => {
    const first = values[0];
    if (first === undefined) throw thrown('Please create empty array with mkEmptyArray.');
    const elemType = textOf(typeOfVariant(first));
    if (values.some((v) => textOf(typeOfVariant(v)) !== elemType))
      throw thrown('Elements in a list should have same type.');
    return `a${elemType}`;
  });
  return primitive(type, values, (self) => concatStrings('@', typeOfVariant(self), ' [', shownList(self), ']'));
}

function mkMaybe(elemType: Lazy, elem: Lazy): Attrs {
  return primitive(
    later(() => concatStrings('m', interpolated(elemType))),
    elem,
    (self) => {
      const value = known(select(self, 'value'));
      return value === null
        ? concatStrings('@', typeOfVariant(self), ' nothing')
        : concatStrings('just ', stringified(value));
    },
  );
}

function mkDictionaryEntry(name: Lazy, value: Lazy): Attrs {
  const key = later(() => mkValue(name));
  const content = later(() => mkValue(value));
  return primitive(
    later(() => concatStrings('{', typeOfVariant(key), typeOfVariant(content), '}')),
    attrsOf({ name, value }),
    (self) => concatStrings('@', typeOfVariant(self), ' {', interpolated(key), ',', interpolated(content), '}'),
  );
}

function mkTuple(elems: Lazy): Attrs {
  const values = forceList(elems).map((v) => later(() => mkValue(v)));
  return primitive(
    later(() => concatStrings('(', ...values.map(typeOfVariant), ')')),
    values,
    (self) => concatStrings('@', typeOfVariant(self), ' (', shownList(self), ')'),
  );
}

function mkObjectPath(v: Lazy): Attrs {
  return primitive(TYPES.string, v, (self) =>
    concatStrings(
      "objectpath '",
      mapKnown(forceString(select(self, 'value')), (t) => t.replaceAll("'", "\\'")),
      "'",
    ),
  );
}

const plain = (type: string): readonly [number, (v: Lazy) => Value] => [1, (v) => primitive(type, v)];

const typeFunctions: Readonly<Record<string, PrimOp>> = {
  arrayOf: primOp('arrayOf', 1, (t) => concatStrings('a', interpolated(t))),
  maybeOf: primOp('maybeOf', 1, (t) => concatStrings('m', interpolated(t))),
  tupleOf: primOp('tupleOf', 1, (ts) => concatStrings('(', ...forceList(ts).map(interpolated), ')')),
  dictionaryEntryOf: primOp('dictionaryEntryOf', 2, (name, value) =>
    concatStrings('{', interpolated(name), interpolated(value), '}'),
  ),
};

export const gvariant: LibTable = {
  type: updateAttrs(attrsOf(TYPES), attrsOf(typeFunctions)),
  intConstructors: INT_CONSTRUCTORS.map((c) => attrsOf({ ...c })),
  ...functions({
    isGVariant: [1, isGVariant],
    mkValue: [1, mkValue],
    mkArray: [1, mkArray],
    mkEmptyArray: [
      1,
      (elemType) =>
        primitive(
          later(() => concatStrings('a', interpolated(elemType))),
          [],
          (self) => concatStrings('@', typeOfVariant(self), ' []'),
        ),
    ],
    mkVariant: [
      1,
      (elem) =>
        primitive(TYPES.variant, mkValue(elem), (self) => concatStrings('<', stringified(select(self, 'value')), '>')),
    ],
    mkDictionaryEntry: [2, mkDictionaryEntry],
    mkMaybe: [2, mkMaybe],
    mkNothing: [1, (elemType) => mkMaybe(elemType, null)],
    mkJust: [
      1,
      (elem) => {
        const value = mkValue(elem);
        return mkMaybe(typeOfVariant(value), value);
      },
    ],
    mkTuple: [1, mkTuple],
    mkBoolean: [1, mkBoolean],
    mkString: [1, mkString],
    mkObjectpath: [1, mkObjectPath],
    mkUchar: plain(TYPES.uchar),
    mkInt16: plain(TYPES.int16),
    mkUint16: plain(TYPES.uint16),
    mkInt32: [1, (v) => primitive(TYPES.int32, v, (self) => stringified(select(self, 'value')))],
    mkUint32: plain(TYPES.uint32),
    mkInt64: plain(TYPES.int64),
    mkUint64: plain(TYPES.uint64),
    mkDouble: [1, mkDouble],
  }),
};
