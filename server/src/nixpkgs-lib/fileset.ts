// nixpkgs' lib/fileset: sets of files that are copied to the store together.
import { attrsOf, getAttr, mapValues } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call2, callPosition } from '../evaluator/call';
import { forceBool, forceText } from '../evaluator/coerce';
import { UnknownSignal } from '../evaluator/errors';
import { storeString, unknownStorePath } from '../evaluator/store';
import { Attrs, NixPath, Unknown, force, isList, typeOf, type Lazy, type Value } from '../evaluator/values';
import {
  differenceOf,
  filesOf,
  intersectionOf,
  seenAt,
  seenFrom,
  traceTree,
  treeFilter,
  unionOf,
  withoutEmptyFolders,
} from './fileset-trees';
import { EMPTY, make, partsOf, filesAt, fileIn, isFileSetValue, shown, coerced, coerce } from './fileset-values';
import { entries, entryOf, exists, isOfType } from './filesystem';
import { componentsOf } from './path';
import { filteredSource } from './sources';
import { isStringLike } from './string-escape';
import {
  attrOr,
  callBuiltin,
  functions,
  has,
  isFunctionValue,
  known,
  later,
  test,
  thrown,
  takingFormals,
  type LibTable,
} from './support';

function unite(filesets: readonly Attrs[]): Attrs {
  const parts = filesets.map(partsOf).filter((p) => p !== undefined);
  const [first, ...others] = parts;
  if (first === undefined) return EMPTY;
  const ways = parts.map((p) => componentsOf(p.base.path));
  const common = others.reduce((length, _, i) => sharedLength(ways[0] ?? [], ways[i + 1] ?? [], length), Infinity);
  const base = (ways[0] ?? []).slice(0, common);
  const trees = parts.map((p, i) => seenFrom((ways[i] ?? []).slice(base.length), p.tree));
  return make(
    new NixPath(`/${base.join('/')}`, first.base.at),
    later(() => unionOf(trees)),
  );
}

/** How many components two lists have in common at their beginning, at most `max`. */
function sharedLength(a: readonly string[], b: readonly string[], max = Infinity): number {
  let n = 0;
  while (n < Math.min(a.length, b.length, max) && a[n] === b[n]) n++;
  return n;
}

function unions(list: Lazy): Value {
  const v = known(force(list));
  if (!isList(v))
    throw thrown(`lib.fileset.unions: Argument is of type ${typeOf(v)}, but it should be a list instead.`);
  return unite(v.map((element, i) => coerce(`lib.fileset.unions: Element ${i}`, element)));
}

function intersection(left: Lazy, right: Lazy): Value {
  const a = partsOf(coerce('lib.fileset.intersection: First argument', left));
  const b = partsOf(coerce('lib.fileset.intersection: Second argument', right));
  if (a === undefined || b === undefined) return EMPTY;
  const ways = [componentsOf(a.base.path), componentsOf(b.base.path)] as const;
  const shared = sharedLength(...ways);
  if (shared < Math.min(ways[0].length, ways[1].length)) return EMPTY;
  const [longer, longest] = ways[0].length > ways[1].length ? [a, ways[0]] : [b, ways[1]];
  return make(
    longer.base,
    later(() =>
      intersectionOf(seenAt(longest.slice(ways[0].length), a.tree), seenAt(longest.slice(ways[1].length), b.tree)),
    ),
  );
}

function difference(positive: Lazy, negative: Lazy): Value {
  const whole = coerce('lib.fileset.difference: First argument (positive set)', positive);
  const a = partsOf(whole);
  const b = partsOf(coerce('lib.fileset.difference: Second argument (negative set)', negative));
  if (a === undefined) return EMPTY;
  if (b === undefined) return whole;
  const way = componentsOf(a.base.path);
  const other = componentsOf(b.base.path);
  const shared = sharedLength(way, other);
  const removed =
    shared === way.length
      ? seenFrom(other.slice(shared), b.tree)
      : shared === other.length
        ? seenAt(way.slice(shared), b.tree)
        : null;
  return make(
    a.base,
    later(() => differenceOf(a.base, a.tree, removed)),
  );
}

const FORWARD_COMPATIBILITY =
  "lib.fileset.fileFilter: The predicate function passed as the first argument must be able to handle extra attributes for future compatibility. If you're using `{ name, file, hasExt }:`, use `{ name, file, hasExt, ... }:` instead.";

