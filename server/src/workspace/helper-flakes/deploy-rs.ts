/** github:serokell/deploy-rs, flake.nix: what is deployed counts as what it is made of. */
export const DEPLOY_RS = `
{ lib, ... }:
{
  lib = lib.genAttrs lib.systems.flakeExposed (_: {
    activate = { nixos = base: base; darwin = base: base; home-manager = _: null; custom = { __functor = _: base: _: base; }; };
    deployChecks = _: { };
  });
  nixosModules = { };
}
`;
