/** https://git.clan.lol/clan/clan-core, modules/clan, lib/clan and nixosModules/machineModules. */
export const CLAN_CORE = `
{ lib, inputs, self, flake, ... }:
let
  inherit (lib) mkOption types;
  raws = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
  named = attrs: builtins.mapAttrs (_: _: { }) attrs;
  interface = { config, ... }:
    let
      inherit (config) directory;
      machinesFolder = directory + "/machines";
      folders =
        if builtins.pathExists machinesFolder
        then lib.filterAttrs (_: type: type == "directory") (builtins.readDir machinesFolder)
        else { };
      fileOf = name: builtins.filter builtins.pathExists
        (map (file: machinesFolder + ("/" + name + "/" + file)) [ "configuration.nix" "hardware-configuration.nix" "disko.nix" ]);
      all = named folders // config.inventory.machines // named config.machines;
      isNixos = name: _: (config.inventory.machines.\${name}.machineClass or "nixos") == "nixos";
      moduleOf = name: {
        imports = [ flake.nixosModules.clanCore ] ++ fileOf name ++ [ (config.machines.\${name} or { }) ];
        networking.hostName = lib.mkDefault name;
      };
      systemOf = name: _: (config.self.inputs.nixpkgs or inputs.nixpkgs).lib.nixosSystem {
        modules = [ (moduleOf name) ];
        specialArgs = { clan-core = flake; self = config.self; } // config.specialArgs;
      };
    in {
      freeformType = types.lazyAttrsOf types.raw;
      options = {
        self = mkOption { type = types.raw; default = self; };
        directory = mkOption { type = types.raw; default = config.self; };
        specialArgs = raws;
        machines = mkOption { type = types.lazyAttrsOf types.deferredModule; default = { }; };
        inventory = mkOption {
          default = { };
          type = types.submodule { freeformType = types.lazyAttrsOf types.raw; options.machines = raws; };
        };
        modules = raws;
        nixosConfigurations = raws;
        nixosModules = raws;
        clanInternals = mkOption { type = types.raw; default = { }; };
      };
      config.nixosConfigurations = lib.mapAttrs systemOf (lib.filterAttrs isNixos all);
      config.nixosModules = lib.mapAttrs' (name: _: lib.nameValuePair "clan-machine-\${name}" (moduleOf name)) all;
    };
  clan = module:
    let made = lib.evalModules { class = "clan"; specialArgs = { inherit self; }; modules = [ interface module ]; };
    in made.config // { inherit (made) config options; };
  flakeModule = { config, ... }: {
    options.clan = mkOption { type = types.submoduleWith { modules = [ interface ]; }; default = { }; };
    config.flake = { inherit (config.clan) nixosConfigurations nixosModules clanInternals; clan = config.clan; };
  };
in {
  lib = { inherit clan; buildClan = clan; };
  flakeModules.default = flakeModule;
}
`;
