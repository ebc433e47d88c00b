/** github:zhaofengli/colmena, flake.nix: hives are evaluated where they are found. */
export const COLMENA = `
{ ... }:
{
  lib.makeHive = hive: hive;
  nixosModules = { };
}
`;
