// What Nix refuses in a file before it evaluates it: after edits, that is what a look at the whole text finds.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { problemsIn } from '../../server/src/evaluator/problems';
import type { ParseResult } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';

const parser = await loadNodeParser();
const SCOPE = { parent: undefined, slots: new Map([['true', 0]]) };

function problems({ root }: ParseResult): unknown[] {
  return problemsIn(root, SCOPE).map(({ inScope, ...problem }) => ({ ...problem, names: inScope?.() }));
}

/** A list of bindings, in which each mark is one of the pieces. */
const SOURCE = `{ config, lib }: {
  «a».b = { «c» = «config»; inherit «lib»; };
  «a».c = let «d» = 1; in { e = «d»; f = with «lib»; g; };
  b = rec { «x» = 1; «y» = «x»; z = { «a» = «y»; }; };
  c = [ (x: { y = «x»; }) { «y» = «config»; } ];
  inherit (lib) «d»;
  «e» = «d»;
  k = «{ }»; k.l = 2;
}`;
const PIECES = ['a', 'b', 'c', 'x', 'y', 'lib', 'config', 'true', '"b"', '${config}', 'a.b', 'b = 1; a'];

const marks = [...SOURCE.matchAll(/«(.*?)»/g)].map((match) => match[1] ?? '');
const replacements = fc.array(
  fc.tuple(fc.nat(marks.length - 1), fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom('{ x = lib; }', '{ }', 'e'))),
  { minLength: 1, maxLength: 12 },
);

function filled(pieces: readonly string[]): string {
  let i = 0;
  return SOURCE.replace(/«.*?»/g, () => pieces[i++] ?? '');
}

it('says after edits what it says of the whole text', () => {
  let refused = 0;
  fc.assert(
    fc.property(replacements, (all) => {
      const pieces = [...marks];
      const document = parser.open(filled(pieces));
      problems(document.result);
      for (const [mark, piece] of all) {
        const text = filled(pieces);
        const start = filled([...pieces.slice(0, mark), '\0']).indexOf('\0');
        const change = { start, end: start + (pieces[mark] ?? '').length, newText: piece };
        pieces[mark] = piece;
        const after = problems(document.edit([change]));
        expect(document.result.text).toBe(text.slice(0, change.start) + piece + text.slice(change.end));
        expect(after).toEqual(problems(parser.parse(document.result.text)));
        refused += after.length;
      }
      document.dispose();
    }),
    { numRuns: 200 },
  );
  expect(refused).toBeGreaterThan(200);
});
