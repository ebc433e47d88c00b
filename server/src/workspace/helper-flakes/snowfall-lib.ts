/** github:snowfallorg/lib, snowfall-lib/system and snowfall-lib/module. */
export const SNOWFALL = `
{ lib, ... }:
let
  foldersWithDefault = dir:
    if !(builtins.pathExists dir) then [ ]
    else builtins.filter (file: baseNameOf file == "default.nix") (lib.filesystem.listFilesRecursive dir);
  folders = dir:
    if !(builtins.pathExists dir) then [ ]
    else builtins.attrNames (lib.filterAttrs (_: type: type == "directory") (builtins.readDir dir));
  mkFlake = args@{ inputs, src, ... }:
    let
      root = args.snowfall.root or src;
      namespace = args.snowfall.namespace or "internal";
      named = value: lib.listToAttrs [ (lib.nameValuePair namespace value) ];
      own = builtins.foldl'
        (sum: file: lib.recursiveUpdate sum (import file { inherit inputs namespace; lib = system-lib; snowfall-inputs = inputs; }))
        { }
        (foldersWithDefault (root + "/lib"));
      system-lib = inputs.nixpkgs.lib.extend (final: prev: named own);
      systems = args.systems or { };
      nixosModules = lib.listToAttrs (map
        (file: lib.nameValuePair (lib.removePrefix (toString root + "/modules/nixos/") (toString (dirOf file))) file)
        (foldersWithDefault (root + "/modules/nixos")));
      mkSystem = target: name: {
        inherit name;
        value = inputs.nixpkgs.lib.nixosSystem {
          system = builtins.replaceStrings [ "iso" ] [ "linux" ] target;
          modules = [ (root + ("/systems/" + target + "/" + name)) { networking.hostName = lib.mkDefault name; } ]
            ++ builtins.attrValues nixosModules
            ++ (systems.modules.nixos or [ ])
            ++ (systems.hosts.\${name}.modules or [ ]);
          specialArgs = (systems.hosts.\${name}.specialArgs or { }) // {
            inherit inputs namespace target;
            lib = system-lib;
            host = name;
            system = target;
            virtual = false;
            format = "linux";
          };
        };
      };
      linux = builtins.filter (lib.hasInfix "linux") (folders (root + "/systems"));
    in {
      inherit nixosModules;
      lib = named own;
      nixosConfigurations = lib.listToAttrs (lib.concatMap
        (target: map (mkSystem target) (folders (root + ("/systems/" + target))))
        linux);
    };
in {
  inherit mkFlake;
  mkLib = { inputs, src, snowfall ? { }, ... }: { mkFlake = args: mkFlake ({ inherit inputs src snowfall; } // args); };
}
`;