function fileFilter(predicate: Lazy, lazyPath: Lazy): Value {
  const fn = known(force(predicate));
  const where = 'lib.fileset.fileFilter:';
  if (!isFunctionValue(fn))
    throw thrown(`${where} First argument is of type ${typeOf(fn)}, but it should be a function instead.`);
  const path = known(force(lazyPath));
  if (isFileSetValue(path))
    throw thrown(
      `${where} Second argument is a file set, but it should be a path instead.\n    If you need to filter files in a file set, use \`intersection fileset (fileFilter pred ./.)\` instead.`,
    );
  if (!(path instanceof NixPath))
    throw thrown(`${where} Second argument is of type ${typeOf(path)}, but it should be a path instead.`);
  if (!exists(path)) throw thrown(`${where} Second argument (${path.path}) is a path that does not exist.`);
  return mappedFiles(path, (file, type) => {
    const name = file.slice(file.lastIndexOf('/') + 1);
    const hasExt = primOp('hasExt', 1, (ext) => name.endsWith(`.${forceText(ext)}`));
    return test(fn, attrsOf({ name, type, hasExt, [FORWARD_COMPATIBILITY]: null }));
  });
}

/** The files at a path for which `keep` is true, which is asked when somebody looks at them. */
function mappedFiles(
  root: NixPath,
  keep: (path: string, type: Lazy) => boolean,
  keepFolder: (path: string) => boolean = () => true,
): Attrs {
  const ofFile = (path: string, type: Lazy): Lazy => later(() => (keep(path, type) ? force(type) : null));
  const ofFolder = (path: Lazy, text: string): Value =>
    mapValues(entries(path), (name, type) => {
      const file = `${text === '/' ? '' : text}/${name}`;
      if (force(type) !== 'directory') return ofFile(file, type);
      return later(() => (keepFolder(file) ? ofFolder(entryOf(path, name), file) : null));
    });
  const type = callBuiltin('readFileType', root);
  if (type !== 'directory') return fileIn(root, ofFile(root.path, type));
  return make(
    root,
    later(() => ofFolder(root, root.path)),
  );
}

function fromSource(source: Lazy): Value {
  const v = known(force(source));
  const isFiltered = has(v, '_isLibCleanSourceWith');
  const path = isFiltered ? known(force(attrOr(v, 'origSrc') as Lazy)) : v;
  const where = 'lib.fileset.fromSource: The source origin';
  if (!(path instanceof NixPath))
    throw thrown(
      isStringLike(path)
        ? `${where} of the argument is a string-like value ("${shown(path)}"), but it should be a path instead.\n    Sources created from paths in strings cannot be turned into file sets, use \`lib.sources\` or derivations instead.`
        : `${where} of the argument is of type ${typeOf(path)}, but it should be a path instead.`,
    );
  if (!exists(path)) throw thrown(`${where} (${path.path}) of the argument is a path that does not exist.`);
  if (!isFiltered) return filesAt(path);
  const filter = later(() => force(attrOr(v, 'filter') as Lazy));
  if (!isOfType(path, 'directory')) return filesAt(path);
  const keep = (file: string, type: Lazy): boolean => forceBool(call2(force(filter), file, type));
  return mappedFiles(path, keep, (folder) => keep(folder, 'directory'));
}

function maybeMissing(lazyPath: Lazy): Value {
  const path = known(force(lazyPath));
  const where = 'lib.fileset.maybeMissing: Argument';
  if (!(path instanceof NixPath))
    throw thrown(
      isStringLike(path)
        ? `${where} ("${shown(path)}") is a string-like value, but it should be a path instead.`
        : `${where} is of type ${typeOf(path)}, but it should be a path instead.`,
    );
  return exists(path) ? filesAt(path) : EMPTY;
}

function traced(what: string, v: Lazy): Attrs {
  const fileset = coerce(what, v);
  const parts = partsOf(fileset);
  if (parts === undefined) callBuiltin('trace', '(empty)', null);
  else traceTree(parts.base, parts.tree);
  return fileset;
}

const SOURCE = { fileset: false, root: false } as const;

/** Throws what nixpkgs says of a root that is no path. */
function refuseRoot(root: Exclude<Value, Unknown>): never {
  const where = 'lib.fileset.toSource: `root`';
  if (has(root, '_isLibCleanSourceWith'))
    throw thrown(
      `${where} is a \`lib.sources\`-based value, but it should be a path instead.\n    To use a \`lib.sources\`-based value, convert it to a file set using \`lib.fileset.fromSource\` and pass it as \`fileset\`.\n    Note that this only works for sources created from paths.`,
    );
  if (isStringLike(root))
    throw thrown(
      `${where} (${shown(root)}) is a string-like value, but it should be a path instead.\n    Paths in strings are not supported by \`lib.fileset\`, use \`lib.sources\` or derivations instead.`,
    );
  throw thrown(`${where} is of type ${typeOf(root)}, but it should be a path instead.`);
}

