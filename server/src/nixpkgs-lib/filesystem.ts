// nixpkgs' lib/filesystem.nix: looking into folders while evaluating.
import {
  attrEntries,
  attrNames,
  attrsFromMap,
  attrsOf,
  getAttr,
  updateAttrs,
  type AttrEntry,
} from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call2 } from '../evaluator/call';
import { forceAttrs, forceBool, forceString, forceText } from '../evaluator/coerce';
import { add } from '../evaluator/operators';
import { tick } from '../evaluator/session';
import { isString, textOf } from '../evaluator/strings';
import { force, isList, type Attrs, type Lazy, type Value } from '../evaluator/values';
import { makeScope } from './scopes';
import {
  EMPTY_ATTRS,
  callBuiltin,
  functions,
  inherited,
  known,
  later,
  sameValue,
  select,
  stringified,
  takeFormals,
  thrown,
  withFormals,
  type LibTable,
} from './support';

export function exists(path: Lazy): boolean {
  return forceBool(callBuiltin('pathExists', path));
}

export function isOfType(path: Lazy, type: string): boolean {
  return exists(path) && sameValue(callBuiltin('readFileType', path), type);
}

/** `folder + "/name"`. */
export function entryOf(folder: Lazy, name: string): Value {
  return add(force(folder), `/${name}`);
}

/** `readDir folder`. */
export function entries(folder: Lazy): Attrs {
  return forceAttrs(callBuiltin('readDir', folder));
}

function listFiles(folder: Lazy, out: Lazy[]): Lazy[] {
  tick();
  for (const [name, type] of attrEntries(entries(folder))) {
    const path = entryOf(folder, name);
    if (sameValue(force(type), 'directory')) listFiles(path, out);
    else out.push(path);
  }
  return out;
}

function haskellPaths(root: Lazy): Value {
  const found = new Map<string, AttrEntry>();
  for (const name of attrNames(entries(root))) {
    const path = entryOf(root, name);
    if (exists(entryOf(path, `${name}.cabal`))) found.set(name, { value: path });
  }
  return attrsFromMap(found);
}

function parent(path: Lazy): Value {
  return callBuiltin('dirOf', path);
}

/** The nearest folder upwards that has a file whose name matches. */
function locateDominating(pattern: Lazy, file: Lazy): Value {
  let folder = force(file);
  if (textOf(stringified(folder)) !== '/') {
    const type = getAttr(entries(parent(folder)), textOf(forceString(callBuiltin('baseNameOf', folder))));
    if (type === undefined || !sameValue(force(type), 'directory')) folder = parent(folder);
  }
  for (;;) {
    const matches = attrNames(entries(folder))
      .map((name) => callBuiltin('match', pattern, name))
      .filter((m) => m !== null && isList(m));
    if (matches.length > 0) return attrsOf({ path: folder, matches });
    if (textOf(stringified(folder)) === '/') return null;
    folder = parent(folder);
  }
}

const PACKAGES = { callPackage: false, directory: false, newScope: true } as const;

/** One folder's packages: each `.nix` file, and each folder as a set of its own. */
function packagesIn(args: Attrs): Value {
  const folder = getAttr(args, 'directory') as Lazy;
  const callPackage = getAttr(args, 'callPackage') as Lazy;
  const found = new Map<string, AttrEntry>();
  for (const [name, lazyType] of attrEntries(entries(folder))) {
    const type = forceText(lazyType);
    const path = entryOf(folder, name);
    if (type === 'directory')
      found.set(name, { value: later(() => packagesFrom(updateAttrs(args, attrsOf({ directory: path })))) });
    else if (type === 'regular' && name.endsWith('.nix'))
      found.set(name.slice(0, -'.nix'.length), { value: later(() => call2(force(callPackage), path, EMPTY_ATTRS)) });
    else if (type !== 'regular')
      throw thrown(
        `lib.filesystem.packagesFromDirectoryRecursive: Unsupported file type ${type} at path ${textOf(stringified(path))}\n`,
      );
  }
  return attrsFromMap(found);
}

function packagesFrom(lazyArgs: Lazy): Value {
  const args = takeFormals('packagesFromDirectoryRecursive', lazyArgs, PACKAGES);
  const folder = getAttr(args, 'directory') as Lazy;
  const single = entryOf(folder, 'package.nix');
  if (exists(single)) return call2(force(getAttr(args, 'callPackage') as Lazy), single, EMPTY_ATTRS);
  const newScope = getAttr(args, 'newScope');
  if (newScope === undefined) return packagesIn(args);
  const scope = makeScope(
    newScope,
    primOp('packages', 1, (self) =>
      packagesIn(
        updateAttrs(
          args,
          attrsOf({
            callPackage: later(() => select(self, 'callPackage')),
            newScope: later(() => select(self, 'newScope')),
          }),
        ),
      ),
    ),
  );
  return updateAttrs(forceAttrs(scope), attrsOf({ recurseForDerivations: true }));
}

function resolveDefault(v: Lazy): Value {
  const value = known(force(v));
  if (isOfType(value, 'directory')) return add(value, '/default.nix');
  return isString(value) && textOf(value).endsWith('/') ? add(value, 'default.nix') : value;
}

export const filesystem: LibTable = {
  ...inherited(['baseNameOf', 'dirOf', 'hashFile', 'isPath', 'pathExists', 'readDir', 'readFileType']),
  packagesFromDirectoryRecursive: withFormals('packagesFromDirectoryRecursive', PACKAGES, 1, packagesFrom),
  ...functions({
    pathType: [1, (path) => callBuiltin('readFileType', path)],
    pathIsDirectory: [1, (path) => isOfType(path, 'directory')],
    pathIsRegularFile: [1, (path) => isOfType(path, 'regular')],
    haskellPathsInDir: [1, haskellPaths],
    locateDominatingFile: [2, locateDominating],
    listFilesRecursive: [1, (folder) => listFiles(folder, [])],
    resolveDefaultNix: [1, resolveDefault],
  }),
};
