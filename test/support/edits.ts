// Random edits of a text.
import fc, { type Arbitrary } from 'fast-check';

/** What opens, closes and separates: put anywhere, it makes and breaks a text. Twice nothing, so that much is deleted. */
const PIECES = [
  '',
  '',
  'x',
  '1',
  ' ',
  '\n',
  '"',
  "''",
  '${',
  ';',
  '=',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '# ',
  '/* ',
  '*/',
];

/** An edit of any text. */
export interface RandomEdit {
  readonly at: number;
  readonly length: number;
  readonly newText: string;
}

/**
 * @param maxLength of what is deleted, in UTF-16 units
 * @param more texts that are put in beside those that go with any Nix
 */
export function randomEdit(maxLength: number, more: readonly string[]): Arbitrary<RandomEdit> {
  return fc.record({
    at: fc.nat(),
    length: fc.nat({ max: maxLength }),
    newText: fc.constantFrom(...PIECES, ...more),
  });
}

/** Where an edit is in a text, as UTF-16 offsets. */
export function placeIn(text: string, { at, length }: RandomEdit): readonly [start: number, end: number] {
  const start = at % (text.length + 1);
  return [start, Math.min(text.length, start + length)];
}
