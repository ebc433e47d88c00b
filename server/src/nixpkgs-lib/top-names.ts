// Which part of the library a name at the top of `lib` comes from.

/** Where names at the top come from when several parts have one; parts not listed here come last. */
const ORDER: readonly string[] = [
  'trivial',
  'fixedPoints',
  'attrsets',
  'strings',
  'lists',
  'stringsWithDeps',
  'customisation',
  'derivations',
  'meta',
  'filesystem',
  'sources',
  'modules',
  'options',
  'types',
  'asserts',
  'debug',
  'misc',
  'versions',
  'flakes',
  'generators',
];

/** Names that come from another part than the order says. */
const EXCEPTIONS: ReadonlyMap<string, readonly string[]> = new Map([['replicate', ['lists']]]);

/** The parts that may have the name that is at the top, the first that has it counts. */
export function partsForTop(name: string): readonly string[] {
  return EXCEPTIONS.get(name) ?? ORDER;
}
