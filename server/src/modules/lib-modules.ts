// `lib.modules` as Nix code sees it: evaluation, merging and loading. Properties are in lib-properties.ts, modules for
// renamed options in renames.ts.
import {
  attrEntries,
  attrsFromMap,
  attrsOf,
  getAttr,
  hasListed,
  updateAttrs,
  type AttrEntry,
  orIfMissing,
} from '../evaluator/attrs';
import { call } from '../evaluator/call';
import { forceAttrs, forceBool, forceList, forceText } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { textOf } from '../evaluator/strings';
import { force, type Attrs, type Lazy, type Value } from '../evaluator/values';
import {
  assertTrue,
  callBuiltin,
  functions,
  isFunctionValue,
  select,
  stringified,
  warn,
  takingFormals,
  type LibTable,
} from '../nixpkgs-lib/support';
import { declaredOptionValue, evaluatedOptionValue, optionsValue } from './configuration';
import { definitionFromValue, definitionValue, type Definition, type Loc } from './definition';
import { evalModules } from './eval-modules';
import { callModule, collectModules } from './load-module';
import { mergeDefinitions } from './merge-definitions';
import { moduleValue, unifyModule } from './module-syntax';
import { evalOption, optionGroup, pushedDown, unmatchedIn, type TreeContext } from './option-tree';
import { forceLoc, typeFromValue, typeValue, type OptionType } from './option-type';
import { declaredOption, mergeDeclarations, type Declaration } from './options';
import { pushDownProperties } from './properties';
import { propertyFunctions } from './lib-properties';
import { renameFunctions } from './renames';
import { setDefaultModuleLocation } from './types/modules';
import { submoduleWith, type Surroundings } from './types/submodule';

const EVAL_FORMALS = {
  args: true,
  check: true,
  class: true,
  modules: false,
  prefix: true,
  specialArgs: true,
};

function evalModulesValue(attrs: Attrs, lib: Lazy): Attrs {
  for (const name of ['args', 'check'])
    if (hasListed(attrs, name))
      warn(`The ${name} argument to evalModules is deprecated. Please set config._module.${name} instead.`);
  const args = getAttr(attrs, 'args');
  const check = getAttr(attrs, 'check');
  const moduleClass = force(getAttr(attrs, 'class') ?? null);
  return evalModules({
    lib,
    modules: forceList(getAttr(attrs, 'modules') ?? null),
    prefix: forceLoc(orIfMissing(getAttr(attrs, 'prefix'), [])),
    specialArgs: forceAttrs(orIfMissing(getAttr(attrs, 'specialArgs'), attrsOf({}))),
    class: moduleClass === null ? undefined : forceText(moduleClass),
    ...(args !== undefined && { args }),
    ...(check !== undefined && { check: forceBool(check) }),
  }).value;
}

function definitionsFrom(list: Lazy): Definition[] {
  return forceList(list).map(definitionFromValue);
}

/** The result of `mergeDefinitions` as Nix code sees it. */
function mergedValue(loc: Loc, type: OptionType, defs: Lazy): Attrs {
  const merged = mergeDefinitions(loc, () => type, definitionsFrom(defs));
  const final = lazy(() => merged.definitions.map(definitionValue));
  return attrsOf({
    "defsFinal'": lazy(() => attrsOf({ values: final, highestPrio: merged.highestPriority })),
    defsFinal: final,
    mergedValue: merged.value,
    isDefined: lazy(() => merged.isDefined),
    optionalValue: lazy(() => attrsOf(merged.isDefined ? { value: merged.value } : {})),
    checkedAndMerged: attrsOf({
      // Types that check while merging have a value even if the check fails.
      value: type.headError === undefined ? merged.value : lazy(() => type.merge(loc, merged.definitions)),
      valueMeta: merged.meta,
      headError: lazy(() => {
        const message = type.headError?.(loc, merged.definitions);
        return message === undefined ? null : attrsOf({ message });
      }),
    }),
  });
}

/** Values and priorities of the attributes of an option of type `attrsOf`. */
function mergeAttrDefinitionsWithPrio(option: Attrs): Attrs {
  const type = typeFromValue(select(option, 'type'));
  assertTrue(
    type.name === 'attrsOf' || type.name === 'lazyAttrsOf',
    'opt.type.name == "attrsOf" || opt.type.name == "lazyAttrsOf"',
  );
  const elemType = typeFromValue(select(select(typeValue(type), 'nestedTypes'), 'elemType'));
  const loc = forceLoc(orIfMissing(getAttr(option, 'loc'), []));
  const byName = new Map<string, Definition[]>();
  for (const d of definitionsFrom(select(option, 'definitionsWithLocations')))
    for (const set of pushDownProperties(d.value))
      for (const [name, value, at] of attrEntries(forceAttrs(set)))
        byName.set(name, [...(byName.get(name) ?? []), { ...d, value, at: at ?? d.at }]);
  const entries = new Map<string, AttrEntry>();
  for (const [name, definitions] of byName) {
    const merged = mergeDefinitions([...loc, name], () => elemType, definitions);
    entries.set(name, {
      value: attrsOf({ value: merged.value, highestPrio: lazy(() => merged.highestPriority) }),
    });
  }
  return attrsFromMap(entries);
}

function treeContext({ lib }: Surroundings): TreeContext {
  return {
    groupAsSubmodule: (options) =>
      attrsOf({
        _type: 'option',
        type: typeValue(submoduleWith({ modules: [attrsOf({ options })], shorthandOnlyDefinesConfig: null }, { lib })),
      }),
  };
}

