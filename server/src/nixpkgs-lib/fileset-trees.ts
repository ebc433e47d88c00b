// Which files a file set holds: nixpkgs' lib/fileset/internal.nix.
//
// A tree is null (nothing of it), a text (all of it: `directory`, or the type of a file), or a set with a tree for each
// entry of a folder. Trees are computed as far as somebody looks.
import {
  attrEntries,
  attrValues,
  attrsFromMap,
  filterAttrs,
  getAttr,
  hasListed,
  mapValues,
  orIfMissing,
  updateAttrs,
} from '../evaluator/attrs';
import { forceText } from '../evaluator/coerce';
import { tick } from '../evaluator/session';
import { isString } from '../evaluator/strings';
import { Attrs, force, type Lazy, type Value } from '../evaluator/values';
import { entries, entryOf } from './filesystem';
import { callBuiltin, known, later, single, stringified, thrown } from './support';

export type Tree = Value;

/** The tree itself; throws `UnknownSignal` where it depends on what is not known. */
function treeOf(tree: Lazy): Exclude<Tree, undefined> {
  return known(force(tree));
}

/** Whether it is the tree of a folder that may hold more. */
function isFolder(tree: Tree): boolean {
  return tree === 'directory' || tree instanceof Attrs;
}

/** A folder's tree as a set with every entry that the folder has. */
function withAllEntries(path: Lazy, tree: Tree): Attrs {
  tick();
  const found = entries(path);
  return tree instanceof Attrs
    ? updateAttrs(
        mapValues(found, () => null),
        tree,
      )
    : found;
}

function below(path: Lazy, name: string): Lazy {
  return later(() => entryOf(path, name));
}

/** The tree with folders that hold no files left out, and those wholly included as `directory`. */
export function withoutEmptyFolders(path: Lazy, lazyTree: Lazy): Tree {
  const tree = treeOf(lazyTree);
  if (!isFolder(tree)) return tree;
  const parts = mapValues(withAllEntries(path, tree), (name, part) =>
    later(() => withoutEmptyFolders(below(path, name), part)),
  );
  const values = attrValues(parts);
  if (values.every((v) => treeOf(v) === null)) return null;
  return values.every((v) => isString(treeOf(v))) ? 'directory' : parts;
}

/** The tree as people read it: as few entries as tell the same, empty folders as `emptyDir`. */
function forReading(path: Lazy, lazyTree: Lazy): Tree {
  const tree = treeOf(lazyTree);
  if (!isFolder(tree)) return tree;
  const parts = mapValues(withAllEntries(path, tree), (name, part) => later(() => forReading(below(path, name), part)));
  const values = attrValues(parts);
  if (values.every((v) => treeOf(v) === 'emptyDir')) return 'emptyDir';
  if (tree === 'directory' || values.every((v) => isString(treeOf(v)))) return 'directory';
  return values.every((v) => treeOf(v) === null || treeOf(v) === 'emptyDir') ? null : parts;
}

const isNothing = (tree: Tree): boolean => tree === null || tree === 'emptyDir';

function traceEntries(tree: Attrs, indent: string): void {
  for (const [name, part] of attrEntries(tree)) {
    const v = treeOf(part);
    if (isNothing(v)) continue;
    callBuiltin('trace', `${indent}- ${name}${suffixOf(v)}`, null);
    if (v instanceof Attrs) traceEntries(v, `${indent}  `);
  }
}

function suffixOf(tree: Tree): string {
  if (tree instanceof Attrs) return '';
  return tree === 'directory' ? ' (all files in directory)' : ` (${forceText(tree)})`;
}

/** Traces the files of a tree, a line for each entry that has some. */
export function traceTree(base: Lazy, tree: Lazy): void {
  const read = forReading(base, tree);
  callBuiltin('trace', isNothing(read) ? '(empty)' : `${forceText(stringified(base))}${suffixOf(read)}`, null);
  if (read instanceof Attrs) traceEntries(read, '');
}

