// Random edits of a text at the places that are marked in it: «so».
import fc from 'fast-check';
import { expect } from 'vitest';
import type { NixParser, ParseResult } from '../../server/src/syntax';

/**
 * Checks that after any edits of an open text, what is told of it is what is told of the same text from scratch.
 * @param source a text in which each mark is replaced by one of the pieces, again and again
 * @param tell what is told of a parse
 * @returns all that was told after edits
 */
export function toldAfterEdits<T>(
  parser: NixParser,
  source: string,
  pieces: readonly string[],
  tell: (parse: ParseResult) => T,
  numRuns: number,
): T[] {
  const marks = [...source.matchAll(/«(.*?)»/g)].map((match) => match[1] ?? '');
  const filled = (texts: readonly string[]): string => {
    let i = 0;
    return source.replace(/«.*?»/g, () => texts[i++] ?? '');
  };
  const replacement = fc.tuple(fc.nat(marks.length - 1), fc.constantFrom(...pieces));
  const all: T[] = [];
  fc.assert(
    fc.property(fc.array(replacement, { minLength: 1, maxLength: 12 }), (replacements) => {
      const texts = [...marks];
      const document = parser.open(filled(texts));
      tell(document.result);
      for (const [mark, newText] of replacements) {
        const start = filled([...texts.slice(0, mark), '\0']).indexOf('\0');
        const end = start + (texts[mark] ?? '').length;
        texts[mark] = newText;
        const told = tell(document.edit([{ start, end, newText }]));
        expect(told).toEqual(tell(parser.parse(filled(texts))));
        all.push(told);
      }
      document.dispose();
    }),
    { numRuns },
  );
  return all;
}
