// "Did you mean …" for names.
import { distance as editDistance } from 'fastest-levenshtein';
import { textToBytes } from '../evaluator/strings';
import type { OptionGroup } from './option-tree';
import { showOption, type Loc } from './definition';

const SUGGESTIONS = 3;
/** Among this many names or more, nixpkgs suggests only close ones. */
const MANY = 100;
const CLOSE = 2;

/** Counted in bytes, as nixpkgs does. */
function distance(a: string, b: string): number {
  return editDistance(textToBytes(a), textToBytes(b));
}

/** The tail that nixpkgs adds to its error about an unknown option: up to three declared options nearby. */
export function suggestOptions(root: OptionGroup, loc: Loc): string {
  const parent = groupAt(root, loc.slice(root.loc.length, -1));
  const name = loc[loc.length - 1] ?? '';
  if (parent === undefined) return '';
  const candidates = parent === root ? parent.names.filter((n) => n !== '_module') : parent.names;
  const fitting = candidates.length < MANY ? candidates : candidates.filter((n) => distance(name, n) <= CLOSE);
  const near = nearestFirst(name, fitting)
    .slice(0, SUGGESTIONS)
    .map((n) => `\`${showOption([...parent.loc, n])}'`);
  const last = near.pop();
  if (last === undefined) return '';
  return `\n\nDid you mean ${near.length === 0 ? last : `${near.join(', ')} or ${last}`}?`;
}

function groupAt(root: OptionGroup, path: Loc): OptionGroup | undefined {
  let group = root;
  for (const name of path) {
    if (!group.names.includes(name)) return undefined;
    const child = group.child(name);
    if (child.kind !== 'group') return undefined;
    group = child;
  }
  return group;
}

/** Names sorted by edit distance to `name`, then as given. */
function nearestFirst(name: string, candidates: readonly string[]): string[] {
  return candidates
    .map((c) => ({ c, d: distance(name, c) }))
    .sort((a, b) => a.d - b.d)
    .map((x) => x.c);
}

/** The candidate that `name` was probably meant to be; `undefined` when none is close. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const swapped = candidates.find((c) => hasTwoSwapped(name, c));
  if (swapped !== undefined) return swapped;
  const [best] = nearestFirst(name, candidates);
  if (best === undefined) return undefined;
  const limit = Math.max(1, Math.floor(Math.max(name.length, best.length) / 3));
  return distance(name.toLowerCase(), best.toLowerCase()) <= limit ? best : undefined;
}

/** Whether a name is another one but for its capitals, one character, or two that changed places. */
export function isSlip(name: string, meant: string): boolean {
  return distance(name.toLowerCase(), meant.toLowerCase()) <= 1 || hasTwoSwapped(name, meant);
}

/** Whether two texts differ by two neighbouring characters that changed places. */
function hasTwoSwapped(a: string, b: string): boolean {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return a.length === b.length && a.slice(i) === `${b[i + 1] ?? ''}${b[i] ?? ''}${b.slice(i + 2)}` && i + 1 < b.length;
}
