// The module argument `pkgs`: every attribute is a package that knows its name, writers know their content.
import { attrsOf, getAttr, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call, call2, callPosition } from '../evaluator/call';
import { forceString } from '../evaluator/coerce';
import { attempt } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { hasAttr, selectAttr } from '../evaluator/operators';
import { baseName } from '../evaluator/paths';
import { textOf } from '../evaluator/strings';
import { Attrs, NixPath, Unknown, force, type Lazy, type PrimOp } from '../evaluator/values';
import { storeNameProblem, unknownStorePath } from '../nixos';
import { LANGUAGE_WRITERS } from './language-writers';
import { NOT_BUILT, packageAt, unknownMember } from './make-package';
import { joined } from './shell-application';
import { WRITERS, shellApplicationWriter } from './writers';

/**
 * The package set; `lib` is `pkgs.lib`.
 * @param platform what the packages are for, as `lib.systems.elaborate` gives it; may be unknown
 * @param isLinux whether it is Linux whatever else it is, as every NixOS is; a module by itself may be for nix-darwin
 */
export function packageSet(lib: Lazy, platform: Lazy, isLinux: boolean): Attrs {
  const hostPlatform = platformSet(platform, isLinux);
  const fact = (owner: string, name: string): Lazy =>
    lazy(() => {
      const v = selectAttr(hostPlatform, name);
      return v instanceof Unknown ? new Unknown(`${owner}.${name}`, v.reason) : v;
    });
  const standard = (name: string): Lazy =>
    lazy(() =>
      updateAttrs(
        packageAt([name]),
        attrsOf({
          mkDerivation: mkDerivation(`pkgs.${name}.mkDerivation`),
          shell: SHELL,
          ...Object.fromEntries(STDENV_FLAGS.map((flag) => [flag, fact(`pkgs.${name}`, flag)])),
          hostPlatform,
          targetPlatform: hostPlatform,
          buildPlatform: unknownMember(`pkgs.${name}`, 'buildPlatform'),
        }),
      ),
    );
  const own = attrsOf({
    lib,
    runtimeShell: SHELL,
    runtimeShellPackage: lazy(() => packageAt(['bash'])),
    writeShellApplication: shellApplicationWriter(lib),
    callPackage: callPackage(lib, () => packages),
    system: fact('pkgs', 'system'),
    hostPlatform,
    stdenv: standard('stdenv'),
    stdenvNoCC: standard('stdenvNoCC'),
  });
  const made = new Map<string, Attrs>();
  const { shape, values, base } = updateAttrs(OF_EVERY_SET, own);
  const packages = new Attrs(shape, values, base, {
    unknown: new Unknown('pkgs', NOT_BUILT),
    select: (name) => {
      let p = made.get(name);
      if (p === undefined) made.set(name, (p = packageAt([name])));
      return p;
    },
  });
  return packages;
}

/** Texts, not packages: the shell that scripts of nixpkgs are run by. */
const SHELL = joined([lazy(() => packageAt(['bash'])), '/bin/bash']);

/** A package of which the arguments tell the name, and nothing else is known. */
function mkDerivation(maker: string): PrimOp {
  return primOp('mkDerivation', 1, (given) => {
    const at = callPosition();
    const attrs: Lazy = lazy(() => {
      const v = force(given);
      return v instanceof Attrs || v instanceof Unknown ? v : call(v, attrs);
    });
    const text = (name: string): string => textOf(forceString(selectAttr(force(attrs), name)));
    const name = attempt(() =>
      hasAttr(force(attrs), 'name') === true ? text('name') : `${text('pname')}-${text('version')}`,
    );
    const shown = name === undefined || storeNameProblem(name) !== undefined ? undefined : unknownStorePath(name);
    return new Unknown(`${maker} { … }`, NOT_BUILT, at, 'package', undefined, shown);
  });
}

/**
 * `callPackage` for functions at hand. What packages elsewhere are is not known, nor what one is that cannot be evaluated
 * here: packages are no part of what is checked.
 */
function callPackage(lib: Lazy, packages: () => Attrs): PrimOp {
  return primOp('callPackage', 2, (fn, args) => {
    const at = callPosition();
    const made = attempt(() => call(call2(selectAttr(force(lib), 'callPackageWith'), packages(), fn), args));
    if (made !== undefined && !(made instanceof Unknown)) return made;
    const { reason = NOT_BUILT, type = 'package', shown } = made ?? {};
    return new Unknown(`pkgs.callPackage ${shownSource(fn)} …`, reason, at, type, undefined, shown);
  });
}

function shownSource(fn: Lazy): string {
  const v = attempt(() => force(fn));
  return v instanceof NixPath ? `./${baseName(v.path)}` : v instanceof Unknown ? v.expression : '(…)';
}

/** Attributes of `pkgs` that are sets, texts or functions; what they hold is not known here. */
const NOT_PACKAGES = [
  'config',
  'buildPlatform',
  'targetPlatform',
  'path',
  'overlays',
  'formats',
  'pkgsCross',
  'pkgsStatic',
  'pkgsMusl',
  'pkgsi686Linux',
  'buildPackages',
  'targetPackages',
  'callPackages',
  'newScope',
  'extend',
  'appendOverlays',
  'fetchurl',
  'fetchzip',
  'fetchgit',
  'fetchFromGitHub',
  'fetchFromGitLab',
  'fetchpatch',
  'makeWrapper',
] as const;

/** What is the same in every package set. */
const OF_EVERY_SET = attrsOf({
  ...Object.fromEntries(NOT_PACKAGES.map((name) => [name, unknownMember('pkgs', name)])),
  ...WRITERS,
  writers: LANGUAGE_WRITERS,
  _type: 'pkgs',
});

/** What `stdenv` takes over from its platform (nixpkgs, pkgs/stdenv/generic/default.nix). */
const STDENV_FLAGS = [
  'system',
  'isDarwin',
  'isLinux',
  'isSunOS',
  'isCygwin',
  'isBSD',
  'isFreeBSD',
  'isOpenBSD',
  'isi686',
  'isx86_32',
  'isx86_64',
  'is32bit',
  'is64bit',
  'isAarch32',
  'isAarch64',
  'isMips',
  'isBigEndian',
] as const;

/** A platform whose facts are looked up when somebody asks: modules may decide which one it is. */
function platformSet(platform: Lazy, isLinux: boolean): Attrs {
  const expression = 'pkgs.stdenv.hostPlatform';
  return attrsOf(isLinux ? { isLinux: true, isDarwin: false } : {}, {
    unknown: new Unknown(expression, NOT_BUILT),
    select: (name) => {
      const v = force(platform);
      if (v instanceof Attrs) return getAttr(v, name);
      const reason = v instanceof Unknown ? v.reason : NOT_BUILT;
      return name.startsWith('_') ? undefined : new Unknown(`${expression}.${name}`, reason);
    },
  });
}
