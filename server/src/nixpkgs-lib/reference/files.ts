// Functions about files, sources and packages: `lib.filesystem`, `lib.sources`, `lib.path`, `lib.meta`,
// `lib.fetchers`, and those that write other formats: `lib.generators`, `lib.cli`, `lib.gvariant`.
import type { ReferenceTable } from '../../evaluator/function-reference';

export const filesystem: ReferenceTable = {
  'haskellPathsInDir path :: Path -> { name : Path }': 'The folders below `path` that hold a Cabal file.',
  'listFilesRecursive path :: Path -> [Path]': 'All files below a folder.',
  'locateDominatingFile pattern path :: String -> Path -> ({ path : Path, matches : [[String]] } | Null)':
    'The nearest folder, from `path` upwards, that has a file whose name the pattern matches.',
  'packagesFromDirectoryRecursive args :: { callPackage : Function, directory : Path, … } -> AttrSet':
    'A set of packages from a tree of folders with `package.nix` files.',
  'pathIsDirectory path :: Path -> Bool': 'Whether `path` is a folder.',
  'pathIsRegularFile path :: Path -> Bool': 'Whether `path` is a regular file.',
  'pathType path :: Path -> String': 'The type of a file: `regular`, `directory`, `symlink` or `unknown`.',
  'resolveDefaultNix path :: Path -> Path': 'The file that `import` reads: `default.nix` of a folder.',
};

export const fileset: ReferenceTable = {
  'difference positive negative :: FileSet -> FileSet -> FileSet': 'The files of `positive` that `negative` has not.',
  'fileFilter predicate path :: ({ name : String, type : String, hasExt : String -> Bool, … } -> Bool) -> Path -> FileSet':
    'The files at `path` of which `predicate` is true.',
  'fromSource source :: Path -> FileSet': 'The files that a source of `lib.sources` keeps.',
  'gitTracked path :: Path -> FileSet': 'The files of a working tree that Git tracks.',
  'gitTrackedWith options :: { recurseSubmodules ? Bool } -> Path -> FileSet':
    '`gitTracked`, on request with the files of submodules.',
  'intersection fileset1 fileset2 :: FileSet -> FileSet -> FileSet': 'The files that both have.',
  'isFileset value :: a -> Bool': 'Whether `value` is a file set, or a path that stands for one.',
  'maybeMissing path :: Path -> FileSet': 'The files at `path`; none where there is nothing.',
  'toList fileset :: FileSet -> [Path]': 'The paths of all files of a file set.',
  'toSource args :: { root : Path, fileset : FileSet } -> Path':
    'Copies the files of `fileset` to the store, in their places below `root`.',
  'trace fileset :: FileSet -> a -> a': 'Prints the files of a file set, and gives the next argument back.',
  'traceVal fileset :: FileSet -> FileSet': 'Prints the files of a file set, and gives it back.',
  'union fileset1 fileset2 :: FileSet -> FileSet -> FileSet': 'The files that either has.',
  'unions filesets :: [FileSet] -> FileSet': 'The files that any of `filesets` has.',
};

export const sources: ReferenceTable = {
  'canCleanSource source :: a -> Bool': 'Whether `cleanSourceWith` takes `source`.',
  'cleanSource source :: Path -> Path': 'A source without version control, editors’ backups and build results.',
  'cleanSourceFilter name type :: Path -> String -> Bool': 'The filter of `cleanSource`.',
  'cleanSourceWith args :: { src : Path, filter ? Function, name ? String } -> Path':
    'A source with those files of which `filter path type` is true; filters add up.',
  'commitIdFromGitRepo path :: Path -> String': 'The commit that a `.git` folder stands at.',
  'pathHasContext path :: String -> Bool': 'Whether a path refers to the store.',
  'pathIsGitRepo path :: Path -> Bool': 'Whether there is a Git repository at `path`.',
  'repoRevToName kind :: String -> Function': 'A name for a source from its repository and revision.',
  'revOrTag rev tag :: (String | Null) -> (String | Null) -> String': 'The one of the two that is given.',
  'sourceByGlobs source patterns :: Path -> [String] -> Path':
    'A source with those files whose path below it fits a pattern such as `src/**/*.c`.',
  'sourceByRegex source patterns :: Path -> [String] -> Path':
    'A source with those files whose path a regular expression matches.',
  'sourceFilesBySuffices source suffixes :: Path -> [String] -> Path':
    'A source with those files whose name ends with one of `suffixes`.',
  'trace source :: Path -> Path': 'Prints which files a source’s filter is asked about.',
};

export const path: ReferenceTable = {
  'append path subpath :: Path -> String -> Path': 'A path below another; it cannot lead out of it.',
  'hasPrefix prefix path :: Path -> Path -> Bool': 'Whether `path` is `prefix` or below it.',
  'hasStorePathPrefix path :: Path -> Bool': 'Whether `path` is in the store.',
  'removePrefix prefix path :: Path -> Path -> String': 'The part of `path` below `prefix`.',
  'splitRoot path :: Path -> { root : Path, subpath : String }': 'The root of a path, and what is below it.',
};

