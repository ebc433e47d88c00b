/** github:srid/nixos-unified (nixos-flake before), flake.nix, nix/modules/flake-parts. */
export const NIXOS_UNIFIED = `
{ ... }:
let
  nixFilesIn = lib: dir:
    if !builtins.pathExists dir then { }
    else lib.concatMapAttrs
      (name: type:
        let path = dir + ("/" + name); plain = lib.removeSuffix ".nix" name;
        in
          if type == "regular" && plain != name then builtins.listToAttrs [ (lib.nameValuePair plain path) ]
          else if type == "directory" && builtins.pathExists (path + "/default.nix")
          then builtins.listToAttrs [ (lib.nameValuePair name path) ]
          else { })
      (builtins.readDir dir);
  library = { self, inputs, config, lib, ... }:
    let
      specialArgsFor = rec { common.flake = { inherit self inputs config; }; nixos = common; };
      build = home-manager: module: inputs.nixpkgs.lib.nixosSystem {
        specialArgs = specialArgsFor.nixos;
        modules = [ module ] ++ lib.optional home-manager inputs.home-manager.nixosModules.home-manager;
      };
      # Versions before 2024-10 took the module alone.
      mkLinuxSystem = x:
        if builtins.isAttrs x && builtins.all (name: name == "home-manager") (builtins.attrNames x)
        then build (x.home-manager or false)
        else build false x;
      made = { inherit specialArgsFor mkLinuxSystem; };
    in {
      flake.nixos-unified.lib = made;
      flake.nixos-flake.lib = made;
      flake.nixosModules.home-manager = inputs.home-manager.nixosModules.home-manager;
    };
  autoWire = { self, lib, ... }: {
    flake.nixosConfigurations = lib.mapAttrs (_: self.nixos-unified.lib.mkLinuxSystem { home-manager = true; })
      (nixFilesIn lib (self + "/configurations/nixos"));
    flake.nixosModules = nixFilesIn lib (self + "/modules/nixos");
  };
  mkFlake = { inputs, root, systems ? [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ], specialArgs ? { }, ... }:
    let
      folder = builtins.filter (path: builtins.pathExists path)
        (map (name: root + ("/" + name)) [ "nix/modules/flake" "modules/flake" "nix/modules/flake-parts" "modules/flake-parts" ]);
      modules = dir: map (name: dir + ("/" + name)) (builtins.attrNames (builtins.readDir dir));
    in inputs.flake-parts.lib.mkFlake { inherit inputs specialArgs; } {
      inherit systems;
      _module.args = { inherit root; };
      imports = builtins.concatMap modules (if folder == [ ] then [ ] else [ (builtins.head folder) ]);
    };
in {
  lib.mkFlake = mkFlake;
  flakeModule = library;
  flakeModules = { default = library; inherit autoWire; };
}
`;
