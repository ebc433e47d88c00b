/** github:nix-community/haumea, src/load.nix and src/loaders. */
export const HAUMEA = `
{ lib, ... }:
let
  loaders = {
    path = _: path: path;
    verbatim = _: path: import path;
    default = inputs: path:
      let f = import path;
      in if lib.isFunction f then f (builtins.intersectAttrs (lib.functionArgs f) inputs) else f;
    scoped = inputs: path: builtins.scopedImport inputs path;
  };
  matchers = { nix = loader: { matches = lib.hasSuffix ".nix"; inherit loader; }; };
  load = { src, loader ? loaders.default, inputs ? { }, transformer ? [ ] }:
    let
      transform = cursor: tree:
        builtins.foldl' (t: f: f cursor t) tree (lib.flatten [ transformer ]);
      at = dir: cursor:
        let
          entries = lib.filterAttrs (name: _: !(lib.hasPrefix "." name)) (builtins.readDir dir);
          named = lib.concatLists (lib.mapAttrsToList
            (name: type:
              let path = dir + ("/" + name); plain = lib.removePrefix "__" (lib.removePrefix "_" (lib.removeSuffix ".nix" name));
              in
                if type == "directory" then [ (lib.nameValuePair name (at path (cursor ++ [ name ]))) ]
                else if lib.hasSuffix ".nix" name then [ (lib.nameValuePair plain (use path)) ]
                else [ ])
            entries);
        in transform cursor (builtins.listToAttrs named);
      use = path:
        if builtins.isList loader then (builtins.head loader).loader args path
        else loader args path;
      root = at src [ ];
      args = inputs // { inherit root; self = root; super = root; };
    in root;
in {
  lib = {
    inherit load loaders matchers;
    transformers = {
      liftDefault = _: mod: removeAttrs mod [ "default" ] // (mod.default or { });
      hoistAttrs = _: _: mod: mod;
    };
  };
}
`;
