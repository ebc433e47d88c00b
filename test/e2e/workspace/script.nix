# A module with shell in an indented string, coloured as shell with Nix inside it.
{ config, lib, pkgs, ... }@args:

let
  inherit (lib) mkIf;
  greeting = "hello ${config.networking.hostName}\n";
in
{
  imports = [ ./configuration.nix <nixpkgs/nixos/modules/profiles/minimal.nix> ];

  systemd.services.greet = mkIf (args ? config && true) {
    path = with pkgs; [ coreutils ] ++ lib.optional (1 < 2.5) hello;
    script = /* bash */ ''
      # Says hello to ''${USER} on ${config.networking.hostName}.
      if [ -n "$1" ]; then
        echo "${greeting}: $(date) ''${1:-nobody}" >> ${toString ./log}/greet
      fi
    '';
  };
}
