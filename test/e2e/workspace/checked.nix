{ pkgs, ... }:

{
  services.github-runners.checked = {
    enable = true;
    url = "https://github.com/example/checked";
    tokenFile = "/run/secrets/checked";
    serviceOverrides.Nice = 99;
  };

  systemd.services.github-runner-checked.preStart = ''
    rm -rf $CACHE_DIRECTORY/*
  '';
}