/** The filter of a file set below `root`. Throws what nixpkgs says where a file could lie elsewhere. */
function sourceFilter(root: NixPath, fileset: Attrs): (path: string, type: string) => boolean {
  const where = 'lib.fileset.toSource:';
  const parts = partsOf(fileset);
  if (!exists(root)) throw thrown(`${where} \`root\` (${root.path}) is a path that does not exist.`);
  if (!isOfType(root, 'directory'))
    throw thrown(
      `${where} \`root\` (${root.path}) is a file, but it should be a directory instead. Potential solutions:\n    - If you want to import the file into the store _without_ a containing directory, use string interpolation or \`builtins.path\` instead of this function.\n    - If you want to import the file into the store _with_ a containing directory, set \`root\` to the containing directory, such as ${shown(callBuiltin('dirOf', root))}, and set \`fileset\` to the file path.`,
    );
  if (parts === undefined) return () => false;
  const way = componentsOf(parts.base.path);
  const rootWay = componentsOf(root.path);
  if (sharedLength(rootWay, way) < rootWay.length)
    throw thrown(
      `${where} \`fileset\` could contain files in ${parts.base.path}, which is not under the \`root\` (${root.path}). Potential solutions:\n    - Set \`root\` to ${parts.base.path} or any directory higher up. This changes the layout of the resulting store path.\n    - Set \`fileset\` to a file set that cannot contain files outside the \`root\` (${root.path}). This could change the files included in the result.`,
    );
  const tree = withoutEmptyFolders(parts.base, parts.tree);
  return tree === null ? () => false : treeFilter(way, tree);
}

/** A source somewhere in the store, where the folder that it is a copy of is not known. */
function unknownSource(root: Unknown): Attrs {
  const origin = { kind: 'other', what: 'lib.fileset.toSource', at: callPosition() ?? root.at } as const;
  return attrsOf({
    _isLibCleanSourceWith: true,
    origSrc: root,
    name: 'source',
    outPath: storeString(unknownStorePath('source'), origin),
  });
}

function toSource(args: Attrs): Value {
  const root = force(getAttr(args, 'root') as Lazy);
  if (root instanceof Unknown) return unknownSource(root);
  if (!(root instanceof NixPath)) refuseRoot(root);
  let filter: (path: string, type: string) => boolean;
  try {
    filter = sourceFilter(root, coerce('lib.fileset.toSource: `fileset`', getAttr(args, 'fileset') as Lazy));
  } catch (error) {
    if (!(error instanceof UnknownSignal)) throw error;
    // Some of the files are in the store, whichever they are.
    filter = () => {
      throw error;
    };
  }
  return filteredSource(root, (path, type) => filter(forceText(path), forceText(type)), 'source');
}

/** What git tracks is not looked up: only that the argument can be a folder is checked. */
function gitTracked(name: string, argument: string, lazyPath: Lazy): Value {
  const path = known(force(lazyPath));
  const where = `lib.fileset.${name}: Expected the ${argument}`;
  if (!(path instanceof NixPath)) throw thrown(`${where} to be a path, but it's a ${typeOf(path)} instead.`);
  if (callBuiltin('readFileType', path) !== 'directory')
    throw thrown(`${where} (${path.path}) to be a directory, but it's a file instead.`);
  return new Unknown(`lib.fileset.${name} ${path.path}`, 'git knows which files it tracks', callPosition(), 'set');
}

const GIT = { recurseSubmodules: true } as const;

function gitTrackedWith(options: Attrs): Value {
  const recurse = getAttr(options, 'recurseSubmodules');
  return primOp('gitTrackedWith', 1, (path) => {
    const v = recurse === undefined ? false : known(force(recurse));
    if (typeof v !== 'boolean')
      throw thrown(
        `lib.fileset.gitTrackedWith: Expected the attribute \`recurseSubmodules\` of the first argument to be a boolean, but it's a ${typeOf(v)} instead.`,
      );
    return gitTracked('gitTrackedWith', 'second argument', path);
  });
}

export const fileset: LibTable = {
  empty: EMPTY,
  toSource: takingFormals('toSource', SOURCE, toSource),
  gitTrackedWith: takingFormals('gitTrackedWith', GIT, gitTrackedWith),
  ...functions({
    difference: [2, difference],
    fileFilter: [2, fileFilter],
    fromSource: [1, fromSource],
    gitTracked: [1, (path) => gitTracked('gitTracked', 'argument', path)],
    intersection: [2, intersection],
    isFileset: [1, (v) => coerced('', v) instanceof Attrs],
    maybeMissing: [1, maybeMissing],
    toList: [
      1,
      (v) => {
        const parts = partsOf(coerce('lib.fileset.toList: Argument', v));
        return parts === undefined ? [] : filesOf(parts.base, parts.tree);
      },
    ],
    trace: [
      1,
      (v) => {
        traced('lib.fileset.trace: Argument', v);
        return primOp('trace', 1, force);
      },
    ],
    traceVal: [1, (v) => traced('lib.fileset.traceVal: Argument', v)],
    union: [
      2,
      (left, right) =>
        unite([coerce('lib.fileset.union: First argument', left), coerce('lib.fileset.union: Second argument', right)]),
    ],
    unions: [1, unions],
  }),
};
