// `lib.modules` as Nix code sees it: evaluation, merging, properties. Modules for renamed options are in renames.ts.
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
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs, forceBool, forceInt, forceList, forceText } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { textOf } from '../evaluator/strings';
import { Attrs, PrimOp, force, type Lazy, type Value } from '../evaluator/values';
import {
  assertTrue,
  callBuiltin,
  deprecated,
  interpolated,
  isFunctionValue,
  select,
  stringified,
  takeFormals,
  thrown,
  warn,
} from '../nixpkgs-lib/support';
import { declaredOptionValue, evaluatedOptionValue, optionsValue } from './configuration';
import { definitionFromValue, definitionValue, mkDefinition, type Definition, type Loc } from './definition';
import { evalModules } from './eval-modules';
import { callModule, collectModules } from './load-module';
import { mergeDefinitions } from './merge-definitions';
import { moduleValue, unifyModule } from './module-syntax';
import { evalOption, optionGroup, pushedDown, unmatchedIn, type TreeContext } from './option-tree';
import { forceLoc, typeFromValue, typeValue, type OptionType } from './option-type';
import { declaredOption, mergeDeclarations, type Declaration } from './options';
import {
  ORDER,
  PRIORITY,
  NO_PRIORITY,
  dischargeProperties,
  mkIf,
  mkMerge,
  mkOrder,
  mkOverride,
  pushDownProperties,
  typeTag,
} from './properties';
import { renameFunctions } from './renames';
import { setDefaultModuleLocation } from './types/modules';
import { submoduleWith, type Surroundings } from './types/submodule';

type Formals = Readonly<Record<string, boolean>>;
type Table = Record<string, Lazy>;

