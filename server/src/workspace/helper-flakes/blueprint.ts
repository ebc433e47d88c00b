/** github:numtide/blueprint, lib/default.nix. */
export const BLUEPRINT = `
{ lib, ... }:
let
  nixFilesIn = dir:
    if !(builtins.pathExists dir) then { }
    else lib.concatMapAttrs
      (name: type:
        let path = dir + ("/" + name); base = lib.removeSuffix ".nix" name;
        in
          if type == "directory" then lib.listToAttrs [ (lib.nameValuePair name path) ]
          else if base != name then lib.listToAttrs [ (lib.nameValuePair base path) ]
          else { })
      (builtins.readDir dir);
  mkBlueprint = { inputs, prefix ? null, ... }:
    let
      flake = inputs.self;
      src = if prefix == null then inputs.self else inputs.self + ("/" + prefix);
      specialArgs = { inherit inputs flake; };
      publisher = [ "flake" "inputs" ];
      inject = path:
        let
          module = import path;
          names = builtins.attrNames (builtins.functionArgs module);
        in
          if builtins.isFunction module && builtins.all (name: builtins.elem name publisher) names && names != [ ]
          then { _file = path; imports = [ (module specialArgs) ]; }
          else path;
      modules = builtins.mapAttrs
        (_: path: builtins.mapAttrs (_: inject) (nixFilesIn path))
        (nixFilesIn (src + "/modules"));
      hosts = lib.concatMapAttrs
        (hostName: path:
          let found = attrs: lib.listToAttrs [ (lib.nameValuePair hostName attrs) ];
          in
            if builtins.pathExists (path + "/default.nix")
            then found (import (path + "/default.nix") { inherit flake inputs hostName; })
            else if builtins.pathExists (path + "/configuration.nix")
            then found {
              class = "nixos";
              value = inputs.nixpkgs.lib.nixosSystem {
                modules = [ (path + "/configuration.nix") ];
                specialArgs = specialArgs // { inherit hostName; };
              };
            }
            else { })
        (nixFilesIn (src + "/hosts"));
    in {
      inherit modules;
      nixosModules = modules.nixos or { };
      nixosConfigurations = builtins.mapAttrs (_: host: host.value)
        (lib.filterAttrs (_: host: host.class == "nixos") hosts);
    } // (if builtins.pathExists (src + "/lib/default.nix") then { lib = import (src + "/lib/default.nix") specialArgs; } else { });
in { __functor = _: mkBlueprint; }
`;
