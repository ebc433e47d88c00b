// What nixpkgs offers for making systems, as attributes of a library and of a package set.
import { attrsOf, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import type { Attrs } from '../evaluator/values';
import { force, isList, type Lazy } from '../evaluator/values';
import { evalConfig } from './nixos-system';
import { nixosTest } from './nixos-test';
import { packageSet } from './package-set';
import { platformFrom, unknownPlatform } from './platform';

/** `lib` as nixpkgs' flake gives it: also after an extension, `nixosSystem` hands it on to the modules. */
export function flakeLib(lib: Attrs): Attrs {
  const overlay = primOp('flake', 2, (final) =>
    attrsOf({
      nixosSystem: evalConfig(final),
      nixos: attrsOf({ runTest: nixosTest(final, packageSet(final, unknownPlatform(), true)) }),
    }),
  );
  return forceAttrs(call(selectAttr(lib, 'extend'), overlay));
}

/** A package set with the functions that make systems. */
export function fullPackageSet(lib: Lazy, system: string): Attrs {
  const platform = platformFrom(system);
  const packages = packageSet(lib, platform, !system.endsWith('-darwin'));
  const test = lazy(() => nixosTest(lib, all));
  const all: Attrs = updateAttrs(
    packages,
    attrsOf({
      nixos: primOp('nixos', 1, (modules) =>
        call(evalConfig(lib, platform), attrsOf({ modules: isList(force(modules)) ? modules : [modules] })),
      ),
      nixosTest: test,
      testers: updateAttrs(
        forceAttrs(selectAttr(packages, 'testers')),
        attrsOf({ runNixOSTest: test, nixosTest: test }),
      ),
    }),
  );
  return all;
}
