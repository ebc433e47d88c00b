// `lib.strings`, `lib.versions` and `lib.stringsWithDeps`.
import type { ReferenceTable } from '../../evaluator/function-reference';

export const strings: ReferenceTable = {
  'addContextFrom source target :: String -> String -> String':
    '`target` with the store references of `source` added to its own.',
  'charToInt char :: String -> Int': 'The code of an ASCII character.',
  'cmakeBool name value :: String -> Bool -> String': 'The flag `-Dname:BOOL=TRUE` or `FALSE` for CMake.',
  'cmakeFeature name value :: String -> String -> String': 'The flag `-Dname:STRING=value` for CMake.',
  'cmakeOptionType type name value :: String -> String -> String -> String': 'The flag `-Dname:TYPE=value` for CMake.',
  'commonPrefixLength a b :: String -> String -> Int': 'How many characters both strings begin with.',
  'commonSuffixLength a b :: String -> String -> Int': 'How many characters both strings end with.',
  'concatImapStrings f list :: (Int -> a -> String) -> [a] -> String':
    'Joins `f index element` for each element; indices count from 1.',
  'concatImapStringsSep separator f list :: String -> (Int -> a -> String) -> [a] -> String':
    'Joins `f index element` with `separator` between; indices count from 1.',
  'concatLines list :: [String] -> String': 'Joins lines, each with a line break behind it.',
  'concatMapAttrsStringSep separator f set :: String -> (String -> a -> String) -> AttrSet -> String':
    'Joins `f name value` for each attribute, with `separator` between.',
  'concatMapStrings f list :: (a -> String) -> [a] -> String': 'Joins the strings that `f` gives for each element.',
  'concatMapStringsSep separator f list :: String -> (a -> String) -> [a] -> String':
    'Joins the strings that `f` gives for each element, with `separator` between.',
  'concatStrings list :: [String] -> String': 'Joins the strings of `list`.',
  'enableFeature enable feature :: Bool -> String -> String': 'The flag `--enable-feature` or `--disable-feature`.',
  'enableFeatureAs enable feature value :: Bool -> String -> String -> String':
    'The flag `--enable-feature=value` or `--disable-feature`.',
  'escape chars string :: [String] -> String -> String': 'Puts a backslash before each of the given characters.',
  'escapeC chars string :: [String] -> String -> String': 'Writes the given characters as `\\xNN`, as C does.',
  'escapeNixIdentifier name :: String -> String': 'An attribute name as Nix writes it: quoted where needed.',
  'escapeNixString string :: String -> String': 'A Nix string literal for `string`.',
  'escapeRegex string :: String -> String': 'A regular expression that matches exactly `string`.',
  'escapeShellArg value :: String -> String': 'Quotes a value, so that a shell takes it as one word.',
  'escapeShellArgs values :: [String] -> String': 'Quotes each value for a shell and joins them with blanks.',
  'escapeURL string :: String -> String': 'Writes characters that a URL may not hold as `%NN`.',
  'escapeXML string :: String -> String': 'Writes characters that mean something in XML as entities.',
  'fileContents path :: Path -> String': 'The content of a file without its last line break.',
  'fixedWidthNumber width number :: Int -> Int -> String': 'Writes a number with zeros in front up to a width.',
  'fixedWidthString width filler string :: Int -> String -> String -> String':
    'Fills a string from the left up to a width.',
  'floatToString number :: Float -> String': 'Writes a floating point number; warns where digits are lost.',
  'getName package :: (String | Derivation) -> String': 'The name of a package without its version.',
  'getVersion package :: (String | Derivation) -> String': 'The version of a package.',
  'hasInfix infix string :: String -> String -> Bool': 'Whether `string` contains `infix`.',
  'hasPrefix prefix string :: String -> String -> Bool': 'Whether `string` begins with `prefix`.',
  'hasSuffix suffix string :: String -> String -> Bool': 'Whether `string` ends with `suffix`.',
  'intersperse separator list :: a -> [a] -> [a]': 'Puts `separator` between the elements of `list`.',
  'isConvertibleWithToString value :: a -> Bool': 'Whether `toString` takes the value.',
  'isStorePath value :: a -> Bool': 'Whether `value` is a path right below the store’s folder.',
  'isStringLike value :: a -> Bool': 'Whether a string can be made of `value` by interpolation.',
  'isValidPosixName name :: String -> Bool': 'Whether a shell variable can have this name.',
  'join separator list :: String -> [String] -> String': 'As `concatStringsSep`.',
  'levenshtein a b :: String -> String -> Int': 'How many characters have to change to get from `a` to `b`.',
  'levenshteinAtMost limit a b :: Int -> String -> String -> Bool': 'Whether `levenshtein a b` is at most `limit`.',
  'makeBinPath packages :: [Derivation] -> String': 'The `bin` folders of packages, with colons between: a `PATH`.',
  'makeIncludePath packages :: [Derivation] -> String': 'The `include` folders of packages, with colons between.',
  'makeLibraryPath packages :: [Derivation] -> String': 'The `lib` folders of packages, with colons between.',
  'makeSearchPath subDir paths :: String -> [String] -> String':
    'The folder `subDir` of each path, with colons between.',
  'makeSearchPathOutput output subDir packages :: String -> String -> [Derivation] -> String':
    'As `makeSearchPath`, of an output of each package.',
  'mesonBool name value :: String -> Bool -> String': 'The flag `-Dname=true` or `false` for Meson.',
  'mesonEnable feature enable :: String -> Bool -> String': 'The flag `-Dfeature=enabled` or `disabled` for Meson.',
  'mesonOption name value :: String -> String -> String': 'The flag `-Dname=value` for Meson.',
  'nameFromURL url separator :: String -> String -> String': 'The file name at the end of a URL up to `separator`.',
  'normalizePath path :: String -> String': 'Makes doubled slashes single ones.',
  'optionalString condition string :: Bool -> String -> String':
    '`string` where `condition` holds, else an empty string.',
  'readPathsFromFile root file :: Path -> Path -> [Path]': 'The paths that the lines of a file name, below `root`.',
  'removePrefix prefix string :: String -> String -> String': '`string` without `prefix`, if it begins with it.',
  'removeSuffix suffix string :: String -> String -> String': '`string` without `suffix`, if it ends with it.',
  'replaceString from to string :: String -> String -> String -> String': 'Replaces each occurrence of `from`.',
  'replicate count string :: Int -> String -> String': '`count` times the same string.',
  'sanitizeDerivationName string :: String -> String':
    'Makes a valid name of a store path: replaces what it may not hold.',
  'splitString separator string :: String -> String -> [String]': 'Splits `string` at each `separator`.',
  'splitStringBy predicate keepSplit string :: (String -> String -> Bool) -> Bool -> String -> [String]':
    'Splits where `predicate previous current` is true; `keepSplit` keeps the character there.',
  'stringAsChars f string :: (String -> String) -> String -> String':
    'Calls `f` on each character and joins what it gives.',
  'stringToCharacters string :: String -> [String]': 'The characters of `string`; of non-ASCII ones, the bytes.',
  'toCamelCase string :: String -> String': 'Writes words together in the form `camelCase`.',
  'toInt string :: String -> Int': 'The integer that a string stands for; zeros in front are refused.',
  'toIntBase10 string :: String -> Int': 'The integer that a string stands for; zeros in front are passed over.',
  'toLower string :: String -> String': '`string` in small letters; ASCII only.',
  'toSentenceCase string :: String -> String': 'The first letter large, all others small.',
  'toShellVar name value :: String -> (String | [String] | AttrSet) -> String':
    'A shell assignment; lists become arrays and sets associative ones.',
  'toShellVars vars :: AttrSet -> String': 'Shell assignments, one line for each attribute.',
  'toUpper string :: String -> String': '`string` in capital letters; ASCII only.',
  'trim string :: String -> String': '`string` without blanks and line breaks at both ends.',
  'trimWith options string :: { start ? Bool, end ? Bool } -> String -> String':
    '`string` without blanks and line breaks at the ends that are asked for.',
  'versionAtLeast a b :: String -> String -> Bool': 'Whether version `a` is `b` or newer.',
  'versionOlder a b :: String -> String -> Bool': 'Whether version `a` is older than `b`.',
  'withFeature with feature :: Bool -> String -> String': 'The flag `--with-feature` or `--without-feature`.',
  'withFeatureAs with feature value :: Bool -> String -> String -> String':
    'The flag `--with-feature=value` or `--without-feature`.',
};

export const versions: ReferenceTable = {
  'major version :: String -> String': 'The first number of a version.',
  'majorMinor version :: String -> String': 'The first two numbers of a version.',
  'minor version :: String -> String': 'The second number of a version.',
  'pad count version :: Int -> String -> String': 'Cuts a version, or fills it with `.0`, to `count` numbers.',
  'patch version :: String -> String': 'The third number of a version.',
};

export const stringsWithDeps: ReferenceTable = {
  'fullDepEntry text deps :: String -> [String] -> AttrSet':
    'A piece of text, for example of an activation script, that comes behind those that `deps` names.',
  'noDepEntry text :: String -> AttrSet': 'A piece of text that needs no other before it.',
  'packEntry deps :: [String] -> AttrSet': 'Names pieces of text that belong together.',
  'stringAfter deps text :: [String] -> String -> AttrSet': '`fullDepEntry` with its arguments the other way round.',
  'textClosureList entries names :: AttrSet -> [String] -> [String]':
    'The named pieces with all that they depend on, in order.',
  'textClosureMap f entries names :: (String -> String) -> AttrSet -> [String] -> String':
    'Joins the pieces of `textClosureList`, each changed by `f`.',
};
