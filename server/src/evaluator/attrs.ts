// Operations on attribute sets. Sets are immutable; `//` shares what it can.
import { compareNames, sortNames } from '../syntax/names';
import type { Position } from './position';
import { NixError } from './errors';
import { lazy } from './force';
import {
  Attrs,
  Shape,
  Unknown,
  force,
  type Lazy,
  type OpenRest,
  type ShapeMerge,
  type UnnamedEntry,
  type Value,
} from './values';

const EMPTY_SHAPE = new Shape([], []);
export const EMPTY_ATTRS = new Attrs(EMPTY_SHAPE, []);

export interface AttrEntry {
  readonly value: Lazy;
  readonly at?: Position | undefined;
}

/** A set from name → value; the map's order does not matter. */
export function attrsFromMap(entries: ReadonlyMap<string, AttrEntry>, rest: OpenRest | null = null): Attrs {
  const names = sortNames([...entries.keys()]);
  const values: Lazy[] = new Array<Lazy>(names.length);
  const positions: (Position | undefined)[] = new Array<Position | undefined>(names.length);
  for (let i = 0; i < names.length; i++) {
    const entry = entries.get(names[i] as string) as AttrEntry;
    values[i] = entry.value;
    positions[i] = entry.at;
  }
  return new Attrs(new Shape(names, positions), values, null, rest);
}

/**
 * The names of a record in the order in which they were written, and the shape of the sets that are made of such
 * records: what is made at one place in this program has one shape.
 */
class RecordForm {
  private readonly longer = new Map<string, RecordForm>();
  private sorted: Shape | undefined = undefined;
  constructor(private readonly names: readonly string[]) {}

  /** The form with one more name; `undefined` where there are too many forms, as of records with names of people's. */
  with(name: string): RecordForm | undefined {
    let form = this.longer.get(name);
    if (form === undefined && forms < MAX_FORMS) {
      forms++;
      this.longer.set(name, (form = new RecordForm([...this.names, name])));
    }
    return form;
  }

  get shape(): Shape {
    return (this.sorted ??= unplacedShape(this.names));
  }
}

const MAX_FORMS = 4096;
let forms = 0;
const NO_NAMES = new RecordForm([]);

function unplacedShape(names: readonly string[]): Shape {
  return new Shape(sortNames([...names]), new Array<Position | undefined>(names.length).fill(undefined));
}

/** A set from a plain record of values, without positions. */
export function attrsOf(record: Readonly<Record<string, Lazy>>, rest: OpenRest | null = null): Attrs {
  let form: RecordForm | undefined = NO_NAMES;
  for (const name in record) {
    form = form.with(name);
    if (form === undefined) break;
  }
  const shape = form === undefined ? unplacedShape(Object.keys(record)) : form.shape;
  const { names } = shape;
  const values: Lazy[] = new Array<Lazy>(names.length);
  for (let i = 0; i < names.length; i++) values[i] = record[names[i] as string] as Lazy;
  return new Attrs(shape, values, null, rest);
}

/**
 * A set with the same names and positions as `attrs`, each value replaced.
 * @param unnamed gives the values of attributes whose names are not known; without it they get the name as it shows
 */
export function mapValues(
  attrs: Attrs,
  f: (name: string, value: Lazy) => Lazy,
  unnamed: (entry: UnnamedEntry) => Lazy = (entry) => f(entry.name, entry.value),
): Attrs {
  const { shape, values } = flat(attrs);
  const out: Lazy[] = new Array<Lazy>(values.length);
  for (let i = 0; i < values.length; i++) out[i] = f(shape.names[i] as string, values[i] as Lazy);
  const rest = attrs.rest;
  return new Attrs(
    shape,
    out,
    null,
    rest && {
      unknown: rest.unknown,
      ...(rest.unnamed && { unnamed: rest.unnamed.map((e) => ({ ...e, value: unnamed(e) })) }),
      select: (name) => {
        const v = rest.select(name);
        return v === undefined ? undefined : f(name, v);
      },
    },
  );
}

