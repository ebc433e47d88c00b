// The input `flake-parts`: `lib.mkFlake` merges a flake's modules and gives what they define in `flake`.
import { attrNames, attrsFromMap, attrsOf, getAttr, hasListed, updateAttrs, type AttrEntry } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call, callMany } from '../evaluator/call';
import { forceAttrs, forceText } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { session } from '../evaluator/session';
import { Attrs, Unknown, force, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import { evalModules, type OpenWorld } from '../modules/eval-modules';
import { showOption } from '../modules/definition';
import { functionArgsOf } from '../nixpkgs-lib/function-args';
import { fullPackageSet } from '../runner/nixpkgs-functions';
import type { FlakeAround } from './flake-inputs';

/**
 * The options that flake-parts declares (github:hercules-ci/flake-parts, modules/ and extras/modules.nix).
 * `configFor module system` is what the modules of `perSystem` define for one system.
 */
const MODULE = `
{ configFor }:
{ lib, config, ... }:
let
  inherit (lib) mkOption types;
  set = type: mkOption { type = types.lazyAttrsOf type; default = { }; };
  ignored = mkOption { type = types.raw; default = null; };
  modulesOf = class: mkOption {
    type = types.lazyAttrsOf types.deferredModule;
    default = { };
    apply = lib.mapAttrs (name: module: { _class = class; _file = name; imports = [ module ]; });
  };
  transposed = [ "apps" "checks" "devShells" "legacyPackages" "packages" ];
in {
  options = {
    systems = mkOption { type = types.listOf types.str; default = [ ]; };
    perSystem = mkOption { type = types.deferredModule; default = { }; apply = configFor; };
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
          } // lib.genAttrs transposed (_: set (types.lazyAttrsOf types.raw));
        } ];
      };
    };
  };
  config.flake = lib.genAttrs transposed
    (output: lib.genAttrs config.systems (system: (config.perSystem system).\${output}));
}
`;

/** The options of \`perSystem\`, and its arguments as flake-parts gives them where nothing else does. */
const PER_SYSTEM = `
{ system, pkgs, inputs, self }:
{ lib, ... }:
let
  outputs = [ "apps" "checks" "devShells" "legacyPackages" "packages" ];
  set = lib.mkOption { type = lib.types.lazyAttrsOf lib.types.raw; default = { }; };
  forSystem = flake: lib.genAttrs outputs (name: flake.\${name}.\${system});
in {
  options = lib.genAttrs outputs (_: set);
  config._module.args = builtins.mapAttrs (_: lib.mkOptionDefault) {
    inherit system pkgs;
    self' = forSystem self;
    inputs' = builtins.mapAttrs (_: forSystem) inputs;
  };
}
`;

/** Functions of flake-parts-lib that make modules (lib.nix). */
const LIB = `
{ lib }:
rec {
  importApply = path: args: lib.setDefaultModuleLocation path (import path args);
  importAndPublish = name: module: { imports = [ module ]; flake.modules.flake.\${name} = module; };
}
`;

const REASON = 'flake-parts is not read here';

function unread(name: string): Unknown {
  return new Unknown(name, REASON);
}

const OPEN: OpenWorld = {
  unknown: (loc) => unread(`config.${showOption(loc)}`),
  isClosed: () => false,
  argument: unread,
};

/** @param lib nixpkgs' library */
export function flakeParts(lib: Attrs, around: FlakeAround, system: string): Attrs {
  const evalFlakeModule = (lazyArgs: Lazy, module: Lazy): Attrs => {
    const args = forceAttrs(lazyArgs);
    const own = getAttr(args, 'specialArgs');
    const inputs = getAttr(args, 'inputs') ?? around.inputs;
    const self = getAttr(args, 'self') ?? around.self;
    const common = { lib, open: OPEN, onError: () => undefined };
    const systems = new Map<string, Attrs>();
    const configFor = (modules: Lazy, of: string): Attrs => {
      let made = systems.get(of);
      if (made === undefined) {
        const given = attrsOf({ system: of, pkgs: lazy(() => fullPackageSet(lib, of)), inputs, self });
        const options = call(embedded('per-system', PER_SYSTEM), given);
        made = evalModules({ ...common, modules: [options, modules], class: 'perSystem' }).config;
        systems.set(of, made);
      }
      return made;
    };
    const perSystem = primOp('perSystem', 2, (modules, of) => configFor(modules, forceText(of)));
    const evaluation = evalModules({
      ...common,
      modules: [call(embedded('flake', MODULE), attrsOf({ configFor: perSystem })), module],
      class: 'flake',
      specialArgs: updateAttrs(
        attrsOf({ inputs, self, 'flake-parts-lib': partsLib('flake-parts-lib') }),
        own === undefined ? attrsOf({}) : forceAttrs(own),
      ),
      args: attrsOf(systemFunctions(lib, system, (of) => callMany(selectAttr(evaluation.config, 'perSystem'), [of]))),
    });
    return evaluation.config;
  };
  const mkFlake = primOp('mkFlake', 2, (args, module) => {
    const flake = getAttr(evalFlakeModule(args, module), 'flake');
    return force(flake ?? null);
  });
  const partsLib = (path: string): Attrs => {
    const known = forceAttrs(call(embedded('lib', LIB), attrsOf({ lib })));
    const select = (n: string): Lazy | undefined => (n.startsWith('_') ? undefined : unread(`${path}.${n}`));
    return updateAttrs(
      attrsOf({}, { unknown: unread(path), select, isApart: true }),
      updateAttrs(known, attrsOf({ mkFlake })),
    );
  };
  const empty = attrsOf({});
  return attrsOf(
    {
      lib: lazy(() => partsLib('inputs.flake-parts.lib')),
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

function embedded(name: string, text: string): Value {
  const folder = '/embedded-flakes/flake-parts';
  return session()
    .compile({ path: `${folder}/${name}.nix`, text, folder })
    .evaluate();
}

/**
 * `withSystem`, `moduleWithSystem` and `getSystem`: they give what a flake defines for one system.
 * @param config what it defines for one
 */
function systemFunctions(lib: Attrs, system: string, config: (of: string) => Value): Record<string, Lazy> {
  const perSystem = (name: string, of: string): Lazy => {
    if (name === 'lib') return lib;
    if (name === 'config') return lazy(() => config(of));
    return lazy(() => {
      const args = selectAttr(selectAttr(config(of), '_module'), 'args');
      return args instanceof Attrs && hasListed(args, name) ? selectAttr(args, name) : unread(name);
    });
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
    getSystem: primOp('getSystem', 1, (name) => config(forceText(name))),
  };
}
