/** github:gepbird/nixpkgs-patcher, flake.nix, without the patches. */
export const NIXPKGS_PATCHER = `
{ inputs, ... }:
{
  lib.nixosSystem = { nixpkgsPatcher ? { }, ... }@args:
    (nixpkgsPatcher.nixpkgs or inputs.nixpkgs).lib.nixosSystem (removeAttrs args [ "nixpkgsPatcher" ]);
}
`;
