{ config, lib, ... }:

{
  options.ci.project = lib.mkOption {
    type = lib.types.str;
    description = "The project that the runner builds.";
  };

  config.services.github-runners.website = {
    enable = true;
    url = "https://github.com/example/${config.ci.project}";
    tokenFile = config.sops.secrets."runner/token".path;
  };
}
