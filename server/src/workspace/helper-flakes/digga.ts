/** github:divnix/digga, src/mkFlake and src/importers.nix. */
export const DIGGA = `
{ lib, inputs, self, ... }:
let
  rakeLeaves = dir: lib.concatMapAttrs
    (name: type:
      let path = dir + ("/" + name); plain = lib.removeSuffix ".nix" name;
      in
        if type == "regular" && plain != name then builtins.listToAttrs [ (lib.nameValuePair plain path) ]
        else if type != "directory" then { }
        else if builtins.pathExists (path + "/default.nix") then builtins.listToAttrs [ (lib.nameValuePair name path) ]
        else builtins.listToAttrs [ (lib.nameValuePair name (rakeLeaves path)) ])
    (builtins.readDir dir);
  flattenTree = tree: builtins.listToAttrs (leavesOf "" tree);
  leavesOf = prefix: tree: lib.concatLists (lib.mapAttrsToList
    (name: value:
      if builtins.isAttrs value then leavesOf (prefix + name + ".") value
      else [ (lib.nameValuePair (prefix + name) value) ])
    tree);
  importHosts = dir: { hosts = lib.mapAttrs (_: path: { modules = path; }) (rakeLeaves dir); };
  importModules = what: dir: builtins.listToAttrs [ (lib.nameValuePair what (builtins.attrValues (flattenTree (rakeLeaves dir)))) ];
  list = x: if builtins.isList x then x else [ x ];
  parts = set: [ set ] ++ map (x: if builtins.isFunction x then x { inherit self inputs; } else x) (list (set.imports or [ ]));
  modulesIn = set: lib.concatMap
    (part: lib.concatMap (name: list (part.\${name} or [ ])) [ "modules" "externalModules" "exportedModules" ])
    (parts set);
  mkFlake = args@{ nixos ? { }, ... }:
    let
      defaults = nixos.hostDefaults or { };
      hosts = lib.zipAttrsWith (_: found: builtins.foldl' (a: b: a // b // { imports = [ ]; modules = modulesIn a ++ modulesIn b; }) { } found)
        (map (part: part.hosts or { }) (parts nixos));
      mkHost = name: host: (host.lib or inputs.\${host.channelName or defaults.channelName or "nixpkgs"}.lib).nixosSystem {
        system = host.system or defaults.system or "x86_64-linux";
        specialArgs = { inherit self inputs; } // (nixos.importables or { });
        modules = [ { networking.hostName = lib.mkDefault name; } ] ++ modulesIn defaults ++ modulesIn host;
      };
    in { nixosConfigurations = lib.mapAttrs mkHost hosts; };
in {
  lib = {
    inherit mkFlake rakeLeaves flattenTree importHosts;
    importModules = importModules "modules";
    importExportableModules = importModules "exportedModules";
  };
}
`;
