// `lib.lists`.
import type { ReferenceTable } from '../../evaluator/function-reference';

export const lists: ReferenceTable = {
  'allUnique list :: [a] -> Bool': 'Whether no two elements are equal.',
  'commonPrefix a b :: [a] -> [a] -> [a]': 'The elements that both lists begin with.',
  'compareLists compare a b :: (a -> a -> Int) -> [a] -> [a] -> Int':
    'Compares two lists by their first elements that differ.',
  'concatAttrValues set :: { name : [a] } -> [a]': 'Joins the lists that a set holds.',
  'count predicate list :: (a -> Bool) -> [a] -> Int': 'The number of elements of which `predicate` is true.',
  'crossLists f lists :: (a -> b -> c) -> [[a]] -> [c]':
    'Calls `f` on each way to choose from the lists. Old: use `mapCartesianProduct`.',
  'drop count list :: Int -> [a] -> [a]': '`list` without its first `count` elements.',
  'dropEnd count list :: Int -> [a] -> [a]': '`list` without its last `count` elements.',
  'findFirst predicate default list :: (a -> Bool) -> a -> [a] -> a':
    'The first element of which `predicate` is true, else `default`.',
  'findFirstIndex predicate default list :: (a -> Bool) -> b -> [a] -> (Int | b)':
    'The index of the first element of which `predicate` is true, else `default`.',
  'findSingle predicate default multiple list :: (a -> Bool) -> a -> a -> [a] -> a':
    'The only element of which `predicate` is true; `default` if there is none, `multiple` if there are several.',
  'flatten value :: (a | [a | [a]]) -> [a]': 'One list of all elements, however deep the lists are nested.',
  'foldl op initial list :: (b -> a -> b) -> b -> [a] -> b':
    "Combines the elements from the left; lazy, where `foldl'` evaluates each step.",
  "foldl' op initial list :: (b -> a -> b) -> b -> [a] -> b":
    'Combines the elements from the left; `initial` and each step are evaluated at once.',
  'foldr op initial list :: (a -> b -> b) -> b -> [a] -> b':
    'Combines the elements from the right: `op x1 (op x2 initial)`.',
  'forEach list f :: [a] -> (a -> b) -> [b]': '`map` with its arguments the other way round.',
  "groupBy' op initial key list :: (b -> a -> b) -> b -> (a -> String) -> [a] -> { name : b }":
    'Groups the elements by the name that `key` gives, and combines each group with `op`.',
  'hasPrefix prefix list :: [a] -> [a] -> Bool': 'Whether `list` begins with the elements of `prefix`.',
  'ifilter0 predicate list :: (Int -> a -> Bool) -> [a] -> [a]':
    'The elements for which `predicate index element` is true; indices count from 0.',
  'imap0 f list :: (Int -> a -> b) -> [a] -> [b]': 'The list of `f index element`; indices count from 0.',
  'imap1 f list :: (Int -> a -> b) -> [a] -> [b]': 'The list of `f index element`; indices count from 1.',
  'init list :: [a] -> [a]': '`list` without its last element.',
  'intersectLists a b :: [a] -> [a] -> [a]': 'The elements of `b` that `a` has too.',
  'last list :: [a] -> a': 'The last element of `list`, which must not be empty.',
  'listDfs stopOnCycles before list :: Bool -> (a -> a -> Bool) -> [a] -> AttrSet':
    'Searches depth first along `before`; tells of cycles.',
  'mutuallyExclusive a b :: [a] -> [a] -> Bool': 'Whether the lists have no element in common.',
  'naturalSort list :: [String] -> [String]': 'Sorts as people count: `a2` before `a10`.',
  'optional condition element :: Bool -> a -> [a]': 'A list of one element where `condition` holds, else an empty one.',
  'optionals condition list :: Bool -> [a] -> [a]': '`list` where `condition` holds, else an empty list.',
  'range first last :: Int -> Int -> [Int]': 'The integers from `first` to `last`, both included.',
  'remove element list :: a -> [a] -> [a]': '`list` without the elements that equal `element`.',
  'removePrefix prefix list :: [a] -> [a] -> [a]': '`list` without the elements of `prefix` that it begins with.',
  'replaceElemAt list index value :: [a] -> Int -> a -> [a]': '`list` with another element at `index`.',
  'replicate count element :: Int -> a -> [a]': 'A list of `count` times the same element.',
  'reverseList list :: [a] -> [a]': 'The elements in the opposite order.',
  'singleton element :: a -> [a]': 'A list of one element.',
  'sortOn key list :: (a -> b) -> [a] -> [a]': 'Sorts by what `key` gives, which is computed once for each element.',
  'sublist start count list :: Int -> Int -> [a] -> [a]': '`count` elements from index `start` on.',
  'subtractLists unwanted list :: [a] -> [a] -> [a]': '`list` without the elements that `unwanted` has.',
  'take count list :: Int -> [a] -> [a]': 'The first `count` elements.',
  'takeEnd count list :: Int -> [a] -> [a]': 'The last `count` elements.',
  'toList value :: (a | [a]) -> [a]': '`value` itself if it is a list, else a list of it alone.',
  'toposort before list :: (a -> a -> Bool) -> [a] -> ({ result : [a] } | { cycle : [a], loops : [a] })':
    'Sorts so that `x` stands before `y` wherever `before x y` is true; tells of cycles.',
  'unique list :: [a] -> [a]': 'Each element once, in the order of its first occurrence.',
  'uniqueStrings list :: [String] -> [String]': 'Each string once, sorted; faster than `unique`.',
  'zipLists a b :: [a] -> [b] -> [{ fst : a, snd : b }]': 'Pairs of elements at the same index.',
  'zipListsWith f a b :: (a -> b -> c) -> [a] -> [b] -> [c]': 'The list of `f x y` for elements at the same index.',
};
