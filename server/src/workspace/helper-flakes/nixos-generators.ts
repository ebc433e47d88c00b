/** github:nix-community/nixos-generators, flake.nix. */
export const NIXOS_GENERATORS = `
{ lib, ... }@outer:
{
  nixosGenerate = { modules ? [ ], specialArgs ? { }, system ? null, lib ? outer.lib, ... }:
    lib.nixosSystem { inherit modules specialArgs system; };
}
`;
