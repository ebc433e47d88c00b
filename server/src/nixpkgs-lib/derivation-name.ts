// Which texts can name a store path.
import { forceString } from '../evaluator/coerce';
import { wholeText } from '../evaluator/coerce';
import { byteLength, byteSlice } from '../evaluator/strings';
import type { Lazy } from '../evaluator/values';

/** Bytes of a name that leave room for `.drv`. */
const LONGEST = 207;
const FINE = /^[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]*$/;

/** The nearest name that the store takes (nixpkgs, lib.strings.sanitizeDerivationName); its context is dropped. */
export function derivationName(string: Lazy): string {
  const text = wholeText(forceString(string));
  if (byteLength(text) <= LONGEST && FINE.test(text)) return text;
  const valid = text.replace(/^\.*/, '').replace(/[^A-Za-z0-9+._?=-]+/g, '-');
  const length = byteLength(valid);
  const short = byteSlice(valid, Math.max(length - LONGEST, 0), length);
  return short === '' ? 'unknown' : short;
}
