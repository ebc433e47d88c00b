/** github:numtide/flake-utils, lib.nix. */
export const FLAKE_UTILS = `
{ lib, ... }:
let
  defaultSystems = [ "aarch64-linux" "aarch64-darwin" "x86_64-darwin" "x86_64-linux" ];
  allSystems = lib.systems.flakeExposed ++ [ "x86_64-freebsd" ];
  eachSystem = systems: f:
    builtins.foldl'
      (found: system:
        let outputs = f system;
        in builtins.foldl'
          (sum: name: sum // builtins.listToAttrs [ {
            inherit name;
            value = (sum.\${name} or { }) // builtins.listToAttrs [ { name = system; value = outputs.\${name}; } ];
          } ])
          found
          (builtins.attrNames outputs))
      { }
      systems;
  eachSystemPassThrough = systems: f: builtins.foldl' (found: system: found // f system) { } systems;
  eachSystemMap = systems: f: lib.genAttrs systems f;
in {
  lib = {
    inherit defaultSystems allSystems eachSystem eachSystemPassThrough eachSystemMap;
    eachDefaultSystem = eachSystem defaultSystems;
    eachDefaultSystemMap = eachSystemMap defaultSystems;
    eachDefaultSystemPassThrough = eachSystemPassThrough defaultSystems;
    system = lib.genAttrs allSystems (system: system);
  };
}
`;
