{ config, pkgs, ... }:

{
  networking.hostName = "builder";

  services.github-runner = {
    enable = true;
    url = "https://github.com/example/project";
    tokenFile = "${pkgs.writeText "token" "not-a-real-token"}";
    extraLabels = [ "nixos" "x86_64" ];
  };
}
