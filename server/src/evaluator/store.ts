// The Nix store's arithmetic: which path a content gets. Nothing is ever written.
import { Attached } from '../syntax/attached';
import { encodeBase32, isBase32 } from './base32';
import { NixError } from './errors';
import { compressHash, formatHash, hashBytes, type Hash } from './hash';
import { UnreadableFile, narHash } from './nar';
import { baseName, resolvePath } from './paths';
import { sourceText, type Position } from './position';
import { EMBEDDED_NIXPKGS, isEmbedded } from './search-path';
import { session, type Session } from './session';
import { storeContents, type PathFilter } from './store-contents';
import { contextOf, encodeUtf8 } from './strings';
import { NixString, type NixPath, type Origin } from './values';

export const STORE_DIR = '/nix/store';
/** Characters of a store path's hash. */
const HASH_LENGTH = 32;
/** Stands for a hash that nobody can know here; a real one never holds the letter e. */
const UNKNOWN_HASH = 'e'.repeat(HASH_LENGTH);
const MAX_NAME_LENGTH = 211;

/** What is wrong with a store path's name, in the words of Nix 2.31; `undefined` when it is valid. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'name must not be empty';
  if (encodeUtf8(name).length > MAX_NAME_LENGTH)
    return `name '${name}' must be no longer than ${MAX_NAME_LENGTH} characters`;
  if (name === '.' || name === '..') return `name '${name}' is not valid`;
  const dots = /^(\.\.?)-/.exec(name)?.[1];
  if (dots !== undefined) return `name '${name}' is not valid: first dash-separated component must not be '${dots}'`;
  const illegal = /[^0-9a-zA-Z+\-._?=]/.exec(name)?.[0];
  return illegal === undefined ? undefined : `name '${name}' contains illegal character '${illegal}'`;
}

/** Checks the name of a store path to be; throws Nix's error. */
function checkStoreName(base: string, name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) throw new NixError(`path '${base}' is not a valid store path: ${problem}`);
}

/**
 * The path of a store object.
 *
 * @param type what the hash is of: `text:…`, `source:…`, `output:out`, … with references after it
 * @param inner the hash with its algorithm, such as `sha256:…` in base 16
 * @throws NixError for a name that the store does not allow
 */
export function makeStorePath(type: string, inner: string, name: string): string {
  const digest = hashBytes('sha256', encodeUtf8(`${type}:${inner}:${STORE_DIR}:${name}`)).bytes;
  const base = `${encodeBase32(compressHash(digest, 20))}-${name}`;
  checkStoreName(base, name);
  return `${STORE_DIR}/${base}`;
}

function withReferences(type: string, references: Iterable<string>): string {
  return [type, ...[...new Set(references)].sort()].join(':');
}

/** The path of a text that refers to other store paths, as `builtins.toFile` and .drv files have it. */
export function textStorePath(name: string, text: string, references: Iterable<string> = []): string {
  const hash = hashBytes('sha256', encodeUtf8(text));
  return makeStorePath(withReferences('text', references), formatHash(hash, 'base16', true), name);
}

/** How the hash of a content-addressed store object is made: of the file's bytes, or of its NAR. */
export type IngestionMethod = 'flat' | 'recursive';

/** The path of an object whose content is known by its hash. */
export function fixedOutputStorePath(name: string, method: IngestionMethod, hash: Hash): string {
  if (method === 'recursive' && hash.algorithm === 'sha256')
    return makeStorePath('source', formatHash(hash, 'base16', true), name);
  const recursive = method === 'recursive' ? 'r:' : '';
  const inner = hashBytes('sha256', encodeUtf8(`fixed:out:${recursive}${formatHash(hash, 'base16', true)}:`));
  return makeStorePath('output:out', formatHash(inner, 'base16', true), name);
}

/** Whether nobody can know the hash in this store path, or in a store path somewhere in this text. */
export function hasUnknownHash(text: string): boolean {
  return text.includes(UNKNOWN_HASH);
}

/** The path of an object whose hash is not known, under a name that the store allows. */
export function unknownStorePath(name: string): string {
  const base = `${UNKNOWN_HASH}-${name}`;
  checkStoreName(base, name);
  return `${STORE_DIR}/${base}`;
}

/** Whether `path` lies inside of the store (the store's folder itself does not). */
export function isInStore(path: string): boolean {
  return path.startsWith(`${STORE_DIR}/`) && path.length > STORE_DIR.length + 1;
}

