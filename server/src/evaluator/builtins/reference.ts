// What each builtin function is for. A test compares the names and the numbers of parameters with the builtins.
import { references, type FunctionReference, type ReferenceTable } from '../function-reference';

const BUILTINS: ReferenceTable = {
  'abort message :: String -> a': 'Ends the evaluation with `message`; `tryEval` does not catch it.',
  'add a b :: Number -> Number -> Number': 'The sum of `a` and `b`, as `a + b`.',
  'addDrvOutputDependencies string :: String -> String':
    'Makes the one derivation file that `string` refers to a reference to all of its outputs and sources.',
  'addErrorContext message value :: String -> a -> a':
    'Gives `value`; an error while it is evaluated also shows `message`.',
  'all predicate list :: (a -> Bool) -> [a] -> Bool': 'Whether `predicate` is true of every element of `list`.',
  'any predicate list :: (a -> Bool) -> [a] -> Bool': 'Whether `predicate` is true of at least one element of `list`.',
  'appendContext string context :: String -> AttrSet -> String':
    'Adds store references, in the form that `getContext` gives, to `string`.',
  'attrNames set :: AttrSet -> [String]': 'The names of the attributes of `set`, sorted.',
  'attrValues set :: AttrSet -> [a]': 'The values of the attributes of `set`, in the order of their names.',
  'baseNameOf path :: (Path | String) -> String': 'The last component of `path`, what stands behind the last slash.',
  'bitAnd a b :: Int -> Int -> Int': 'The bits that both integers have.',
  'bitOr a b :: Int -> Int -> Int': 'The bits that at least one of the integers has.',
  'bitXor a b :: Int -> Int -> Int': 'The bits that exactly one of the integers has.',
  'break value :: a -> a': 'Gives `value`; under `nix --debugger` the evaluation stops here.',
  'catAttrs name sets :: String -> [AttrSet] -> [a]':
    'The values of the attribute `name` in those `sets` that have it.',
  'ceil number :: Number -> Int': 'The smallest integer that is not below `number`.',
  'compareVersions a b :: String -> String -> Int':
    'Compares two versions: -1 when `a` is older than `b`, 0 when they are equal, 1 when it is newer.',
  'concatLists lists :: [[a]] -> [a]': 'Joins a list of lists to one list.',
  'concatMap f list :: (a -> [b]) -> [a] -> [b]': 'Calls `f` on each element and joins the lists that it gives.',
  'concatStringsSep separator list :: String -> [String] -> String':
    'Joins the strings of `list`, with `separator` between them.',
  'convertHash args :: { hash : String, hashAlgo ? String, toHashFormat : String } -> String':
    'Writes a hash in another format: `base16`, `nix32`, `base64` or `sri`.',
  'deepSeq a b :: a -> b -> b': 'Evaluates `a` with everything in it, then gives `b`.',
  'derivation args :: AttrSet -> Derivation':
    'Describes a build; needs `name`, `system` and `builder`. Most people call `mkDerivation` of nixpkgs instead.',
  'derivationStrict args :: AttrSet -> AttrSet':
    'What `derivation` is made of: evaluates all attributes at once and gives the store paths.',
  'dirOf path :: Path -> Path': 'The folder of `path`, what stands before the last slash.',
  'div a b :: Number -> Number -> Number': 'The quotient of `a` and `b`; of integers, rounded towards zero.',
  'elem value list :: a -> [a] -> Bool': 'Whether an element of `list` equals `value`.',
  'elemAt list index :: [a] -> Int -> a': 'The element of `list` at `index`, counted from 0.',
  'fetchClosure args :: { fromPath : String, fromStore : String, … } -> Path':
    'Takes a store path with all that it refers to from a binary cache.',
  'fetchGit args :: (String | { url : String, ref ? String, rev ? String, … }) -> AttrSet':
    'Fetches a Git repository while evaluating; `outPath` of the result is its source.',
  'fetchMercurial args :: (String | { url : String, rev ? String, … }) -> AttrSet':
    'Fetches a Mercurial repository while evaluating.',
  'fetchTarball args :: (String | { url : String, sha256 ? String, name ? String }) -> Path':
    'Downloads and unpacks an archive while evaluating.',
  'fetchTree input :: (String | AttrSet) -> AttrSet': 'Fetches a source that is described as a flake’s input is.',
  'fetchurl args :: (String | { url : String, sha256 ? String, name ? String }) -> Path':
    'Downloads a file while evaluating.',
  'filter predicate list :: (a -> Bool) -> [a] -> [a]': 'The elements of `list` of which `predicate` is true.',
  'filterSource predicate path :: (String -> String -> Bool) -> Path -> String':
    'Copies `path` into the store, with those files of which `predicate path type` is true.',
  'findFile searchPath name :: [{ path : String, prefix : String }] -> String -> Path':
    'Looks `name` up in a search path, as `<name>` does in `nixPath`.',
  'flakeRefToString ref :: AttrSet -> String': 'Writes a flake reference in the form of a URL.',
  'floor number :: Number -> Int': 'The largest integer that is not above `number`.',
  "foldl' op initial list :: (b -> a -> b) -> b -> [a] -> b":
    'Combines the elements from the left: `op (op initial x1) x2` and so on, each step evaluated at once.',
  'fromJSON json :: String -> a': 'The value that a JSON text stands for.',
  'fromTOML toml :: String -> AttrSet': 'The value that a TOML text stands for.',
  'functionArgs f :: (AttrSet -> a) -> { name : Bool }':
    'The names of the arguments of a function `{ a, b ? 1 }: …`, each with whether it has a default.',
  'genList generator length :: (Int -> a) -> Int -> [a]': 'The list of `generator 0` to `generator (length - 1)`.',
  'genericClosure args :: { startSet : [AttrSet], operator : AttrSet -> [AttrSet] } -> [AttrSet]':
    'Everything that `operator` reaches from `startSet`; elements with an equal `key` count once.',
  'getAttr name set :: String -> AttrSet -> a': 'The attribute `name` of `set`, as `set.${name}`.',
  'getContext string :: String -> AttrSet': 'The store paths that `string` refers to.',
  'getEnv name :: String -> String':
    'The value of an environment variable; empty where it is not set or evaluation is pure.',
  'getFlake ref :: String -> AttrSet': 'Fetches a flake and gives its outputs.',
  'groupBy f list :: (a -> String) -> [a] -> { name : [a] }':
    'A set of lists: each element stands under the name that `f` gives it.',
  'hasAttr name set :: String -> AttrSet -> Bool': 'Whether `set` has the attribute `name`, as `set ? ${name}`.',
  'hasContext string :: String -> Bool': 'Whether `string` refers to the store.',
  'hashFile algorithm path :: String -> Path -> String':
    'The hash of a file’s content in base 16; `algorithm` is `md5`, `sha1`, `sha256` or `sha512`.',
  'hashString algorithm string :: String -> String -> String':
    'The hash of `string` in base 16; `algorithm` is `md5`, `sha1`, `sha256` or `sha512`.',
  'head list :: [a] -> a': 'The first element of `list`, which must not be empty.',
  'import path :: Path -> a': 'The value of the Nix file at `path`; of a folder, that of its `default.nix`.',
  'intersectAttrs a b :: AttrSet -> AttrSet -> AttrSet': 'Those attributes of `b` whose names `a` has too.',
  'isAttrs value :: a -> Bool': 'Whether `value` is an attribute set.',
  'isBool value :: a -> Bool': 'Whether `value` is a Boolean.',
  'isFloat value :: a -> Bool': 'Whether `value` is a floating point number.',
  'isFunction value :: a -> Bool': 'Whether `value` is a function; sets that can be called are none.',
  'isInt value :: a -> Bool': 'Whether `value` is an integer.',
  'isList value :: a -> Bool': 'Whether `value` is a list.',
  'isNull value :: a -> Bool': 'Whether `value` is `null`; `value == null` says the same.',
  'isPath value :: a -> Bool': 'Whether `value` is a path; strings are none.',
  'isString value :: a -> Bool': 'Whether `value` is a string.',
  'length list :: [a] -> Int': 'The number of elements of `list`.',
  'lessThan a b :: a -> a -> Bool': 'Whether `a` comes before `b`, as `a < b`.',
  'listToAttrs list :: [{ name : String, value : a }] -> AttrSet':
    'A set of the pairs in `list`; of equal names the first counts.',
  'map f list :: (a -> b) -> [a] -> [b]': 'The list of what `f` gives for each element of `list`.',
  'mapAttrs f set :: (String -> a -> b) -> AttrSet -> AttrSet':
    'A set with the same names; each value becomes `f name value`.',
  'match regex string :: String -> String -> ([String | Null] | Null)':
    'The groups of an extended regular expression that matches all of `string`; `null` when it does not.',
  'mul a b :: Number -> Number -> Number': 'The product of `a` and `b`.',
  'parseDrvName name :: String -> { name : String, version : String }':
    'Splits a package’s name before the first dash that no letter follows.',
  'parseFlakeRef ref :: String -> AttrSet': 'The parts of a flake reference.',
  'partition predicate list :: (a -> Bool) -> [a] -> { right : [a], wrong : [a] }':
    'Two lists: the elements of which `predicate` is true, and the others.',
  'path args :: { path : Path, name ? String, filter ? Function, recursive ? Bool, sha256 ? String } -> String':
    'Copies a path into the store under a name of its own.',
  'pathExists path :: Path -> Bool': 'Whether there is a file or folder at `path`.',
  'placeholder output :: String -> String': 'Stands in a derivation for the path of its own `output`.',
  'readDir path :: Path -> { name : String }':
    'The entries of a folder, each with its type: `regular`, `directory`, `symlink` or `unknown`.',
  'readFile path :: Path -> String': 'The content of a file.',
  'readFileType path :: Path -> String': 'The type of a file: `regular`, `directory`, `symlink` or `unknown`.',
  'removeAttrs set names :: AttrSet -> [String] -> AttrSet': '`set` without the attributes that `names` lists.',
  'replaceStrings from to string :: [String] -> [String] -> String -> String':
    'Replaces each occurrence of a string of `from` by the one of `to` at the same index.',
  'scopedImport scope path :: AttrSet -> Path -> a':
    'As `import`, with the attributes of `scope` as variables in the file.',
  'seq a b :: a -> b -> b': 'Evaluates `a` to its outermost form, then gives `b`.',
  'sort lessThan list :: (a -> a -> Bool) -> [a] -> [a]':
    'Sorts `list`; `lessThan x y` says whether `x` comes before `y`. Equal elements keep their order.',
  'split regex string :: String -> String -> [String | [String | Null]]':
    'Splits `string` at each match; lists of the match’s groups stand between the pieces.',
  'splitVersion version :: String -> [String]': 'The components of a version, as `compareVersions` sees them.',
  'storePath path :: (Path | String) -> String': 'A reference to a path that is in the store already.',
  'stringLength string :: String -> Int': 'The length of `string` in bytes.',
  'sub a b :: Number -> Number -> Number': 'The difference of `a` and `b`.',
  'substring start length string :: Int -> Int -> String -> String':
    '`length` bytes of `string` from byte `start` on; with a negative length, all that follow.',
  'tail list :: [a] -> [a]': '`list` without its first element.',
  'throw message :: String -> a': 'Raises an error with `message`, which `tryEval` catches.',
  'toFile name content :: String -> String -> String':
    'Writes `content` into the world-readable store and gives the path.',
  'toJSON value :: a -> String': 'Writes `value` as JSON.',
  'toPath path :: String -> String': 'Checks that a string is an absolute path. Old: `/. + string` makes a path.',
  'toString value :: a -> String':
    'Writes a value as a string: `true` as `1`, `false` and `null` as nothing, lists with blanks between.',
  'toXML value :: a -> String': 'Writes `value` as XML.',
  'trace message value :: a -> b -> b': 'Prints `message` while evaluating, then gives `value`.',
  'traceVerbose message value :: a -> b -> b': 'As `trace`, where `trace-verbose` is switched on.',
  'tryEval value :: a -> { success : Bool, value : a | Bool }':
    'Evaluates `value` to its outermost form and says whether that raised an error of `throw` or `assert`.',
  'typeOf value :: a -> String':
    'The type: `int`, `bool`, `string`, `path`, `null`, `set`, `list`, `lambda` or `float`.',
  'unsafeDiscardOutputDependency string :: String -> String':
    'Makes references to all of a derivation ones to its `.drv` file alone.',
  'unsafeDiscardStringContext string :: String -> String': 'The text of `string` without its references to the store.',
  'unsafeGetAttrPos name set :: String -> AttrSet -> ({ file : String, line : Int, column : Int } | Null)':
    'Where the attribute `name` of `set` is defined; `null` where that is not known.',
  'warn message value :: String -> a -> a': 'Prints a warning while evaluating, then gives `value`.',
  'zipAttrsWith f sets :: (String -> [a] -> b) -> [AttrSet] -> AttrSet':
    'Joins sets: each name gets `f name values`, with its values in all of `sets`.',
};

const REFERENCES = references('builtins', BUILTINS);

/** What there is to say about a builtin function, by its name in `builtins`. */
export function builtinReference(name: string): FunctionReference | undefined {
  return REFERENCES.get(name);
}

/** All functions that `builtinReference` knows, by their names in `builtins`. */
export function builtinReferences(): ReadonlyMap<string, FunctionReference> {
  return REFERENCES;
}
