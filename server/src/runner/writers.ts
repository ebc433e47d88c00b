// Functions of nixpkgs that put a given text into the store (nixpkgs, pkgs/build-support/trivial-builders).
import { attrsOf, getAttr, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { callPosition } from '../evaluator/call';
import { coerceToString, forceAttrs, forceShownString, forceString } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { baseName } from '../evaluator/paths';
import type { Position } from '../evaluator/position';
import { textStorePath } from '../evaluator/store';
import { contextOf, textOf } from '../evaluator/strings';
import {
  Attrs,
  NixPath,
  NixString,
  force,
  type Lazy,
  type Origin,
  type PrimOp,
  type Value,
  type StoredFile,
} from '../evaluator/values';
import { unknownStorePath } from '../nixos';
import { makePackage } from './make-package';
import { excludedShellChecks, joined, shellApplicationText } from './shell-application';

/** What a writer is given, and the file that it makes. */
export interface Written extends Omit<StoredFile, 'content'> {
  readonly text: Lazy;
  /** `text` where there is none: the whole file. */
  readonly content?: Lazy;
}

/** The derivation of a text file; what is in it can be read back with `writtenText`. */
export function written(writer: string, made: Written, at: Position | undefined): Attrs {
  const { text, content = text, ...file } = made;
  const origin: Origin = { ...originOf(writer, file.name, at), text, file: { ...file, content } };
  const [, program] = /^\/bin\/([^/]+)$/.exec(file.destination) ?? [];
  const meta = attrsOf(program === undefined ? {} : { mainProgram: program });
  return updateAttrs(trivial(writer, file.name, origin), attrsOf({ text: content, meta }));
}

function trivial(writer: string, name: string, origin: Origin): Attrs {
  return makePackage(name, `${writer} ${JSON.stringify(name)}`, origin, 'trivial');
}

function originOf(writer: string, name: string, at: Position | undefined): Origin {
  return { kind: 'write-text', what: `${writer} "${name}"`, at };
}

/** The text that a value made by `pkgs.writeText` and its like was given. */
export function writtenText(v: Value): Lazy | undefined {
  const outPath = v instanceof Attrs ? getAttr(v, 'outPath') : undefined;
  if (!(outPath instanceof NixString)) return undefined;
  for (const { origin } of outPath.context.values()) if (origin?.kind === 'write-text') return origin.text;
  return undefined;
}

/** A store name out of a string value; unknown parts stand as they are shown. */
function nameOf(v: Lazy): string {
  return textOf(forceString(v));
}

/** A writer of a name and the text of a program, of which it may make more. */
function scriptWriter(
  writer: string,
  destination: (name: string) => string,
  content: (text: Lazy) => Lazy = (text) => text,
): PrimOp {
  return primOp(writer, 2, (nameArgument, text) => {
    const at = callPosition();
    const name = nameOf(nameArgument);
    const file = { name, text, destination: destination(name), content: content(text), executable: true };
    return written(`pkgs.${writer}`, file, at);
  });
}

/** A writer that takes what it needs as a set. */
function setWriter(writer: string, make: (attrs: Attrs) => Written): PrimOp {
  return primOp(writer, 1, (arg) => {
    const at = callPosition();
    return written(`pkgs.${writer}`, make(forceAttrs(arg)), at);
  });
}

/** `runCommand` and its like: what the script makes is not known, but whatever stands in it is in the store. */
function commandRunner(runner: string): PrimOp {
  return primOp(runner, 3, (nameArgument, _env, text) => {
    const at = callPosition();
    const name = nameOf(nameArgument);
    return trivial(`pkgs.${runner}`, name, { ...originOf(`pkgs.${runner}`, name, at), text });
  });
}

/**
 * `pkgs.writeText`: the store path is the one that `builtins.toFile` gives the same text. (The derivation's own hash
 * depends on the builder's, which cannot be known without building nixpkgs.)
 */
export function writeText(name: string, text: Lazy, at: Position | undefined): Attrs {
  const file = written('pkgs.writeText', { name, text, destination: '', executable: false }, at);
  const content = forceShownString(text);
  if (typeof content !== 'string' && (content.holes.length > 0 || hasOutputs(content))) return file;
  const references = typeof content === 'string' ? [] : [...content.context.values()].map((e) => e.storePath);
  const storePath = textStorePath(name, textOf(content), references);
  const made = { name, destination: '', content: text, executable: false };
  const origin = { ...originOf('pkgs.writeText', name, at), text, file: made };
  const outPath = new NixString(storePath, contextOf([{ kind: 'plain', storePath, origin }]));
  return updateAttrs(file, attrsOf({ outPath }));
}

function hasOutputs(s: NixString): boolean {
  return [...s.context.values()].some((e) => e.kind !== 'plain');
}

function field(attrs: Attrs, name: string, fallback: Lazy): Lazy {
  return getAttr(attrs, name) ?? fallback;
}

/** The name of the file that a path leads to; `fallback` where it is not known. */
function fileName(path: Lazy, fallback: string): string {
  const value = force(path);
  return value instanceof NixPath ? baseName(value.path) : fallback;
}

/** A file that a builder fills from others: its text is not known. */
function filled(writer: string, name: string, at: Position | undefined): Attrs {
  return makePackage(name, `${writer} …`, { kind: 'write-text', what: writer, at }, 'trivial');
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
  const origin = { kind: 'package', what: maker, at: undefined } as const;
  return makePackage(name, `${maker} ${JSON.stringify(name)}`, origin, 'trivial');
}

const inBin = (name: string): string => `/bin/${name}`;
const asFile = (): string => '';

const SHELL = `${unknownStorePath('bash')}/bin/bash`;

function shellScript(text: Lazy): Lazy {
  return joined([`#!${SHELL}\n`, text, '\n']);
}

/** `writeShellApplication`, whose set may hold more than its name and text. */
function shellApplication(lib: Lazy, attrs: Attrs): Written {
  const name = nameOf(field(attrs, 'name', 'script'));
  const text = field(attrs, 'text', '');
  return {
    name,
    text,
    destination: inBin(name),
    content: shellApplicationText(lib, SHELL, attrs),
    executable: true,
    excludedShellChecks: lazy(() => excludedShellChecks(attrs)),
  };
}

/** `pkgs.writeShellApplication`; `lib` is nixpkgs' library. */
export function shellApplicationWriter(lib: Lazy): PrimOp {
  return setWriter('writeShellApplication', (arg) => shellApplication(lib, arg));
}

/** The other functions that write texts, as attributes of `pkgs`. */
export const WRITERS: Readonly<Record<string, Lazy>> = {
  writeText: primOp('writeText', 2, (name, text) => {
    const at = callPosition();
    return writeText(nameOf(name), text, at);
  }),
  writeScript: scriptWriter('writeScript', asFile),
  writeShellScript: scriptWriter('writeShellScript', asFile, shellScript),
  writeScriptBin: scriptWriter('writeScriptBin', inBin),
  writeShellScriptBin: scriptWriter('writeShellScriptBin', inBin, shellScript),
  writeTextDir: primOp('writeTextDir', 2, (path, text) => {
    const at = callPosition();
    const file = nameOf(path);
    const name = file.slice(file.lastIndexOf('/') + 1);
    return written('pkgs.writeTextDir', { name, text, destination: `/${file}`, executable: false }, at);
  }),
  writeTextFile: setWriter('writeTextFile', (attrs) => ({
    name: nameOf(field(attrs, 'name', 'text')),
    text: field(attrs, 'text', ''),
    destination: textOf(coerceToString(field(attrs, 'destination', ''), { more: true })),
    executable: force(field(attrs, 'executable', false)) === true,
  })),
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
