// Common parts of strings and the Levenshtein distance between them; everything counts bytes.
import { wholeText } from '../evaluator/coerce';
import { equal } from '../evaluator/operators';
import { tick } from '../evaluator/session';
import { encodeUtf8 } from '../evaluator/strings';
import { force, type Lazy } from '../evaluator/values';
import { forceIndex, functions, interpolated, known, type LibTable } from './support';

function commonPrefixLength(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a[i] === b[i]) i++;
  return i;
}

function commonSuffixLength(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a[a.length - 1 - i] === b[b.length - 1 - i]) i++;
  return i;
}

/** How many bytes must be added, removed or changed to make one string of the other. */
export function levenshtein(a: Uint8Array, b: Uint8Array): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    tick();
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] as number;
}

const textBytes = (v: Lazy): Uint8Array => encodeUtf8(wholeText(interpolated(v)));

/** The functions of nixpkgs' lib/strings.nix that compare strings, by name. */
export const stringDistances: LibTable = functions({
  levenshtein: [2, (a, b) => levenshtein(textBytes(a), textBytes(b))],
  commonPrefixLength: [2, (a, b) => commonPrefixLength(textBytes(a), textBytes(b))],
  commonSuffixLength: [2, (a, b) => commonSuffixLength(textBytes(a), textBytes(b))],
  levenshteinAtMost: [
    3,
    (k, a, b) => {
      const limit = forceIndex(k);
      return limit <= 0 ? known(equal(force(a), force(b))) : levenshtein(textBytes(a), textBytes(b)) <= limit;
    },
  ],
});
