// Attribute sets whose values are all of one type, and sets that are not looked into.
import {
  EMPTY_ATTRS,
  attrEntries,
  attrsFromMap,
  attrsOf as attrsetOf,
  getAttr,
  updateAttrs,
  type AttrEntry,
  orIfMissing,
} from '../../evaluator/attrs';
import { forceBool, forceText } from '../../evaluator/coerce';
import { lazy } from '../../evaluator/force';
import { tick } from '../../evaluator/session';
import { Attrs, Unknown, force, type Lazy, type OpenRest } from '../../evaluator/values';
import type { Definition, Loc } from '../definition';
import { alterType, checkError, elementOf, makeType, makeWrapper, mapType, phrase } from '../make-type';
import { mergeDefinitions, type MergedDefinitions } from '../merge-definitions';
import { typeValue, type OptionType, type TypeFunctor } from '../option-type';
import { openSet } from '../properties';

function isSet(v: Lazy): boolean {
  return force(v) instanceof Attrs;
}

/** A definition's set; an unknown one is open. */
function setOf(d: Definition): Attrs {
  const v = force(d.value);
  return v instanceof Unknown ? openSet(v) : (v as Attrs);
}

const mergeUpdating: OptionType['merge'] = (_, definitions) => definitions.map(setOf).reduce(updateAttrs, EMPTY_ATTRS);

export const attrs: OptionType = makeType({
  name: 'attrs',
  description: 'attribute set',
  check: isSet,
  merge: mergeUpdating,
  mergeWithUnknown: mergeUpdating,
  emptyValue: EMPTY_ATTRS,
});

interface SetParameters {
  readonly lazy: boolean;
  /** Stands for the names in documentation. */
  readonly placeholder: string;
}

const DEFAULT_PLACEHOLDER = 'name';

interface MergedAttr {
  readonly merged: MergedDefinitions;
  readonly first: Definition;
}

/** The definitions of each attribute, merged as far as that they are known to be defined. */
function mergeAttrs(
  loc: Loc,
  definitions: readonly Definition[],
  elemType: OptionType,
): { entries: Map<string, MergedAttr>; rest: OpenRest | null } {
  const byName = new Map<string, Definition[]>();
  const open: { readonly d: Definition; readonly rest: OpenRest }[] = [];
  for (const d of definitions) {
    const set = setOf(d);
    if (set.rest !== null) open.push({ d, rest: set.rest });
    for (const [name, value, at] of attrEntries(set)) {
      tick();
      const entry = { file: d.file, value, at: at ?? d.at, conditions: d.conditions };
      const list = byName.get(name);
      if (list) list.push(entry);
      else byName.set(name, [entry]);
    }
  }
  const entries = new Map<string, MergedAttr>();
  for (const [name, defs] of byName)
    entries.set(name, {
      merged: mergeDefinitions([...loc, name], () => elemType, defs),
      first: defs[0] as Definition,
    });
  const [firstOpen] = open;
  if (firstOpen === undefined) return { entries, rest: null };
  return {
    entries,
    rest: {
      unknown: firstOpen.rest.unknown,
      select: (name) => {
        const possible: Definition[] = open.flatMap(({ d, rest }) => {
          const value = rest.select(name);
          return value === undefined ? [] : [{ file: d.file, value, at: d.at, conditions: d.conditions }];
        });
        return possible.length === 0 ? undefined : mergeDefinitions([...loc, name], () => elemType, possible).value;
      },
    },
  };
}

