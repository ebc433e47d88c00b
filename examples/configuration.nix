# A self-hosted GitHub Actions runner, as one module of a NixOS configuration.
{ pkgs, ... }:

{
  services.github-runners.web = {
    enable = true;

    # The repository or the organisation that the runner serves.
    url = "https://github.com/example/website";

    # A file on the machine itself that holds the token. Written as a string: a bare path would copy the token into
    # the Nix store, where every user of the machine can read it.
    tokenFile = "/var/lib/secrets/github-runner-web.token";

    # Labels that a workflow names in `runs-on`, beside the default ones.
    extraLabels = [ "nixos" ];

    # Programs that the jobs find in PATH.
    extraPackages = [ pkgs.docker ];
  };
}
