// Brackets, quotes and comments that are told piece by piece.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Balance } from '../../server/src/syntax/balance';
import { lex } from '../../server/src/syntax/lexer';
import { isBalanced, matchBrackets } from '../../server/src/syntax/tokens';

const balance = new Balance();

it.each([
  [true, ['{\n', '  a = [ 1 ];\n', '}\n']],
  [true, ["a = ''\n", '  } ] # text\n', '  ${b\n', "  } ''\n", ';\n']],
  [true, ['/* {\n', ' " ( \n', '*/ a\n']],
  [true, ['"${\n', '"}"\n', '}"\n']],
  [false, ['a = "\n', '}\n']],
  [false, ['/* *\n', '/\n']],
  [false, ['( ${\n', ') }\n']],
  [false, ['}\n', '{\n']],
])('%s for %j', (expected, pieces) => {
  expect(balance.isBalanced(...pieces)).toBe(expected);
});

it('says of lines what the tokens of the whole text say', () => {
  const piece = fc.constantFrom(
    ...['{', '}', '[', ']', '(', ')', '"', "''", '${', '/*', '*/', '#', 'a', '\\', "''\\", '$', "'", './b', ' '],
    ...['"${\n', "''${\n", '}"\n', "}''\n"],
    ...['\n', '\n', '\n'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const text = pieces.join('');
      const lexed = lex(text);
      balance.forget();
      expect(balance.isBalanced(...text.split(/(?<=\n)/))).toBe(isBalanced(lexed, matchBrackets(lexed.tokens)));
    }),
    { numRuns: 10_000 },
  );
});
