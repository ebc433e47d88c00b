// Paths as arguments of builtins: path values, and strings that hold an absolute path.
import { coerceToString, wholeText } from './coerce';
import { NixError } from './errors';
import { canonicalPath } from './paths';
import type { Position } from './position';
import { followEmbedded, storeFiles } from './store-files';
import { contextOfString } from './strings';
import { NixPath, force, type Context, type Lazy } from './values';

export interface PathArgument {
  readonly path: NixPath;
  /** What the string referred to, if it was one. */
  readonly context: Context;
}

/** Forces to a path, or to something that becomes a string with an absolute path. Throws Nix's errors. */
export function coerceToPath(v: Lazy, at?: Position): PathArgument {
  const value = force(v);
  if (value instanceof NixPath) return { path: value, context: new Map() };
  const s = coerceToString(value, { at });
  const text = wholeText(s);
  if (!text.startsWith('/')) throw new NixError(`string '${text}' doesn't represent an absolute path`, at);
  return { path: new NixPath(followEmbedded(canonicalPath(text)), at), context: contextOfString(s) };
}

const MAX_LINKS = 1000;

/** `path` with every symbolic link on the way followed; what cannot be looked at stays as it is. */
export function resolveLinks(path: string): string {
  const files = storeFiles();
  let pending = path.split('/').filter((p) => p !== '');
  let done = '';
  let links = 0;
  while (pending.length > 0) {
    const next = `${done}/${pending.shift() as string}`;
    const target = files.readLink(next);
    if (!('ok' in target)) {
      done = next;
      continue;
    }
    if (++links > MAX_LINKS) throw new NixError(`infinite symlink recursion in path '${path}'`);
    const resolved = canonicalPath(target.ok.startsWith('/') ? target.ok : `${done}/${target.ok}`);
    pending = [...resolved.split('/').filter((p) => p !== ''), ...pending];
    done = '';
  }
  return done === '' ? '/' : done;
}
