// `lib.attrsets`, `lib.fixedPoints`, `lib.customisation` and `lib.derivations`.
import type { ReferenceTable } from '../../evaluator/function-reference';

export const attrsets: ReferenceTable = {
  'attrByPath path default set :: [String] -> a -> AttrSet -> a':
    'The value at the end of a path of names; `default` where a name on the way is missing.',
  'attrVals names set :: [String] -> AttrSet -> [a]':
    'The values of the attributes that `names` lists; each must exist.',
  'attrsToList set :: AttrSet -> [{ name : String, value : a }]':
    'The attributes as a list of pairs; `listToAttrs` goes the other way.',
  'cartesianProduct sets :: { name : [a] } -> [{ name : a }]':
    'One set for each way to choose an element from every list.',
  'chooseDevOutputs packages :: [Derivation] -> [Derivation]': 'The `dev` output of each package that has one.',
  'collect predicate set :: (a -> Bool) -> AttrSet -> [a]':
    'All values of which `predicate` is true, also in nested sets; it does not look inside of those it takes.',
  'concatMapAttrs f set :: (String -> a -> AttrSet) -> AttrSet -> AttrSet':
    'Joins the sets that `f name value` gives for each attribute.',
  'dontRecurseIntoAttrs set :: AttrSet -> AttrSet': 'Undoes `recurseIntoAttrs`.',
  'filterAttrs predicate set :: (String -> a -> Bool) -> AttrSet -> AttrSet':
    'The attributes for which `predicate name value` is true.',
  'filterAttrsRecursive predicate set :: (String -> a -> Bool) -> AttrSet -> AttrSet':
    'As `filterAttrs`, in nested sets too.',
  'foldAttrs op initial sets :: (a -> b -> b) -> b -> [AttrSet] -> AttrSet':
    'For each name in `sets`, combines its values from the right with `op`.',
  'foldlAttrs f initial set :: (b -> String -> a -> b) -> b -> AttrSet -> b':
    'Combines the attributes in the order of their names: `f result name value`.',
  'genAttrs names f :: [String] -> (String -> a) -> AttrSet': 'A set with the given names; each value is `f name`.',
  "genAttrs' list f :: [a] -> (a -> { name : String, value : b }) -> AttrSet":
    'A set of the pairs that `f` gives for each element of `list`.',
  'getAttrFromPath path set :: [String] -> AttrSet -> a': 'The value at the end of a path of names, which must exist.',
  'getAttrs names set :: [String] -> AttrSet -> AttrSet': 'The part of `set` that `names` lists; each must exist.',
  'getBin package :: Derivation -> Derivation': 'The output `bin`, else `out`, of a package.',
  'getDev package :: Derivation -> Derivation': 'The output `dev`, else `out`, of a package.',
  'getFirstOutput candidates package :: [String] -> Derivation -> Derivation':
    'The first of the named outputs that `package` has.',
  'getInclude package :: Derivation -> Derivation': 'The output with the header files of a package.',
  'getLib package :: Derivation -> Derivation': 'The output `lib`, else `out`, of a package.',
  'getMan package :: Derivation -> Derivation': 'The output `man`, else `out`, of a package.',
  'getOutput output package :: String -> Derivation -> Derivation': 'The named output of a package, else `out`.',
  'getStatic package :: Derivation -> Derivation': 'The output with the static libraries of a package.',
  'hasAttrByPath path set :: [String] -> AttrSet -> Bool': 'Whether a path of names leads to a value.',
  'isDerivation value :: a -> Bool': 'Whether `value` is a set whose `type` is `derivation`.',
  'longestValidPathPrefix path set :: [String] -> AttrSet -> [String]':
    'The longest beginning of `path` that leads to a value.',
  "mapAttrs' f set :: (String -> a -> { name : String, value : b }) -> AttrSet -> AttrSet":
    'As `mapAttrs`; `f name value` gives the new name too.',
  'mapAttrsRecursive f set :: ([String] -> a -> b) -> AttrSet -> AttrSet':
    'Maps each value that is no set; `f` gets the path of names that leads to it.',
  'mapAttrsRecursiveCond condition f set :: (AttrSet -> Bool) -> ([String] -> a -> b) -> AttrSet -> AttrSet':
    'As `mapAttrsRecursive`; goes into those sets of which `condition` is true.',
  'mapAttrsToList f set :: (String -> a -> b) -> AttrSet -> [b]':
    'The list of `f name value` for each attribute, in the order of the names.',
  'mapAttrsToListRecursive f set :: ([String] -> a -> b) -> AttrSet -> [b]':
    'The list of `f path value` for each value in nested sets.',
  'mapAttrsToListRecursiveCond condition f set :: ([String] -> AttrSet -> Bool) -> ([String] -> a -> b) -> AttrSet -> [b]':
    'As `mapAttrsToListRecursive`; goes into those sets of which `condition path set` is true.',
  'mapCartesianProduct f sets :: ({ name : a } -> b) -> { name : [a] } -> [b]':
    'Calls `f` on each set of `cartesianProduct sets`.',
  'matchAttrs pattern set :: AttrSet -> AttrSet -> Bool':
    'Whether everything in `pattern` stands in `set` with an equal value.',
  'mergeAttrsList sets :: [AttrSet] -> AttrSet': 'Joins sets as `//` does; later ones win.',
  'nameValuePair name value :: String -> a -> { name : String, value : a }':
    "A pair as `listToAttrs` and `mapAttrs'` take it.",
  'optionalAttrs condition set :: Bool -> AttrSet -> AttrSet': '`set` where `condition` holds, else an empty set.',
  'overrideExisting old new :: AttrSet -> AttrSet -> AttrSet':
    'The attributes of `old`, with the values that `new` has for their names.',
  'recurseIntoAttrs set :: AttrSet -> AttrSet': 'Marks `set` so that tools look for packages inside of it.',
  'recursiveUpdate left right :: AttrSet -> AttrSet -> AttrSet':
    'As `//`, where sets on both sides are joined too instead of replaced.',
  'recursiveUpdateUntil predicate left right :: ([String] -> a -> b -> Bool) -> AttrSet -> AttrSet -> AttrSet':
    'As `recursiveUpdate`; stops going deeper where `predicate path left right` is true.',
  'setAttrByPath path value :: [String] -> a -> AttrSet': 'Nested sets in which `path` leads to `value`.',
  'showAttrPath path :: [String] -> String': 'Writes a path of names as Nix does, quoted where needed.',
  'toDerivation path :: Path -> Derivation': 'Makes a store path look like a derivation.',
  'unionOfDisjoint a b :: AttrSet -> AttrSet -> AttrSet':
    'Joins two sets; an attribute that both have raises an error when it is used.',
  'updateManyAttrsByPath updates set :: [{ path : [String], update : a -> b }] -> AttrSet -> AttrSet':
    'Replaces the value at each path by what `update` makes of it.',
  'zipAttrs sets :: [AttrSet] -> { name : [a] }': 'For each name, the list of its values in `sets`.',
  'zipAttrsWithNames names f sets :: [String] -> (String -> [a] -> b) -> [AttrSet] -> AttrSet':
    'As `zipAttrsWith`, for the given names only.',
};

