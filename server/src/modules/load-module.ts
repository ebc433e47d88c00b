// From what `imports` and `modules` list to the modules of an evaluation (lib.modules.collectModules).
import {
  attrNames,
  attrPosition,
  attrsFromMap,
  attrsOf,
  getAttr,
  hasListed,
  updateAttrs,
  type AttrEntry,
} from '../evaluator/attrs';
import { call } from '../evaluator/call';
import { forceList } from '../evaluator/coerce';
import { NixError, UnknownSignal, addTrace } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import type { Position } from '../evaluator/position';
import { sourcePath } from '../evaluator/store-files';
import { isString, textOf } from '../evaluator/strings';
import { mayHoldMore, possibleItems } from '../evaluator/unknowns';
import {
  Attrs,
  NixPath,
  Unknown,
  force,
  isList,
  typeOf,
  type Lazy,
  type OpenRest,
  type Value,
} from '../evaluator/values';
import { functionArgsOf } from '../nixpkgs-lib/function-args';
import { nixStringLiteral } from '../nixpkgs-lib/nix-syntax';
import { isConvertible } from '../nixpkgs-lib/string-escape';
import { attrOr, callBuiltin, isFunctionValue, stringified, thrown } from '../nixpkgs-lib/support';
import { showDefinitions, showOption, type Loc } from './definition';
import { checkClass, unifyModule, type Module } from './module-syntax';

export interface LoadContext {
  /** Arguments that modules always get: specialArgs, lib, config, options. */
  readonly args: Attrs;
  /** `_module.args`, asked for other argument names. */
  moduleArgument(name: string): Lazy;
  /** Names beyond `args` for functions that take `args@{ … }`, when not all are known. */
  readonly openArgs: OpenRest | null;
  /** For relative `disabledModules`. */
  readonly modulesPath: string;
  /** The option that the modules are the value of. */
  readonly prefix: Loc;
  readonly class: string | undefined;
  /** Receives errors in modules; the module is then left out. Without it they are thrown. */
  onError?(error: NixError, at: Position | undefined): void;
  /** Receives imports that cannot be followed. */
  onOpaque?(u: Unknown): void;
}

interface Loaded {
  readonly module: Module;
  readonly imports: readonly Loaded[];
}

/** One item of `imports`. */
interface ImportItem {
  readonly value: Lazy;
  /** File and key of the module that imports it. */
  readonly parent: { readonly file: string; readonly key: string };
  /** Its place in the list, from 1; of one of several possible modules with its number after a slash. */
  readonly place: string;
  readonly at: Position | undefined;
  readonly conditions: readonly Unknown[];
}

const UNKNOWN_FILE = '<unknown-file>';

/** What a module imports, as `evalModules` shows it. */
export interface ModuleGraph {
  readonly file: string;
  readonly key: string;
  readonly disabled: boolean;
  readonly imports: readonly ModuleGraph[];
}

export interface Collected {
  /** All modules reachable through imports, without duplicates and disabled ones, in nixpkgs' order. */
  readonly modules: readonly Module[];
  /** The modules to start from with what they import, disabled ones among them. */
  graph(): readonly ModuleGraph[];
}

/** Loads modules and what they import. */
export function collectModules(initial: readonly Lazy[], context: LoadContext): Collected {
  const loader = new Loader(context);
  const roots = loader.loadList(initial, { file: UNKNOWN_FILE, key: '' }, undefined, []);
  const disabled = new Set(loader.disabled);
  const seen = new Set<string>();
  const modules: Module[] = [];
  // Breadth first, as builtins.genericClosure goes.
  const queue: Loaded[] = [...roots];
  for (let i = 0; i < queue.length; i++) {
    const loaded = queue[i] as Loaded;
    const { key } = loaded.module;
    if (seen.has(key) || disabled.has(key)) continue;
    seen.add(key);
    modules.push(loaded.module);
    queue.push(...loaded.imports);
  }
  const graphOf = ({ module: { file, key }, imports }: Loaded): ModuleGraph => ({
    file,
    key,
    disabled: disabled.has(key),
    imports: imports.map(graphOf),
  });
  return { modules, graph: () => roots.map(graphOf) };
}

class Loader {
  /** Keys of disabled modules met so far. */
  readonly disabled: string[] = [];
  /** Files loaded so far; `undefined` while one is being loaded, so that files may import each other. */
  private readonly files = new Map<string, Loaded | undefined>();