const EVAL_FORMALS: Formals = {
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

/** Values as definitions of no file, for functions that work on values alone. */
function bare(value: Lazy): Definition {
  return { file: '<unknown-file>', value, at: undefined, conditions: [] };
}

function definitionsFrom(list: Lazy): Definition[] {
  return forceList(list).map(definitionFromValue);
}

/** A property (`_type = tag`) that is the value of a definition as Nix code has it; `undefined` when it is another value. */
function propertyOf(def: Lazy, tag: string): Attrs | undefined {
  const value = getAttr(forceAttrs(def), 'value');
  const v = value === undefined ? undefined : force(value);
  return v instanceof Attrs && typeTag(v) === tag ? v : undefined;
}

/** The definition with the property's content in place of the property, and what else `more` says. */
function stripped(def: Lazy, property: Attrs, more: Table = {}): Attrs {
  return updateAttrs(forceAttrs(def), attrsOf({ value: getAttr(property, 'content') ?? null, ...more }));
}

/** Sets that are no definitions pass as they are, as in nixpkgs. */
function overridden(defs: Lazy): { readonly values: Value; readonly highestPrio: number } {
  const prioritised = forceList(defs).map((def) => {
    const property = propertyOf(def, 'override');
    if (property === undefined) return { def, priority: PRIORITY.plain };
    return { def: stripped(def, property), priority: Number(forceInt(getAttr(property, 'priority') ?? null)) };
  });
  const highestPrio = prioritised.reduce((p, d) => Math.min(p, d.priority), NO_PRIORITY);
  return { values: prioritised.filter((d) => d.priority === highestPrio).map((d) => d.def), highestPrio };
}

function sorted(defs: Lazy): Value {
  const ordered = forceList(defs).map((def) => {
    const property = propertyOf(def, 'order');
    if (property === undefined) {
      const own = getAttr(forceAttrs(def), 'priority');
      return { def, order: own === undefined ? ORDER.plain : Number(forceInt(own)) };
    }
    const priority = getAttr(property, 'priority') ?? null;
    return { def: stripped(def, property, { priority }), order: Number(forceInt(priority)) };
  });
  return ordered.sort((a, b) => a.order - b.order).map((d) => d.def);
}

/** `f` applied to the values inside of the properties that a definition is made of. */
function mapDefinitionValue(f: Lazy, definition: Lazy): Value {
  const v = force(definition);
  const mapped = (name: string): Value => {
    const attrs = v as Attrs;
    const inner = lazy(() => mapDefinitionValue(f, getAttr(attrs, name) ?? null));
    return updateAttrs(attrs, attrsOf({ [name]: inner }));
  };
  switch (typeTag(v)) {
    case 'merge': {
      const attrs = v as Attrs;
      const contents = lazy(() =>
        forceList(getAttr(attrs, 'contents') ?? null).map((inner) => lazy(() => mapDefinitionValue(f, inner))),
      );
      return updateAttrs(attrs, attrsOf({ contents }));
    }
    case 'if':
    case 'override':
    case 'order':
      return mapped('content');
    case 'definition':
      return mapped('value');
    default:
      return call(force(f), v);
  }
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

function mergingFunctions(surroundings: Surroundings): Table {
  const configs = (list: Lazy, file: string): Definition[] =>
    forceList(list).map((m) => {
      const attrs = forceAttrs(m);
      return { ...bare(getAttr(attrs, 'config') ?? null), file: fileOf(attrs, file) };
    });
  return {
    mergeModules: primOp('mergeModules', 2, (prefix, modules) =>
      mergeTree(
        forceLoc(prefix),
        declarationsFrom(modules),
        () => configs(modules, '_file').flatMap((d) => pushedDown(d, treeContext(surroundings))),
        surroundings,
      ),
    ),
    "mergeModules'": primOp("mergeModules'", 3, (prefix, options, definitions) =>
      mergeTree(forceLoc(prefix), declarationsFrom(options), () => configs(definitions, 'file'), surroundings),
    ),
    mergeOptionDecls: primOp('mergeOptionDecls', 2, (loc, opts) => {
      const merged = mergeDeclarations(forceLoc(loc), declarationsFrom(opts));
      const parts = attrsOf({
        type: lazy(() => typeValue(merged.mergedType)),
        options: lazy(() => merged.submodules),
      });
      return updateAttrs(declaredOptionValue(merged), parts);
    }),
    fixupOptionType: primOp('fixupOptionType', 2, (loc, opt) => {
      const attrs = forceAttrs(opt);
      const { type } = declaredOption(forceLoc(loc), attrs);
      const modules = forceList(orIfMissing(getAttr(attrs, 'options'), []));
      const fixed = type.subModules === undefined || modules.length === 0 ? type : type.substSubModules(modules);
      return updateAttrs(attrs, attrsOf({ type: typeValue(fixed ?? type), options: [] }));
    }),
    evalOptionValue: primOp('evalOptionValue', 3, (loc, opt, defs) =>
      evaluatedOptionValue(evalOption(declaredOption(forceLoc(loc), forceAttrs(opt)), definitionsFrom(defs))),
    ),
    mergeDefinitions: primOp('mergeDefinitions', 3, (loc, type, defs) =>
      mergedValue(forceLoc(loc), typeFromValue(type), defs),
    ),
    mergeAttrDefinitionsWithPrio: primOp('mergeAttrDefinitionsWithPrio', 1, (opt) =>
      mergeAttrDefinitionsWithPrio(forceAttrs(opt)),
    ),
    mapDefinitionValue: primOp('mapDefinitionValue', 2, mapDefinitionValue),
    dischargeProperties: primOp('dischargeProperties', 1, (v) => dischargeProperties(bare(v)).map((d) => d.value)),
    pushDownProperties: primOp('pushDownProperties', 1, (v) => pushDownProperties(v)),
    filterOverrides: primOp('filterOverrides', 1, (defs) => overridden(defs).values),
    "filterOverrides'": primOp("filterOverrides'", 1, (defs) => attrsOf(overridden(defs))),
    sortProperties: primOp('sortProperties', 1, (defs) => sorted(defs)),
  };
}

function propertyFunctions(): Table {
  const withPriority = (name: string, priority: number): PrimOp => primOp(name, 1, (v) => mkOverride(priority, v));
  const withOrder = (name: string, order: number): PrimOp => primOp(name, 1, (v) => mkOrder(order, v));
  return {
    mkIf: primOp('mkIf', 2, mkIf),
    mkAssert: primOp('mkAssert', 3, (assertion, message, content) =>
      mkIf(
        lazy(() => {
          if (forceBool(assertion)) return true;
          throw thrown(`\nFailed assertion: ${textOf(interpolated(message))}`);
        }),
        content,
      ),
    ),
    mkMerge: primOp('mkMerge', 1, mkMerge),
    mkOverride: primOp('mkOverride', 2, mkOverride),
    mkOptionDefault: withPriority('mkOptionDefault', PRIORITY.optionDefault),
    mkDefault: withPriority('mkDefault', PRIORITY.default),
    mkImageMediaOverride: withPriority('mkImageMediaOverride', PRIORITY.imageMedia),
    mkForce: withPriority('mkForce', PRIORITY.force),
    mkVMOverride: withPriority('mkVMOverride', PRIORITY.vm),
    defaultOverridePriority: PRIORITY.plain,
    defaultPriority: deprecated(
      'lib.modules.defaultPriority is deprecated, please use lib.modules.defaultOverridePriority instead.',
      PRIORITY.plain,
    ),
    mkFixStrictness: primOp('mkFixStrictness', 1, (v) => {
      warn(
        'lib.mkFixStrictness has no effect and will be removed. It returns its argument unmodified, so you can just remove any calls.',
      );
      return force(v);
    }),
    mkOrder: primOp('mkOrder', 2, mkOrder),
    mkBefore: withOrder('mkBefore', ORDER.before),
    mkAfter: withOrder('mkAfter', ORDER.after),
    defaultOrderPriority: ORDER.plain,
    mkDefinition: new PrimOp(
      'mkDefinition',
      1,
      (arg) => mkDefinition(definitionFromValue(takeFormals('mkDefinition', arg, DEFINITION_FORMALS, true))),
      [],
      DEFINITION_FORMALS,
    ),
  };
}

const DEFINITION_FORMALS: Formals = { file: false, value: false };

/** `importJSON file` and the like: the file's content as a module's configuration. */
function fileModule(name: string, parse: string): PrimOp {
  return primOp(name, 1, (file) =>
    attrsOf({ _file: file, config: lazy(() => callBuiltin(parse, callBuiltin('readFile', file))) }),
  );
}

function loadingFunctions(): Table {
  const argumentsOf = (args: Lazy) => {
    const attrs = forceAttrs(args);
    const config = (): Value => select(attrs, 'config');
    return {
      args: attrs,
      openArgs: null,
      moduleArgument: (name: string) => lazy(() => select(select(select(config(), '_module'), 'args'), name)),
    };
  };
  return {
    applyModuleArgsIfFunction: primOp('applyModuleArgsIfFunction', 3, (key, f, args) => {
      const fn = force(f);
      return isFunctionValue(fn) ? callModule(fn, forceText(key), argumentsOf(args)) : fn;
    }),
    collectModules: primOp('collectModules', 3, (modulesPath, modules, args) =>
      collectModules(forceList(modules), {
        ...argumentsOf(args),
        modulesPath: textOf(stringified(modulesPath)),
        prefix: [],
        class: undefined,
      }).modules.map(moduleValue),
    ),
    unifyModuleSyntax: primOp('unifyModuleSyntax', 3, (file, key, m) =>
      moduleValue(unifyModule(forceAttrs(m), textOf(stringified(file)), textOf(stringified(key)))),
    ),
    importApply: primOp('importApply', 2, (file, arg) =>
      setDefaultModuleLocation(
        file,
        lazy(() => call(callBuiltin('import', file), arg)),
      ),
    ),
    importJSON: fileModule('importJSON', 'fromJSON'),
    importTOML: fileModule('importTOML', 'fromTOML'),
    setDefaultModuleLocation: primOp('setDefaultModuleLocation', 2, setDefaultModuleLocation),
  };
}

/** `lib.modules`, by name; `lib` is what modules get as their argument. */
export function moduleFunctions(lib: Lazy): Table {
  const surroundings = { lib };
  return {
    evalModules: new PrimOp(
      'evalModules',
      1,
      (arg) => evalModulesValue(takeFormals('evalModules', arg, EVAL_FORMALS), lib),
      [],
      EVAL_FORMALS,
    ),
    fixMergeModules: primOp('fixMergeModules', 2, (modules, args) =>
      evalModulesValue(attrsOf({ modules, args, check: false }), lib),
    ),
    ...mergingFunctions(surroundings),
    ...propertyFunctions(),
    ...loadingFunctions(),
    ...renameFunctions(surroundings),
  };
}