export const fixedPoints: ReferenceTable = {
  'composeExtensions f g final prev :: Overlay -> Overlay -> AttrSet -> AttrSet -> AttrSet':
    'One overlay that applies `f`, then `g`.',
  'composeManyExtensions extensions :: [Overlay] -> Overlay':
    'One overlay that applies all, from the first to the last.',
  'converge f value :: (a -> a) -> a -> a': 'Applies `f` again and again until the value stays the same.',
  'extends overlay f final :: Overlay -> (AttrSet -> AttrSet) -> AttrSet -> AttrSet':
    'The function `f` of a fixed point with `overlay` on top.',
  'fix f :: (a -> a) -> a': 'The fixed point: the value `x` for which `x = f x`.',
  "fix' f :: (AttrSet -> AttrSet) -> AttrSet": 'As `fix`; the result keeps `f` as `__unfix__`.',
  'makeExtensible f :: (AttrSet -> AttrSet) -> AttrSet': 'The fixed point of `f`, with a function `extend` in it.',
  'makeExtensibleWithCustomName name f :: String -> (AttrSet -> AttrSet) -> AttrSet':
    'As `makeExtensible`, with `extend` under another name.',
  'toExtension overlay :: (AttrSet | Function) -> Overlay':
    'Makes an overlay of a set or of a function of one argument.',
};

export const customisation: ReferenceTable = {
  'callPackageWith packages fn args :: AttrSet -> (Path | Function) -> AttrSet -> Derivation':
    'Calls a package function with what it names from `packages`, and with `args` over that.',
  'callPackagesWith packages fn args :: AttrSet -> (Path | Function) -> AttrSet -> { name : Derivation }':
    'As `callPackageWith`, for a function that gives a set of packages.',
  'extendDerivation condition passthru package :: Bool -> AttrSet -> Derivation -> Derivation':
    'Adds attributes to a package without another build; using it where `condition` is false is an error.',
  'extendMkDerivation args :: AttrSet -> (Function -> Derivation)':
    'Makes a builder function out of `mkDerivation` that takes `finalAttrs`.',
  'hydraJob package :: Derivation -> Derivation': 'A package with only what a Hydra job needs.',
  'makeOverridable f :: (AttrSet -> a) -> AttrSet -> a':
    'The function `f` whose results have `override`, which calls it again with other arguments.',
  'makeScope newScope f :: (AttrSet -> Function) -> (AttrSet -> AttrSet) -> AttrSet':
    'A set of packages that see each other, with `callPackage` and `overrideScope`.',
  'overrideDerivation package f :: Derivation -> (AttrSet -> AttrSet) -> Derivation':
    'A package with arguments of its derivation changed. Mostly `overrideAttrs` is better.',
};

export const derivations: ReferenceTable = {
  'lazyDerivation args :: AttrSet -> Derivation':
    'A package whose attributes are known without evaluating its derivation.',
  'optionalDrvAttr condition value :: Bool -> a -> (a | Null)':
    '`value` where `condition` holds, else `null`, which a derivation leaves out.',
  'warnOnInstantiate message package :: String -> Derivation -> Derivation':
    'A package that prints a warning when it is about to be built.',
};
