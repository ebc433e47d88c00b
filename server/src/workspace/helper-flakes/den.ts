import { ASPECTS } from './flake-aspects';

/** github:vic/den, nix/lib/types.nix and modules/outputs. */
export const DEN = `
{ lib, inputs, flake, ... }:
let
${ASPECTS}
  inherit (lib) mkOption types;
  text = default: mkOption { type = types.str; inherit default; };
  open = modules: types.submoduleWith {
    shorthandOnlyDefinesConfig = true;
    modules = [ { freeformType = types.lazyAttrsOf types.anything; } ] ++ modules;
  };
  user = { name, ... }: { options = { name = text name; userName = text name; aspect = mkOption { type = types.raw; default = name; }; }; };
  host = system: { name, config, ... }: {
    options = {
      name = text name;
      hostName = text config.name;
      system = text system;
      class = text (if lib.hasSuffix "darwin" system then "darwin" else "nixos");
      aspect = mkOption { type = types.raw; default = config.name; };
      users = mkOption { type = types.attrsOf (open [ user ]); default = { }; };
      instantiate = mkOption { type = types.raw; default = null; };
      intoAttr = mkOption { type = types.listOf types.str; default = [ "nixosConfigurations" config.name ]; };
    };
  };
  hosts = types.attrsOf (types.submodule ({ name, ... }: { freeformType = types.attrsOf (open [ (host name) ]); }));
  module = { config, inputs, ... }:
    let
      cfg = config.den;
      all = lib.concatMap builtins.attrValues (builtins.attrValues cfg.hosts);
      aspectOf = x: if builtins.isString x.aspect then cfg.aspects.\${x.aspect} or { } else x.aspect;
      system = host:
        let
          users = builtins.attrValues host.users;
          context = { inherit host users; inherit (host) class system; aspect-chain = [ ]; };
          with-user = user: moduleOf "nixos" (context // { inherit user; }) (aspectOf user);
        in (if host.instantiate == null then inputs.nixpkgs.lib.nixosSystem else host.instantiate) {
          modules = [ (moduleOf "nixos" context cfg.default) (moduleOf "nixos" context (aspectOf host)) ]
            ++ map with-user users
            ++ [ { nixpkgs.hostPlatform = lib.mkDefault host.system; } ];
        };
      output = host: lib.setAttrByPath host.intoAttr (system host);
    in {
      options = {
        den = mkOption {
          default = { };
          type = open [ { options = { hosts = mkOption { type = hosts; default = { }; }; aspects = aspectsOption; default = aspectsOption; }; } ];
        };
      } // lib.optionalAttrs (!(inputs ? flake-parts)) {
        # Without flake-parts the flake evaluates its modules itself.
        flake = mkOption { default = { }; type = types.lazyAttrsOf (types.lazyAttrsOf types.raw); };
      };
      # What else it provides is not known here.
      config._module.args.den = lib.genAttrs [ "_" "batteries" "ctx" "lib" "provides" ] (_: flake.provides) // cfg;
      config.flake = lib.mkMerge (map output (lib.filter (host: host.class == "nixos") all));
    };
in { flakeModule = module; flakeModules.default = module; flakeModules.dendritic = module; }
`;
