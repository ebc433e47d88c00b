// What Nix refuses in a file before it evaluates it: after edits, that is what a look at the whole text finds.
import { expect, it } from 'vitest';
import { problemsIn } from '../../server/src/evaluator/problems';
import type { ParseResult } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { toldAfterEdits } from '../support/marked-edits';

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
const VALUES = ['{ x = lib; }', '{ }', 'e'];
const PIECES = ['a', 'b', 'c', 'x', 'y', 'lib', 'config', 'true', '"b"', '${config}', 'a.b', 'b = 1; a', ...VALUES];

it('is after edits what it is of the whole text', () => {
  const all = toldAfterEdits(parser, SOURCE, PIECES, problems, 200);
  expect(all.flat().length).toBeGreaterThan(1000);
});
