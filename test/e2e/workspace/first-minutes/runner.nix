{ pkgs, ... }:

{
  services.github-runners.website = {
    enable = true;
    url = "https://github.com/example/website";
    tokenFile = pkgs.writeText "token" "not-a-real-token";
    extraLabels = [ "nixos" ];
    extraPackages = [ pkgs.jq ];
    serviceOverrides.MemoryMax = "4G";
  };
}
