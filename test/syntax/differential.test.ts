// The parser against `nix-instantiate --parse`: the same structure for what Nix accepts, a problem for what it refuses.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Expr, NixParser } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { accepted, refused } from './constructs';
import { folders, hasNix, nixParse } from './nix';
import { nixForm } from './nix-form';

let parser: NixParser;
/** What Nix prints for each accepted source, read by our parser: one run of Nix for all of them. */
let expected: readonly Expr[];
beforeAll(async () => {
  parser = await loadNodeParser();
  if (hasNix) {
    expected = itemsOf(nixPrinted(`[\n${accepted.map((source) => `(\n${source}\n)`).join('\n')}\n]`));
  }
});

function nixPrinted(source: string): Expr {
  const nix = nixParse(source);
  if (!nix.ok) {
    throw new Error(`Nix refuses to parse: ${nix.message}`);
  }
  // Nix prints a path in front of an antiquotation with a slash at its end: a problem in a source, and no path at all
  // when it is the root.
  return parser.parse(nix.printed.replaceAll('(/ + ', '(/. + ')).root;
}

function itemsOf(root: Expr): readonly Expr[] {
  if (root.kind !== 'With' || root.body.kind !== 'List') {
    throw new Error('Nix did not print the list that it was given');
  }
  return root.body.items;
}

describe.skipIf(!hasNix)('differential: nix-instantiate is needed', () => {
  it.each(accepted.map((source, index) => ({ source, index })))('reads $source as Nix does', ({ source, index }) => {
    const ours = parser.parse(source);
    expect(ours.problems).toEqual([]);
    const theirs = expected[index];
    expect(nixForm(ours.root, folders)).toBe(theirs === undefined ? undefined : nixForm(theirs, folders));
  });

  it.each(refused)('refuses %j as Nix does', (source) => {
    expect(nixParse(source).ok).toBe(false);
    expect(parser.parse(source).problems).not.toEqual([]);
  });
});
