// Modules for options that were renamed, removed or changed, and definitions taken over from other options.
import { EMPTY_ATTRS, attrsOf, getAttr, updateAttrs, orIfMissing } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call, callMany } from '../evaluator/call';
import { forceAttrs, forceBool, forceList } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { concatStrings } from '../evaluator/strings';
import { Attrs, Unknown, type PrimOp, force, type Lazy, type Value } from '../evaluator/values';
import { baseLib } from '../nixpkgs-lib/index';
import {
  aborted,
  callBuiltin,
  functions,
  interpolated,
  later,
  select,
  stringified,
  thrown,
  warn,
  takingFormals,
  type LibTable,
} from '../nixpkgs-lib/support';
import { selectAttr } from '../evaluator/operators';
import { definitionFromValue, showOption, takenOver, type Loc } from './definition';
import { mkOption } from './lib-options';
import { forceLoc, typeValue } from './option-type';
import { isOption } from './options';
import { PRIORITY, mkIf, mkMerge, mkOverride } from './properties';
import { submodule, type Surroundings } from './types/submodule';

/** A module `{ config, options, … }: …`. */
function moduleFunction(names: readonly string[], body: (part: (name: string) => Value) => Value): PrimOp {
  const formals = Object.fromEntries(names.map((n) => [n, false]));
  return takingFormals('module', formals, (args) => body((name) => force(getAttr(args, name) ?? null)), {
    ellipsis: true,
  });
}

/** `lib.setAttrByPath path value`. */
function setByPath(path: Loc, value: Lazy): Value {
  return path.reduceRight<Lazy>((inner, name) => attrsOf({ [name]: inner }), value) as Value;
}

/** What is at `path`; `undefined` where a name is missing. */
function findByPath(v: Value, path: Loc): Value | undefined {
  let at = v;
  for (const name of path) {
    if (at instanceof Unknown) return selectAttr(at, name);
    const next = at instanceof Attrs ? getAttr(at, name) : undefined;
    if (next === undefined) return undefined;
    at = force(next);
  }
  return at;
}

/** What is at `path`. Throws Nix's error when it is not there. */
function getByPath(v: Value, path: Loc): Value {
  return path.reduce<Value>((at, name) => selectAttr(at, name), v);
}

function isDefined(option: Value): Value {
  return isOption(option) && force(select(option, 'isDefined'));
}

/** `mkAliasIfDef option content`. */
function aliasIfDefined(option: Lazy, content: Lazy): Attrs {
  return mkIf(
    lazy(() => isDefined(force(option))),
    content,
  );
}

/** The definitions that count of an evaluated option, each with the priority where one is given. */
function definitionsOf(option: Lazy, priority?: Lazy): Attrs {
  const withPriority = (v: Lazy): Lazy => (priority === undefined ? v : mkOverride(priority, v));
  return mkMerge(
    lazy(() => {
      const v = force(option);
      const located = v instanceof Attrs ? getAttr(v, 'definitionsWithLocations') : undefined;
      if (located === undefined) return forceList(select(v, 'definitions')).map(withPriority);
      return forceList(located).map((inner) => {
        const d = definitionFromValue(inner);
        return takenOver({ ...d, value: withPriority(d.value) });
      });
    }),
  );
}

function mkAliasAndWrapDefinitions(wrap: Lazy, option: Lazy): Attrs {
  return aliasIfDefined(
    option,
    lazy(() => call(force(wrap), definitionsOf(option))),
  );
}

function mkAliasAndWrapDefsWithPriority(wrap: Lazy, option: Lazy): Attrs {
  const priority = lazy(() => {
    const v = force(option);
    return force((v instanceof Attrs ? getAttr(v, 'highestPrio') : undefined) ?? PRIORITY.plain);
  });
  return aliasIfDefined(
    option,
    lazy(() => call(force(wrap), definitionsOf(option, priority))),
  );
}

function filesText(option: Value): string {
  return forceList(select(option, 'files'))
    .map((f) => `\`${plain(f)}'`)
    .join(' and ');
}

function plain(v: Lazy): string {
  const s = stringified(v);
  return typeof s === 'string' ? s : s.text;
}

