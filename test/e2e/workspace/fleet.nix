{ config, lib, pkgs, ... }:

let
  project = "fleet";
in
{
  services.github-runners.builder = {
    enable = true;
    url = "https://github.com/example/${project}";
    tokenFile = "/run/secrets/builder";
    extraLabels = [ "nixos" config.networking.hostName ];
    extraPackages = [ pkgs.jq ];
    extraEnvironment.CACHE = config.services.harmonia.address;
    serviceOverrides = {
      MemoryMax = "4G";
      ProtectHome = lib.mkForce false;
    };
  };
}
