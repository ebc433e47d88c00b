// The parser against `nix-instantiate --parse`: the same structure for what Nix accepts, a problem for what it refuses.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Expr, NixParser } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { accepted, refused } from './constructs';
import { hasNix, refusals } from '../support/nix';
import { folders, structures } from './nix';
import { nixForm } from './nix-form';

let parser: NixParser;
let expected: readonly Expr[];
let said: readonly (string | undefined)[];
beforeAll(async () => {
  parser = await loadNodeParser();
  if (hasNix) {
    expected = structures(parser, accepted);
    said = refusals(refused);
  }
});

describe.skipIf(!hasNix)('differential: nix-instantiate is needed', () => {
  it.each(accepted.map((source, index) => ({ source, index })))('reads $source as Nix does', ({ source, index }) => {
    const ours = parser.parse(source);
    expect(ours.problems).toEqual([]);
    const theirs = expected[index];
    expect(nixForm(ours.root, folders)).toBe(theirs === undefined ? undefined : nixForm(theirs, folders));
  });

  it.each(refused.map((source, index) => ({ source, index })))('refuses $source as Nix does', ({ source, index }) => {
    expect(said[index]).toBeDefined();
    expect(parser.parse(source).problems).not.toEqual([]);
  });
});