function mkRemovedOptionModule(path: Loc, instructions: Lazy): PrimOp {
  return moduleFunction(['options'], (part) => {
    const option = (): Value => getByPath(part('options'), path);
    const removed = mkOption(
      attrsOf({
        visible: false,
        apply: primOp('apply', 1, () => {
          throw thrown(
            `The option \`${showOption(path)}' can no longer be used since it's been removed. ${plain(instructions)}`,
          );
        }),
      }),
    );
    const assertion = attrsOf({
      assertion: later(() => !forceBool(select(option(), 'isDefined'))),
      message: lazy(() =>
        concatStrings(
          `The option definition \`${showOption(path)}' in ${filesText(option())} no longer has any effect; please remove it.\n`,
          interpolated(instructions),
          '\n',
        ),
      ),
    });
    return attrsOf({ options: setByPath(path, removed), config: attrsOf({ assertions: [assertion] }) });
  });
}

const RENAME_FORMALS = {
  condition: true,
  from: false,
  to: false,
  use: false,
  visible: false,
  warn: false,
  withPriority: true,
} as const;

interface Rename {
  readonly from: Loc;
  readonly to: Loc;
  readonly visible: Lazy;
  readonly warn: Lazy;
  /** Makes the value of the old option out of the new one's. */
  readonly use: (v: Lazy) => Value;
  readonly withPriority: Lazy;
  readonly condition: Lazy;
}

function renameModule(rename: Rename, surroundings: Surroundings): PrimOp {
  const { from, to } = rename;
  return moduleFunction(['config', 'options'], (part) => {
    const old = lazy(() => getByPath(part('options'), from));
    const target = lazy(() => {
      const v = findByPath(part('config'), to);
      if (v === undefined) throw aborted(`Renaming error: option \`${showOption(to)}' does not exist.`);
      return v;
    });
    const type = lazy(() => {
      const option = findByPath(part('options'), to);
      const declared = option instanceof Attrs ? getAttr(option, 'type') : undefined;
      return declared === undefined ? typeValue(submodule([EMPTY_ATTRS], surroundings)) : force(declared);
    });
    const declaration = mkOption(
      attrsOf({
        visible: rename.visible,
        description: `Alias of {option}\`${showOption(to)}\`.`,
        apply: primOp('apply', 1, () => rename.use(target)),
        type,
      }),
    );
    const toTarget = primOp('setAttrByPath', 1, (v) => setByPath(to, v));
    const alias = forceBool(rename.withPriority)
      ? mkAliasAndWrapDefsWithPriority(toTarget, old)
      : mkAliasAndWrapDefinitions(toTarget, old);
    const warnings = lazy((): Value => {
      const options = forceAttrs(part('options'));
      if (getAttr(options, 'warnings') === undefined) return EMPTY_ATTRS;
      return attrsOf({ warnings: lazy(() => renameWarnings(rename, force(old))) });
    });
    return attrsOf({
      options: setByPath(from, declaration),
      config: mkIf(rename.condition, mkMerge([warnings, alias])),
    });
  });
}

function renameWarnings({ from, to, warn }: Rename, option: Value): Value {
  if (!forceBool(warn) || !forceBool(select(option, 'isDefined'))) return [];
  return [
    `The option \`${showOption(from)}' defined in ${filesText(option)} has been renamed to \`${showOption(to)}'.`,
  ];
}

const identity = (v: Lazy): Value => force(v);

function obsolete(from: Loc, to: Loc): string {
  return `Obsolete option \`${showOption(from)}' is used. It was renamed to \`${showOption(to)}'.`;
}

function mkRenamedOptionModule(from: Loc, to: Loc, surroundings: Surroundings): PrimOp {
  const use = (v: Lazy): Value => callBuiltin('trace', obsolete(from, to), v);
  return renameModule({ from, to, visible: false, warn: true, use, withPriority: true, condition: true }, surroundings);
}

/** Warns only from the release on that is the oldest supported one. */
function mkRenamedOptionModuleWith(args: Attrs, surroundings: Surroundings): PrimOp {
  const from = forceLoc(getAttr(args, 'from') ?? null);
  const to = forceLoc(getAttr(args, 'to') ?? null);
  const isOld = lazy(() =>
    call(select(surroundings.lib, 'oldestSupportedReleaseIsAtLeast'), getAttr(args, 'sinceRelease') ?? null),
  );
  const use = (v: Lazy): Value => {
    if (force(isOld) === true) warn(obsolete(from, to));
    return force(v);
  };
  const rename = { from, to, visible: false, warn: isOld, use, withPriority: true, condition: true };
  return renameModule(rename, surroundings);
}

