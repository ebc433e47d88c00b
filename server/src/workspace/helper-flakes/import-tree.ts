/** github:vic/import-tree, default.nix: all Nix files of a folder but those below a name that begins with "_". */
export const IMPORT_TREE = `
{ lib, ... }:
let
  isPathLike = x: builtins.isPath x || builtins.isString x || (builtins.isAttrs x && x ? outPath);
  isTree = x: builtins.isAttrs x && x ? __state;
  read = x:
    if builtins.isList x then builtins.concatMap read x
    else if isTree x then x.files
    else if !isPathLike x then [ x ]
    else if builtins.readFileType x == "directory" then
      map (file: { inherit file; name = lib.removePrefix (toString x) (toString file); })
        (lib.filesystem.listFilesRecursive x)
    else [ { file = x; name = toString x; } ];
  usual = name: lib.hasSuffix ".nix" name && !(lib.hasInfix "/_" name);
  tree = state:
    let
      change = attrs: tree (state // attrs);
      also = test: change { keep = name: state.keep name && test name; };
      files = root:
        builtins.concatMap
          (found:
            if !(builtins.isAttrs found && found ? file) then [ (state.map found) ]
            else if (if state.first == null then usual else state.first) found.name && state.keep found.name
            then [ (state.map found.file) ]
            else [ ])
          (read [ state.paths root ]);
      result = root: if state.pipe == null then { imports = files root; } else state.pipe (files root);
    in builtins.mapAttrs (name: f: f (tree state)) state.api // {
      __state = state;
      __functor = self: root: result (if builtins.isAttrs root && root ? options then [ ] else root);
      filter = also;
      filterNot = test: also (name: !(test name));
      match = pattern: also (name: builtins.match pattern name != null);
      matchNot = pattern: also (name: builtins.match pattern name == null);
      map = f: change { map = x: f (state.map x); };
      addPath = path: change { paths = state.paths ++ [ path ]; };
      addAPI = api: change { api = state.api // api; };
      initFilter = first: change { inherit first; };
      pipeTo = pipe: change { inherit pipe; };
      leafs = change { pipe = found: found; };
      withLib = _: tree state;
      result = result [ ];
      files = files [ ];
      new = tree initial;
    };
  initial = { keep = _: true; first = null; map = x: x; paths = [ ]; api = { }; pipe = null; };
in tree initial
`;
