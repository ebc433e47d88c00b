/** github:nvmd/nixos-raspberrypi, lib/default.nix: what its own modules add is hardware. */
export const NIXOS_RASPBERRYPI = `
{ lib, flake, ... }@outer:
let
  nixosSystem = { nixpkgs ? outer, trustCaches ? true, specialArgs ? { }, ... }@args:
    nixpkgs.lib.nixosSystem (removeAttrs args [ "nixpkgs" "trustCaches" ] // {
      specialArgs = { nixos-raspberrypi = flake; } // specialArgs;
    });
in { lib = { inherit nixosSystem; nixosSystemFull = nixosSystem; nixosInstaller = nixosSystem; }; }
`;
