// From what `imports` and `modules` list to modules in one form (lib.modules.collectModules, unifyModuleSyntax).
import {
  EMPTY_ATTRS,
  attrNames,
  attrsFromMap,
  attrsOf,
  filterAttrs,
  getAttr,
  hasListed,
  updateAttrs,
  type AttrEntry,
} from '../evaluator/attrs';
import { call } from '../evaluator/call';
import { coerceToString, forceAttrs, forceList } from '../evaluator/coerce';
import { NixError, UnknownSignal, addTrace } from '../evaluator/errors';
import { builtins } from '../evaluator/builtins/index';
import type { Position } from '../evaluator/position';
import { sourcePath } from '../evaluator/store-files';
import { textOf } from '../evaluator/strings';
import {
  Attrs,
  Closure,
  NixPath,
  NixString,
  PrimOp,
  Unknown,
  force,
  isList,
  showType,
  type Lazy,
  type OpenRest,
  type Value,
} from '../evaluator/values';
import { mkMerge } from './properties';

/** A module in its canonical form. */
export interface Module {
  /** Shown in messages as the place of its definitions. */
  readonly file: string;
  /** Identity: modules with the same key are one. */
  readonly key: string;
  readonly imports: Lazy;
  readonly disabled: Lazy;
  readonly options: Lazy;
  readonly config: Lazy;
  /** Where it is imported, for errors in it. */
  readonly at: Position | undefined;
}

export interface LoadContext {
  /** Arguments that modules always get: specialArgs, lib, config, options. */
  readonly args: Attrs;
  /** `_module.args`, asked for other argument names. */
  moduleArgument(name: string): Lazy;
  /** Names beyond `args` for functions that take `args@{ … }`, when not all are known. */
  readonly openArgs: OpenRest | null;
  /** For relative `disabledModules`. */
  readonly modulesPath: string;
  readonly class: string | undefined;
  /**
   * Receives errors in modules; the module is then left out. Without it they are thrown.
   */
  onError?(error: NixError, at: Position | undefined): void;
  /** Receives imports that cannot be followed. */
  onOpaque?(u: Unknown): void;
}

interface Loaded {
  readonly module: Module;
  readonly imports: readonly Loaded[];
  readonly disabled: readonly string[];
}

const UNKNOWN_FILE = '<unknown-file>';

/** All modules reachable through imports, without duplicates and disabled ones, in nixpkgs' order. */
export function collectModules(initial: readonly Lazy[], context: LoadContext): Module[] {
  const roots = loadAll(initial, UNKNOWN_FILE, '', context, undefined);
  const disabled = new Set(roots.flatMap(allDisabled));
  const seen = new Set<string>();
  const out: Module[] = [];
  // Breadth first, as builtins.genericClosure goes.
  const queue: Loaded[] = [...roots];
  for (let i = 0; i < queue.length; i++) {
    const loaded = queue[i] as Loaded;
    const { key } = loaded.module;
    if (seen.has(key) || disabled.has(key)) continue;
    seen.add(key);
    out.push(loaded.module);
    queue.push(...loaded.imports);
  }
  return out;
}

function allDisabled(loaded: Loaded): string[] {
  return [...loaded.disabled, ...loaded.imports.flatMap(allDisabled)];
}

function loadAll(
  modules: readonly Lazy[],
  parentFile: string,
  parentKey: string,
  context: LoadContext,
  at: Position | undefined,
  trail: readonly string[] = [],
): Loaded[] {
  const out: Loaded[] = [];
  modules.forEach((m, i) => {
    try {
      const loaded = loadOne(m, parentFile, `${parentKey}:anon-${i + 1}`, context, at, trail);
      if (loaded) out.push(loaded);
    } catch (error) {
      if (error instanceof UnknownSignal) context.onOpaque?.(error.unknown);
      else if (error instanceof NixError && context.onError) context.onError(error, at);
      else throw error;
    }
  });
  return out;
}

function loadOne(
  lazyModule: Lazy,
  parentFile: string,
  anonymousKey: string,
  context: LoadContext,
  at: Position | undefined,
  trail: readonly string[],
): Loaded | undefined {
  let m = force(lazyModule);
  let file = parentFile;
  let key = anonymousKey;
  if (m instanceof NixPath || typeof m === 'string' || m instanceof NixString) {
    const path = sourcePath(m instanceof NixPath ? m.path : textOf(m));
    file = path;
    key = path;
    // A cycle of imports: nixpkgs would not get here twice for the same key either.
    if (trail.includes(key)) return undefined;
    m = call(force(getAttr(builtins, 'import') as Lazy), m, at);
  }
  if (isList(m))
    throw new NixError(
      `Module imports can't be nested lists. Perhaps you meant to remove one level of lists? Definitions: - \`${file}'`,
      at,
    );
  if (m instanceof Attrs) {
    const tag = getAttr(m, '_type');
    const kind = tag === undefined ? 'module' : force(tag);
    if (kind === 'if' || kind === 'override') return loadOne(attrsOf({ config: m }), file, key, context, at, trail);
    if (kind !== 'module' && !(kind === 'flake'))
      throw new NixError(
        `Could not load a value as a module, because it is of type ${JSON.stringify(kind)}, in file ${file}.`,
        at,
      );
  }
  if (m instanceof Unknown) throw new UnknownSignal(m);
  const value = isCallable(m) ? callModule(m, key, context) : m;
  if (value instanceof Unknown) throw new UnknownSignal(value);
  if (!(value instanceof Attrs))
    throw new NixError(`Module \`${file}' is ${showType(value)}; a module is a set or a function that gives one`, at);
  const module = unify(value, file, key, context, at);
  const inner = module.imports;
  const importList = force(inner);
  const imports =
    importList instanceof Unknown
      ? (context.onOpaque?.(importList), [])
      : loadAll(forceList(importList), module.file, module.key, context, importsPosition(value), [...trail, key]);
  const disabled = forceList(module.disabled).map((d) => disabledKey(d, context.modulesPath));
  return { module, imports, disabled };
}

