{ ... }:

{
  services.github-runners = {
    web = {
      enable = true;
      url = "https://github.com/example/website";
      tokenFile = "/run/keys/web";
    };
    api = {
      enable = true;
      url = "https://github.com/example/service";
      tokenFile = "/run/keys/api";
    };
  };
}
