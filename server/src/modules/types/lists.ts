// Lists.
import { forceList } from '../../evaluator/coerce';
import { tick } from '../../evaluator/session';
import { attrsOf } from '../../evaluator/attrs';
import { lazy } from '../../evaluator/force';
import { EMPTY_ATTRS } from '../../evaluator/attrs';
import { Unknown, force, isList, type Lazy } from '../../evaluator/values';
import type { Definition, Loc } from '../definition';
import { alterType, checkError, elementFunctor, makeWrapper, mapType, phrase } from '../make-type';
import { mergeDefinitions, type MergedDefinitions } from '../merge-definitions';
import type { OptionType } from '../option-type';
import { addCheck } from './coerced';

function isListValue(v: Lazy): boolean {
  return isList(force(v));
}

/** Lists are joined; elements under `mkIf false` are left out. */
export function listOf(elemType: OptionType): OptionType {
  const elements = (loc: Loc, definitions: readonly Definition[]): (MergedDefinitions | Unknown)[] => {
    const out: (MergedDefinitions | Unknown)[] = [];
    definitions.forEach((d, n) => {
      const v = force(d.value);
      if (v instanceof Unknown) {
        out.push(v);
        return;
      }
      forceList(v).forEach((value, m) => {
        tick();
        const definition: Definition = { file: d.file, value, at: d.at, conditions: d.conditions, element: m };
        const merged = mergeDefinitions([...loc, `[definition ${n + 1}-entry ${m + 1}]`], () => elemType, [definition]);
        if (merged.isDefined) out.push(merged);
      });
    });
    return out;
  };
  const merge: OptionType['merge'] = (loc, definitions) =>
    elements(loc, definitions).map((e) => (e instanceof Unknown ? e : e.value));
  return makeWrapper(elemType, {
    name: 'listOf',
    get description() {
      return `list of ${phrase(elemType, 'noun', 'composite')}`;
    },
    descriptionClass: 'composite',
    check: isListValue,
    merge,
    headError: (_, definitions) => checkError({ check: isListValue }, definitions),
    valueMeta: (loc, definitions) =>
      attrsOf({
        list: lazy(() => elements(loc, definitions).map((e) => (e instanceof Unknown ? EMPTY_ATTRS : e.meta))),
      }),
    mergeWithUnknown: merge,
    emptyValue: [],
    getSubOptions: (prefix) => elemType.getSubOptions([...prefix, '*']),
    substSubModules: (modules) => mapType(elemType.substSubModules(modules), listOf),
    functor: elementFunctor('listOf', elemType, listOf),
    nestedTypes: { elemType },
  });
}

export function nonEmptyListOf(elemType: OptionType): OptionType {
  const list = addCheck(listOf(elemType), (v) => forceList(v).length > 0);
  return alterType(list, {
    get description() {
      return `non-empty ${phrase(list, 'noun')}`;
    },
    emptyValue: undefined,
    substSubModules: (modules) => mapType(elemType.substSubModules(modules), nonEmptyListOf),
  });
}
