// Paths of the embedded nixpkgs: `<nixpkgs>`, `<nixpkgs/lib>`, `<nixpkgs/nixos>` and `modulesPath`.
import { EMBEDDED_NIXPKGS } from '../evaluator/search-path';
import { attrsOf, getAttr, hasListed } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs } from '../evaluator/coerce';
import { isString, textOf } from '../evaluator/strings';
import { session } from '../evaluator/session';
import { Attrs, Unknown, force, isList, type Lazy, type PrimOp } from '../evaluator/values';
import { completeLib, standardLib } from '../modules/lib';
import { isRelease } from '../nixos';
import { extensibleLib } from '../runner/host';
import { fullPackageSet } from '../runner/nixpkgs-functions';
import { evalConfig, nixosFunction } from '../runner/nixos-system';
import { nixosTest } from '../runner/nixos-test';

const RELEASE = /^\/releases\/(\d\d\.\d\d)(\/.*)?$/;

/**
 * The value of a path in the embedded nixpkgs; `undefined` for other paths. Below `releases/25.05` is what that release
 * has there.
 * @param lib the library where the path names no release
 */
export function importEmbedded(path: string, lib: Attrs = standardLib()): Lazy | undefined {
  if (path !== EMBEDDED_NIXPKGS && !path.startsWith(`${EMBEDDED_NIXPKGS}/`)) return undefined;
  const below = path.slice(EMBEDDED_NIXPKGS.length).replace(/\/default\.nix$/, '');
  const [, release, rest = ''] = RELEASE.exec(below) ?? [];
  if (release !== undefined) return embedded(rest, isRelease(release) ? completeLib(release) : lib);
  return embedded(below, lib);
}

/** Modules that people import by their path and that touch nothing that runners depend on. */
const PROFILE = /^\/nixos\/modules\/(installer\/scan|profiles)\//;

function embedded(path: string, lib: Attrs): Lazy {
  const system = (): string => session().system;
  const packages = (): Attrs => fullPackageSet(lib, system());
  const test = (): PrimOp => nixosTest(lib, packages());
  switch (path) {
    case '':
      return primOp('nixpkgs', 1, (args) =>
        fullPackageSet(hasOverlays(args) ? extensibleLib(lib) : lib, platformOf(args) ?? system()),
      );
    case '/lib':
      return lib;
    case '/nixos':
      return nixosFunction(lib);
    case '/nixos/lib':
      return primOp('nixos-lib', 1, () => attrsOf({ runTest: test(), evalTest: test() }));
    case '/nixos/lib/eval-config.nix':
      return evalConfig(lib);
    case '/nixos/lib/testing-python.nix':
      return primOp('testing-python', 1, () => attrsOf({ makeTest: test(), runTest: test(), simpleTest: test() }));
    case '/nixos/tests/make-test-python.nix':
      return primOp('make-test-python', 2, (f) => call(test(), f));
    default:
      if (PROFILE.test(path)) return attrsOf({});
      return new Unknown(`<nixpkgs${path}>`, 'only the library of nixpkgs is embedded here');
  }
}

/** Whether `import <nixpkgs> { overlays = …; }` may make the library another one. */
function hasOverlays(args: Lazy): boolean {
  const attrs = forceAttrs(args);
  const overlays = hasListed(attrs, 'overlays') ? force(getAttr(attrs, 'overlays') ?? null) : null;
  return overlays !== null && !(isList(overlays) && overlays.length === 0);
}

/** The platform that `import <nixpkgs> { system = …; }` asks for. */
function platformOf(args: Lazy): string | undefined {
  const attrs = forceAttrs(args);
  for (const name of ['localSystem', 'system']) {
    const given = force(getAttr(attrs, name) ?? null);
    const v = given instanceof Attrs ? force(getAttr(given, 'system') ?? null) : given;
    if (isString(v)) return textOf(v);
  }
  return undefined;
}
