/**
 * What aspects come to for one class of configurations, in Nix: `combine` joins the sets that define them,
 * `moduleOf class context aspect` gives a module. Functions among them get what they ask for of the context.
 */
export const ASPECTS = `
  combine = values: lib.zipAttrsWith
    (name: found:
      if builtins.length found == 1 then builtins.head found
      else if name == "includes" then builtins.concatLists found
      else if builtins.elem name [ "nixos" "os" "darwin" "homeManager" ] then { imports = found; }
      else if builtins.all (x: builtins.isAttrs x) found then combine found
      else lib.last found)
    values;
  aspectsOption = lib.mkOption {
    default = { };
    type = lib.mkOptionType {
      name = "aspects";
      merge = _: definitions:
        let
          aspects = combine (map (d: if builtins.isFunction d.value then given context d.value else d.value) definitions);
          context = { inherit aspects lib; config = aspects; };
        in aspects;
    };
  };
  given = context: f:
    let names = lib.functionArgs f;
    in f (if names == { } then context else builtins.intersectAttrs names context);
  moduleOf = class: context: aspect: {
    lambda =
      if (builtins.functionArgs aspect) ? user && !(context ? user)
      then { imports = map (user: moduleOf class (context // { inherit user; }) aspect) (context.users or [ ]); }
      else moduleOf class context (given context aspect);
    set =
      if aspect ? __functor && !(aspect ? \${class} || aspect ? includes)
      then moduleOf class context (given context (aspect.__functor aspect))
      else {
        imports = [ (aspect.\${class} or { }) (aspect.os or { }) ] ++ map (moduleOf class context) (aspect.includes or [ ]);
      };
  }.\${builtins.typeOf aspect};
`;

/** github:vic/flake-aspects, nix/default.nix. */
export const FLAKE_ASPECTS = `
{ lib, ... }:
let
${ASPECTS}
  module = { config, ... }: {
    options.flake.aspects = aspectsOption;
    config._module.args.aspects = config.flake.aspects;
    config.flake.modules.nixos = lib.mapAttrs
      (_: moduleOf "nixos" { class = "nixos"; aspect-chain = [ ]; })
      (lib.filterAttrs (_: aspect: !builtins.isFunction aspect) config.flake.aspects);
  };
in { flakeModule = module; flakeModules.default = module; }
`;