/** What a source filter answers for a path, given by its components below the tree's base. */
function holds(tree: Lazy, components: readonly string[], at = 0): boolean {
  const v = treeOf(tree);
  if (!(v instanceof Attrs)) return v !== null;
  const name = components[at];
  return name === undefined || holds(orIfMissing(getAttr(v, name), null), components, at + 1);
}

/** The filter for `builtins.path` that keeps the files of a normalised tree, and the folders they lie in. */
export function treeFilter(base: readonly string[], tree: Lazy): (path: string, type: string) => boolean {
  const prefix = base.length === 0 ? '/' : `/${base.join('/')}/`;
  return (path, type) => {
    const isKept =
      prefix.startsWith(`${path}/`) ||
      (`${path}/`.startsWith(prefix) && holds(tree, path.slice(prefix.length).split('/')));
    if (isKept && type === 'unknown')
      throw thrown(
        `lib.fileset.toSource: \`fileset\` contains a file that cannot be added to the store: ${path}\n    This file is neither a regular file nor a symlink, the only file types supported by the Nix store.\n    Therefore the file set cannot be added to the Nix store as is. Make sure to not include that file to avoid this error.`,
      );
    return isKept;
  };
}

/** The paths of all files of a tree. */
export function filesOf(path: Lazy, lazyTree: Lazy): Lazy[] {
  tick();
  const tree = treeOf(lazyTree);
  if (tree === null) return [];
  if (!isFolder(tree)) return [path];
  const folder = tree instanceof Attrs ? tree : entries(path);
  return [...attrEntries(folder)].flatMap(([name, part]) => filesOf(entryOf(path, name), part));
}

/** The tree for a base above its own: `{ bar = tree; }` with `bar` the way between. */
export function seenFrom(way: readonly string[], tree: Lazy): Lazy {
  return way.reduceRight<Lazy>((inner, name) => single(name, inner), tree);
}

/** The tree for a base below its own: what it has at the end of the way. */
export function seenAt(way: readonly string[], tree: Lazy): Lazy {
  return later(() => {
    let v: Tree = treeOf(tree);
    for (const name of way) {
      if (!(v instanceof Attrs)) break;
      v = treeOf(orIfMissing(getAttr(v, name), null));
    }
    return v;
  });
}

/** The union of trees of one base; later ones are looked at only where they matter. */
export function unionOf(trees: readonly Lazy[]): Tree {
  const whole = trees.find((t) => isString(treeOf(t)));
  if (whole !== undefined) return treeOf(whole);
  const parts = new Map<string, Lazy[]>();
  for (const tree of trees.map(treeOf))
    for (const [name, part] of tree instanceof Attrs ? attrEntries(tree) : [])
      parts.set(name, [...(parts.get(name) ?? []), part]);
  if (trees.every((t) => treeOf(t) === null)) return null;
  return attrsFromMap(new Map([...parts].map(([name, of]) => [name, { value: later(() => unionOf(of)) }])));
}

/** The tree of the files that are in both. */
export function intersectionOf(left: Lazy, right: Lazy): Tree {
  const l = treeOf(left);
  if (l === null) return null;
  const r = treeOf(right);
  if (isString(r)) return l;
  if (!(l instanceof Attrs) || !(r instanceof Attrs)) return r;
  const shared = filterAttrs(l, (name) => hasListed(r, name));
  return mapValues(shared, (name, part) => later(() => intersectionOf(part, getAttr(r, name) as Lazy)));
}

/** What of a tree is left without the files of another of the same base. */
export function differenceOf(path: Lazy, left: Lazy, right: Lazy): Tree {
  const l = treeOf(left);
  if (l === null) return null;
  const r = treeOf(right);
  if (isString(r)) return null;
  if (!(r instanceof Attrs)) return l;
  return mapValues(withAllEntries(path, l), (name, part) =>
    later(() => differenceOf(below(path, name), part, hasListed(r, name) ? (getAttr(r, name) as Lazy) : null)),
  );
}
