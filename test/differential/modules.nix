# The rules of the module system, small: declarations and definitions by name, mkIf, mkMerge, mkOverride, mkOrder, and
# the types that the random modules use. An independent account of what server/src/modules does.
#
# A type has `check` for a definition's value, `merge` for those of all definitions, `join` for the type that an option
# has which is declared with two of its kind, and `empty`, if it has one, for an option without definitions.
let
  inherit (builtins) attrNames concatLists concatMap elem filter foldl' head isAttrs isBool isInt isList isString length listToAttrs map sort tail;

  tag = v: if isAttrs v then v._type or "" else "";
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkMerge = contents: { _type = "merge"; inherit contents; };
  mkOverride = priority: content: { _type = "override"; inherit priority content; };
  mkOrder = priority: content: { _type = "order"; inherit priority content; };
  mkOption = attrs: attrs // { _type = "option"; };

  # Sets of definitions, with what stands around them moved inside.
  push = v:
    if tag v == "merge" then concatMap push v.contents
    else if tag v == "if" then map (inside (mkIf v.condition)) (push v.content)
    else if tag v == "override" then map (inside (mkOverride v.priority)) (push v.content)
    else [ v ];
  inside = property: v: if isAttrs v then builtins.mapAttrs (_: property) v else v;

  discharge = v:
    if tag v == "merge" then concatMap discharge v.contents
    else if tag v == "if" then (if v.condition then discharge v.content else [ ])
    else [ v ];

  settle = values:
    let
      all = concatMap discharge values;
      priority = v: if tag v == "override" then v.priority else 100;
      best = foldl' (p: v: if priority v < p then priority v else p) 9999 all;
      kept = map (v: if tag v == "override" then v.content else v) (filter (v: priority v == best) all);
      order = v: if tag v == "order" then v.priority else 1000;
      ordered = sort (a: b: order a < order b) kept;
    in map (v: if tag v == "order" then v.content else v) ordered;

  same = values: if foldl' (ok: v: ok && v == head values) true (tail values) then head values else throw "conflict";
  plain = check: { inherit check; merge = same; join = _: plain check; };

  reverse = foldl' (out: x: [ x ] ++ out) [ ];

  # What a value is made of: no definition at all is an error unless the type has an empty value.
  value = type: values:
    let final = settle values; in
    if final == [ ] then type.empty or (throw "not defined")
    else if !(foldl' (ok: v: ok && type.check v) true final) then throw "wrong type"
    else type.merge final;
  isDefined = values: settle values != [ ];

  types = rec {
    int = plain isInt;
    bool = plain isBool;
    str = plain isString;
    lines = { check = isString; merge = values: builtins.concatStringsSep "\n" values; join = _: lines; };
    enum = choices: plain (v: elem v choices) // { inherit choices; join = other: enum (choices ++ other.choices); };
    nullOr = type: {
      inherit type;
      empty = null;
      join = other: nullOr (type.join other.type);
      check = v: v == null || type.check v;
      merge = values:
        let nulls = length (filter (v: v == null) values); in
        if nulls == length values then null else if nulls > 0 then throw "mixed" else type.merge values;
    };
    listOf = type: {
      inherit type;
      empty = [ ];
      join = other: listOf (type.join other.type);
      check = isList;
      merge = values: concatLists (map (list: map (v: value type [ v ]) (filter (v: isDefined [ v ]) list)) values);
    };
    attrsOf = type: {
      inherit type;
      empty = { };
      join = other: attrsOf (type.join other.type);
      check = isAttrs;
      merge = values:
        let names = filter (name: isDefined (of values name)) (namesIn values);
        in listToAttrs (map (name: { inherit name; value = value type (of values name); }) names);
    };
    submodule = module: submodules [ module ];
    submodules = modules: {
      inherit modules;
      empty = evaluate modules;
      join = other: submodules (modules ++ other.modules);
      check = isAttrs;
      merge = values: evaluate (modules ++ map (config: { inherit config; }) values);
    };
  };

  # Later modules come first, as in nixpkgs.
  evaluate = modules:
    let
      late = map (m: if builtins.isFunction m then m { inherit config; } else m) (reverse modules);
      declarations = map (m: m.options or { }) late;
      definitions = sets (concatMap (m: push (m.config or { })) late);
      config = group declarations definitions;
      free = concatMap (m: if m ? freeformType then [ m.freeformType ] else [ ]) late;
      others = map (set: removeAttrs set (namesIn declarations)) definitions;
    in
    if free != [ ] then value (head free) others // config
    else if hasUndeclared declarations definitions then throw "undeclared"
    else config;

  of = sets: name: concatMap (set: if set ? ${name} then [ set.${name} ] else [ ]) sets;
  isOption = v: tag v == "option";
  namesIn = sets: attrNames (foldl' (a: b: a // b) { } sets);
  sets = values: if foldl' (ok: v: ok && isAttrs v) true values then values else throw "not a set";

  hasUndeclared = declarations: definitions:
    let
      here = name: of declarations name;
      below = name: concatMap push (of (sets definitions) name);
      undeclared = name:
        if here name == [ ] then true
        else if isOption (head (here name)) then false
        else hasUndeclared (here name) (below name);
    in filter undeclared (namesIn (declarations ++ sets definitions)) != [ ];

  group = declarations: definitions:
    let
      entry = name:
        let here = of declarations name; in
        if isOption (head here) then
          let
            option = foldl' (a: b: b // a // { type = a.type.join b.type; }) (head here) (tail here);
            default = if option ? default then [ (mkOverride 1500 option.default) ] else [ ];
            merged = value option.type (default ++ of (sets definitions) name);
          in if option ? apply then option.apply merged else merged
        else group here (concatMap push (of (sets definitions) name));
    in listToAttrs (map (name: { inherit name; value = entry name; }) (namesIn declarations));
in
{
  lib = { inherit mkIf mkMerge mkOverride mkOrder mkOption types; };
  inherit evaluate;
}
