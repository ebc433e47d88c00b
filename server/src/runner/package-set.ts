// The module argument `pkgs`: every attribute is a package that knows its name, writers know their content.
import { attrsOf, getAttr, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { callPosition } from '../evaluator/call';
import { coerceToString, forceAttrs, forceShownString, forceString } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import type { Position } from '../evaluator/position';
import { baseName } from '../evaluator/paths';
import { selectAttr } from '../evaluator/operators';
import { textStorePath } from '../evaluator/store';
import { contextOf, textOf } from '../evaluator/strings';
import type { PrimOp } from '../evaluator/values';
import {
  Attrs,
  NixPath,
  NixString,
  Unknown,
  force,
  type ContextElement,
  type Lazy,
  type OpenRest,
  type Origin,
  type Value,
} from '../evaluator/values';
import { packageStoreName, unknownStorePath } from '../nixos';

const OUTPUTS = new Set(['bin', 'dev', 'lib', 'man', 'doc', 'info', 'static', 'py', 'terminfo']);
const NOT_BUILT = 'packages are not evaluated here';

/**
 * The package set; `lib` is `pkgs.lib`.
 * @param platform what the packages are for, as `lib.systems.elaborate` gives it; may be unknown
 * @param isLinux whether it is Linux whatever else it is, as every NixOS is; a module by itself may be for nix-darwin
 */
export function packageSet(lib: Lazy, platform: Lazy, isLinux: boolean): Attrs {
  const hostPlatform = platformSet(platform, isLinux);
  const fact = (owner: string, name: string): Lazy =>
    lazy(() => {
      const v = selectAttr(hostPlatform, name);
      return v instanceof Unknown ? new Unknown(`${owner}.${name}`, v.reason) : v;
    });
  const special: Record<string, Lazy> = {
    ...WRITERS,
    lib,
    system: fact('pkgs', 'system'),
    _type: 'pkgs',
    hostPlatform,
  };
  for (const name of ['stdenv', 'stdenvNoCC'])
    special[name] = updateAttrs(
      packageAt([name]),
      attrsOf({
        ...Object.fromEntries(STDENV_FLAGS.map((flag) => [flag, fact(`pkgs.${name}`, flag)])),
        hostPlatform,
        targetPlatform: hostPlatform,
        buildPlatform: unknownMember(`pkgs.${name}`, 'buildPlatform'),
      }),
    );
  for (const name of NOT_PACKAGES) special[name] ??= unknownMember('pkgs', name);
  const made = new Map<string, Attrs>();
  return attrsOf(special, {
    unknown: new Unknown('pkgs', NOT_BUILT),
    select: (name) => {
      let p = made.get(name);
      if (p === undefined) made.set(name, (p = packageAt([name])));
      return p;
    },
  });
}

/** Attributes of `pkgs` that are sets, texts or functions; what they hold is not known here. */
const NOT_PACKAGES = [
  'config',
  'buildPlatform',
  'targetPlatform',
  'path',
  'overlays',
  'formats',
  'writers',
  'pkgsCross',
  'pkgsStatic',
  'pkgsMusl',
  'pkgsi686Linux',
  'buildPackages',
  'targetPackages',
  'callPackage',
  'callPackages',
  'newScope',
  'extend',
  'appendOverlays',
  'fetchurl',
  'fetchzip',
  'fetchgit',
  'fetchFromGitHub',
  'fetchFromGitLab',
  'fetchpatch',
  'makeWrapper',
  'lib',
] as const;

/** What `stdenv` takes over from its platform (nixpkgs, pkgs/stdenv/generic/default.nix). */
const STDENV_FLAGS = [
  'system',
  'isDarwin',
  'isLinux',
  'isSunOS',
  'isCygwin',
  'isBSD',
  'isFreeBSD',
  'isOpenBSD',
  'isi686',
  'isx86_32',
  'isx86_64',
  'is32bit',
  'is64bit',
  'isAarch32',
  'isAarch64',
  'isMips',
  'isBigEndian',
] as const;

/** A platform whose facts are looked up when somebody asks: modules may decide which one it is. */
function platformSet(platform: Lazy, isLinux: boolean): Attrs {
  const expression = 'pkgs.stdenv.hostPlatform';
  return attrsOf(isLinux ? { isLinux: true, isDarwin: false } : {}, {
    unknown: new Unknown(expression, NOT_BUILT),
    select: (name) => {
      const v = force(platform);
      if (v instanceof Attrs) return getAttr(v, name);
      const reason = v instanceof Unknown ? v.reason : NOT_BUILT;
      return name.startsWith('_') ? undefined : new Unknown(`${expression}.${name}`, reason);
    },
  });
}

/** A package by its attribute path below `pkgs`. */
export function packageAt(path: readonly string[]): Attrs {
  const storeName = packageStoreName(path);
  return makePackage(storeName, `pkgs.${path.join('.')}`, {
    kind: 'package',
    what: `pkgs.${path.join('.')}`,
    at: undefined,
  });
}

/** A derivation of which only the name is known. */
export function makePackage(storeName: string, expression: string, origin: Origin, output = 'out'): Attrs {
  const outPath = storePathString(output === 'out' ? storeName : `${storeName}-${output}`, origin);
  const self: Attrs = attrsOf(
    {
      type: 'derivation',
      name: storeName,
      pname: storeName,
      outputName: output,
      outPath,
      drvPath: storePathString(`${storeName}.drv`, origin),
      out: lazy(() => (output === 'out' ? self : makePackage(storeName, expression, origin))),
      override: primOp('override', 1, () => self),
      overrideAttrs: primOp('overrideAttrs', 1, () => self),
      overrideDerivation: primOp('overrideDerivation', 1, () => self),
    },
    packageRest(storeName, expression, origin),
  );
  return self;
}

function packageRest(storeName: string, expression: string, origin: Origin): OpenRest {
  return {
    unknown: new Unknown(expression, NOT_BUILT),
    select: (name) => {
      if (OUTPUTS.has(name)) return makePackage(storeName, `${expression}.${name}`, origin, name);
      // Functions that stand between the packages can be called; what comes out is not known.
      if (name === '__functor') return new Unknown(`${expression} …`, NOT_BUILT, undefined, 'package');
      return name.startsWith('_') ? undefined : unknownMember(expression, name);
    },
  };
}

/** An attribute of a package or package set: mostly a package again, as in `pkgs.python3Packages.requests`. */
function unknownMember(parent: string, name: string): Unknown {
  const isPackage = !NAMED_OTHERWISE.has(name) && !/^is[A-Zix]/.test(name);
  return new Unknown(
    `${parent}.${name}`,
    NOT_BUILT,
    undefined,
    isPackage ? 'package' : undefined,
    undefined,
    isPackage ? unknownStorePath(name) : undefined,
  );
}

const NAMED_OTHERWISE = new Set([
  'meta',
  'version',
  'passthru',
  'src',
  'outputs',
  'system',
  'mainProgram',
  'buildPlatform',
]);

function storePathString(name: string, origin: Origin): NixString {
  const storePath = unknownStorePath(name);
  const element: ContextElement = { kind: 'output', output: 'out', storePath, origin };
  return new NixString(storePath, contextOf([element]));
}

// --- writers: functions that put a given text into the store ---------------------------------------------------------

interface Written {
  readonly name: string;
  readonly text: Lazy;
  /** Below the store path, for example `/bin/x`. */
  readonly destination: string;
}

/** The derivation of a text file; its content can be read back with `writtenText`. */
function written(writer: string, { name, text, destination }: Written, at: Position | undefined): Attrs {
  const origin: Origin = { kind: 'write-text', what: `${writer} "${name}"`, at, text };
  const made = makePackage(name, `${writer} ${JSON.stringify(name)}`, origin);
  const all = attrsOf({ ...entriesOf(made), text, destination, meta: attrsOf({ mainProgram: name }) }, made.rest);
  CONTENT.set(all, { text, destination });
  return all;
}

const CONTENT = new WeakMap<Attrs, { readonly text: Lazy; readonly destination: string }>();

/** The text that a value made by `pkgs.writeText` and its like puts into the store. */
export function writtenText(v: Value): { readonly text: Lazy; readonly destination: string } | undefined {
  return v instanceof Attrs ? CONTENT.get(v) : undefined;
}

function entriesOf(attrs: Attrs): Record<string, Lazy> {
  return Object.fromEntries(attrs.shape.names.map((n, i) => [n, attrs.values[i] as Lazy]));
}

/** A store name out of a string value; unknown parts stand as they are shown. */
function nameOf(v: Lazy): string {
  return textOf(forceString(v));
}

function simpleWriter(writer: string, destination: (name: string) => string): PrimOp {
  return primOp(writer, 2, (name, text) => {
    const at = callPosition();
    return written(`pkgs.${writer}`, { name: nameOf(name), text, destination: destination(nameOf(name)) }, at);
  });
}

/** A writer that takes what it needs as a set; `make` gives name, text and destination. */
function setWriter(writer: string, make: (attrs: Attrs) => Written): PrimOp {
  return primOp(writer, 1, (arg) => {
    const at = callPosition();
    return written(`pkgs.${writer}`, make(forceAttrs(arg)), at);
  });
}

/** `runCommand` and its like: what the script makes is not known, but whatever stands in it is in the store. */
function commandRunner(runner: string): PrimOp {
  return primOp(runner, 3, (name, _env, script) => {
    const at = callPosition();
    return written(`pkgs.${runner}`, { name: nameOf(name), text: script, destination: '' }, at);
  });
}

/**
 * `pkgs.writeText`: the store path is the one that `builtins.toFile` gives the same text. (The derivation's own hash
 * depends on the builder's, which cannot be known without building nixpkgs.)
 */
function writeText(name: string, text: Lazy, at: Position | undefined): Attrs {
  const file = written('pkgs.writeText', { name, text, destination: '' }, at);
  const content = forceShownString(text);
  if (typeof content !== 'string' && (content.holes.length > 0 || hasOutputs(content))) return file;
  const references = typeof content === 'string' ? [] : [...content.context.values()].map((e) => e.storePath);
  const storePath = textStorePath(name, textOf(content), references);
  const origin: Origin = { kind: 'write-text', what: `pkgs.writeText "${name}"`, at, text };
  const outPath = new NixString(storePath, contextOf([{ kind: 'plain', storePath, origin }]));
  const known = updateAttrs(file, attrsOf({ outPath }));
  CONTENT.set(known, { text, destination: '' });
  return known;
}

function hasOutputs(s: NixString): boolean {
  return [...s.context.values()].some((e) => e.kind !== 'plain');
}

const inBin = (name: string): string => `/bin/${name}`;
const asFile = (): string => '';

function field(attrs: Attrs, name: string, fallback: Lazy): Lazy {
  return getAttr(attrs, name) ?? fallback;
}

/** The name of the file that a path leads to; `fallback` where it is not known. */
function fileName(path: Lazy, fallback: string): string {
  const value = force(path);
  return value instanceof NixPath ? baseName(value.path) : fallback;
}

const WRITERS: Readonly<Record<string, Lazy>> = {
  writeText: primOp('writeText', 2, (name, text) => {
    const at = callPosition();
    return writeText(nameOf(name), text, at);
  }),
  writeScript: simpleWriter('writeScript', asFile),
  writeShellScript: simpleWriter('writeShellScript', asFile),
  writeScriptBin: simpleWriter('writeScriptBin', inBin),
  writeShellScriptBin: simpleWriter('writeShellScriptBin', inBin),
  writeTextDir: primOp('writeTextDir', 2, (path, text) => {
    const at = callPosition();
    const file = nameOf(path);
    const name = file.slice(file.lastIndexOf('/') + 1);
    return written('pkgs.writeTextDir', { name, text, destination: `/${file}` }, at);
  }),
  writeTextFile: setWriter('writeTextFile', (attrs) => ({
    name: nameOf(field(attrs, 'name', 'text')),
    text: field(attrs, 'text', ''),
    destination: textOf(coerceToString(field(attrs, 'destination', ''), { more: true })),
  })),
  writeShellApplication: setWriter('writeShellApplication', (attrs) => {
    const name = nameOf(field(attrs, 'name', 'script'));
    return { name, text: field(attrs, 'text', ''), destination: inBin(name) };
  }),
  runCommand: commandRunner('runCommand'),
  runCommandLocal: commandRunner('runCommandLocal'),
  runCommandCC: commandRunner('runCommandCC'),
  runCommandNoCC: commandRunner('runCommandNoCC'),
  runCommandNoCCLocal: commandRunner('runCommandNoCCLocal'),
  replaceVars: primOp('replaceVars', 2, (source) => {
    const at = callPosition();
    return filled('pkgs.replaceVars', fileName(source, 'text'), at);
  }),
  replaceVarsWith: template('replaceVarsWith'),
  substituteAll: template('substituteAll'),
  substitute: template('substitute'),
  concatText: primOp('concatText', 2, (name) => {
    const at = callPosition();
    return filled('pkgs.concatText', nameOf(name), at);
  }),
  concatTextFile: template('concatTextFile'),
  linkFarm: primOp('linkFarm', 2, (name) => namedPackage('pkgs.linkFarm', nameOf(name))),
  symlinkJoin: primOp('symlinkJoin', 1, (arg) =>
    namedPackage('pkgs.symlinkJoin', nameOf(field(forceAttrs(arg), 'name', 'symlink-join'))),
  ),
  buildEnv: primOp('buildEnv', 1, (arg) =>
    namedPackage('pkgs.buildEnv', nameOf(field(forceAttrs(arg), 'name', 'env'))),
  ),
};

/** A file that a builder fills from others: its text is not known. */
function filled(writer: string, name: string, at: Position | undefined): Attrs {
  return makePackage(name, `${writer} …`, { kind: 'write-text', what: writer, at });
}

/** A function of a set with `src`, and perhaps a `name`, that fills in a template. */
function template(writer: string): PrimOp {
  return primOp(writer, 1, (arg) => {
    const at = callPosition();
    const attrs = forceAttrs(arg);
    const name = getAttr(attrs, 'name');
    return filled(
      `pkgs.${writer}`,
      name === undefined ? fileName(field(attrs, 'src', null), 'text') : nameOf(name),
      at,
    );
  });
}

function namedPackage(maker: string, name: string): Attrs {
  return makePackage(name, `${maker} ${JSON.stringify(name)}`, { kind: 'package', what: maker, at: undefined });
}

/** A package's or path's store path as text, for `PATH` and the like; a string stays as it is. */
export function storePathText(v: Lazy): string {
  return textOf(coerceToString(force(v), { copy: true }));
}
