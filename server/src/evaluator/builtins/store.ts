// Builtins that put texts and files into the store: only the paths are computed, nothing is written.
import { attrEntries } from '../attrs';
import { call2, callPosition } from '../call';
import { coerceToString, forceBool, forceClosedAttrs, forceFunction, forceString, forceTextNoContext } from '../coerce';
import { coerceToPath, resolveLinks } from '../coerce-path';
import { NixError, UnknownSignal } from '../errors';
import { hashBytes, parseHashOrEmpty, type Hash } from '../hash';
import { UnreadableFile } from '../nar';
import { baseName } from '../paths';
import type { Position } from '../position';
import { session, type FileKind } from '../session';
import {
  STORE_DIR,
  hasUnknownHash,
  isInStore,
  fixedOutputStorePath,
  textStorePath,
  pathOrigin,
  sourceStorePath,
  storeObjectOf,
  storeString,
  unknownStorePath,
  unreadableError,
  type IngestionMethod,
} from '../store';
import { storeContents, type PathFilter } from '../store-contents';
import { storeFiles } from '../store-files';
import {
  StringBuilder,
  contextKey,
  contextOf,
  contextOfString,
  isString,
  makeString,
  mergeContexts,
  textOf,
  concatStrings,
} from '../strings';
import { NixString, Unknown, force, type Lazy, type NixPath, type Origin, type Value } from '../values';
import { primOps, type BuiltinTable } from './primop';

function toFile(nameArgument: Lazy, contents: Lazy): Value {
  const at = callPosition();
  const name = force(nameArgument);
  const origin: Origin = { kind: 'to-file', what: `builtins.toFile "${isString(name) ? textOf(name) : '…'}"`, at };
  if (name instanceof Unknown || (name instanceof NixString && name.holes.length > 0))
    return unknownNameString(coerceToString(name, {}), origin);
  const fileName = forceTextNoContext(name);
  const file = { name: fileName, destination: '', content: contents, executable: false };
  return storeString(textFilePath(fileName, force(contents)), { ...origin, file });
}

/** A store path of which not even the name is known as a whole. */
function unknownNameString(name: string | NixString, origin: Origin): Value {
  const path = concatStrings(unknownStorePath('x').slice(0, -1), name);
  return new StringBuilder()
    .append(path)
    .addContext(contextOf([{ kind: 'plain', storePath: textOf(path), origin }]))
    .build();
}

/** The path of a text; one with the unknown hash when the text is not wholly known. */
function textFilePath(name: string, contents: Value): string {
  if (contents instanceof Unknown) return unknownStorePath(name);
  const s = forceString(contents);
  const references: string[] = [];
  let unknown = typeof s !== 'string' && s.holes.length > 0;
  for (const e of contextOfString(s).values()) {
    if (e.kind !== 'plain')
      throw new NixError(
        `files created by builtins.toFile may not reference derivations, but ${name} references ${contextKey(e).replace(`${STORE_DIR}/`, '')}`,
      );
    references.push(e.storePath);
    if (hasUnknownHash(e.storePath)) unknown = true;
  }
  const text = textOf(s);
  if (hasUnknownHash(text)) unknown = true;
  if (unknown) return unknownStorePath(name);
  const storePath = textStorePath(name, text, references);
  storeContents().texts.set(storePath, { text, references });
  return storePath;
}

function storePathBuiltin(v: Lazy): Value {
  const at = callPosition();
  const { path, context } = coerceToPath(v);
  const isObject = isInStore(path.path) && path.path.split('/').length === 4;
  const resolved = isObject ? path.path : resolveLinks(path.path);
  const storePath = storeObjectOf(resolved);
  const origin: Origin = { kind: 'other', what: `builtins.storePath ${path.path}`, at };
  return makeString(resolved, mergeContexts(context, contextOf([{ kind: 'plain', storePath, origin }])));
}

interface Source {
  readonly path: NixPath;
  readonly name: string;
  readonly filter: Lazy | undefined;
  readonly method: IngestionMethod;
  /** What the copy must hash to. */
  readonly expected: Hash | undefined;
  readonly at: Position | undefined;
}

function flatHash(path: string): Hash {
  const files = storeFiles();
  const kind = files.kind(path);
  if ('ok' in kind && kind.ok === 'directory') throw new NixError(`reading file '${path}': Is a directory`);
  const data = files.readFile(path);
  if ('ok' in data) return hashBytes('sha256', data.ok);
  throw new UnreadableFile(path, data.problem);
}

function contentStorePath({ path, name, filter, method }: Source): string {
  const real = resolveLinks(path.path);
  if (method === 'flat') {
    try {
      const storePath = fixedOutputStorePath(name, 'flat', flatHash(real));
      storeContents().copies.set(storePath, { source: real, filter: undefined });
      return storePath;
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      if (session().tolerant && error.problem !== 'missing') return unknownStorePath(name);
      throw unreadableError(error);
    }
  }
  const keep: PathFilter | undefined =
    filter === undefined ? undefined : (entry: string, kind: FileKind) => forceBool(call2(force(filter), entry, kind));
  try {
    return sourceStorePath(real, name, keep);
  } catch (error) {
    // The filter's answer is unknown for a file: then so is what the copy holds.
    if (error instanceof UnknownSignal) return unknownStorePath(name);
    throw error;
  }
}

function addSource(source: Source): Value {
  const { expected, name, method, path, at } = source;
  let storePath = contentStorePath(source);
  if (expected !== undefined) {
    const promised = fixedOutputStorePath(name, method, expected);
    if (hasUnknownHash(storePath)) storePath = promised;
    else if (storePath !== promised)
      throw new NixError(`store path mismatch in (possibly filtered) path added from '${path.path}'`);
  }
  return storeString(storePath, pathOrigin(path, at, 'path-copy'));
}

/** Checks that a filter is a function. One that is not known may be given: its answers are then unknown. */
function checkFilter(filter: Lazy, at: Position | undefined): void {
  if (!(force(filter) instanceof Unknown)) forceFunction(filter, at);
}

function filterSource(filter: Lazy, v: Lazy): Value {
  const at = callPosition();
  const { path } = coerceToPath(v);
  checkFilter(filter, at);
  return addSource({ path, name: baseName(path.path), filter, method: 'recursive', expected: undefined, at });
}

function pathBuiltin(v: Lazy): Value {
  const callAt = callPosition();
  let path: NixPath | undefined;
  let name: string | undefined;
  let filter: Lazy | undefined;
  let method: IngestionMethod = 'recursive';
  let expected: Hash | undefined;
  for (const [key, value, at] of attrEntries(forceClosedAttrs(v))) {
    switch (key) {
      case 'path':
        path = coerceToPath(value, at).path;
        break;
      case 'name':
        name = forceTextNoContext(value, at);
        break;
      case 'filter':
        checkFilter(value, at);
        filter = value;
        break;
      case 'recursive':
        method = forceBool(value, at) ? 'recursive' : 'flat';
        break;
      case 'sha256':
        expected = parseHashOrEmpty(forceTextNoContext(value, at), 'sha256');
        break;
      default:
        throw new NixError(`unsupported argument '${key}' to 'builtins.path'`, at);
    }
  }
  if (path === undefined)
    throw new NixError("missing required 'path' attribute in the first argument to 'builtins.path'");
  return addSource({ path, name: name ?? baseName(path.path), filter, method, expected, at: callAt });
}

export const storeBuiltins: BuiltinTable = primOps({
  toFile: [2, toFile],
  storePath: [1, storePathBuiltin],
  path: [1, pathBuiltin],
  filterSource: [2, filterSource],
});
