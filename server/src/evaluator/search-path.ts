// `<name>` look-ups.
import { NixError } from './errors';
import { FETCHURL_PATH } from './fetchurl-file';
import { canonicalPath } from './paths';
import type { Position } from './position';
import { session, type SearchPathEntry } from './session';
import { NixPath, Unknown, type Value } from './values';

/** Folder of the embedded nixpkgs in paths; no file of a real machine lies there. */
export const EMBEDDED_NIXPKGS = '/embedded-nixpkgs';

/** Whether a path lies in the embedded nixpkgs, where there are values but no files. */
export function isEmbedded(path: string): boolean {
  return path === EMBEDDED_NIXPKGS || path.startsWith(`${EMBEDDED_NIXPKGS}/`);
}

/** The path that `<name>` stands for in the session's search path, then in the embedded nixpkgs. */
export function findInSearchPath(name: string, at?: Position): Value {
  return findIn(name, session().searchPath, at);
}

/** `<name>` in a list of entries, as `builtins.findFile` looks it up. Throws Nix's error where no entry has it. */
export function findIn(name: string, entries: readonly SearchPathEntry[], at?: Position): Value {
  const { files, tolerant } = session();
  for (const { prefix, path } of entries) {
    let rest: string;
    if (prefix === '') rest = name;
    else if (name === prefix) rest = '';
    else if (name.startsWith(`${prefix}/`)) rest = name.slice(prefix.length + 1);
    else continue;
    const found = canonicalPath(`${path}/${rest}`);
    if ('ok' in files.kind(found)) return new NixPath(found, at);
  }
  if (name === 'nixpkgs' || name.startsWith('nixpkgs/'))
    return new NixPath(canonicalPath(`${EMBEDDED_NIXPKGS}/${name.slice('nixpkgs'.length)}`), at);
  if (name === 'nix/fetchurl.nix') return new NixPath(FETCHURL_PATH, at);
  if (tolerant) return new Unknown(`<${name}>`, `<${name}> is not in the search path here`, at);
  throw new NixError(
    `file '${name}' was not found in the Nix search path (add it using $NIX_PATH or -I)`,
    at,
    'thrown',
  );
}
