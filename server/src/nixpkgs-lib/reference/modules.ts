// `lib.modules`, `lib.options` and `lib.types`, which the module system adds to the library.
import type { ReferenceTable } from '../../evaluator/function-reference';

export const modules: ReferenceTable = {
  'evalModules args :: { modules : [Module], specialArgs ? AttrSet, … } -> { config : AttrSet, options : AttrSet, … }':
    'Evaluates modules together; this is what makes a NixOS system of a configuration.',
  'importApply path args :: Path -> a -> Module':
    'Imports a file that holds a function giving a module, and calls it; errors still name the file.',
  'importJSON path :: Path -> Module': 'A module whose configuration stands in a JSON file.',
  'importTOML path :: Path -> Module': 'A module whose configuration stands in a TOML file.',
  'mkAfter value :: a -> Definition': 'Puts list elements or lines behind all others.',
  'mkAliasDefinitions option :: Option -> Definition': 'Gives an option the definitions of another one.',
  'mkAliasIfDef option value :: Option -> Definition -> Definition': 'Keeps `value` where `option` is defined.',
  'mkAliasOptionModule from to :: [String] -> [String] -> Module':
    'A module in which the option at `from` is another name of the one at `to`.',
  'mkAssert condition message value :: Bool -> String -> a -> Definition':
    'Gives `value`, or raises an error where `condition` does not hold.',
  'mkBefore value :: a -> Definition': 'Puts list elements or lines before all others.',
  'mkChangedOptionModule from to f :: [String] -> [String] -> (AttrSet -> a) -> Module':
    'A module that gives the option at `to` what `f config` makes of the old one at `from`.',
  'mkDefault value :: a -> Definition': 'A value that any plain definition replaces (priority 1000).',
  'mkDerivedConfig option f :: Option -> (a -> AttrSet) -> Definition':
    'A configuration computed from the value of an option, with its priority.',
  'mkFixStrictness value :: a -> a': 'Old: gives `value`.',
  'mkForce value :: a -> Definition': 'A value that replaces plain definitions (priority 50).',
  'mkIf condition content :: Bool -> a -> Definition':
    'Counts `content` only where `condition` holds; the condition may depend on the configuration.',
  'mkImageMediaOverride value :: a -> Definition': 'A definition with the priority of installation images (60).',
  'mkMerge contents :: [a] -> Definition': 'Several definitions in one place; each is merged with all others.',
  'mkMergedOptionModule from to f :: [[String]] -> [String] -> (AttrSet -> a) -> Module':
    'A module that gives the option at `to` what `f config` makes of several old ones.',
  'mkOptionDefault value :: a -> Definition': 'A definition with the priority of an option’s own default (1500).',
  'mkOrder order value :: Int -> a -> Definition':
    'Places list elements or lines; smaller numbers come first, plain ones have 1000.',
  'mkOverride priority value :: Int -> a -> Definition':
    'A definition with a priority; of several, those with the smallest number count.',
  'mkRemovedOptionModule path hint :: [String] -> String -> Module':
    'A module that refuses definitions of an option that is gone, with a hint.',
  'mkRenamedOptionModule from to :: [String] -> [String] -> Module':
    'A module that passes definitions of an old option on to its new name, with a warning.',
  'mkRenamedOptionModuleWith args :: { from : [String], to : [String], sinceRelease : Int } -> Module':
    'As `mkRenamedOptionModule`; the warning comes once the release is old enough.',
  'mkVMOverride value :: a -> Definition': 'A definition with the priority of virtual machines (10).',
  'setDefaultModuleLocation file module :: Path -> Module -> Module':
    'The file that errors about a module without a file of its own name.',
};

export const options: ReferenceTable = {
  'getFiles definitions :: [AttrSet] -> [Path]': 'The files of a list of definitions.',
  'getValues definitions :: [AttrSet] -> [a]': 'The values of a list of definitions.',
  'isOption value :: a -> Bool': 'Whether `value` was made by `mkOption`.',
  'literalExpression text :: String -> AttrSet': 'Nix code for an option’s `defaultText` or `example`.',
  'literalMD text :: String -> AttrSet': 'Markdown for an option’s `defaultText` or `example`.',
  'mergeEqualOption loc definitions :: [String] -> [AttrSet] -> a': 'Merges definitions that must all be equal.',
  'mergeOneOption loc definitions :: [String] -> [AttrSet] -> a': 'The one definition; several are an error.',
  'mkEnableOption name :: String -> Option': 'A Boolean option `enable` that is false by default.',
  'mkOption args :: { type ? Type, default ? a, description ? String, example ? a, … } -> Option':
    'Declares an option.',
  'mkPackageOption pkgs name args :: AttrSet -> (String | [String]) -> AttrSet -> Option':
    'An option for a package, by default `pkgs.name`.',
  'mkSinkUndeclaredOptions args :: AttrSet -> Option': 'An option that takes everything and keeps nothing.',
  'optionAttrSetToDocList options :: AttrSet -> [AttrSet]': 'A list of all options, for a manual.',
  'showFiles files :: [Path] -> String': 'Writes a list of files as error messages do.',
  'showOption path :: [String] -> String': 'Writes an option’s path as error messages do.',
};

export const types: ReferenceTable = {
  'addCheck type check :: Type -> (a -> Bool) -> Type': 'The type, for those values alone of which `check` is true.',
  'attrTag tags :: { name : Option } -> Type': 'A set with exactly one attribute, which is one of `tags`.',
  'attrsOf type :: Type -> Type': 'A set of any names with values of the type; definitions are merged by name.',
  'attrsWith args :: { elemType : Type, lazy ? Bool, placeholder ? String } -> Type':
    'As `attrsOf`, with a choice of laziness and of the name in the manual.',
  'coercedTo from convert to :: Type -> (a -> b) -> Type -> Type':
    'The type `to`; a value of the type `from` is converted first.',
  'deferredModuleWith args :: { staticModules ? [Module] } -> Type':
    'Modules that are evaluated later, elsewhere; `staticModules` are always among them.',
  'either a b :: Type -> Type -> Type': 'A value of one type or of the other; the first that fits counts.',
  'enum values :: [a] -> Type': 'One of the given values.',
  'functionTo type :: Type -> Type': 'A function whose results have the type; definitions are merged by result.',
  'lazyAttrsOf type :: Type -> Type': 'As `attrsOf`, where the names are known without looking at the values.',
  'listOf type :: Type -> Type': 'A list of values of the type; definitions are joined.',
  'nonEmptyListOf type :: Type -> Type': 'A list of at least one value of the type.',
  'nullOr type :: Type -> Type': '`null` or a value of the type.',
  'oneOf types :: [Type] -> Type': 'A value of any of the types; the first that fits counts.',
  'passwdEntry type :: Type -> Type': 'A string of the type that has no colon and no line break.',
  'pathWith args :: { inStore ? Bool, absolute ? Bool } -> Type': 'A path, in the store or not, absolute or not.',
  'separatedString separator :: String -> Type': 'A string; several definitions are joined with `separator`.',
  'strMatching pattern :: String -> Type': 'A string that a regular expression matches.',
  'submodule module :: (Module | [Module]) -> Type': 'A set with options of its own, which a module declares.',
  'submoduleWith args :: { modules : [Module], specialArgs ? AttrSet, … } -> Type':
    'As `submodule`, with more to choose.',
  'uniq type :: Type -> Type': 'The type, with at most one definition.',
  'unique args type :: { message : String } -> Type -> Type':
    'The type, with at most one definition; `message` says what to do about several.',
};
