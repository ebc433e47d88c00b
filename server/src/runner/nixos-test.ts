// NixOS's test driver: each node of a test is a system.
import { attrEntries, attrsOf, getAttr, hasListed } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { Attrs, NixPath, Unknown, force, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import { callBuiltin } from '../nixpkgs-lib/support';
import { hostNameModule, knownSet, makeNodes, type SystemInput } from './nixos-system';

/**
 * `pkgs.testers.runNixOSTest`, `pkgs.nixosTest`, `lib.nixos.runTest`: a test of which only the nodes are known. They
 * are for the platform of the test's `hostPkgs`, else of `pkgs`.
 */
export function nixosTest(lib: Lazy, pkgs: Lazy): PrimOp {
  return primOp('nixosTest', 1, (arg) => {
    const test = forceAttrs(testSet(arg, lib, pkgs));
    const given = (name: string): Lazy | undefined => (hasListed(test, name) ? getAttr(test, name) : undefined);
    const common = {
      lib,
      isTest: true,
      platform: lazy(() => platformOfPackages(given('hostPkgs') ?? pkgs)),
      specialArgs: knownSet(getAttr(knownSet(given('node')) ?? attrsOf({}), 'specialArgs')),
    };
    const machine = given('machine');
    const named: [string, Lazy][] = machine === undefined ? [] : [['machine', machine]];
    for (const [name, module] of attrEntries(knownSet(given('nodes')) ?? attrsOf({}))) named.push([name, module]);
    const defaults = given('defaults');
    const nodes = makeNodes(
      named.map(([name, module]): [string, SystemInput] => [
        name,
        { ...common, modules: () => [...(defaults === undefined ? [] : [defaults]), module, hostNameModule(name)] },
      ]),
    );
    const unknown = new Unknown('nixosTest', 'tests are not built here', undefined, 'package');
    const select = (name: string): Lazy | undefined => (name.startsWith('_') ? undefined : unknown);
    return attrsOf({ type: 'derivation', nodes: attrsOf(nodes) }, { unknown, select });
  });
}

function platformOfPackages(pkgs: Lazy): Value {
  return selectAttr(selectAttr(force(pkgs), 'stdenv'), 'hostPlatform');
}

/** The test as a set: files are read, functions get what the driver gives them. */
function testSet(arg: Lazy, lib: Lazy, pkgs: Lazy): Value {
  const v = force(arg);
  if (v instanceof NixPath) return testSet(callBuiltin('import', v), lib, pkgs);
  if (v instanceof Attrs && !hasListed(v, '__functor')) return v;
  const unknown = (name: string): Unknown => new Unknown(name, 'the test driver gives it');
  return call(v, attrsOf({ lib, pkgs, hostPkgs: pkgs }, { unknown: unknown('args'), select: unknown }));
}