/** A set of the attributes for which `keep` is true. */
export function filterAttrs(attrs: Attrs, keep: (name: string, value: Lazy) => boolean): Attrs {
  const { shape, values } = flat(attrs);
  const names: string[] = [];
  const out: Lazy[] = [];
  const positions: (Position | undefined)[] = [];
  for (let i = 0; i < values.length; i++) {
    const name = shape.names[i] as string;
    if (!keep(name, values[i] as Lazy)) continue;
    names.push(name);
    out.push(values[i] as Lazy);
    positions.push(shape.positions[i]);
  }
  if (names.length === values.length) return attrs;
  return new Attrs(new Shape(names, positions), out, null, attrs.rest);
}

/** The listed attribute's value, else what the open rest answers, else `undefined`. */
export function getAttr(attrs: Attrs, name: string): Lazy | undefined {
  for (let layer: Attrs | null = attrs; layer !== null; layer = layer.base) {
    const i = layer.shape.index.get(name);
    if (i !== undefined) return layer.values[i];
  }
  return attrs.rest === null ? undefined : attrs.rest.select(name);
}

/** What a look-up has found, which may be null, or `fallback` where it found nothing. */
export function orIfMissing<T>(found: Lazy | undefined, fallback: T): Lazy | T {
  return found === undefined ? fallback : found;
}

/** Whether the set lists the name (the open rest is not asked). */
export function hasListed(attrs: Attrs, name: string): boolean {
  for (let layer: Attrs | null = attrs; layer !== null; layer = layer.base)
    if (layer.shape.index.has(name)) return true;
  return false;
}

/** Where a listed attribute is defined, where that is noted. */
export function attrPosition(attrs: Attrs, name: string): Position | undefined {
  for (let layer: Attrs | null = attrs; layer !== null; layer = layer.base) {
    const i = layer.shape.index.get(name);
    if (i !== undefined) return layer.shape.positions[i];
  }
  return undefined;
}

/** Listed names, sorted. */
export function attrNames(attrs: Attrs): readonly string[] {
  return flat(attrs).shape.names;
}

/** Listed entries, sorted by name. */
export function* attrEntries(attrs: Attrs): Generator<[string, Lazy, Position | undefined]> {
  const { shape, values } = flat(attrs);
  for (let i = 0; i < values.length; i++) yield [shape.names[i] as string, values[i] as Lazy, shape.positions[i]];
}

/** Listed values, in the order of their names. */
export function attrValues(attrs: Attrs): readonly Lazy[] {
  return flat(attrs).values;
}

/** How many attributes are listed. */
export function attrCount(attrs: Attrs): number {
  return flat(attrs).values.length;
}

/** Gives the set its one-layer form, in place: the same set, cheaper to walk. */
function flat(attrs: Attrs): Attrs {
  if (attrs.base === null) return attrs;
  const layers: Attrs[] = [];
  for (let layer: Attrs | null = attrs; layer !== null; layer = layer.base) layers.push(layer);
  let { shape, values } = layers[layers.length - 1] as Attrs;
  for (let i = layers.length - 2; i >= 0; i--) {
    const top = layers[i] as Attrs;
    [shape, values] = mergeFlat(shape, values, top.shape, top.values);
  }
  attrs.shape = shape;
  attrs.values = values;
  attrs.base = null;
  return attrs;
}

/** Layers grow geometrically, so that n updates of a large set cost n · log n, and a look-up log n. */
const LAYER_RATIO = 2;
const SMALL = 24;

