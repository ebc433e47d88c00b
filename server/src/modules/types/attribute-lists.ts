// Ordered lists of sets with one attribute each (lib.types.attrListWith).
import { EMPTY_ATTRS, attrEntries, attrsFromMap, attrsOf, getAttr, type AttrEntry } from '../../evaluator/attrs';
import { call2 } from '../../evaluator/call';
import { forceInt } from '../../evaluator/coerce';
import { UnknownSignal } from '../../evaluator/errors';
import { lazy } from '../../evaluator/force';
import type { Position } from '../../evaluator/position';
import { tick } from '../../evaluator/session';
import { Attrs, Unknown, force, isList, typeOf, type Lazy, type Value } from '../../evaluator/values';
import { OptionError, mkDefinition, showDefinitions, showOption, type Definition, type Loc } from '../definition';
import { checkError, makeWrapper, mapType, phrase } from '../make-type';
import { mergeDefinitions, type MergedDefinitions } from '../merge-definitions';
import { plainFunctor, type OptionType } from '../option-type';
import { ORDER, PRIORITY, mkOrder, mkOverride, typeTag } from '../properties';

interface ListParameters {
  /** Whether the value is a set of which each name holds what its elements come to. */
  readonly asAttrs: boolean;
  /** Joins the values of one name (`name: values: …`); without it they are a list. */
  readonly mergeAttrValues: Lazy | undefined;
}

/** A value without its mkOrder; an mkOverride stays for merging. */
interface Peeled {
  readonly value: Lazy;
  readonly order: number;
  readonly priority: number;
}

interface Item extends Peeled {
  readonly name: string;
  readonly definition: Omit<Definition, 'value'>;
}

function numberIn(property: Attrs): number {
  return Number(forceInt(getAttr(property, 'priority') ?? null));
}

function peel(lazyValue: Lazy): Peeled {
  const v = force(lazyValue);
  const tag = typeTag(v);
  if (tag !== 'order' && tag !== 'override') return { value: v, order: ORDER.plain, priority: PRIORITY.plain };
  const property = v as Attrs;
  const inner = peel(getAttr(property, 'content') ?? null);
  const n = numberIn(property);
  return tag === 'order' ? { ...inner, order: n } : { ...inner, priority: n, value: mkOverride(n, inner.value) };
}

function itemsOf(loc: Loc, description: string, d: Definition): Item[] {
  const v = force(d.value);
  if (v instanceof Unknown) throw new UnknownSignal(v);
  if (isList(v)) return v.map((element, i) => elementItem(loc, description, { ...d, element: i }, element));
  return [...attrEntries(v as Attrs)].map(([name, value, at]) => itemAt(d, name, value, at));
}

function itemAt(d: Definition, name: string, value: Lazy, at: Position | undefined): Item {
  return { ...peel(value), name, definition: { ...d, at: at ?? d.at } };
}

function elementItem(loc: Loc, description: string, d: Definition, element: Lazy): Item {
  const v = force(element);
  const order = typeTag(v) === 'order' ? (v as Attrs) : undefined;
  const set = order === undefined ? v : force(getAttr(order, 'content') ?? null);
  if (set instanceof Unknown) throw new UnknownSignal(set);
  const entries = set instanceof Attrs ? [...attrEntries(set)] : [];
  const [first] = entries;
  if (first !== undefined && entries.length === 1) {
    const item = itemAt(d, ...first);
    return order === undefined ? item : { ...item, order: numberIn(order) };
  }
  const problem =
    set instanceof Attrs
      ? `Each list element must be a single-key attribute set, but got ${entries.length} keys`
      : `Each list element must be an attribute set, but got ${typeOf(set)}`;
  throw new OptionError(
    'type-mismatch',
    loc,
    `A definition for option \`${showOption(loc)}' is not of type \`${description}'. ${problem}.${showDefinitions([{ ...d, value: v }])}`,
    [d],
    description,
  );
}

interface Element {
  readonly item: Item;
  readonly merged: MergedDefinitions;
}

/** The elements that are defined, in order; of each name only those of the priority that wins. */
function elementsOf(
  loc: Loc,
  definitions: readonly Definition[],
  elemType: OptionType,
  description: string,
): Element[] {
  const items = definitions.flatMap((d) => itemsOf(loc, description, d));
  const winning = new Map<string, number>();
  for (const { name, priority } of items) winning.set(name, Math.min(winning.get(name) ?? PRIORITY.plain, priority));
  const kept = items.filter((item) => item.priority === winning.get(item.name));
  return kept
    .sort((a, b) => a.order - b.order)
    .flatMap((item) => {
      tick();
      const merged = mergeDefinitions([...loc, item.name], () => elemType, [{ ...item.definition, value: item.value }]);
      return merged.isDefined ? [{ item, merged }] : [];
    });
}

function single({ item, merged }: Element): Attrs {
  return attrsFromMap(new Map([[item.name, { value: merged.value, at: item.definition.at }]]));
}

/** `zipAttrsWith mergeAttrValues` over the elements. */
function joined(elements: readonly Element[], merge: Lazy | undefined): Attrs {
  const values = new Map<string, Lazy[]>();
  for (const { item, merged } of elements) values.set(item.name, [...(values.get(item.name) ?? []), merged.value]);
  const entries = new Map<string, AttrEntry>();
  for (const [name, list] of values)
    entries.set(name, { value: merge === undefined ? list : lazy(() => call2(force(merge), name, list)) });
  return attrsFromMap(entries);
}

function isListOrSet(lazyValue: Lazy): boolean {
  const v = force(lazyValue);
  return isList(v) || v instanceof Attrs;
}

export function attrListWith(elemType: OptionType, parameters: ListParameters): OptionType {
  const { asAttrs, mergeAttrValues } = parameters;
  const elements = (loc: Loc, definitions: readonly Definition[]): Element[] =>
    elementsOf(loc, definitions, elemType, type.description);
  const type: OptionType = makeWrapper(elemType, {
    name: 'attrListOf',
    get description() {
      return `attribute list of ${phrase(elemType, 'noun', 'composite')}`;
    },
    descriptionClass: 'composite',
    check: isListOrSet,
    merge: (loc, definitions): Value => {
      const list = elements(loc, definitions);
      return asAttrs ? joined(list, mergeAttrValues) : list.map(single);
    },
    headError: (_, definitions) => checkError({ check: isListOrSet }, definitions),
    valueMeta: (loc, definitions) =>
      attrsOf({
        attrList: lazy(() => elements(loc, definitions).map((e) => e.merged.meta)),
        attrListValue: lazy(() => elements(loc, definitions).map(single)),
        definitions: lazy(() =>
          elements(loc, definitions).map((e) =>
            mkDefinition({ ...e.item.definition, value: mkOrder(e.item.order, single(e)) }),
          ),
        ),
      }),
    emptyValue: asAttrs ? EMPTY_ATTRS : [],
    getSubOptions: (prefix) => elemType.getSubOptions([...prefix, '*']),
    substSubModules: (modules) => mapType(elemType.substSubModules(modules), (t) => attrListWith(t, parameters)),
    typeMerge: () => undefined,
    functor: plainFunctor('attrListOf', undefined),
    nestedTypes: { elemType },
  });
  return type;
}

export function attrListOf(elemType: OptionType): OptionType {
  return attrListWith(elemType, { asAttrs: false, mergeAttrValues: undefined });
}