  constructor(private readonly context: LoadContext) {}

  loadList(
    values: readonly Lazy[],
    parent: ImportItem['parent'],
    at: Position | undefined,
    conditions: readonly Unknown[],
  ): Loaded[] {
    return values.flatMap((value, i) => this.loadItem({ value, parent, place: `${i + 1}`, at, conditions }));
  }

  /** Loads an item; errors are reported and the item left out where errors are collected. */
  private loadItem(item: ImportItem): Loaded[] {
    const { context } = this;
    let v: Value | undefined;
    try {
      v = force(item.value);
      if (v instanceof Unknown) return this.loadUnknown(v, item);
      const loaded = this.load(v, item);
      return loaded === undefined ? [] : [loaded];
    } catch (error) {
      if (error instanceof UnknownSignal) context.onOpaque?.(error.unknown);
      else if (error instanceof NixError && context.onError && error.kind !== 'budget') {
        // What may not be imported at all may be wrong.
        if (item.conditions.length === 0) context.onError(error, item.at);
      } else throw error;
      return [];
    }
  }

  /** One of several modules, nobody knows which: each counts under that condition. */
  private loadUnknown(u: Unknown, item: ImportItem): Loaded[] {
    if (u.alternatives === undefined) {
      this.context.onOpaque?.(u);
      return [];
    }
    const conditions = [...item.conditions, u];
    return u.alternatives.flatMap((value, i) =>
      this.loadItem({ ...item, value, place: `${item.place}/${i + 1}`, conditions }),
    );
  }

  private load(v: Value, item: ImportItem): Loaded | undefined {
    const { file, key } = item.parent;
    if (!(v instanceof NixPath || isString(v))) return this.loadValue(v, file, `${key}:anon-${item.place}`, item);
    const path = sourcePath(v instanceof NixPath ? v.path : textOf(v));
    if (this.files.has(path)) return this.files.get(path);
    this.files.set(path, undefined);
    const loaded = this.loadValue(imported(v), path, path, item);
    this.files.set(path, loaded);
    return loaded;
  }

  private loadValue(v: Value, file: string, key: string, item: ImportItem): Loaded {
    if (v instanceof Unknown) throw new UnknownSignal(v);
    if (isFunctionValue(v)) return this.loadSet(callModule(v, key, this.context), file, key, item);
    if (isList(v))
      throw thrown(
        `Module imports can't be nested lists. Perhaps you meant to remove one level of lists? Definitions: ${showDefinitions([{ file, value: v, at: item.at, conditions: [] }])}`,
      );
    if (v instanceof Attrs && hasListed(v, '_type')) {
      const tag = force(getAttr(v, '_type') ?? null);
      if (tag === 'if' || tag === 'override') return this.loadSet(attrsOf({ config: v }), file, key, item);
      if (tag !== 'module') throw notAModule(tag, file, this.context);
    }
    return this.loadSet(v, file, key, item);
  }

  private loadSet(v: Value, file: string, key: string, item: ImportItem): Loaded {
    if (v instanceof Unknown) throw new UnknownSignal(v);
    if (!(v instanceof Attrs)) throw thrown(`module ${file} (${key}) does not look like a module.`);
    const unified = unifyModule(v, file, key, item.at);
    checkClass(unified, this.context.class);
    const module = item.conditions.length === 0 ? unified : { ...unified, conditions: item.conditions };
    const imports = this.loadList(
      importsOf(module.imports, this.context),
      module,
      attrPosition(v, 'imports'),
      item.conditions,
    );
    for (const d of forceList(module.disabled))
      this.disabled.push(disabledKey(d, module.file, this.context.modulesPath));
    return { module, imports };
  }
}

/** The value of a file. An error about the file itself is placed where its path is written. */
function imported(path: Value): Value {
  try {
    return callBuiltin('import', path);
  } catch (error) {
    if (error instanceof NixError && path instanceof NixPath) error.at ??= path.at;
    throw error;
  }
}

/** The list of imports, as far as it is known. */
function importsOf(imports: Lazy, context: LoadContext): readonly Lazy[] {
  const v = force(imports);
  if (!(v instanceof Unknown)) return forceList(v);
  if (mayHoldMore(v)) context.onOpaque?.(v);
  return possibleItems(v);
}

