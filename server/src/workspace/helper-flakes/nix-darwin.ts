/**
 * github:nix-darwin/nix-darwin, flake.nix and eval-config.nix. Of its options only `launchd` is here, which tells that a
 * configuration is one for macOS: nothing more is said about such.
 */
export const NIX_DARWIN = `
{ lib, ... }@outer:
{
  lib.darwinSystem = { modules ? [ ], specialArgs ? { }, system ? null, lib ? outer.lib, pkgs ? null, ... }:
    outer.lib.nixosSystem { modules = [ { launchd = { }; } ] ++ modules; inherit lib pkgs specialArgs system; };
}
`;