/** Sets of values of one type, merged name by name (lib.types.attrsWith). */
export function attrsWith(elemType: OptionType, parameters: SetParameters): OptionType {
  const { lazy: isLazy, placeholder } = parameters;
  const merge: OptionType['merge'] = (loc, definitions) => {
    const { entries, rest } = mergeAttrs(loc, definitions, elemType);
    const out = new Map<string, AttrEntry>();
    for (const [name, { merged, first }] of entries) {
      if (isLazy) out.set(name, { value: lazy(() => lazyValue(merged)), at: first.at });
      // Whether an attribute is there depends on its conditions, which makes this type strict in them.
      else if (merged.isDefined) out.set(name, { value: merged.value, at: first.at });
    }
    return attrsFromMap(out, rest);
  };
  const lazyValue = (merged: MergedDefinitions): ReturnType<OptionType['merge']> =>
    merged.isDefined || elemType.emptyValue === undefined ? force(merged.value) : force(elemType.emptyValue);
  return makeWrapper(elemType, {
    name: isLazy ? 'lazyAttrsOf' : 'attrsOf',
    get description() {
      return `${isLazy ? 'lazy attribute set' : 'attribute set'} of ${phrase(elemType, 'noun', 'composite')}`;
    },
    descriptionClass: 'composite',
    check: isSet,
    merge,
    headError: (_, definitions) => checkError({ check: isSet }, definitions),
    valueMeta: (loc, definitions) =>
      attrsetOf({
        attrs: lazy(() => {
          const metas = new Map<string, AttrEntry>();
          for (const [name, { merged }] of mergeAttrs(loc, definitions, elemType).entries)
            if (isLazy || merged.isDefined) metas.set(name, { value: merged.meta });
          return attrsFromMap(metas);
        }),
      }),
    mergeWithUnknown: merge,
    emptyValue: EMPTY_ATTRS,
    getSubOptions: (prefix) => elemType.getSubOptions([...prefix, `<${placeholder}>`]),
    substSubModules: (modules) => mapType(elemType.substSubModules(modules), (t) => attrsWith(t, parameters)),
    functor: setFunctor(elemType, parameters),
    nestedTypes: { elemType },
  });
}

function setFunctor(elemType: OptionType, parameters: SetParameters): TypeFunctor {
  return {
    name: 'attrsWith',
    get payload() {
      return payloadOf(elemType, parameters);
    },
    make: (payload) => attrsWith(elementOf(payload), parametersOf(payload)),
    join: (a, b) => {
      const type = elementOf(a).typeMerge(elementOf(b).functor);
      const [p, q] = [parametersOf(a), parametersOf(b)];
      const placeholder = joinPlaceholders(p.placeholder, q.placeholder);
      if (type === undefined || p.lazy !== q.lazy || placeholder === undefined) return undefined;
      return payloadOf(type, { lazy: p.lazy, placeholder });
    },
  };
}

function joinPlaceholders(a: string, b: string): string | undefined {
  if (a === b || b === DEFAULT_PLACEHOLDER) return a;
  return a === DEFAULT_PLACEHOLDER ? b : undefined;
}

function payloadOf(elemType: OptionType, parameters: SetParameters): Attrs {
  return attrsetOf({ elemType: lazy(() => typeValue(elemType)), ...parameters });
}

/** The parameters of `attrsWith { elemType; lazy ? false; placeholder ? "name"; }`. */
export function parametersOf(payload: Attrs): SetParameters {
  return {
    lazy: forceBool(orIfMissing(getAttr(payload, 'lazy'), false)),
    placeholder: forceText(orIfMissing(getAttr(payload, 'placeholder'), DEFAULT_PLACEHOLDER)),
  };
}

export function attrsOf(elemType: OptionType): OptionType {
  return attrsWith(elemType, { lazy: false, placeholder: DEFAULT_PLACEHOLDER });
}

export function lazyAttrsOf(elemType: OptionType): OptionType {
  return attrsWith(elemType, { lazy: true, placeholder: DEFAULT_PLACEHOLDER });
}

/** The deprecated form of `attrsOf`. */
export function loaOf(elemType: OptionType): OptionType {
  return alterType(attrsOf(elemType), {
    name: 'loaOf',
    deprecationMessage:
      'Mixing lists with attribute values is no longer possible; please use `types.attrsOf` instead. See https://github.com/NixOS/nixpkgs/issues/1800 for the motivation.',
    nestedTypes: { elemType },
  });
}