function mkAliasOptionModule(from: Loc, to: Loc, surroundings: Surroundings): PrimOp {
  const rename = { from, to, visible: true, warn: false, use: identity, withPriority: true, condition: true };
  return renameModule(rename, surroundings);
}

function doRename(args: Attrs, surroundings: Surroundings): PrimOp {
  const part = (name: string, fallback: Lazy): Lazy => orIfMissing(getAttr(args, name), fallback);
  return renameModule(
    {
      from: forceLoc(part('from', null)),
      to: forceLoc(part('to', null)),
      visible: part('visible', null),
      warn: part('warn', null),
      use: (v) => call(force(part('use', null)), v),
      withPriority: part('withPriority', true),
      condition: part('condition', true),
    },
    surroundings,
  );
}

/** Stands for "not defined" in options that are merged into another. */
const UNDEFINED = '_mkMergedOptionModule';

function mkMergedOptionModule(from: readonly Loc[], to: Loc, merge: Lazy): PrimOp {
  return moduleFunction(['config', 'options'], (part) => {
    const used = (path: Loc): boolean => getByPath(part('config'), path) !== UNDEFINED;
    const placeholder = mkOption(attrsOf({ visible: false, default: UNDEFINED }));
    const options = from.reduce<Value>(
      (tree, path) => callMany(select(baseLib, 'recursiveUpdate'), [tree, setByPath(path, placeholder)]),
      EMPTY_ATTRS,
    );
    const warnings = lazy(() =>
      from
        .filter(used)
        .map(
          (path) =>
            `The option \`${showOption(path)}' defined in ${filesText(getByPath(part('options'), path))} has been changed to \`${showOption(to)}' that has a different type. Please read \`${showOption(to)}' documentation and update your configuration accordingly.`,
        ),
    );
    const merged = mkMerge(lazy(() => (from.some(used) ? [lazy(() => call(force(merge), part('config')))] : [])));
    return attrsOf({
      options,
      config: updateAttrs(attrsOf({ warnings }), forceAttrs(setByPath(to, merged))),
    });
  });
}

/** A definition with the priority of another option's (`mkDerivedConfig option f`). */
function mkDerivedConfig(option: Lazy, f: Lazy): Attrs {
  const attrs = forceAttrs(option);
  const value = lazy(() => call(force(f), getAttr(attrs, 'value') ?? null));
  return mkOverride(orIfMissing(getAttr(attrs, 'highestPrio'), PRIORITY.plain), value);
}

/** The functions of `lib.modules` that are about other options' definitions. */
export function renameFunctions(surroundings: Surroundings): LibTable {
  const alias = primOp('mkAliasOptionModule', 2, (from, to) =>
    mkAliasOptionModule(forceLoc(from), forceLoc(to), surroundings),
  );
  return {
    ...functions({
      mkAliasIfDef: [2, aliasIfDefined],
      mkAliasDefinitions: [1, (option) => mkAliasAndWrapDefinitions(primOp('id', 1, identity), option)],
      mkAliasAndWrapDefinitions: [2, mkAliasAndWrapDefinitions],
      mkAliasAndWrapDefsWithPriority: [2, mkAliasAndWrapDefsWithPriority],
      mkRemovedOptionModule: [2, (path, instructions) => mkRemovedOptionModule(forceLoc(path), instructions)],
      mkRenamedOptionModule: [2, (from, to) => mkRenamedOptionModule(forceLoc(from), forceLoc(to), surroundings)],
      mkMergedOptionModule: [
        3,
        (from, to, merge) => mkMergedOptionModule(forceList(from).map(forceLoc), forceLoc(to), merge),
      ],
      mkChangedOptionModule: [3, (from, to, change) => mkMergedOptionModule([forceLoc(from)], forceLoc(to), change)],
      mkDerivedConfig: [2, mkDerivedConfig],
    }),
    mkAliasOptionModule: alias,
    mkAliasOptionModuleMD: alias,
    mkRenamedOptionModuleWith: takingFormals(
      'mkRenamedOptionModuleWith',
      { from: false, sinceRelease: false, to: false },
      (args) => mkRenamedOptionModuleWith(args, surroundings),
    ),
    doRename: takingFormals('doRename', RENAME_FORMALS, (args) => doRename(args, surroundings)),
  };
}
