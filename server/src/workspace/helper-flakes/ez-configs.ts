/** github:ehllie/ez-configs, flake-module.nix. */
export const EZ_CONFIGS = `
{ ... }:
let
  module = { lib, config, inputs, ... }:
    let
      inherit (lib) mkOption types;
      cfg = config.ezConfigs;
      raws = default: mkOption { type = types.lazyAttrsOf types.raw; inherit default; };
      folder = what: mkOption {
        type = types.raw;
        default = if cfg.root == null then null else cfg.root + ("/nixos-" + what);
      };
      host = {
        options.importDefault = mkOption { type = types.bool; default = true; };
        options.userHomeModules = mkOption { type = types.listOf types.str; default = [ ]; };
      };
      modulesIn = dir:
        if dir == null then { }
        else if builtins.pathExists (dir + ".nix") then { default = dir + ".nix"; }
        else if !builtins.pathExists dir then { }
        else lib.concatMapAttrs
          (name: type:
            let path = dir + ("/" + name); plain = lib.removeSuffix ".nix" name; in
            if type == "regular" && plain != name then builtins.listToAttrs [ (lib.nameValuePair plain path) ]
            else if type == "directory" && builtins.pathExists (path + "/default.nix")
            then builtins.listToAttrs [ (lib.nameValuePair name (path + "/default.nix")) ]
            else { })
          (builtins.readDir dir);
      early = path:
        let
          read = import path;
          given = builtins.intersectAttrs (lib.functionArgs read) cfg.nixos.earlyModuleArgs;
        in
          if cfg.nixos.earlyModuleArgs == { } || !lib.isFunction read then path
          else lib.setFunctionArgs (args: read (args // given))
            (removeAttrs (lib.functionArgs read) (builtins.attrNames given));
      ezModules = lib.mapAttrs (_: early) (modulesIn cfg.nixos.modulesDirectory);
      system = name: path:
        let settings = cfg.nixos.hosts.\${name} or { importDefault = true; userHomeModules = [ ]; };
        in inputs.nixpkgs.lib.nixosSystem {
          specialArgs = cfg.nixos.specialArgs // { inherit ezModules; };
          modules = [ path { networking.hostName = lib.mkDefault name; } ]
            ++ lib.optional settings.importDefault (ezModules.default or { })
            ++ lib.optional (settings.userHomeModules != [ ]) inputs.home-manager.nixosModules.default;
        };
    in {
      options.ezConfigs = mkOption {
        default = { };
        type = types.submodule {
          freeformType = types.lazyAttrsOf types.raw;
          options = {
            root = mkOption { type = types.raw; default = null; };
            globalArgs = raws { };
            earlyModuleArgs = raws { };
            nixos = mkOption {
              default = { };
              type = types.submodule {
                freeformType = types.lazyAttrsOf types.raw;
                options = {
                  modulesDirectory = folder "modules";
                  configurationsDirectory = folder "configurations";
                  specialArgs = raws cfg.globalArgs;
                  earlyModuleArgs = raws cfg.earlyModuleArgs;
                  hosts = mkOption { type = types.attrsOf (types.submodule host); default = { }; };
                };
              };
            };
          };
        };
      };
      config.flake.nixosModules = ezModules;
      config.flake.nixosConfigurations = lib.mapAttrs system (modulesIn cfg.nixos.configurationsDirectory);
    };
in { flakeModule = module; flakeModules.default = module; }
`;