/** The store object that `path` is or lies in. Throws Nix's errors when it is not well formed. */
export function storeObjectOf(path: string): string {
  if (!isInStore(path)) throw new NixError(`path '${path}' is not in the Nix store`);
  const slash = path.indexOf('/', STORE_DIR.length + 1);
  return parseStorePath(slash < 0 ? path : path.slice(0, slash));
}

/** Checks that `path` is a store object's path, and gives it back. Throws Nix's errors. */
export function parseStorePath(path: string): string {
  const base = path.slice(STORE_DIR.length + 1);
  if (!isInStore(path) || base.includes('/')) throw new NixError(`path '${path}' is not in the Nix store`);
  if (base.length < HASH_LENGTH + 1) throw new NixError(`'${base}' is too short to be a valid store path`);
  const hash = base.slice(0, HASH_LENGTH);
  if (!isBase32(hash) && hash !== UNKNOWN_HASH) {
    const illegal = [...hash].find((c) => !isBase32(c)) as string;
    throw new NixError(`store path '${base}' contains illegal base-32 character '${illegal}'`);
  }
  checkStoreName(base, base.slice(HASH_LENGTH + 1));
  return path;
}

/** Contents above this size are not hashed on every keystroke: their path then counts as one nobody knows. */
const MAX_BYTES_WHILE_EDITING = 8 << 20;

/** Store paths of files copied so far; one session sees one state of the files. */
const copied = new Attached<Session, Map<string, string>>();

/**
 * The store path of a copy of `path` named `name`. What cannot be read is Nix's error; in a tolerant session the
 * path has the unknown hash then: a file that is not here may well be there where the configuration is built.
 */
export function sourceStorePath(path: string, name: string, filter?: PathFilter): string {
  if (isEmbedded(path)) {
    // Which nixpkgs it stands for on the person's machine is not known, but it can be read again by this path.
    const storePath = unknownStorePath(name);
    storeContents().copies.set(storePath, { source: path, filter: undefined });
    return storePath;
  }
  const { tolerant } = session();
  try {
    const hash = narHash(path, 'sha256', filter, tolerant ? MAX_BYTES_WHILE_EDITING : Infinity);
    const storePath = fixedOutputStorePath(name, 'recursive', hash);
    storeContents().copies.set(storePath, { source: path, filter });
    return storePath;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    if (tolerant) return unknownStorePath(name);
    throw unreadableError(error);
  }
}

/** The error that Nix raises for a file that cannot be read. */
export function unreadableError({ path, problem }: UnreadableFile): NixError {
  switch (problem) {
    case 'missing':
      return new NixError(`getting status of '${path}': No such file or directory`);
    case 'denied':
      return new NixError(`'${path}' lies outside the folders that may be read`);
    case 'unreadable':
      return new NixError(`opening file '${path}': it cannot be read`);
    case 'too large':
      return new NixError(`'${path}' is too large to be hashed here`, undefined, 'budget');
  }
}

/** What a person wrote for `path`: the literal where it is that path, else the path itself. */
function writtenAs(path: NixPath): string {
  if (path.at === undefined) return path.path;
  const text = sourceText(path.at);
  const isLiteral = text.startsWith('<') || text.includes('${');
  return isLiteral || resolvePath(text, path.at.source.folder) === path.path ? text : path.path;
}

/** Where the store copy of a path came from: a path that became a string, or one that a function copies. */
export function pathOrigin(
  path: NixPath,
  at: Position | undefined,
  kind: 'path-literal' | 'path-copy' = 'path-literal',
): Origin {
  return { kind, what: writtenAs(path), at: path.at ?? at };
}

/** A store path as a string that refers to it. */
export function storeString(storePath: string, origin: Origin): NixString {
  return new NixString(storePath, contextOf([{ kind: 'plain', storePath, origin }]));
}

/**
 * The store path that a path becomes in a string: its content is hashed as Nix does.
 *
 * @param at the place that asks for it, for errors and as the origin of a path that no literal made
 */
export function copyToStore(path: NixPath, at: Position | undefined): string | NixString {
  const s = session();
  let known = copied.get(s);
  if (known === undefined) copied.set(s, (known = new Map<string, string>()));
  let storePath = known.get(path.path);
  if (storePath === undefined) {
    if (path.path.endsWith('.drv')) throw new NixError("file names are not allowed to end in '.drv'", at);
    try {
      storePath = sourceStorePath(path.path, path.path === EMBEDDED_NIXPKGS ? 'nixpkgs' : baseName(path.path));
    } catch (error) {
      if (error instanceof NixError) error.at ??= at;
      throw error;
    }
    known.set(path.path, storePath);
  }
  return storeString(storePath, pathOrigin(path, at));
}
