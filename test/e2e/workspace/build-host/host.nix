{ config, ... }:

let
  owner = "example";
  machine = "build";
in
{
  imports = [ ./website.nix ./secrets.nix ];

  networking.hostName = machine;
  ci.project = "website";

  # https://docs.github.com/actions
  services.github-runners.api = {
    enable = true;
    url = "https://github.com/${owner}/api";
    tokenFile = config.sops.secrets."runner/token".path;
    name = "${owner}-${machine}";
  };
}