export const meta: ReferenceTable = {
  'addMetaAttrs attrs package :: AttrSet -> Derivation -> Derivation': 'A package with more attributes in `meta`.',
  'appendToName suffix package :: String -> Derivation -> Derivation': 'Adds a suffix to a package’s name.',
  'availableOn platform package :: AttrSet -> Derivation -> Bool': 'Whether a package can be used on a platform.',
  'dontDistribute package :: Derivation -> Derivation': 'A package that Hydra does not build.',
  'getExe package :: Derivation -> String': 'The path of a package’s main program.',
  "getExe' package name :: Derivation -> String -> String": 'The path of a program of a package.',
  'getLicenseFromSpdxId id :: String -> AttrSet': 'The licence with an SPDX identifier; warns where there is none.',
  'getLicenseFromSpdxIdOr id default :: String -> a -> AttrSet': 'The licence with an SPDX identifier, else `default`.',
  'hiPrio package :: Derivation -> Derivation': 'A package whose files win over those of others.',
  'hiPrioSet set :: AttrSet -> AttrSet': '`hiPrio` on each package of a set.',
  'lowPrio package :: Derivation -> Derivation': 'A package whose files give way to those of others.',
  'lowPrioSet set :: AttrSet -> AttrSet': '`lowPrio` on each package of a set.',
  'mapDerivationAttrset f set :: (Derivation -> Derivation) -> AttrSet -> AttrSet':
    'Calls `f` on each package of a set.',
  'platformMatch platform pattern :: AttrSet -> (String | AttrSet) -> Bool': 'Whether a platform fits a pattern.',
  'setName name package :: String -> Derivation -> Derivation': 'A package under another name.',
  'setPrio priority package :: Int -> Derivation -> Derivation':
    'A package whose files have a priority; the smallest number wins.',
  'updateName f package :: (String -> String) -> Derivation -> Derivation': 'A package whose name `f` changes.',
};

export const generators: ReferenceTable = {
  'mkKeyValueDefault options separator key value :: AttrSet -> String -> String -> a -> String':
    'A line `key` `separator` `value`.',
  'mkLuaInline expression :: String -> AttrSet': 'Lua code that `toLua` writes as it is.',
  'mkValueStringDefault options value :: AttrSet -> a -> String': 'Writes a plain value as most formats do.',
  'toDconfINI sections :: { section : AttrSet } -> String': 'Writes a dconf key file.',
  'toDhall options value :: AttrSet -> a -> String': 'Writes a value as Dhall.',
  'toGitINI sections :: { section : AttrSet } -> String': 'Writes a Git configuration.',
  'toINI options sections :: AttrSet -> { section : AttrSet } -> String': 'Writes an INI file.',
  'toINIWithGlobalSection options value :: AttrSet -> { globalSection : AttrSet, sections : AttrSet } -> String':
    'Writes an INI file that begins with keys outside of any section.',
  'toJSON options value :: AttrSet -> a -> String': 'Writes a value as JSON.',
  'toKeyValue options set :: AttrSet -> AttrSet -> String': 'Writes a line `key=value` for each attribute.',
  'toLua options value :: AttrSet -> a -> String': 'Writes a value as Lua.',
  'toPlist options value :: AttrSet -> a -> String': 'Writes a value as a property list of macOS.',
  'toPretty options value :: { multiline ? Bool, indent ? String, … } -> a -> String':
    'Writes a value as readable Nix code.',
  'toYAML options value :: AttrSet -> a -> String': 'Writes a value as YAML, in its JSON form.',
  'withRecursion options value :: { depthLimit : Int, throwOnDepthLimit ? Bool } -> a -> a':
    'Cuts a value at a depth, so that it can be printed.',
};

export const cli: ReferenceTable = {
  'toCommandLine optionFormat options :: (String -> AttrSet) -> AttrSet -> [String]':
    'Makes a command line of a set of options.',
  'toCommandLineGNU format options :: AttrSet -> AttrSet -> [String]':
    'Makes a command line of a set of options: `-v`, `--name=value`.',
  'toGNUCommandLine format options :: AttrSet -> AttrSet -> [String]':
    'Makes a command line of a set of options: `-v`, `--name value`.',
  'toGNUCommandLineShell format options :: AttrSet -> AttrSet -> String': 'As `toGNUCommandLine`, quoted for a shell.',
};

export const gvariant: ReferenceTable = {
  'mkArray elements :: [a] -> AttrSet': 'A GVariant array.',
  'mkDouble value :: Float -> AttrSet': 'A GVariant floating point number.',
  'mkInt32 value :: Int -> AttrSet': 'A GVariant integer of 32 bits.',
  'mkString value :: String -> AttrSet': 'A GVariant string.',
  'mkTuple elements :: [a] -> AttrSet': 'A GVariant tuple.',
  'mkUint32 value :: Int -> AttrSet': 'A GVariant integer of 32 bits without a sign.',
  'mkValue value :: a -> AttrSet': 'The GVariant that a Nix value stands for.',
  'mkVariant value :: a -> AttrSet': 'A GVariant that holds another one.',
};
