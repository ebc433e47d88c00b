/** github:tgirlcloud/easy-hosts, flake-module.nix and lib.nix. */
export const EASY_HOSTS = `
{ ... }:
let
  module = { lib, config, inputs, options, ... }:
    let
      spelling = if config.easyHosts != { } then config.easyHosts else config.easy-hosts;
      cfg = { path = null; hosts = { }; shared = { }; } // spelling;
      perClass = cfg.perClass or (_: { });
      perTag = cfg.perTag or (_: { });
      auto = lib.optionalAttrs (cfg.autoConstruct or false) (lib.mapAttrs (_: _: { })
        (lib.filterAttrs (_: type: type == "directory") (builtins.readDir cfg.path)));
      pathOf = name: host:
        if (host.path or null) != null then [ host.path ]
        else if cfg.path == null then [ ]
        else lib.filter builtins.pathExists [ (cfg.path + ("/" + name)) ];
      mkHost = name: host:
        let
          class = host.class or "nixos";
          parts = map perTag (host.tags or [ ]) ++ [ (perClass class) cfg.shared host ];
        in inputs.nixpkgs.lib.nixosSystem {
          modules = [ { networking.hostName = lib.mkDefault name; } ] ++ pathOf name host
            ++ lib.flatten (map (part: part.modules or [ ]) parts);
          specialArgs = builtins.foldl' (sum: part: sum // (part.specialArgs or { })) { inherit inputs; self = inputs.self; } parts;
        };
      isNixos = _: host: builtins.elem (host.class or "nixos") [ "nixos" "iso" ];
      anything = lib.mkOption { type = lib.types.lazyAttrsOf lib.types.anything; default = { }; };
    in {
      options.easyHosts = anything;
      options.easy-hosts = anything;
      config.flake.nixosConfigurations = lib.mapAttrs mkHost (lib.filterAttrs isNixos (auto // cfg.hosts));
    };
in { flakeModule = module; flakeModules.default = module; }
`;
