// Flakes that configurations build their hosts with, as far as hosts depend on them. Each is a Nix function of
// `{ lib, inputs, self }` (nixpkgs' library, the inputs and the outputs of the flake that uses it) to its outputs; what
// it leaves out is unknown. Sources are given with each.

/** A flake known by what its reference mentions, or by the name that people give the input. */
export interface HelperFlake {
  readonly name: string;
  readonly reference: RegExp;
  readonly text: string;
}

/** github:numtide/flake-utils, lib.nix. */
const FLAKE_UTILS = `
{ lib, ... }:
let
  defaultSystems = [ "aarch64-linux" "aarch64-darwin" "x86_64-darwin" "x86_64-linux" ];
  allSystems = lib.systems.flakeExposed ++ [ "x86_64-freebsd" ];
  eachSystem = systems: f:
    builtins.foldl'
      (found: system:
        let outputs = f system;
        in builtins.foldl'
          (sum: name: sum // builtins.listToAttrs [ {
            inherit name;
            value = (sum.\${name} or { }) // builtins.listToAttrs [ { name = system; value = outputs.\${name}; } ];
          } ])
          found
          (builtins.attrNames outputs))
      { }
      systems;
  eachSystemPassThrough = systems: f: builtins.foldl' (found: system: found // f system) { } systems;
  eachSystemMap = systems: f: lib.genAttrs systems f;
in {
  lib = {
    inherit defaultSystems allSystems eachSystem eachSystemPassThrough eachSystemMap;
    eachDefaultSystem = eachSystem defaultSystems;
    eachDefaultSystemMap = eachSystemMap defaultSystems;
    eachDefaultSystemPassThrough = eachSystemPassThrough defaultSystems;
    system = lib.genAttrs allSystems (system: system);
  };
}
`;

/** github:vic/import-tree, default.nix: all Nix files of a folder but those below a name that begins with "_". */
const IMPORT_TREE = `
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

/** github:nix-community/haumea, src/load.nix and src/loaders. */
const HAUMEA = `
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

/** github:gytis-ivaskevicius/flake-utils-plus, lib/mkFlake.nix. */
const FLAKE_UTILS_PLUS = `
{ lib, inputs, ... }:
let
  mkHost = { hostDefaults ? { }, inputs, ... }: name: host:
    let
      channel = host.channelName or hostDefaults.channelName or "nixpkgs";
      builder = host.builder or hostDefaults.builder or (inputs.\${channel} or inputs.nixpkgs).lib.nixosSystem;
      labels = lib.splitString "." name;
      join = what: (hostDefaults.\${what} or { }) // (host.\${what} or { });
    in builder {
      system = host.system or hostDefaults.system or "x86_64-linux";
      specialArgs = join "specialArgs";
      modules = [ {
        networking.hostName = lib.last labels;
        _module.args = { inherit inputs; } // join "extraArgs";
      } ] ++ (hostDefaults.modules or [ ]) ++ (host.modules or [ ]);
    };
  mkFlake = args@{ hosts ? { }, ... }:
    removeAttrs args [ "inputs" "hosts" "hostDefaults" "channels" "channelsConfig" "self" "sharedOverlays" "supportedSystems" "outputsBuilder" ]
    // { nixosConfigurations = (args.nixosConfigurations or { }) // builtins.mapAttrs (mkHost args)
      (lib.filterAttrs (_: host: (host.output or "nixosConfigurations") == "nixosConfigurations") hosts); };
in { lib = { inherit mkFlake; }; }
`;

/** github:numtide/blueprint, lib/default.nix. */
const BLUEPRINT = `
{ lib, ... }:
let
  nixFilesIn = dir:
    if !(builtins.pathExists dir) then { }
    else lib.concatMapAttrs
      (name: type:
        let path = dir + ("/" + name); base = lib.removeSuffix ".nix" name;
        in
          if type == "directory" then lib.listToAttrs [ (lib.nameValuePair name path) ]
          else if base != name then lib.listToAttrs [ (lib.nameValuePair base path) ]
          else { })
      (builtins.readDir dir);
  mkBlueprint = { inputs, prefix ? null, ... }:
    let
      flake = inputs.self;
      src = if prefix == null then inputs.self else inputs.self + ("/" + prefix);
      specialArgs = { inherit inputs flake; };
      publisher = [ "flake" "inputs" ];
      inject = path:
        let
          module = import path;
          names = builtins.attrNames (builtins.functionArgs module);
        in
          if builtins.isFunction module && builtins.all (name: builtins.elem name publisher) names && names != [ ]
          then { _file = path; imports = [ (module specialArgs) ]; }
          else path;
      modules = builtins.mapAttrs
        (_: path: builtins.mapAttrs (_: inject) (nixFilesIn path))
        (nixFilesIn (src + "/modules"));
      hosts = lib.concatMapAttrs
        (hostName: path:
          let found = attrs: lib.listToAttrs [ (lib.nameValuePair hostName attrs) ];
          in
            if builtins.pathExists (path + "/default.nix")
            then found (import (path + "/default.nix") { inherit flake inputs hostName; })
            else if builtins.pathExists (path + "/configuration.nix")
            then found {
              class = "nixos";
              value = inputs.nixpkgs.lib.nixosSystem {
                modules = [ (path + "/configuration.nix") ];
                specialArgs = specialArgs // { inherit hostName; };
              };
            }
            else { })
        (nixFilesIn (src + "/hosts"));
    in {
      inherit modules;
      nixosModules = modules.nixos or { };
      nixosConfigurations = builtins.mapAttrs (_: host: host.value)
        (lib.filterAttrs (_: host: host.class == "nixos") hosts);
    } // (if builtins.pathExists (src + "/lib/default.nix") then { lib = import (src + "/lib/default.nix") specialArgs; } else { });
in { __functor = _: mkBlueprint; }
`;

/** github:snowfallorg/lib, snowfall-lib/system and snowfall-lib/module. */
const SNOWFALL = `
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

/** github:tgirlcloud/easy-hosts, flake-module.nix and lib.nix. */
const EASY_HOSTS = `
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

/** github:nix-community/nixos-generators, flake.nix. */
const NIXOS_GENERATORS = `
{ lib, ... }@outer:
{
  nixosGenerate = { modules ? [ ], specialArgs ? { }, system ? null, lib ? outer.lib, ... }:
    lib.nixosSystem { inherit modules specialArgs system; };
}
`;

export const HELPER_FLAKES: readonly HelperFlake[] = [
  { name: 'flake-utils', reference: /numtide\/flake-utils|^flake-utils$/, text: FLAKE_UTILS },
  { name: 'flake-utils-plus', reference: /gytis-ivaskevicius\/flake-utils-plus/, text: FLAKE_UTILS_PLUS },
  { name: 'import-tree', reference: /(vic|denful)\/import-tree/, text: IMPORT_TREE },
  { name: 'haumea', reference: /nix-community\/haumea/, text: HAUMEA },
  { name: 'blueprint', reference: /numtide\/blueprint/, text: BLUEPRINT },
  { name: 'snowfall-lib', reference: /snowfallorg\/lib/, text: SNOWFALL },
  { name: 'easy-hosts', reference: /(tgirlcloud|isabelroses)\/easy-hosts/, text: EASY_HOSTS },
  { name: 'nixos-generators', reference: /nix-community\/nixos-generators/, text: NIXOS_GENERATORS },
];
