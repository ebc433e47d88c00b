// mkIf, mkMerge, mkOverride and mkOrder: making them, pushing them down into sets, discharging them.
import { attrsFromMap, attrsOf, getAttr, mapValues } from '../evaluator/attrs';
import { forceInt, forceList } from '../evaluator/coerce';
import { NixError } from '../evaluator/errors';
import { restOfUnknown } from '../evaluator/unnamed';
import { Attrs, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import { innerDefinition, isTakenOver, type Definition } from './definition';

export const PRIORITY = { vm: 10, force: 50, imageMedia: 60, plain: 100, default: 1000, optionDefault: 1500 } as const;
export const ORDER = { before: 500, plain: 1000, after: 1500 } as const;

/** `lib.mkIf condition content`. */
export function mkIf(condition: Lazy, content: Lazy): Attrs {
  return attrsOf({ _type: 'if', condition, content });
}

/** `lib.mkMerge contents`. */
export function mkMerge(contents: Lazy): Attrs {
  return attrsOf({ _type: 'merge', contents });
}

/** `lib.mkOverride priority content`. */
export function mkOverride(priority: Lazy, content: Lazy): Attrs {
  return attrsOf({ _type: 'override', priority, content });
}

/** `lib.mkOrder priority content`. */
export function mkOrder(priority: Lazy, content: Lazy): Attrs {
  return attrsOf({ _type: 'order', priority, content });
}

/** The `_type` of a forced value; `undefined` when it has none. */
export function typeTag(v: Value): string | undefined {
  if (!(v instanceof Attrs)) return undefined;
  const tag = getAttr(v, '_type');
  if (tag === undefined) return undefined;
  const text = force(tag);
  return typeof text === 'string' ? text : undefined;
}

function field(attrs: Attrs, name: string): Lazy {
  const v = getAttr(attrs, name);
  if (v === undefined) throw new NixError(`attribute '${name}' missing in a value made by mkIf, mkMerge or mkOverride`);
  return v;
}

/**
 * The sets that a module's configuration consists of, without properties at their top: those are moved onto the
 * attributes, so that conditions may refer to the whole configuration (lib.modules.pushDownProperties). A value that is
 * no set stands for itself. `unknownSets` says what stands for a value that is unknown.
 */
export function pushDownProperties(config: Lazy, unknownSets: (u: Unknown) => Attrs[] = possibleSets): Value[] {
  const v = force(config);
  if (v instanceof Unknown) return unknownSets(v);
  if (!(v instanceof Attrs)) return [v];
  switch (typeTag(v)) {
    case 'merge':
      return forceList(field(v, 'contents')).flatMap((content) => pushDownProperties(content, unknownSets));
    case 'if': {
      const condition = field(v, 'condition');
      return pushedInside(field(v, 'content'), (x) => mkIf(condition, x), unknownSets);
    }
    case 'override': {
      const priority = field(v, 'priority');
      return pushedInside(field(v, 'content'), (x) => mkOverride(priority, x), unknownSets);
    }
    case 'definition':
      return isTakenOver(v) ? pushDownProperties(field(v, 'value'), unknownSets) : [v];
    default:
      return [v];
  }
}

/** The sets of `content`, each of their attributes with a property around. */
function pushedInside(content: Lazy, wrap: (x: Lazy) => Lazy, unknownSets: (u: Unknown) => Attrs[]): Value[] {
  return pushDownProperties(content, unknownSets).map((v) =>
    v instanceof Attrs ? mapValues(v, (_, x) => wrap(x)) : v,
  );
}

/**
 * The sets that an unknown value may be. Each depends on it as on a condition; when nothing is known of it, it may
 * define anything.
 */
export function possibleSets(u: Unknown): Attrs[] {
  if (u.alternatives === undefined) return [openSet(u)];
  return u.alternatives.flatMap((a) => {
    try {
      return pushedInside(a, (x) => mkIf(u, x), possibleSets).filter((v) => v instanceof Attrs);
    } catch (error) {
      // What cannot be evaluated is not what the value is.
      if (error instanceof NixError && error.kind !== 'budget') return [];
      throw error;
    }
  });
}

/** The definitions left when mkMerge and mkIf are taken away; conditions are evaluated here. */
export function dischargeProperties(d: Definition): Definition[] {
  const v = force(d.value);
  switch (typeTag(v)) {
    case 'merge':
      return forceList(field(v as Attrs, 'contents')).flatMap((value) => dischargeProperties({ ...d, value }));
    case 'if': {
      const condition = force(field(v as Attrs, 'condition'));
      const value = field(v as Attrs, 'content');
      if (condition === true) return dischargeProperties({ ...d, value });
      if (condition === false) return [];
      if (condition instanceof Unknown)
        return dischargeProperties({ ...d, value, conditions: [...d.conditions, condition] });
      throw new NixError('‘mkIf’ called with a non-Boolean condition', d.at, 'thrown');
    }
    case 'definition': {
      const own = innerDefinition(v as Attrs, d.file);
      return [{ ...own, at: own.at ?? d.at, conditions: [...d.conditions, ...own.conditions] }];
    }
    default:
      return [v === d.value && d.order === undefined ? d : { ...withoutOrder(d), value: v }];
  }
}

/** The order of definitions says nothing of what is inside of them. */
function withoutOrder(d: Definition): Definition {
  if (d.order === undefined) return d;
  const rest: Omit<Definition, 'order'> & { order?: number } = { ...d };
  delete rest.order;
  return rest;
}

/** The set that an unknown value stands for: without listed names, all of them possible. */
export function openSet(u: Unknown): Attrs {
  return attrsFromMap(new Map(), restOfUnknown(u));
}

/** What nixpkgs has for the priority of an option without definitions. */
export const NO_PRIORITY = 9999;

export interface Prioritised {
  readonly definitions: readonly Definition[];
  /** The priority that won; 9999 without definitions. */
  readonly highest: number;
}

/** Keeps the definitions of the lowest priority number and strips mkOverride from them. */
export function filterOverrides(definitions: readonly Definition[]): Prioritised {
  let highest = NO_PRIORITY;
  let kept: Definition[] = [];
  for (const d of definitions) {
    const v = force(d.value);
    const isOverride = typeTag(v) === 'override';
    const priority = isOverride ? Number(forceInt(field(v as Attrs, 'priority'))) : (d.priority ?? PRIORITY.plain);
    if (priority > highest) continue;
    if (priority < highest) kept = [];
    highest = priority;
    kept.push({ ...d, value: isOverride ? field(v as Attrs, 'content') : d.value, priority });
  }
  return { definitions: kept, highest };
}

/** Sorts by mkOrder (stable) and strips it. */
export function sortByOrder(definitions: readonly Definition[]): readonly Definition[] {
  if (!definitions.some((d) => typeTag(force(d.value)) === 'order')) return definitions;
  const keyed = definitions.map((d) => {
    const v = force(d.value);
    if (typeTag(v) !== 'order') return { d, order: ORDER.plain };
    const order = Number(forceInt(field(v as Attrs, 'priority')));
    return { d: { ...d, value: field(v as Attrs, 'content'), order }, order };
  });
  return keyed.sort((a, b) => a.order - b.order).map((k) => k.d);
}
