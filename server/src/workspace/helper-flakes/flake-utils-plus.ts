/** github:gytis-ivaskevicius/flake-utils-plus, lib/mkFlake.nix. */
export const FLAKE_UTILS_PLUS = `
{ lib, inputs, ... }:
let
  mkHost = { hostDefaults ? { }, inputs, ... }: name: host:
    let
      channel = host.channelName or hostDefaults.channelName or "nixpkgs";
      builder = host.builder or hostDefaults.builder or (inputs.\${channel} or inputs.nixpkgs).lib.nixosSystem;
      labels = lib.splitString "." name;
      join = what: (hostDefaults.\${what} or { }) // (host.\${what} or { });
    in builder {
      system = host.system or hostDefaults.system or "x86_64-linux";
      specialArgs = join "specialArgs";
      modules = [ {
        networking.hostName = lib.last labels;
        _module.args = { inherit inputs; } // join "extraArgs";
      } ] ++ (hostDefaults.modules or [ ]) ++ (host.modules or [ ]);
    };
  mkFlake = args@{ hosts ? { }, ... }:
    removeAttrs args [ "inputs" "hosts" "hostDefaults" "channels" "channelsConfig" "self" "sharedOverlays" "supportedSystems" "outputsBuilder" ]
    // { nixosConfigurations = (args.nixosConfigurations or { }) // builtins.mapAttrs (mkHost args)
      (lib.filterAttrs (_: host: (host.output or "nixosConfigurations") == "nixosConfigurations") hosts); };
in { lib = { inherit mkFlake; }; }
`;
