// Hives: sets of machines in one file, as colmena, NixOps and morph have them.
import { attrEntries, attrNames, attrsOf, getAttr, hasListed, updateAttrs } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import { EMBEDDED_NIXPKGS } from '../evaluator/search-path';
import { Attrs, Closure, NixPath, PrimOp, force, isList, type Lazy, type Value } from '../evaluator/values';
import { callBuiltin, isFunctionValue } from '../nixpkgs-lib/support';
import { call } from '../evaluator/call';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { knownSet, makeNodes, systemBehind, type SystemInput } from '../runner/nixos-system';
import type { NamedSystem } from './flake-hosts';

/** Attributes of a hive that are no nodes. */
const NOT_NODES = new Set(['meta', 'network', 'defaults', 'require', 'resources']);

/** Whether a set is a hive: it says so with `network`, or with a `meta` that names nixpkgs. */
export function isHive(attrs: Attrs): boolean {
  if (hasListed(attrs, 'network')) return attrNames(attrs).length > 1;
  const meta = hasListed(attrs, 'meta') ? attempt(() => knownSet(getAttr(attrs, 'meta'))) : undefined;
  return meta !== undefined && META.some((name) => hasListed(meta, name));
}

const META = ['nixpkgs', 'specialArgs', 'nodeNixpkgs', 'nodeSpecialArgs', 'machinesFile', 'allowApplyAll'];

/** The nodes of a hive (colmena, src/nix/hive/eval.nix). A hive that was made already has them in `nodes`. */
export function hiveSystems(hive: Attrs): NamedSystem[] {
  const made = hasListed(hive, 'nodes') && hasListed(hive, '__schema') ? knownSet(getAttr(hive, 'nodes')) : undefined;
  if (made !== undefined) return named(made);
  const meta = attempt(() => knownSet(getAttr(hive, 'meta') ?? getAttr(hive, 'network'))) ?? attrsOf({});
  const part = (set: Attrs, name: string): Attrs | undefined =>
    attempt(() => (hasListed(set, name) ? knownSet(getAttr(set, name)) : undefined));
  // Morph calls it `pkgs`.
  const given = ['nixpkgs', 'pkgs'].find((name) => hasListed(meta, name));
  const nixpkgs = packagesOf(given === undefined ? undefined : getAttr(meta, given));
  const defaults = hasListed(hive, 'defaults') ? [getAttr(hive, 'defaults') as Lazy] : [];
  const inputs = [...attrEntries(hive)].flatMap(([name, module]): [string, SystemInput][] => {
    if (NOT_NODES.has(name) || name.startsWith('_')) return [];
    const own = part(meta, 'nodeNixpkgs');
    const packages = own && hasListed(own, name) ? packagesOf(getAttr(own, name)) : nixpkgs;
    const specialArgs = updateAttrs(
      part(meta, 'specialArgs') ?? attrsOf({}),
      part(part(meta, 'nodeSpecialArgs') ?? attrsOf({}), name) ?? attrsOf({}),
    );
    const input: SystemInput = {
      lib: getAttr(packages, 'lib') ?? null,
      platform: lazy(() => selectAttr(selectAttr(packages, 'stdenv'), 'hostPlatform')),
      modules: () => [...defaults, ...modulesOf(module)],
      specialArgs,
    };
    return [[name, input]];
  });
  return named(attrsOf(makeNodes(inputs)));
}

function named(nodes: Attrs): NamedSystem[] {
  return [...attrEntries(nodes)].flatMap(([name, value]) => {
    const system = systemBehind(force(value));
    return system === undefined ? [] : [{ name, system }];
  });
}

function modulesOf(node: Lazy): readonly Lazy[] {
  const v = force(node);
  return isList(v) ? v : [v];
}

/** The package set that `meta.nixpkgs` means: a path, a function, or the set itself; else the embedded one. */
function packagesOf(v: Lazy | undefined): Attrs {
  const value = v === undefined ? undefined : attempt(() => packageSetIn(force(v)));
  return value ?? (packageSetIn(new NixPath(EMBEDDED_NIXPKGS)) as Attrs);
}

function packageSetIn(v: Value): Attrs | undefined {
  if (v instanceof NixPath || (v instanceof Attrs && !hasListed(v, 'lib') && hasListed(v, 'outPath')))
    return packageSetIn(callBuiltin('import', v));
  if (v instanceof Closure || v instanceof PrimOp) return packageSetIn(call(v, attrsOf({})));
  return v instanceof Attrs && hasListed(v, 'lib') && !isFunctionValue(v) ? v : undefined;
}