/** `mergeModules' prefix options configs`, where options and configs come from modules. */
function mergeTree(
  prefix: Loc,
  declarations: readonly Declaration[],
  definitions: () => readonly Definition[],
  surroundings: Surroundings,
): Attrs {
  const context = treeContext(surroundings);
  const root = optionGroup(prefix, declarations, definitions, context);
  return attrsOf({
    matchedOptions: lazy(() => optionsValue(root)),
    unmatchedDefns: lazy(() =>
      unmatchedIn(root, context).map(({ loc, definition }) =>
        attrsOf({ file: definition.file, value: definition.value, prefix: [...loc.slice(prefix.length)] }),
      ),
    ),
  });
}

function fileOf(attrs: Attrs, name: string): string {
  return textOf(stringified(orIfMissing(getAttr(attrs, name), '<unknown-file>')));
}

function declarationsFrom(list: Lazy): Declaration[] {
  return forceList(list).map((m) => {
    const attrs = forceAttrs(m);
    return {
      file: fileOf(attrs, '_file'),
      options: orIfMissing(getAttr(attrs, 'options'), attrsOf({})),
      at: undefined,
    };
  });
}

function mergingFunctions(surroundings: Surroundings): LibTable {
  const configs = (list: Lazy, file: string): Definition[] =>
    forceList(list).map((m) => {
      const attrs = forceAttrs(m);
      return { file: fileOf(attrs, file), value: getAttr(attrs, 'config') ?? null, at: undefined, conditions: [] };
    });
  return functions({
    mergeModules: [
      2,
      (prefix, modules) =>
        mergeTree(
          forceLoc(prefix),
          declarationsFrom(modules),
          () => configs(modules, '_file').flatMap((d) => pushedDown(d, treeContext(surroundings))),
          surroundings,
        ),
    ],
    "mergeModules'": [
      3,
      (prefix, options, definitions) =>
        mergeTree(forceLoc(prefix), declarationsFrom(options), () => configs(definitions, 'file'), surroundings),
    ],
    mergeOptionDecls: [
      2,
      (loc, opts) => {
        const merged = mergeDeclarations(forceLoc(loc), declarationsFrom(opts));
        const parts = attrsOf({
          type: lazy(() => typeValue(merged.mergedType)),
          options: lazy(() => merged.submodules),
        });
        return updateAttrs(declaredOptionValue(merged), parts);
      },
    ],
    fixupOptionType: [
      2,
      (loc, opt) => {
        const attrs = forceAttrs(opt);
        const { type } = declaredOption(forceLoc(loc), attrs);
        const modules = forceList(orIfMissing(getAttr(attrs, 'options'), []));
        const fixed = type.subModules === undefined || modules.length === 0 ? type : type.substSubModules(modules);
        return updateAttrs(attrs, attrsOf({ type: typeValue(fixed ?? type), options: [] }));
      },
    ],
    evalOptionValue: [
      3,
      (loc, opt, defs) =>
        evaluatedOptionValue(evalOption(declaredOption(forceLoc(loc), forceAttrs(opt)), definitionsFrom(defs))),
    ],
    mergeDefinitions: [3, (loc, type, defs) => mergedValue(forceLoc(loc), typeFromValue(type), defs)],
    mergeAttrDefinitionsWithPrio: [1, (opt) => mergeAttrDefinitionsWithPrio(forceAttrs(opt))],
  });
}

/** `importJSON file` and the like: the file's content as a module's configuration. */
function fileModule(file: Lazy, parse: string): Attrs {
  return attrsOf({ _file: file, config: lazy(() => callBuiltin(parse, callBuiltin('readFile', file))) });
}

function loadingFunctions(): LibTable {
  const argumentsOf = (args: Lazy) => {
    const attrs = forceAttrs(args);
    const config = (): Value => select(attrs, 'config');
    return {
      args: attrs,
      openArgs: null,
      moduleArgument: (name: string) => lazy(() => select(select(select(config(), '_module'), 'args'), name)),
    };
  };
  return functions({
    applyModuleArgsIfFunction: [
      3,
      (key, f, args) => {
        const fn = force(f);
        return isFunctionValue(fn) ? callModule(fn, forceText(key), argumentsOf(args)) : fn;
      },
    ],
    collectModules: [
      3,
      (modulesPath, modules, args) =>
        collectModules(forceList(modules), {
          ...argumentsOf(args),
          modulesPath: textOf(stringified(modulesPath)),
          prefix: [],
          class: undefined,
        }).modules.map(moduleValue),
    ],
    unifyModuleSyntax: [
      3,
      (file, key, m) => moduleValue(unifyModule(forceAttrs(m), textOf(stringified(file)), textOf(stringified(key)))),
    ],
    importApply: [
      2,
      (file, arg) =>
        setDefaultModuleLocation(
          file,
          lazy(() => call(callBuiltin('import', file), arg)),
        ),
    ],
    importJSON: [1, (file) => fileModule(file, 'fromJSON')],
    importTOML: [1, (file) => fileModule(file, 'fromTOML')],
    setDefaultModuleLocation: [2, setDefaultModuleLocation],
  });
}

/** `lib.modules`, by name; `lib` is what modules get as their argument. */
export function moduleFunctions(lib: Lazy): LibTable {
  const surroundings = { lib };
  return {
    evalModules: takingFormals('evalModules', EVAL_FORMALS, (args) => evalModulesValue(args, lib)),
    ...functions({
      fixMergeModules: [2, (modules, args) => evalModulesValue(attrsOf({ modules, args, check: false }), lib)],
    }),
    ...mergingFunctions(surroundings),
    ...propertyFunctions,
    ...loadingFunctions(),
    ...renameFunctions(surroundings),
  };
}
