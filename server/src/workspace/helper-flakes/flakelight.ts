/** github:nix-community/flakelight, builtinModules: hosts and modules, from the module and from its folder \`nix\`. */
export const FLAKELIGHT = `
{ lib, inputs, self, flake, ... }:
let
  mkFlake = src: module:
    let
      args = { inherit lib inputs src; outputs = self; config = own; flakelight = flake; };
      called = x: if lib.isFunction x then x args else x;
      own = called (if builtins.isAttrs module || builtins.isFunction module then module else import module);
      loaded = name:
        let path = (own.nixDir or (src + "/nix")) + ("/" + name);
        in
          if builtins.pathExists (path + ".nix") then called (import (path + ".nix"))
          else if builtins.pathExists (path + "/default.nix") then called (import path)
          else if builtins.pathExists path then
            lib.mapAttrs' (file: _: lib.nameValuePair (lib.removeSuffix ".nix" file) (import (path + ("/" + file)))) (builtins.readDir path)
          else { };
      all = name: loaded name // (own.\${name} or { });
      host = hostname: definition:
        let found = called definition;
        in
          if found ? config then found
          else inputs.nixpkgs.lib.nixosSystem (found // { specialArgs = { inherit inputs hostname; } // (found.specialArgs or { }); });
    in (own.outputs or { }) // {
      nixosConfigurations = builtins.mapAttrs host (all "nixosConfigurations");
      nixosModules = all "nixosModules" // lib.optionalAttrs (own ? nixosModule) { default = own.nixosModule; };
    };
in { __functor = _: mkFlake; lib = { inherit mkFlake; }; }
`;