/** `left // right`. */
export function updateAttrs(left: Attrs, right: Attrs): Attrs {
  const rest = bothRests(left.rest, right.rest);
  if (right.rest === null || isApart(right.rest)) {
    if (right.rest === null && right.base === null && right.values.length === 0) return left;
    if (left.base === null && left.values.length === 0 && left.rest === null) return right;
  } else {
    // A name that only the left side lists may be shadowed by the right side's unlisted ones.
    const open = right.rest;
    const shadowed = mapValuesListed(left, (name, value) => {
      const above = open.select(name);
      return above === undefined ? value : lazy(() => shadowedBy(force(above), value));
    });
    const [shape, values] = mergeFlat(shadowed.shape, shadowed.values, flat(right).shape, right.values);
    return new Attrs(shape, values, null, rest);
  }
  const top = flat(right);
  if (left.base === null && (left.values.length <= SMALL || top.values.length * LAYER_RATIO > left.values.length)) {
    const [shape, values] = mergeFlat(left.shape, left.values, top.shape, top.values);
    return new Attrs(shape, values, null, rest);
  }
  let { shape, values } = top;
  let below: Attrs | null = left;
  while (below !== null && values.length * LAYER_RATIO > below.values.length) {
    [shape, values] = mergeFlat(below.shape, below.values, shape, values);
    below = below.base;
  }
  return new Attrs(shape, values, below, rest);
}

/** The value of a name that `above` may define: of a set it is still known what it holds if nothing else does. */
function shadowedBy(above: Value, value: Lazy): Value {
  if (!(above instanceof Unknown) || above.alternatives !== undefined) return above;
  let known: Value;
  try {
    known = force(value);
  } catch (error) {
    if (error instanceof NixError && error.kind !== 'budget') return above;
    throw error;
  }
  if (!(known instanceof Attrs) || hasListed(known, 'type')) return above;
  return above.with({ alternatives: [known, above] });
}

function isApart(rest: OpenRest): boolean {
  return rest.isApart === true || rest.isStandIn === true;
}

/** What answers for unlisted names of `left // right`. */
function bothRests(left: OpenRest | null, right: OpenRest | null): OpenRest | null {
  if (left !== null && right !== null && isApart(right)) return left;
  if (left?.unnamed === undefined || right === null) return right ?? left;
  return { ...right, unnamed: [...left.unnamed, ...(right.unnamed ?? [])] };
}

function mapValuesListed(attrs: Attrs, f: (name: string, value: Lazy) => Lazy): Attrs {
  const { shape, values } = flat(attrs);
  return new Attrs(
    shape,
    values.map((v, i) => f(shape.names[i] as string, v)),
  );
}

const MAX_PLANS = 16;

function mergeFlat(
  leftShape: Shape,
  leftValues: readonly Lazy[],
  rightShape: Shape,
  rightValues: readonly Lazy[],
): [Shape, readonly Lazy[]] {
  const { shape, from } = planMerge(leftShape, rightShape);
  const values: Lazy[] = new Array<Lazy>(from.length);
  for (let i = 0; i < from.length; i++) {
    const k = from[i] as number;
    values[i] = (k >= 0 ? rightValues[k] : leftValues[-1 - k]) as Lazy;
  }
  return [shape, values];
}

function planMerge(left: Shape, right: Shape): ShapeMerge {
  const known = left.merges.get(right);
  if (known) return known;
  const names: string[] = [];
  const positions: (Position | undefined)[] = [];
  const from: number[] = [];
  let i = 0;
  let j = 0;
  while (i < left.names.length || j < right.names.length) {
    const a = left.names[i];
    const b = right.names[j];
    const order = a === undefined ? 1 : b === undefined ? -1 : a === b ? 0 : compareNames(a, b);
    if (order < 0) {
      names.push(a as string);
      positions.push(left.positions[i]);
      from.push(-1 - i);
      i++;
    } else {
      names.push(b as string);
      positions.push(right.positions[j]);
      from.push(j);
      j++;
      if (order === 0) i++;
    }
  }
  // A set that is updated again and again with the same names keeps its shape, and so its plan.
  const plan = { shape: isSameShape(left, names, positions) ? left : new Shape(names, positions), from };
  // Only small plans are worth keeping: large ones come from growing sets and are used once.
  if (names.length <= SMALL * 2 && left.merges.size < MAX_PLANS) left.merges.set(right, plan);
  return plan;
}

function isSameShape(shape: Shape, names: readonly string[], positions: readonly (Position | undefined)[]): boolean {
  return (
    shape.names.length === names.length &&
    shape.names.every((name, i) => name === names[i]) &&
    shape.positions.every((at, i) => at === positions[i])
  );
}
