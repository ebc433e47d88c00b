{
  imports = [ ./fleet.nix ];
  networking.hostName = "alpha";
}
