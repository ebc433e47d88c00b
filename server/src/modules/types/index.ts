// `lib.types` as Nix code sees it. The types are in the files beside this one, a family each.
import { attrsOf as attrsetOf, getAttr, orIfMissing } from '../../evaluator/attrs';
import { primOp } from '../../evaluator/builtins/primop';
import { call } from '../../evaluator/call';
import { forceAttrs, forceBool, forceList, forceText } from '../../evaluator/coerce';
import { lazy } from '../../evaluator/force';
import { force, isList, type Attrs, type Lazy } from '../../evaluator/values';
import { takingFormals, type FormalNames } from '../../nixpkgs-lib/support';
import { lazyType, typeFromValue, typeFunction, typeValue, type OptionType } from '../option-type';
import { attrs, attrsOf, attrsWith, lazyAttrsOf, loaOf, parametersOf } from './attribute-sets';
import { attrListOf, attrListWith } from './attribute-lists';
import { either, enumOf, nullOr, oneOf, uniq, unique } from './choices';
import { addCheck, coercedTo } from './coerced';
import { functionTo } from './functions';
import { listOf, nonEmptyListOf } from './lists';
import { deferredModuleWith } from './modules';
import { fileset } from './filesets';
import { float, int, intBetween, ints, number, numberBetween, numbers, port } from './numbers';
import { externalPath, packageType, path, pathInStore, pathParameters, pathWith, pkgs, shellPackage } from './packages';
import { json, serializableValueWith, toml } from './serializable';
import { anything, bool, boolByOr, luaInline, optionDeclaration, optionType, raw, unspecified } from './simple';
import {
  commas,
  envVar,
  lines,
  nonEmptyStr,
  passwdEntry,
  separatedString,
  singleLineStr,
  str,
  string,
  strMatching,
} from './strings';
import { noCheckForDocsModule, submodule, submoduleParameters, submoduleWith, type Surroundings } from './submodule';
import { attrTag } from './tagged';
import { typeMaking } from './making';

const PLAIN: Readonly<Record<string, OptionType>> = {
  anything,
  attrs,
  bool,
  boolByOr,
  commas,
  envVar,
  externalPath,
  fileset,
  float,
  int,
  json,
  lines,
  luaInline,
  nonEmptyStr,
  number,
  optionDeclaration,
  optionType,
  package: packageType,
  path,
  pathInStore,
  pkgs,
  port,
  raw,
  shellPackage,
  singleLineStr,
  str,
  string,
  toml,
  unspecified,
};

const OF_ONE_TYPE: Readonly<Record<string, (type: OptionType) => OptionType>> = {
  attrListOf,
  attrsOf,
  functionTo,
  lazyAttrsOf,
  listOf,
  loaOf,
  nonEmptyListOf,
  nullOr,
  passwdEntry,
  uniq,
};

function choiceFunctions(): Record<string, Lazy> {
  return {
    either: primOp('either', 2, (a, b) => typeValue(either(lazyType(a), lazyType(b)))),
    enum: primOp('enum', 1, (values) => typeValue(enumOf(forceList(values)))),
    oneOf: primOp('oneOf', 1, (types) => typeValue(oneOf(forceList(types).map(lazyType)))),
    unique: takingFormals(
      'unique',
      { message: false },
      (args, type) => typeValue(unique(forceText(orIfMissing(getAttr(args, 'message'), '')), lazyType(type))),
      { arity: 2 },
    ),
    addCheck: primOp('addCheck', 2, (type, check) =>
      typeValue(addCheck(typeFromValue(type), (v) => forceBool(call(force(check), v)))),
    ),
    coercedTo: primOp('coercedTo', 3, (from, convert, final) =>
      typeValue(coercedTo(typeFromValue(from), convert, lazyType(final))),
    ),
    attrTag: primOp('attrTag', 1, (tags) => typeValue(attrTag(forceAttrs(tags)))),
  };
}

function parameterised(): Record<string, Lazy> {
  return {
    attrsWith: takingFormals('attrsWith', { elemType: false, lazy: true, placeholder: true }, (args) =>
      typeValue(attrsWith(lazyType(getAttr(args, 'elemType') ?? null), parametersOf(args))),
    ),
    attrListWith: takingFormals('attrListWith', { asAttrs: true, elemType: false, mergeAttrValues: true }, (args) =>
      typeValue(
        attrListWith(lazyType(getAttr(args, 'elemType') ?? null), {
          asAttrs: forceBool(orIfMissing(getAttr(args, 'asAttrs'), false)),
          mergeAttrValues: getAttr(args, 'mergeAttrValues'),
        }),
      ),
    ),
    pathWith: takingFormals('pathWith', { absolute: true, inStore: true }, (args) =>
      typeValue(pathWith(pathParameters(args))),
    ),
    serializableValueWith: takingFormals('serializableValueWith', { nullable: true, typeName: false }, (args) =>
      typeValue(
        serializableValueWith(
          forceText(orIfMissing(getAttr(args, 'typeName'), '')),
          forceBool(orIfMissing(getAttr(args, 'nullable'), true)),
        ),
      ),
    ),
    strMatching: primOp('strMatching', 1, (pattern) => typeValue(strMatching(forceText(pattern)))),
    separatedString: primOp('separatedString', 1, (separator) => typeValue(separatedString(forceText(separator)))),
    ints: attrsetOf({
      ...typeValues(ints),
      between: primOp('between', 2, (lowest, highest) => typeValue(intBetween(lowest, highest))),
    }),
    numbers: attrsetOf({
      ...typeValues(numbers),
      between: primOp('between', 2, (lowest, highest) => typeValue(numberBetween(lowest, highest))),
    }),
  };
}

function typeValues(types: Readonly<Record<string, OptionType>>): Record<string, Lazy> {
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, typeValue(type)]));
}

const SUBMODULE_FORMALS: FormalNames = {
  class: true,
  description: true,
  modules: false,
  shorthandOnlyDefinesConfig: true,
  specialArgs: true,
};

function moduleFunctions(surroundings: Surroundings): Record<string, Lazy> {
  return {
    submodule: primOp('submodule', 1, (arg) => {
      const modules = force(arg);
      return typeValue(submodule(isList(modules) ? modules : [modules], surroundings));
    }),
    submoduleWith: takingFormals('submoduleWith', SUBMODULE_FORMALS, (args) =>
      typeValue(submoduleWith(submoduleParameters(args), surroundings)),
    ),
    deferredModule: typeValue(deferredModuleWith([], surroundings)),
    deferredModuleWith: takingFormals('deferredModuleWith', { staticModules: true }, (args) =>
      typeValue(deferredModuleWith(forceList(orIfMissing(getAttr(args, 'staticModules'), [])), surroundings)),
    ),
    noCheckForDocsModule,
  };
}

/** The set `lib.types`; `lib` is what submodules get as their module argument. */
export function typesValue(lib: Lazy): Attrs {
  const types: Attrs = attrsetOf({
    ...typeValues(PLAIN),
    ...Object.fromEntries(Object.entries(OF_ONE_TYPE).map(([name, make]) => [name, typeFunction(name, make)])),
    ...choiceFunctions(),
    ...parameterised(),
    ...moduleFunctions({ lib }),
    ...typeMaking(() => types),
    types: lazy(() => types),
  });
  return types;
}