const NOT_A_CONFIGURATION = `

If you really mean to import this configuration, instead please only import the modules that make up the configuration.
You may have to create a \`let\` binding, file or attribute to give yourself access to the relevant modules.
While loading a configuration into the module system is a very sensible idea, it can not be done cleanly in practice.`;

function notAModule(tag: Value, file: string, context: LoadContext): NixError {
  const kind = isString(tag) ? nixStringLiteral(textOf(tag)) : `a ${typeOf(tag)}`;
  const places = [
    ...(file === UNKNOWN_FILE ? [] : [file]),
    ...(context.prefix.length === 0 ? [] : [showOption(context.prefix)]),
  ];
  const where = places.map((place) => `, while trying to load a module into ${place}`).join('');
  const advice = tag === 'configuration' ? NOT_A_CONFIGURATION : tag === 'flake' ? notAFlake(context.class) : '';
  return thrown(
    `Expected a module, but found a value of type ${kind}${where}.\nA module is typically loaded by adding it to the imports = [ ... ]; attribute of an existing module, or in the modules = [ ... ]; argument of various functions.\nPlease make sure that each of the list items is a module, and not a different kind of value.${advice}`,
  );
}

function notAFlake(moduleClass: string | undefined): string {
  const flake = 'inputs.someflake';
  const other =
    moduleClass === 'nixos' || moduleClass === 'darwin' ? `\nor\n    ${flake}.${moduleClass}Modules.default` : '';
  return `\n\nPerhaps you forgot to select an attribute name?\nInstead of, for example,\n    ${flake}\nyou need to write something like\n    ${flake}.modules.${moduleClass ?? 'someApp'}.default${other}`;
}

/** The key of the module that an item of `disabledModules` means. Throws nixpkgs' errors about ambiguous items. */
function disabledKey(d: Lazy, file: string, modulesPath: string): string {
  const v = force(d);
  if (isString(v)) return textOf(v).startsWith('/') ? sourcePath(textOf(v)) : `${modulesPath}/${textOf(v)}`;
  if (v instanceof NixPath) return sourcePath(v.path);
  if (v instanceof Unknown) throw new UnknownSignal(v);
  const item = `Module \`${file}\` contains a disabledModules item that is an attribute set`;
  const key = attrOr(v, 'key');
  const own = key === undefined ? undefined : textOf(stringified(key));
  if (isConvertible(v)) {
    const text = textOf(stringified(v));
    if (own !== undefined && own !== text)
      throw thrown(
        `${item} that can be converted to a string (${text}) but also has a \`.key\` attribute (${own}) with a different value. This makes it ambiguous which module should be disabled.`,
      );
    return text;
  }
  if (own !== undefined) return own;
  if (v instanceof Attrs)
    throw thrown(
      `${item}, presumably a module, that does not have a \`key\` attribute. This means that the module system doesn't have any means to identify the module that should be disabled. Make sure that you've put the correct value in disabledModules: a string path relative to modulesPath, a path value, or an attribute set with a \`key\` attribute.`,
    );
  throw thrown(
    `Each disabledModules item must be a path, string, or a attribute set with a key attribute, or a value supported by toString. However, one of the disabledModules items in \`${file}\` is none of that, but is of type ${typeOf(v)}.`,
  );
}

/** Calls a module function: named arguments come from `args`, then from `_module.args`, without forcing them. */
export function callModule(
  fn: Value,
  key: string,
  context: Pick<LoadContext, 'args' | 'moduleArgument' | 'openArgs'>,
): Value {
  const extra = new Map<string, AttrEntry>();
  for (const name of attrNames(functionArgsOf(fn)))
    if (!hasListed(context.args, name)) extra.set(name, { value: traced(context.moduleArgument(name), name, key) });
  const args = updateAttrs(context.args, attrsFromMap(extra));
  const open = context.openArgs === null ? args : new Attrs(args.shape, args.values, args.base, context.openArgs);
  return call(fn, open);
}

function traced(argument: Lazy, name: string, key: string): Lazy {
  return lazy(() => {
    try {
      return force(argument);
    } catch (error) {
      throw addTrace(error, `while evaluating the module argument \`${name}' in "${key}"`, undefined);
    }
  });
}
