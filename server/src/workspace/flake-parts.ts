// The input `flake-parts`: `lib.mkFlake` merges a flake's modules and gives what they define in `flake`.
import { attrNames, attrsFromMap, attrsOf, getAttr, updateAttrs, type AttrEntry } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call, callMany } from '../evaluator/call';
import { forceAttrs, forceText } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { session } from '../evaluator/session';
import type { Attrs } from '../evaluator/values';
import { Unknown, force, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import { evalModules } from '../modules/eval-modules';
import { showOption } from '../modules/definition';
import { functionArgsOf } from '../nixpkgs-lib/function-args';
import { fullPackageSet } from '../runner/nixpkgs-functions';
import type { FlakeAround } from './flake-inputs';

/**
 * The options that flake-parts declares (github:hercules-ci/flake-parts, modules/ and extras/modules.nix). What a flake
 * defines for each system is not evaluated.
 */
const MODULE = `
{ lib, ... }:
let
  inherit (lib) mkOption types;
  set = type: mkOption { type = types.lazyAttrsOf type; default = { }; };
  ignored = mkOption { type = types.raw; default = null; };
  modulesOf = class: mkOption {
    type = types.lazyAttrsOf types.deferredModule;
    default = { };
    apply = lib.mapAttrs (name: module: { _class = class; _file = name; imports = [ module ]; });
  };
in {
  options = {
    systems = mkOption { type = types.listOf types.str; default = [ ]; };
    perSystem = mkOption { type = types.anything; default = { }; apply = _: { }; };
    transposition = ignored;
    debug = ignored;
    flake = mkOption {
      default = { };
      type = types.submoduleWith {
        modules = [ {
          freeformType = types.lazyAttrsOf types.raw;
          options = {
            nixosConfigurations = set types.raw;
            nixosModules = modulesOf "nixos";
            overlays = set types.raw;
            modules = set (types.lazyAttrsOf types.deferredModule);
          };
        } ];
      };
    };
  };
}
`;

const REASON = 'flake-parts is not read here';

function unread(name: string): Unknown {
  return new Unknown(name, REASON);
}

/** @param lib nixpkgs' library */
export function flakeParts(lib: Attrs, around: FlakeAround, system: string): Attrs {
  const evalFlakeModule = (lazyArgs: Lazy, module: Lazy): Attrs => {
    const args = forceAttrs(lazyArgs);
    const own = getAttr(args, 'specialArgs');
    const specialArgs = attrsOf({
      inputs: getAttr(args, 'inputs') ?? around.inputs,
      self: getAttr(args, 'self') ?? around.self,
      'flake-parts-lib': unread('flake-parts-lib'),
    });
    return evalModules({
      modules: [optionsModule(), module],
      lib,
      class: 'flake',
      specialArgs: own === undefined ? specialArgs : updateAttrs(specialArgs, forceAttrs(own)),
      args: attrsOf(systemFunctions(lib, system)),
      open: {
        unknown: (loc) => unread(`config.${showOption(loc)}`),
        isClosed: () => false,
        argument: unread,
      },
      onError: () => undefined,
    }).config;
  };
  const mkFlake = primOp('mkFlake', 2, (args, module) => {
    const flake = getAttr(evalFlakeModule(args, module), 'flake');
    return force(flake ?? null);
  });
  const empty = attrsOf({});
  return attrsOf(
    {
      lib: attrsOf(
        { mkFlake },
        { unknown: unread('inputs.flake-parts.lib'), select: (n) => unread(`inputs.flake-parts.lib.${n}`) },
      ),
      // What these modules declare is declared above.
      flakeModules: attrsOf({
        modules: empty,
        flakeModules: empty,
        partitions: unread('partitions'),
        easyOverlay: empty,
        bundlers: empty,
      }),
    },
    {
      unknown: unread('inputs.flake-parts'),
      select: (n) => (n.startsWith('_') ? undefined : unread(`inputs.flake-parts.${n}`)),
    },
  );
}

function optionsModule(): Value {
  const folder = '/embedded-flakes/flake-parts';
  return session()
    .compile({ path: `${folder}/flake.nix`, text: MODULE, folder })
    .evaluate();
}

/** `withSystem`, `moduleWithSystem` and `getSystem`: they give what a flake defines for one system. */
function systemFunctions(lib: Attrs, system: string): Record<string, Lazy> {
  const perSystem = (name: string, of: string): Lazy => {
    if (name === 'system') return of;
    if (name === 'pkgs') return lazy(() => fullPackageSet(lib, of));
    return name === 'lib' ? lib : unread(name);
  };
  const callFor = (of: string, f: Lazy): Value => {
    const fn = force(f);
    const entries = new Map<string, AttrEntry>();
    for (const name of attrNames(functionArgsOf(fn))) entries.set(name, { value: perSystem(name, of) });
    return call(fn, attrsFromMap(entries, { unknown: unread('perSystem'), select: (name) => perSystem(name, of) }));
  };
  const moduleWithSystem: PrimOp = primOp('moduleWithSystem', 1, (f) =>
    primOp('moduleWithSystem', 1, (args) => callMany(callFor(system, f), [args])),
  );
  return {
    withSystem: primOp('withSystem', 2, (name, f) => callFor(forceText(name), f)),
    moduleWithSystem,
    getSystem: primOp('getSystem', 1, (name) => unread(`getSystem ${JSON.stringify(forceText(name))}`)),
  };
}
