{
  sops.defaultSopsFile = ./secrets.yaml;

  sops.secrets."runner/token" = {
    owner = "root";
  };
}
