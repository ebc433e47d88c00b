// Puts the parts together to `lib`, as nixpkgs' lib/default.nix does.
import { attrsOf, getAttr } from '../evaluator/attrs';
import { builtins } from '../evaluator/builtins/index';
import { primOp } from '../evaluator/builtins/primop';
import { lazy } from '../evaluator/force';
import { Unknown, type Attrs, type Lazy } from '../evaluator/values';
import { asserts } from './asserts';
import { attrsets } from './attrsets';
import { cliFunctions } from './cli';
import { customisation } from './customisation';
import { debug } from './debug';
import { misc } from './deprecated';
import { derivations } from './derivations';
import { fetchers } from './fetchers';
import { fileset } from './fileset';
import { filesystem } from './filesystem';
import { extend, extensible, fixedPoints } from './fixed-points';
import { generatorFunctions } from './generators';
import { gvariant } from './gvariant';
import { kernel } from './kernel';
import { legacyNames } from './legacy';
import { licenses, maintainers, teams } from './licenses';
import { lists } from './lists';
import { meta } from './meta';
import { LIB_NAMES } from './names';
import { mkEUI64Suffix, network } from './network';
import { path } from './path';
import { NEWEST_RELEASE, quotesAlways, releaseFacts } from './releases';
import { services } from './services';
import { sourceTypes } from './source-types';
import { sources } from './sources';
import { stringFunctions } from './strings';
import { stringsWithDeps } from './strings-with-deps';
import { inherited, own, select, type LibTable } from './support';
import { doubles, systems } from './systems/index';
import { partsForTop } from './top-names';
import { trivialFunctions } from './trivial';
import { versions } from './versions';

/** What the module system, one layer above, adds to the library. */
export interface UpperParts {
  /** `lib.types`. */
  readonly types: Lazy;
  /** `lib.options`, by name. */
  readonly options: Readonly<Record<string, Lazy>>;
  /** `lib.modules`, by name. */
  readonly modules: Readonly<Record<string, Lazy>>;
}

const NO_UPPER_PARTS: UpperParts = { types: attrsOf({}), options: {}, modules: {} };

/** A name that nixpkgs has and that is not implemented: selecting it is never an error. */
function notYet(path: string): Unknown {
  return new Unknown(`lib.${path}`, `\`lib.${path}\` is not part of the embedded library yet`);
}

/** Part `part` with all the names that nixpkgs has there. */
function complete(part: string, table: LibTable): LibTable {
  const all: Record<string, Lazy> = {};
  for (const name of LIB_NAMES.get(part) ?? []) all[name] = notYet(part === '' ? name : `${part}.${name}`);
  return { ...all, ...table };
}

/** The parts that are attribute sets of functions, without those of the layer above. */
function ownParts(release: string): Readonly<Record<string, LibTable>> {
  const facts = releaseFacts(release);
  return {
    trivial: trivialFunctions(facts),
    fixedPoints,
    attrsets,
    lists,
    strings: stringFunctions(quotesAlways(release)),
    stringsWithDeps,
    customisation,
    derivations,
    meta,
    versions,
    asserts,
    debug,
    misc,
    fetchers,
    fileset,
    filesystem,
    sources,
    sourceTypes,
    path,
    kernel,
    network,
    systems,
    gvariant,
    generators: generatorFunctions(facts.oldestSupported >= 2505),
    cli: cliFunctions(quotesAlways(release), facts.oldestSupported >= 2511),
    flakes: inherited(['flakeRefToString', 'parseFlakeRef']),
  };
}

function definitions(release: string, upper: UpperParts): Readonly<Record<string, LibTable>> {
  const parts: Record<string, LibTable> = { ...ownParts(release), options: upper.options, modules: upper.modules };
  const legacy = legacyNames(parts);
  for (const [part, table] of Object.entries(legacy)) if (part !== '') parts[part] = { ...table, ...parts[part] };
  const top: Record<string, Lazy> = {};
  for (const name of LIB_NAMES.get('') ?? []) {
    const value = findForTop(name, parts, upper.types);
    if (value !== undefined) top[name] = value;
  }
  return {
    ...parts,
    '': { ...legacy[''], ...top, licenses, maintainers, teams, platforms: doubles, services, mkEUI64Suffix },
  };
}

function findForTop(name: string, parts: Readonly<Record<string, LibTable>>, types: Lazy): Lazy | undefined {
  for (const part of partsForTop(name)) {
    if (part === 'types') {
      if (LIB_NAMES.get('types')?.includes(name) && FROM_TYPES.has(name)) return lazy(() => select(types, name));
      continue;
    }
    const found = own(parts[part] ?? {}, name);
    if (found !== undefined) return found;
  }
  return getAttr(builtins, name);
}

/** What `lib` takes over from `lib.types`. */
const FROM_TYPES = new Set(['isType', 'setType', 'defaultTypeMerge', 'defaultFunctor', 'isOptionType', 'mkOptionType']);

/**
 * nixpkgs' `lib` for a NixOS release such as `25.05`. All names that nixpkgs has are there: those that are not
 * implemented are unknown values.
 */
export function makeLib(upper: UpperParts, release: string): Attrs {
  const tables = definitions(release, upper);
  const top: Record<string, Lazy> = { ...complete('', tables[''] ?? {}) };
  for (const part of new Set([...LIB_NAMES.keys(), ...Object.keys(tables)]))
    if (part !== '') top[part] = attrsOf(complete(part, tables[part] ?? {}));
  top['types'] = upper.types;
  const same = primOp('lib', 1, () => lib);
  top['extend'] = primOp('extend', 1, (overlay) =>
    extensible(
      'extend',
      primOp('extends', 1, (final) => extend(overlay, same, final)),
    ),
  );
  const lib: Attrs = attrsOf(top);
  return lib;
}

/** The library without the module system. */
export const baseLib: Attrs = makeLib(NO_UPPER_PARTS, NEWEST_RELEASE);
