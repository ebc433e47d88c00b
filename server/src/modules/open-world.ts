// Options that are declared elsewhere: in NixOS itself, or in modules that cannot be read.
import { attrEntries, attrsFromMap, hasListed, type AttrEntry } from '../evaluator/attrs';
import { lazy } from '../evaluator/force';
import { Attrs, force, isList, type Lazy, type OpenRest, type Unknown, type Value } from '../evaluator/values';
import type { Definition, Loc } from './definition';
import { makeType } from './make-type';
import { mergeDefinitions, type MergedDefinitions } from './merge-definitions';
import type { DeclaredOption } from './options';
import { pushDownProperties } from './properties';

/** Accepts what is not declared here, because it is declared elsewhere (NixOS itself, unreachable modules). */
export interface OpenWorld {
  /** Stands for the value of an option at `loc` that nothing here declares or defines. */
  unknown(loc: Loc): Unknown;
  /** Whether every option below `loc` is declared here, so that an undeclared one is an error. */
  isClosed(loc: Loc): boolean;
  /** A module argument that nothing here gives. */
  argument(name: string): Lazy;
  /** Stands in for the value of a declared option that may be defined elsewhere; `undefined` where it is as it seems. */
  substitute?(option: DeclaredOption, merged: MergedDefinitions): Unknown | undefined;
}

/**
 * Names below `loc` that are not declared: what is defined there, else unknown. Definitions are looked at only when one
 * of the names is asked for, because the set itself does not depend on them in NixOS either.
 */
export function openRest(
  loc: Loc,
  open: OpenWorld,
  definitionsOf: (name: string) => readonly Definition[] = () => [],
): OpenRest {
  return {
    unknown: open.unknown(loc),
    select: (name) => {
      const at = [...loc, name];
      return lazy(() => {
        const definitions = definitionsOf(name);
        return definitions.length === 0 ? open.unknown(at) : openValue(at, definitions, open);
      });
    },
  };
}

/** What can be said of an option that is declared elsewhere: sets are joined, a single plain value stands. */
function openValue(loc: Loc, definitions: readonly Definition[], open: OpenWorld): Value {
  const sets = nestedSets(definitions);
  if (sets !== undefined) return openSetValue(loc, sets, open);
  const merged = mergeDefinitions(loc, () => undeclared, definitions);
  const [only, ...others] = merged.definitions;
  if (only === undefined || others.length > 0 || only.conditions.length > 0) return open.unknown(loc);
  const v = force(only.value);
  // NixOS itself adds to most lists.
  return isList(v) ? open.unknown(loc) : v;
}

function openSetValue(loc: Loc, sets: readonly Definition[], open: OpenWorld): Attrs {
  const byName = new Map<string, Definition[]>();
  for (const d of sets)
    for (const [name, value, at] of attrEntries(d.value as Attrs)) {
      const list = byName.get(name) ?? [];
      list.push({ ...d, value, at: at ?? d.at });
      byName.set(name, list);
    }
  const entries = new Map<string, AttrEntry>();
  for (const [name, inner] of byName)
    entries.set(name, { value: lazy(() => openValue([...loc, name], inner, open)), at: inner[0]?.at });
  return attrsFromMap(entries, openRest(loc, open));
}

const undeclared = makeType({ name: 'undeclared', description: 'value of an option that is declared elsewhere' });

const OPAQUE_ATTRIBUTES = ['outPath', '_type', '__functor'] as const;

/** The definitions as sets without properties, if all are plain sets; of an unknown value nobody knows that it is one. */
function nestedSets(definitions: readonly Definition[]): Definition[] | undefined {
  const out: Definition[] = [];
  let open = false;
  const notKnown = (): Attrs[] => {
    open = true;
    return [];
  };
  for (const d of definitions)
    for (const value of pushDownProperties(d.value, notKnown)) {
      if (open || !(value instanceof Attrs) || OPAQUE_ATTRIBUTES.some((name) => hasListed(value, name)))
        return undefined;
      out.push({ ...d, value });
    }
  return open ? undefined : out;
}
