// What a file set is: its representation in nixpkgs' lib/fileset/internal.nix, and the values that stand for one.
import { attrsOf, getAttr, orIfMissing } from '../evaluator/attrs';
import { forceBool, forceInt } from '../evaluator/coerce';
import { NixError } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { textOf } from '../evaluator/strings';
import { Attrs, NixPath, force, typeOf, type Lazy, type Value } from '../evaluator/values';
import { exists } from './filesystem';
import { componentsOf } from './path';
import { isStringLike } from './string-escape';
import { attrOr, callBuiltin, has, known, single, stringified, thrown } from './support';

/** The version of the representation that nixpkgs' library has now. */
const VERSION = 3;

/** A file set's parts; one without a base holds nothing. */
interface FileSet {
  readonly base: NixPath;
  readonly tree: Lazy;
}

const NO_EVAL = lazy(() => {
  throw thrown(
    'lib.fileset: Directly evaluating a file set is not supported.\n  To turn it into a usable source, use `lib.fileset.toSource`.\n  To pretty-print the contents, use `lib.fileset.trace` or `lib.fileset.traceVal`.',
  );
});

export const EMPTY: Attrs = attrsOf({
  _type: 'fileset',
  _internalVersion: VERSION,
  _internalIsEmptyWithoutBase: true,
  _noEval: NO_EVAL,
});

/** A file set of the files that `tree` names below a folder. */
export function make(base: NixPath, tree: Lazy): Attrs {
  return attrsOf({
    _type: 'fileset',
    _internalVersion: VERSION,
    _internalIsEmptyWithoutBase: false,
    _internalBase: base,
    _internalBaseRoot: new NixPath('/', base.at),
    _internalBaseComponents: componentsOf(base.path),
    _internalTree: tree,
    _noEval: NO_EVAL,
  });
}

/** The folder and the tree of a file set; `undefined` for the empty one. */
export function partsOf(fileset: Attrs): FileSet | undefined {
  const isEmpty = getAttr(fileset, '_internalIsEmptyWithoutBase');
  if (isEmpty !== undefined && forceBool(isEmpty)) return undefined;
  const base = known(force(orIfMissing(getAttr(fileset, '_internalBase'), null)));
  const tree = getAttr(fileset, '_internalTree');
  if (!(base instanceof NixPath) || tree === undefined) throw new NixError("attribute '_internalBase' missing");
  return { base, tree };
}

/** All files at a path that exists. */
export function filesAt(path: NixPath): Attrs {
  const type = callBuiltin('readFileType', path);
  return type === 'directory' ? make(path, type) : fileIn(path, type);
}

/** The folder of a file, with a tree for the file alone. */
export function fileIn(path: NixPath, tree: Lazy): Attrs {
  const folder = callBuiltin('dirOf', path) as NixPath;
  return make(folder, single(path.path.slice(path.path.lastIndexOf('/') + 1), tree));
}

export function isFileSetValue(v: Value): v is Attrs {
  const type = attrOr(v, '_type');
  return type !== undefined && force(type) === 'fileset';
}

export function shown(v: Lazy): string {
  return textOf(stringified(v));
}

/** The file set that a value stands for, or why it stands for none; `what` begins the message. */
export function coerced(what: string, lazyValue: Lazy): Attrs | { readonly problem: string } {
  const v = known(force(lazyValue));
  if (isFileSetValue(v)) {
    const version = Number(forceInt(getAttr(v, '_internalVersion') as Lazy));
    if (version <= VERSION) return v;
    return {
      problem: `${what} is a file set created from a future version of the file set library with a different internal representation:\n    - Internal version of the file set: ${version}\n    - Internal version of the library: ${VERSION}\n    Make sure to update your Nixpkgs to have a newer version of \`lib.fileset\`.`,
    };
  }
  if (v instanceof NixPath) {
    if (exists(v)) return filesAt(v);
    return {
      problem: `${what} (${v.path}) is a path that does not exist.\n    To create a file set from a path that may not exist, use \`lib.fileset.maybeMissing\`.`,
    };
  }
  if (has(v, '_isLibCleanSourceWith'))
    return {
      problem: `${what} is a \`lib.sources\`-based value, but it should be a file set or a path instead.\n    To convert a \`lib.sources\`-based value to a file set you can use \`lib.fileset.fromSource\`.\n    Note that this only works for sources created from paths.`,
    };
  if (isStringLike(v))
    return {
      problem: `${what} ("${shown(v)}") is a string-like value, but it should be a file set or a path instead.\n    Paths represented as strings are not supported by \`lib.fileset\`, use \`lib.sources\` or derivations instead.`,
    };
  return { problem: `${what} is of type ${typeOf(v)}, but it should be a file set or a path instead.` };
}

/** The file set that a value stands for. Throws with a message that `what` begins where it stands for none. */
export function coerce(what: string, v: Lazy): Attrs {
  const result = coerced(what, v);
  if (result instanceof Attrs) return result;
  throw thrown(result.problem);
}
