{
  imports = [ ./fleet.nix ];
  networking.hostName = "beta";
}
