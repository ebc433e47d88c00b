// Values for packages, of which not more is known than their names.
import { attrsOf } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { coerceToString } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { contextOf, textOf } from '../evaluator/strings';
import {
  NixString,
  Unknown,
  force,
  type Attrs,
  type ContextElement,
  type Lazy,
  type OpenRest,
  type Origin,
} from '../evaluator/values';
import { packageStoreName, unknownStorePath } from '../nixos';

const OUTPUTS = new Set(['bin', 'dev', 'lib', 'man', 'doc', 'info', 'static', 'py', 'terminfo']);
export const NOT_BUILT = 'packages are not evaluated here';

/** Whether a package may have several outputs and a name with a version, or is what a trivial builder makes. */
type PackageKind = 'any' | 'trivial';

/** A package by its attribute path below `pkgs`. */
export function packageAt(path: readonly string[]): Attrs {
  const storeName = packageStoreName(path);
  return makePackage(storeName, `pkgs.${path.join('.')}`, {
    kind: 'package',
    what: `pkgs.${path.join('.')}`,
    at: undefined,
  });
}

/** A derivation of which only the name is known. */
export function makePackage(storeName: string, expression: string, origin: Origin, kind: PackageKind = 'any'): Attrs {
  const outPath = storePathString(storeName, origin);
  const self: Attrs = attrsOf(
    {
      type: 'derivation',
      // The name holds a version.
      name: kind === 'any' ? unknownMember(expression, 'name') : storeName,
      outputName: 'out',
      outPath,
      drvPath: storePathString(`${storeName}.drv`, origin),
      out: lazy(() => self),
      override: primOp('override', 1, () => self),
      overrideAttrs: primOp('overrideAttrs', 1, () => self),
      overrideDerivation: primOp('overrideDerivation', 1, () => self),
    },
    packageRest(storeName, expression, kind),
  );
  return self;
}

function packageRest(storeName: string, expression: string, kind: PackageKind): OpenRest {
  return {
    unknown: new Unknown(expression, NOT_BUILT),
    select: (name) => {
      if (name === 'outputSpecified') return undefined;
      if (kind === 'trivial' && (OUTPUTS.has(name) || name === 'pname')) return undefined;
      if (OUTPUTS.has(name)) return unknownMember(expression, name, `${storeName}-${name}`);
      // Functions that stand between the packages can be called; what comes out is not known.
      if (name === '__functor') return new Unknown(`${expression} …`, NOT_BUILT, undefined, 'package');
      return name.startsWith('_') ? undefined : unknownMember(expression, name);
    },
  };
}

/** An attribute of a package or package set: mostly a package again, as in `pkgs.python3Packages.requests`. */
export function unknownMember(parent: string, name: string, storeName = name): Unknown {
  const isPackage = !NAMED_OTHERWISE.has(name) && !/^is[A-Zix]/.test(name);
  return new Unknown(
    `${parent}.${name}`,
    NOT_BUILT,
    undefined,
    isPackage ? 'package' : undefined,
    undefined,
    isPackage ? unknownStorePath(storeName) : undefined,
  );
}

const NAMED_OTHERWISE = new Set([
  'name',
  'pname',
  'meta',
  'version',
  'passthru',
  'src',
  'outputs',
  'system',
  'mainProgram',
  'interpreter',
  'executable',
  'sitePackages',
  'libPrefix',
  'pythonVersion',
  'shellPath',
  'buildPlatform',
]);

function storePathString(name: string, origin: Origin): NixString {
  const storePath = unknownStorePath(name);
  const element: ContextElement = { kind: 'output', output: 'out', storePath, origin };
  return new NixString(storePath, contextOf([element]));
}

/** A package's or path's store path as text, for `PATH` and the like; a string stays as it is. */
export function storePathText(v: Lazy): string {
  return textOf(coerceToString(force(v), { copy: true }));
}
