// `lib.trivial`, `lib.asserts`, `lib.debug` and functions that stand at the top of `lib` alone.
import type { ReferenceTable } from '../../evaluator/function-reference';

export const trivial: ReferenceTable = {
  'and a b :: Bool -> Bool -> Bool': 'Whether both are true, as `a && b`.',
  'bitNot number :: Int -> Int': 'The integer with every bit turned over.',
  'boolToString value :: Bool -> String': 'The word `true` or `false`.',
  'boolToYesNo value :: Bool -> String': 'The word `yes` or `no`.',
  'checkListOfEnum message valid given :: String -> [a] -> [a] -> b -> b':
    'Raises an error where `given` has an element that `valid` has not.',
  'compare a b :: a -> a -> Int': '-1, 0 or 1: whether `a` comes before `b`, equals it or comes behind.',
  'concat a b :: [a] -> [a] -> [a]': 'Joins two lists, as `a ++ b`.',
  'const value ignored :: a -> b -> a': 'Gives `value`, whatever the second argument is.',
  'defaultTo default value :: a -> (a | Null) -> a': '`value`, or `default` where it is `null`.',
  'flip f a b :: (a -> b -> c) -> b -> a -> c': 'Calls `f` with its first two arguments the other way round.',
  'fromHexString string :: String -> Int': 'The integer that hexadecimal digits stand for.',
  'functionArgs f :: Function -> { name : Bool }':
    'The names of a function’s arguments with whether they have a default; also of sets that can be called.',
  'id value :: a -> a': 'Gives its argument.',
  'importJSON path :: Path -> a': 'The value in a JSON file.',
  'importTOML path :: Path -> AttrSet': 'The value in a TOML file.',
  'info message value :: String -> a -> a': 'Prints a message while evaluating, then gives `value`.',
  'isFunction value :: a -> Bool': 'Whether `value` can be called; sets with `__functor` count.',
  'mapNullable f value :: (a -> b) -> (a | Null) -> (b | Null)': '`f value`, or `null` where `value` is `null`.',
  'max a b :: Number -> Number -> Number': 'The larger of two numbers.',
  'mergeAttrs a b :: AttrSet -> AttrSet -> AttrSet': 'Joins two sets, as `a // b`.',
  'min a b :: Number -> Number -> Number': 'The smaller of two numbers.',
  'mirrorFunctionArgs f g :: Function -> Function -> Function': 'The function `g`, said to have the arguments of `f`.',
  'mod a b :: Int -> Int -> Int': 'What is left of `a` when it is divided by `b`.',
  'oldestSupportedReleaseIsAtLeast release :: Int -> Bool':
    'Whether nixpkgs supports no release older than this; for warnings that come later.',
  'or a b :: Bool -> Bool -> Bool': 'Whether at least one is true, as `a || b`.',
  'pipe value functions :: a -> [Function] -> b': 'Passes `value` through the functions, from the first to the last.',
  'revisionWithDefault default :: String -> String': 'The Git revision of nixpkgs, else `default`.',
  'setFunctionArgs f args :: Function -> { name : Bool } -> Function':
    'The function `f`, said to have these arguments.',
  'showWarnings warnings value :: [String] -> a -> a': 'Prints all warnings, then gives `value`.',
  'splitByAndCompare predicate ifBoth ifNeither a b :: (a -> Bool) -> Compare -> Compare -> a -> a -> Int':
    'Compares two values; those of which `predicate` is true come first.',
  'throwIf condition message value :: Bool -> String -> a -> a':
    'Raises an error with `message` where `condition` holds, else gives `value`.',
  'throwIfNot condition message value :: Bool -> String -> a -> a':
    'Raises an error with `message` where `condition` does not hold, else gives `value`.',
  'toBaseDigits base number :: Int -> Int -> [Int]': 'The digits of a number in a base.',
  'toFunction value :: a -> Function': '`value` if it can be called, else a function that always gives it.',
  'toHexString number :: Int -> String': 'Writes a number in hexadecimal digits.',
  'warn message value :: String -> a -> a': 'Prints a warning while evaluating, then gives `value`.',
  'warnIf condition message value :: Bool -> String -> a -> a':
    'Prints a warning where `condition` holds; gives `value`.',
  'warnIfNot condition message value :: Bool -> String -> a -> a':
    'Prints a warning where `condition` does not hold; gives `value`.',
  'xor a b :: Bool -> Bool -> Bool': 'Whether exactly one is true.',
};

export const asserts: ReferenceTable = {
  'assertEachOneOf name values valid :: String -> [a] -> [a] -> Bool':
    'True if `valid` has every one of `values`, else raises an error that names it.',
  'assertMsg condition message :: Bool -> String -> Bool':
    'For `assert`: raises an error with `message` where `condition` does not hold.',
  'assertOneOf name value valid :: String -> a -> [a] -> Bool':
    'True if `valid` has `value`, else raises an error that lists what is valid.',
  'checkAssertWarn assertions warnings value :: [AttrSet] -> [String] -> a -> a':
    'Raises the assertions that fail, prints the warnings, then gives `value`.',
};

export const debug: ReferenceTable = {
  'runTests tests :: { name : { expr : a, expected : a } } -> [AttrSet]':
    'The tests whose `expr` is not as `expected`.',
  'testAllTrue values :: [Bool] -> AttrSet': 'A test for `runTests` that all values are true.',
  'throwTestFailures args :: { failures : [AttrSet], … } -> Null': 'Raises an error that tells of tests that failed.',
  'traceFnSeqN depth f value result :: Int -> (a -> b) -> a -> c -> c':
    'Prints `f value` down to a depth, then gives `result`.',
  'traceIf condition message value :: Bool -> String -> a -> a': 'Prints `message` where `condition` holds.',
  'traceSeq value result :: a -> b -> b': 'Prints all of `value`, then gives `result`.',
  'traceSeqN depth value result :: Int -> a -> b -> b': 'Prints `value` down to a depth, then gives `result`.',
  'traceVal value :: a -> a': 'Prints `value` and gives it.',
  'traceValFn f value :: (a -> b) -> a -> a': 'Prints `f value` and gives `value`.',
  'traceValSeq value :: a -> a': 'Prints all of `value` and gives it.',
  'traceValSeqFn f value :: (a -> b) -> a -> a': 'Prints all of `f value` and gives `value`.',
  'traceValSeqN depth value :: Int -> a -> a': 'Prints `value` down to a depth and gives it.',
  'traceValSeqNFn f depth value :: (a -> b) -> Int -> a -> a': 'Prints `f value` down to a depth and gives `value`.',
};

export const top: ReferenceTable = {
  'extend overlay :: Overlay -> AttrSet': 'The library with an overlay applied to it.',
  'mkEUI64Suffix mac :: String -> String': 'The second half of an IPv6 address that a MAC address gives.',
};
