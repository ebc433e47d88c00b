// Files beside flake.nix that make systems: hives, calls of eval-config.nix, tests.
import { attrEntries, attrNames, attrsFromMap, attrsOf, getAttr, hasListed, type AttrEntry } from '../evaluator/attrs';
import { call } from '../evaluator/call';
import { attempt } from '../evaluator/errors';
import type { Program } from '../evaluator/evaluate';
import { lazy } from '../evaluator/force';
import { EMBEDDED_NIXPKGS } from '../evaluator/search-path';
import { Attrs, NixPath, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import { functionArgsOf } from '../nixpkgs-lib/function-args';
import { isFunctionValue } from '../nixpkgs-lib/support';
import { fullPackageSet } from '../runner/nixpkgs-functions';
import type { Expr } from '../syntax/ast';
import { withoutPlace } from '../syntax/moved';
import { collectedPerSet } from '../syntax/per-set';
import { systemsOf, type NamedSystem } from './flake-hosts';
import { hiveSystems, isHive } from './hives';

/** Names of functions that make systems. */
const MAKERS = new Set(['nixosSystem', 'nixosTest', 'runNixOSTest', 'runTest', 'makeTest', 'makeHive', 'nixos']);
const MAKER_FILES =
  /(^|\/)nixos(\/default\.nix|\/lib\/(eval-config|testing-python)\.nix|\/tests\/make-test-python\.nix)?$/;
const HIVE_META = new Set(['meta', 'network']);

/** Texts of which a file holds one if hosts can depend on it before anybody imports it by its path. */
export const HOST_MENTIONS: readonly string[] = [
  'imports',
  'github-runner',
  'eval-config',
  'nixpkgs/nixos',
  'meta',
  'network',
  ...MAKERS,
];

/** Whether a file may make systems when it is evaluated, told from its syntax. */
export function mayMakeSystems(root: Expr): boolean {
  return looksLikeHive(root) || mentionedMakers(root).length > 0;
}

/** A set with `meta` or `network` beside the machines. A module has `meta` too, but little beside it that is a function. */
function looksLikeHive(root: Expr): boolean {
  let at = root;
  for (;;) {
    if (at.kind === 'Lambda' || at.kind === 'With' || at.kind === 'Assert') at = at.body;
    else if (at.kind === 'Let') at = at.body;
    else break;
  }
  if (at.kind !== 'AttrSet') return false;
  return at.bindings.some((b) => {
    const written = withoutPlace(b);
    const first = written.kind === 'value' ? written.path[0] : undefined;
    return first?.kind === 'static' && HIVE_META.has(first.name);
  });
}

const mentionedMakers = collectedPerSet((expr) => (isMaker(expr) ? [expr.kind] : []));

function isMaker(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Variable':
      return MAKERS.has(expr.name) && expr.name !== 'nixos';
    case 'Select': {
      const last = expr.path.at(-1);
      return last?.kind === 'static' && MAKERS.has(last.name);
    }
    case 'SearchPath':
      return MAKER_FILES.test(expr.path);
    case 'String':
    case 'Path':
      return expr.parts.some((part) => typeof part === 'string' && MAKER_FILES.test(part));
    default:
      return false;
  }
}

/** The systems that a file makes. Needs an active session. */
export function fileSystems(program: Program, lib: Attrs, system: string): NamedSystem[] {
  const file = program.source.path.slice(program.source.path.lastIndexOf('/') + 1).replace(/\.nix$/, '');
  const result = lazy(() => called(program.evaluate(), lib, system));
  const itself = systemsOf(attrsOf({ [file]: result }));
  const value = attempt(() => force(result));
  if (itself.length > 0 || !(value instanceof Attrs)) return itself;
  return isHive(value) ? hiveSystems(value) : systemsBelow(value, MAX_DEPTH);
}

/** How deep sets of systems lie in each other: `machines.site.web`. */
const MAX_DEPTH = 3;

/** The systems that a set holds, or that sets in it hold. */
function systemsBelow(all: Attrs, depth: number): NamedSystem[] {
  return [...attrEntries(all)].flatMap(([name, value]) => {
    const own = systemsOf(attrsOf({ [name]: value }));
    const inner = own.length > 0 || depth === 0 ? undefined : attempt(() => force(value));
    if (!(inner instanceof Attrs) || inner.rest !== null || NO_GROUP.some((n) => hasListed(inner, n))) return own;
    return systemsBelow(inner, depth - 1).map((found) => ({ ...found, name: `${name}.${found.name}` }));
  });
}

/** Attributes that make something else of a set than a group of others. */
const NO_GROUP = ['type', '_type', 'outPath', '__functor'];

/** A file's function called with its defaults; what has none is given by its name, or is unknown. */
function called(v: Value, lib: Attrs, system: string): Value {
  if (!isFunctionValue(v)) return v;
  const entries = new Map<string, AttrEntry>();
  const formals = functionArgsOf(v);
  for (const name of attrNames(formals)) {
    const given = argument(name, lib, system);
    if (given !== undefined) entries.set(name, { value: given });
    else if (force(getAttr(formals, name) ?? false) !== true)
      entries.set(name, { value: new Unknown(name, `the function argument \`${name}\` is not known here`) });
  }
  return call(v, attrsFromMap(entries));
}

function argument(name: string, lib: Attrs, system: string): Lazy | undefined {
  switch (name) {
    case 'lib':
      return lib;
    case 'pkgs':
      return fullPackageSet(lib, system);
    case 'nixpkgs':
      return new NixPath(EMBEDDED_NIXPKGS);
    case 'inputs':
      return attrsOf(
        { nixpkgs: attrsOf({ lib, outPath: new NixPath(EMBEDDED_NIXPKGS) }) },
        {
          unknown: new Unknown('inputs', 'they are not known here'),
          select: (n) => new Unknown(`inputs.${n}`, 'it is not known here'),
        },
      );
    default:
      return undefined;
  }
}
