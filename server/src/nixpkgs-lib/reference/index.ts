// What each function of the library is for, part by part. A test compares the names and the numbers of parameters with
// the library.
import { builtinReference } from '../../evaluator/builtins/reference';
import { references, type FunctionReference, type ReferenceTable } from '../../evaluator/function-reference';
import { LIB_NAMES } from '../names';
import { partsForTop } from '../top-names';
import { attrsets, customisation, derivations, fixedPoints } from './attrsets';
import { cli, fileset, filesystem, generators, gvariant, meta, path, sources } from './files';
import { lists } from './lists';
import { modules, options, types } from './modules';
import { strings, stringsWithDeps, versions } from './strings';
import { asserts, debug, top, trivial } from './trivial';

const TABLES: Readonly<Record<string, ReferenceTable>> = {
  asserts,
  attrsets,
  cli,
  customisation,
  debug,
  derivations,
  fileset,
  filesystem,
  fixedPoints,
  generators,
  gvariant,
  lists,
  meta,
  modules,
  options,
  path,
  sources,
  strings,
  stringsWithDeps,
  trivial,
  types,
  versions,
};

const PARTS: ReadonlyMap<string, ReadonlyMap<string, FunctionReference>> = new Map([
  ['', references('lib', top)],
  ...Object.entries(TABLES).map(([part, table]) => [part, references(`lib.${part}`, table)] as const),
]);

/** Parts that take functions over from `builtins` under their own names; the part without a name is `lib` itself. */
const WITH_BUILTINS: ReadonlySet<string> = new Set([
  '',
  'attrsets',
  'debug',
  'derivations',
  'filesystem',
  'flakes',
  'lists',
  'strings',
  'trivial',
  'versions',
]);

/**
 * What there is to say about a function of the library, by where it is called: `lib.strings.concatMapStringsSep`, or
 * `lib.concatMapStringsSep`, which is the same. Functions that come from `builtins` have the builtin's reference.
 */
export function functionReference(name: string): FunctionReference | undefined {
  const [lib, ...names] = name.split('.');
  const [first = '', second] = names;
  if (lib !== 'lib' || names.length === 0 || names.length > 2) return undefined;
  return second === undefined ? atTop(first) : inPart(first, second);
}

function inPart(part: string, name: string): FunctionReference | undefined {
  const inherits = WITH_BUILTINS.has(part) && LIB_NAMES.get(part)?.includes(name);
  return PARTS.get(part)?.get(name) ?? (inherits ? builtinReference(name) : undefined);
}

function atTop(name: string): FunctionReference | undefined {
  if (LIB_NAMES.get('')?.includes(name) !== true) return undefined;
  const part = partsForTop(name).find((candidate) => LIB_NAMES.get(candidate)?.includes(name));
  return PARTS.get('')?.get(name) ?? (part === undefined ? builtinReference(name) : inPart(part, name));
}

/** Every function of the library that has words of its own, by its path: `lib.lists.take`. */
export function functionReferences(): FunctionReference[] {
  return [...PARTS.values()].flatMap((part) => [...part.values()]);
}
