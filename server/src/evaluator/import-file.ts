// Reading other Nix files. Apart from evaluate.ts, which builds on the builtins, because builtins build on this.
import { NixError } from './errors';
import { FETCHURL_PATH, FETCHURL_TEXT } from './fetchurl-file';
import { lazy } from './force';
import { dirName, resolvePath } from './paths';
import type { Source } from './position';
import { isEmbedded } from './search-path';
import { session } from './session';
import { sourcePath, storeFiles } from './store-files';
import { decodeUtf8 } from './strings';
import { Unknown, force, type Lazy, type Value } from './values';

const MAX_LINKS = 1000;

/** The file that `import` reads for a path: links followed, folders answered by their default.nix. */
export function resolveImport(path: string): string {
  if (isEmbedded(path)) return path;
  const files = storeFiles();
  let at = path;
  for (let links = 0; ; links++) {
    const target = files.readLink(at);
    if (!('ok' in target)) break;
    if (links >= MAX_LINKS)
      throw new NixError(`too many symbolic links encountered while traversing the path '${path}'`);
    at = resolvePath(target.ok, dirName(at));
  }
  const kind = files.kind(at);
  return 'ok' in kind && kind.ok === 'directory' ? `${at === '/' ? '' : at}/default.nix` : at;
}

/** The value of a Nix file, evaluated once per session. `named` is a file, as `resolveImport` gives it. */
export function importFile(named: string): Value {
  const s = session();
  const path = sourcePath(named);
  const known = s.imports.get(path);
  if (known !== undefined) return force(known);
  const virtual = s.importVirtual?.(path);
  if (virtual !== undefined) return force(virtual);
  const source = readSource(path);
  if (source instanceof Unknown) return source;
  const program = s.compile(source);
  const value = lazy(() => program.evaluate());
  s.imports.set(path, value);
  return force(value);
}

/** The value of a Nix file with additional names in scope; evaluated anew each time. */
export function importScoped(path: string, names: ReadonlyMap<string, Lazy>): Value {
  if (names.size === 0) return importFile(path);
  const source = readSource(path);
  return source instanceof Unknown ? source : session().compile(source).evaluate(names);
}

function readSource(path: string): Source | Unknown {
  if (path === FETCHURL_PATH) return { path, text: FETCHURL_TEXT, folder: dirName(path) };
  const files = storeFiles();
  const overlay = files.overlay?.(path);
  if (overlay !== undefined) return { path, text: overlay, folder: dirName(path) };
  const answer = files.readFile(path);
  if ('ok' in answer) return { path, text: decodeUtf8(answer.ok), folder: dirName(path) };
  if (answer.problem === 'denied' && session().tolerant)
    return new Unknown(`import ${path}`, `${path} lies outside the folders that may be read`);
  throw new NixError(
    answer.problem === 'missing'
      ? `getting status of '${path}': No such file or directory`
      : answer.problem === 'denied'
        ? `'${path}' lies outside the folders that may be read`
        : `opening file '${path}': it cannot be read`,
  );
}
