{ ... }:

{
  networking.hostName = "builder";
}