function importsPosition(m: Attrs): Position | undefined {
  const i = m.shape.index.get('imports');
  return i === undefined ? undefined : m.shape.positions[i];
}

function isCallable(v: Value): boolean {
  return v instanceof Closure || v instanceof PrimOp || (v instanceof Attrs && hasListed(v, '__functor'));
}

function disabledKey(d: Lazy, modulesPath: string): string {
  const v = force(d);
  if (v instanceof Attrs) {
    const key = getAttr(v, 'key');
    if (key !== undefined) return textOf(coerceToString(key, { more: true }));
  }
  if (typeof v === 'string' && !v.startsWith('/')) return `${modulesPath}/${v}`;
  return textOf(coerceToString(v, { more: true }));
}

/** Calls a module function: named arguments come from `args`, then from `_module.args`, without forcing them. */
function callModule(fn: Value, key: string, context: LoadContext): Value {
  const wanted = formalNames(fn);
  const extra = new Map<string, AttrEntry>();
  for (const name of wanted)
    if (!hasListed(context.args, name)) extra.set(name, { value: context.moduleArgument(name) });
  const args = updateAttrs(context.args, attrsFromMap(extra));
  const open = context.openArgs === null ? args : new Attrs(args.shape, args.values, args.base, context.openArgs);
  try {
    return call(fn, open);
  } catch (error) {
    throw addTrace(error, `while calling the module \`${key}'`, undefined);
  }
}

/** Names of a function's set pattern. */
function formalNames(fn: Value): readonly string[] {
  if (fn instanceof Closure) return fn.lambda.formals?.map((f) => f.name) ?? [];
  if (fn instanceof PrimOp) return Object.keys(fn.formals ?? {});
  if (fn instanceof Attrs) {
    const args = getAttr(fn, '__functionArgs');
    if (args !== undefined) return attrNames(forceAttrs(args));
    const functor = getAttr(fn, '__functor');
    if (functor !== undefined) return formalNames(call(force(functor), fn));
  }
  return [];
}

const MODULE_ATTRIBUTES = new Set([
  '_class',
  '_file',
  'key',
  'disabledModules',
  'imports',
  'options',
  'config',
  'meta',
  'freeformType',
]);
const SHORTHAND_ATTRIBUTES = new Set([
  '_class',
  '_file',
  'key',
  'disabledModules',
  'require',
  'imports',
  'freeformType',
]);

function unify(m: Attrs, file: string, key: string, context: LoadContext, at: Position | undefined): Module {
  const text = (name: string, fallback: string): string => {
    const v = getAttr(m, name);
    return v === undefined ? fallback : textOf(coerceToString(v, { more: true }));
  };
  const part = (name: string, fallback: Lazy): Lazy => (hasListed(m, name) ? (getAttr(m, name) ?? fallback) : fallback);
  const moduleFile = text('_file', file);
  const moduleKey = text('key', key);
  checkClass(m, moduleFile, context.class, at);
  const common = { file: moduleFile, key: moduleKey, disabled: part('disabledModules', []), at };
  const withExtras = (config: Lazy): Lazy => {
    const extras: Lazy[] = [];
    if (hasListed(m, 'freeformType'))
      extras.push(attrsOf({ _module: attrsOf({ freeformType: getAttr(m, 'freeformType') ?? null }) }));
    return extras.length === 0 ? config : mkMerge([config, ...extras]);
  };
  if (hasListed(m, 'config') || hasListed(m, 'options')) {
    const bad = attrNames(m).filter((n) => !MODULE_ATTRIBUTES.has(n));
    if (bad.length > 0) {
      const position = m.shape.positions[m.shape.index.get(bad[0] as string) ?? -1];
      throw new NixError(
        `Module \`${moduleKey}' has an unsupported attribute \`${bad[0]}'. This is caused by introducing a top-level \`config' or \`options' attribute. Add configuration attributes immediately on the top level instead, or move all of them (namely: ${bad.join(' ')}) into the explicit \`config' attribute.`,
        position ?? at,
        'thrown',
      );
    }
    const meta = getAttr(m, 'meta');
    const config = part('config', EMPTY_ATTRS);
    return {
      ...common,
      imports: part('imports', []),
      options: part('options', EMPTY_ATTRS),
      config: withExtras(hasListed(m, 'meta') ? mkMerge([config, attrsOf({ meta: meta ?? null })]) : config),
    };
  }
  const required = hasListed(m, 'require') ? forceList(getAttr(m, 'require') as Lazy) : [];
  const imports = part('imports', []);
  return {
    ...common,
    imports: required.length === 0 ? imports : [...required, ...forceList(imports)],
    options: EMPTY_ATTRS,
    config: withExtras(filterAttrs(m, (name) => !SHORTHAND_ATTRIBUTES.has(name))),
  };
}

function checkClass(m: Attrs, file: string, wanted: string | undefined, at: Position | undefined): void {
  const v = hasListed(m, '_class') ? getAttr(m, '_class') : undefined;
  const actual = v === undefined ? null : force(v);
  if (wanted !== undefined && typeof actual === 'string' && actual !== wanted)
    throw new NixError(
      `The module \`${file}' (class: ${JSON.stringify(actual)}) cannot be imported into a module evaluation that expects class ${JSON.stringify(wanted)}.`,
      at,
      'thrown',
    );
}
