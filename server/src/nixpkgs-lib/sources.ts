// nixpkgs' lib/sources.nix: what of a folder is copied to the store, and names for sources.
import { attrsOf, getAttr, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call2 } from '../evaluator/call';
import { forceBool, forceList, forceString, forceText, wholeText } from '../evaluator/coerce';
import { add } from '../evaluator/operators';
import { contextOfString, isString, textOf } from '../evaluator/strings';
import { Attrs, force, type Lazy, type Value } from '../evaluator/values';
import { filesystem, isOfType } from './filesystem';
import {
  attrOr,
  callBuiltin,
  deprecated,
  functions,
  inherited,
  interpolated,
  known,
  later,
  stringified,
  takeFormals,
  test,
  thrown,
  withFormals,
  type LibTable,
} from './support';

const VERSION_CONTROL = new Set(['.svn', 'CVS', '.hg', '.jj', '.pijul', '_darcs']);

function baseName(path: Lazy): string {
  return wholeText(forceString(callBuiltin('baseNameOf', stringified(path))));
}

/** Whether a file is a source: not version control's, an editor's backup, a build's result or a socket. */
function isSource(path: Lazy, lazyType: Lazy): boolean {
  const name = baseName(path);
  const type = forceText(lazyType);
  if (name === '.git' || (type === 'directory' && VERSION_CONTROL.has(name))) return false;
  if (name.endsWith('~') || /^\.sw[a-z]$/.test(name) || /^\..*\.sw[a-z]$/s.test(name)) return false;
  if (name.endsWith('.o') || name.endsWith('.so')) return false;
  return !(type === 'symlink' && name.startsWith('result')) && type !== 'unknown';
}

interface SourceParts {
  readonly origSrc: Lazy;
  /** `undefined` keeps everything. */
  readonly filter: Lazy | undefined;
  readonly name: Lazy;
}

/** A path, or what an earlier filter made of one. */
function partsOf(src: Lazy): SourceParts {
  const v = known(force(src));
  if (!(v instanceof Attrs) || getAttr(v, '_isLibCleanSourceWith') === undefined)
    return { origSrc: v, filter: undefined, name: 'source' };
  return {
    origSrc: getAttr(v, 'origSrc') as Lazy,
    filter: getAttr(v, 'filter'),
    name: getAttr(v, 'name') as Lazy,
  };
}

function source(origSrc: Lazy, filter: (path: Lazy, type: Lazy) => boolean, name: Lazy): Attrs {
  const fn = primOp('filter', 2, filter);
  return attrsOf({
    _isLibCleanSourceWith: true,
    origSrc,
    filter: fn,
    name,
    outPath: later(() => callBuiltin('path', attrsOf({ filter: fn, name, path: origSrc }))),
  });
}

/** The source with one more filter, which runs before those that it has. */
export function filteredSource(src: Lazy, filter: (path: Lazy, type: Lazy) => boolean, name?: Lazy): Attrs {
  const orig = partsOf(src);
  const before = orig.filter;
  return source(
    orig.origSrc,
    (path, type) => filter(path, type) && (before === undefined || test(force(before), path, type)),
    name ?? orig.name,
  );
}

const CLEAN = { src: false, filter: true, name: true } as const;

function cleanSourceWith(arg: Lazy): Value {
  const args = takeFormals('cleanSourceWith', arg, CLEAN);
  const filter = getAttr(args, 'filter');
  const name = getAttr(args, 'name');
  return filteredSource(
    getAttr(args, 'src') as Lazy,
    (path, type) => filter === undefined || forceBool(call2(force(filter), path, type)),
    name === undefined || force(name) === null ? undefined : name,
  );
}

function byRegex(src: Lazy, regexes: Lazy): Value {
  const root = `${textOf(stringified(partsOf(src).origSrc))}/`;
  return filteredSource(src, (path) => {
    const text = textOf(stringified(path));
    const relative = text.startsWith(root) ? text.slice(root.length) : text;
    return forceList(regexes).some((re) => callBuiltin('match', re, relative) !== null);
  });
}

