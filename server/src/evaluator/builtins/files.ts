// Builtins that read files or other Nix programs.
import { attrsFromMap, attrEntries, getAttr, type AttrEntry } from '../attrs';
import { coerceToPath } from '../coerce-path';
import { coerceToString, forceAttrs, forceClosedAttrs, forceList, forceTextNoContext, wholeText } from '../coerce';
import { NixError, UnknownSignal } from '../errors';
import { importFile, importScoped, resolveImport } from '../import-file';
import { noteRead } from '../read-files';
import { findIn, isEmbedded } from '../search-path';
import { session, type FileAnswer, type FileProblem, type SearchPathEntry } from '../session';
import { storeFiles } from '../store-files';
import { decodeUtf8, makeString } from '../strings';
import { Unknown, force, type Context, type Lazy, type Value } from '../values';
import { primOps } from './primop';

/** Nothing is built here, so that what a derivation would put at a path cannot be read. */
function refuseOutputs(path: string, context: Context): void {
  for (const element of context.values()) {
    if (element.kind !== 'output') continue;
    if (session().tolerant)
      throw new UnknownSignal(new Unknown(path, `it is part of '${element.storePath}', which would have to be built`));
    throw new NixError(`cannot read '${path}', because '${element.storePath}' would have to be built`);
  }
}

/** The argument's path, which is about to be read. */
function readablePath(v: Lazy): string {
  const { path, context } = coerceToPath(v);
  refuseOutputs(path.path, context);
  return path.path;
}

function importBuiltin(v: Lazy): Value {
  return importFile(resolveImport(readablePath(v)));
}

function scopedImport(lazyScope: Lazy, v: Lazy): Value {
  const path = readablePath(v);
  const scope = forceClosedAttrs(lazyScope);
  const names = new Map<string, Lazy>();
  for (const [name, value] of attrEntries(scope)) names.set(name, value);
  return importScoped(resolveImport(path), names);
}

const PROBLEMS: Readonly<Record<FileProblem, string>> = {
  missing: 'No such file or directory',
  denied: 'it lies outside the folders that may be read',
  unreadable: 'it cannot be read',
};

/** Why the content of a file is unknown that may not be read here. */
function deniedReason(path: string): string {
  return `${path} lies outside the folders that may be read`;
}

function answered<T>(what: string, path: string, answer: FileAnswer<T>): T {
  if ('ok' in answer) return answer.ok;
  if (answer.problem === 'denied' && session().tolerant) throw new UnknownSignal(new Unknown(path, deniedReason(path)));
  throw new NixError(`${what} '${path}': ${PROBLEMS[answer.problem]}`);
}

function readFile(v: Lazy): Value {
  const path = readablePath(v);
  const answer = storeFiles().readFile(path);
  if (!('ok' in answer)) noteRead({ path, text: undefined, reason: deniedReason(path) });
  const bytes = answered('opening file', path, answer);
  if (bytes.includes(0)) throw new NixError(`the contents of the file '${path}' cannot be represented as a Nix string`);
  const text = decodeUtf8(bytes);
  noteRead({ path, text, reason: undefined });
  return makeString(text);
}

function readDir(v: Lazy): Value {
  const path = readablePath(v);
  const entries = new Map<string, AttrEntry>();
  for (const [name, kind] of answered('opening directory', path, storeFiles().readFolder(path)))
    entries.set(name, { value: kind });
  return attrsFromMap(entries);
}

function readFileType(v: Lazy): Value {
  const path = readablePath(v);
  return answered('getting status of', path, storeFiles().kind(path));
}

function pathExists(v: Lazy): Value {
  const value = force(v);
  const { path, context } = coerceToPath(value);
  refuseOutputs(path.path, context);
  if (isEmbedded(path.path)) return session().importVirtual?.(path.path) !== undefined;
  const files = storeFiles();
  // Only a folder answers to a name with a slash at its end.
  const text = typeof value === 'string' ? value : '';
  const asFolder = text.endsWith('/') || text.endsWith('/.');
  const kind = asFolder ? files.readFolder(path.path) : files.kind(path.path);
  if (!('ok' in kind) && kind.problem === 'denied')
    answered('getting status of', path.path, session().tolerant ? kind : { ok: false });
  return 'ok' in kind;
}

function findFile(lazyEntries: Lazy, lazyName: Lazy): Value {
  const entries = forceList(lazyEntries).map((entry): SearchPathEntry => {
    const attrs = forceAttrs(entry);
    const prefix = getAttr(attrs, 'prefix');
    const path = getAttr(attrs, 'path');
    if (path === undefined) throw new NixError("attribute 'path' missing in an entry of the search path");
    return {
      prefix: prefix === undefined ? '' : forceTextNoContext(prefix),
      path: wholeText(coerceToString(path, {})),
    };
  });
  return findIn(forceTextNoContext(lazyName), entries);
}

/** The text of an absolute path, with the context of the string it came from. */
function toPath(v: Lazy): Value {
  const { path, context } = coerceToPath(v);
  return makeString(path.path, context);
}

/**
 * The variables are those of whoever evaluates: here none is known, and in strict evaluation none is set, as Nix has it
 * where evaluation is pure. Variables for trying out other sources (npins, niv) count as not set.
 */
function getEnv(lazyName: Lazy): Value {
  const name = forceTextNoContext(lazyName);
  const { environment, tolerant } = session();
  const value = environment?.variable(name);
  if (value !== undefined || environment !== undefined || !tolerant || name.includes('_OVERRIDE_')) return value ?? '';
  return new Unknown(`builtins.getEnv ${JSON.stringify(name)}`, 'it depends on who evaluates it', undefined, 'string');
}

export const fileBuiltins = primOps({
  import: [1, importBuiltin],
  scopedImport: [2, scopedImport],
  readFile: [1, readFile],
  readDir: [1, readDir],
  readFileType: [1, readFileType],
  pathExists: [1, pathExists],
  findFile: [2, findFile],
  toPath: [1, toPath],
  getEnv: [1, getEnv],
});
