// mkIf, mkMerge, mkOverride and mkOrder: making them, pushing them down into sets, discharging them.
import { attrEntries, attrsOf, getAttr, mapValues } from '../evaluator/attrs';
import { forceInt, forceList } from '../evaluator/coerce';
import { NixError } from '../evaluator/errors';
import { Attrs, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import type { Definition } from './definition';

export const PRIORITY = { vm: 10, force: 50, imageMedia: 60, plain: 100, default: 1000, optionDefault: 1500 } as const;
export const ORDER = { before: 500, plain: 1000, after: 1500 } as const;

export function mkIf(condition: Lazy, content: Lazy): Attrs {
  return attrsOf({ _type: 'if', condition, content });
}
export function mkMerge(contents: Lazy): Attrs {
  return attrsOf({ _type: 'merge', contents });
}
export function mkOverride(priority: Lazy, content: Lazy): Attrs {
  return attrsOf({ _type: 'override', priority, content });
}
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
 * attributes, so that conditions may refer to the whole configuration (lib.modules.pushDownProperties).
 * A set that depends on something unknown counts as conditional on it.
 */
export function pushDownProperties(config: Lazy): Attrs[] {
  const v = force(config);
  if (v instanceof Unknown)
    return (v.alternatives ?? []).flatMap((a) =>
      pushDownProperties(a).map((attrs) => mapValues(attrs, (_, x) => mkIf(v, x))),
    );
  const tag = typeTag(v);
  const attrs = v as Attrs;
  switch (tag) {
    case 'merge':
      return forceList(field(attrs, 'contents')).flatMap(pushDownProperties);
    case 'if': {
      const condition = field(attrs, 'condition');
      return pushDownProperties(field(attrs, 'content')).map((a) => mapValues(a, (_, x) => mkIf(condition, x)));
    }
    case 'override': {
      const priority = field(attrs, 'priority');
      return pushDownProperties(field(attrs, 'content')).map((a) => mapValues(a, (_, x) => mkOverride(priority, x)));
    }
    default:
      if (!(v instanceof Attrs)) throw new NotASet(v);
      return [v];
  }
}

/** A module's configuration, or a nested part of it, is not a set where options are declared below. */
export class NotASet extends NixError {
  constructor(readonly value: Value) {
    super('expected a set of option definitions but found another value');
  }
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
      throw new NixError('‘mkIf’ called with a non-Boolean condition', d.at);
    }
    default:
      return [{ ...d, value: v }];
  }
}

export interface Prioritised {
  readonly definitions: readonly Definition[];
  /** The priority that won; 9999 without definitions. */
  readonly highest: number;
}

/** Keeps the definitions of the lowest priority number and strips mkOverride from them. */
export function filterOverrides(definitions: readonly Definition[]): Prioritised {
  const prioritised = definitions.map((d) => {
    const v = force(d.value);
    if (typeTag(v) !== 'override') return { ...d, priority: d.priority ?? PRIORITY.plain };
    return { ...d, value: field(v as Attrs, 'content'), priority: Number(forceInt(field(v as Attrs, 'priority'))) };
  });
  const highest = prioritised.reduce((p, d) => Math.min(p, d.priority), 9999);
  return { definitions: prioritised.filter((d) => d.priority === highest), highest };
}

/** Sorts by mkOrder (stable) and strips it. */
export function sortByOrder(definitions: readonly Definition[]): readonly Definition[] {
  let ordered = false;
  const keyed = definitions.map((d) => {
    const v = force(d.value);
    if (typeTag(v) !== 'order') return { d, order: ORDER.plain as number };
    ordered = true;
    return {
      d: { ...d, value: field(v as Attrs, 'content') },
      order: Number(forceInt(field(v as Attrs, 'priority'))),
    };
  });
  return ordered ? keyed.sort((a, b) => a.order - b.order).map((k) => k.d) : definitions;
}

/** A set's entries as definitions, one per attribute, keeping file, conditions and priority of the set's own. */
export function entriesAsDefinitions(d: Definition, attrs: Attrs): Map<string, Definition> {
  const out = new Map<string, Definition>();
  for (const [name, value, at] of attrEntries(attrs))
    out.set(name, { file: d.file, value, at: at ?? d.at, conditions: d.conditions });
  return out;
}