/** A part of a pattern between slashes: `**` stands for any number of parts, a star for anything in one. */
type GlobPart = '**' | RegExp;

function globPart(text: string): GlobPart {
  if (text === '**') return '**';
  const literal = text.split(/\*+/).map((piece) => piece.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literal.join('[^/]*')}$`, 's');
}

/** Whether a pattern takes a path; of a folder, whether it may take something below. */
function matchesGlob(glob: readonly GlobPart[], parts: readonly string[], isFolder: boolean): boolean {
  const [first, next] = glob;
  const [name, ...below] = parts;
  if (name === undefined) return first === undefined || isFolder;
  if (first === undefined) return false;
  if (first !== '**') return first.test(name) && matchesGlob(glob.slice(1), below, isFolder);
  if (next === undefined) return true;
  return next === '**' || next.test(name)
    ? matchesGlob(glob.slice(1), parts, isFolder)
    : matchesGlob(glob, below, isFolder);
}

function byGlobs(src: Lazy, patterns: Lazy): Value {
  const root = `${wholeText(stringified(src))}/`;
  const globs = forceList(patterns).map((pattern) => forceText(pattern).split('/').map(globPart));
  return filteredSource(src, (path, lazyType) => {
    const text = forceText(path);
    const parts = (text.startsWith(root) ? text.slice(root.length) : text).split('/');
    const type = forceText(lazyType);
    return globs.some((glob) => matchesGlob(glob, parts, type === 'directory' || type === 'symlink'));
  });
}

function bySuffixes(src: Lazy, suffixes: Lazy): Value {
  return filteredSource(src, (path, type) => {
    if (forceText(type) === 'directory') return true;
    const name = baseName(path);
    return forceList(suffixes).some((suffix) => name.endsWith(forceText(suffix)));
  });
}

function traced(src: Lazy): Value {
  const v = force(src);
  const orig = partsOf(v);
  const name = textOf(interpolated(orig.name));
  const keep = (path: Lazy, type: Lazy): boolean => {
    const result = orig.filter === undefined || test(force(orig.filter), path, type);
    callBuiltin('trace', `${name}.filter ${textOf(interpolated(path))} = ${result}`, null);
    return result;
  };
  const invariant = attrOr(v, 'satisfiesSubpathInvariant');
  return updateAttrs(
    source(orig.origSrc, keep, orig.name),
    attrsOf({ satisfiesSubpathInvariant: invariant === undefined ? false : forceBool(invariant) }),
  );
}

type Commit = { readonly value: string } | { readonly error: string };

function fileText(path: Lazy): string {
  return wholeText(forceString(callBuiltin('readFile', path))).replace(/\n$/, '');
}

/** The commit that a file below a `.git` folder names, following references. */
function commitIn(file: string, gitFolder: Lazy): Commit {
  const folder = force(gitFolder);
  const shown = textOf(stringified(folder));
  const below = (name: string): Value => add(folder, `/${name}`);
  if (isOfType(folder, 'regular')) return commitOfWorktree(file, folder, shown);
  if (isOfType(below(file), 'regular')) {
    const content = fileText(below(file));
    const reference = /^ref: (.*)$/s.exec(content)?.[1];
    return reference === undefined ? { value: content } : commitIn(reference, folder);
  }
  if (isOfType(below('packed-refs'), 'regular')) {
    for (const line of fileText(below('packed-refs')).split('\n')) {
      const [hash, name] = line.split(' ');
      if (name === file && hash !== undefined && /^[a-z0-9]+$/.test(hash)) return { value: hash };
    }
    return { error: `Could not find ${file} in ${shown}/packed-refs` };
  }
  return { error: `Not a .git directory: ${shown}` };
}

/** A worktree's `.git` is a file that names the real folder. */
function commitOfWorktree(file: string, path: Value, shown: string): Commit {
  const target = /^gitdir: (.*)$/s.exec(fileText(path))?.[1];
  if (target === undefined) return { error: `File contains no gitdir reference: ${shown}` };
  const absolute = (base: string, name: string): string => (name.startsWith('/') ? name : `${base}/${name}`);
  const gitFolder = absolute(shown.slice(0, shown.lastIndexOf('/')), target);
  const common = isOfType(`${gitFolder}/commondir`, 'regular') ? fileText(`${gitFolder}/commondir`) : gitFolder;
  const commonFolder = absolute(gitFolder, common.replace(/\/$/, ''));
  const full = `${gitFolder}/${file}`;
  const relative = full.startsWith(`${commonFolder}/`) ? full.slice(commonFolder.length + 1) : full;
  return commitIn(relative, commonFolder);
}

function commitId(path: Lazy): string {
  const commit = commitIn('HEAD', path);
  if ('error' in commit) throw thrown(commit.error);
  return commit.value;
}

/** A repository's address as a package name: its last part without an archive's ending. */
function urlToName(url: Lazy): string {
  const last = textOf(stringified(url)).split(':').at(-1) ?? '';
  let name = baseName(last.replace(/\/$/, ''));
  for (;;) {
    const shorter = /^(.*)\.(git|tar|zip|gz|tgz|bz|tbz|bz2|tbz2|lzma|txz|xz|zstd)$/s.exec(name)?.[1];
    if (shorter === undefined) return name;
    name = shorter;
  }
}

const SHORT_HASH = 7;

function shortRevision(rev: Lazy): string {
  const name = baseName(rev);
  if (/^[a-f0-9]+$/.test(name)) return name.slice(0, SHORT_HASH);
  return /^([A-Za-z]+[-_. ]?)*(v)?([0-9.]+.*)$/s.exec(name)?.[3] ?? name;
}

function repositoryName(repo: Lazy, rev: Lazy, suffix: Lazy): string {
  const r = force(rev);
  const s = force(suffix);
  return `${urlToName(repo)}${r === null ? '' : `-${shortRevision(r)}`}${s === null ? '' : `-${textOf(interpolated(s))}`}-source`;
}

function repoRevToName(kind: Lazy): Value {
  switch (forceText(kind)) {
    case 'source':
      return primOp('repoRevToName', 3, () => 'source');
    case 'versioned':
      return primOp('repoRevToName', 3, (repo, rev) => repositoryName(repo, rev, null));
    case 'full':
      return primOp('repoRevToName', 3, repositoryName);
    default:
      throw thrown('repoRevToName: invalid kind');
  }
}

const moved = (name: string): Lazy =>
  deprecated(`lib.sources.${name} has been moved to lib.filesystem.${name}.`, filesystem[name] as Lazy);

/** Whether a value refers to something in the store. */
function hasContext(v: Lazy): boolean {
  const s = known(force(v));
  return isString(s) && contextOfString(s).size > 0;
}

export const sources: LibTable = {
  ...inherited(['filterSource']),
  cleanSourceWith: withFormals('cleanSourceWith', CLEAN, 1, cleanSourceWith),
  pathType: moved('pathType'),
  pathIsDirectory: moved('pathIsDirectory'),
  pathIsRegularFile: moved('pathIsRegularFile'),
  ...functions({
    cleanSourceFilter: [2, isSource],
    cleanSource: [1, (src) => filteredSource(src, isSource)],
    sourceByGlobs: [2, byGlobs],
    sourceByRegex: [2, byRegex],
    sourceFilesBySuffices: [2, bySuffixes],
    trace: [1, traced],
    pathHasContext: [1, hasContext],
    canCleanSource: [
      1,
      (src) => attrOr(known(force(src)), '_isLibCleanSourceWith') !== undefined || !hasContext(stringified(src)),
    ],
    pathIsGitRepo: [1, (path) => 'value' in commitIn('HEAD', path)],
    commitIdFromGitRepo: [1, commitId],
    urlToName: [1, urlToName],
    shortRev: [1, shortRevision],
    revOrTag: [
      2,
      (rev, tag) => {
        const t = force(tag);
        return t !== null ? t : (force(rev) ?? 'HEAD');
      },
    ],
    repoRevToName: [1, repoRevToName],
  }),
};
