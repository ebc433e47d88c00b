// The parser against `nix-instantiate --parse`: the same structure for what Nix accepts, a problem for what it refuses.
import { beforeAll, describe, expect, it } from 'vitest';
import type { NixParser } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { accepted, refused } from './constructs';
import { folders, hasNix, nixParse } from './nix';
import { nixForm } from './nix-form';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadNodeParser();
});

function ourForm(source: string): string {
  const result = parser.parse(`with {};\n${source}\n`);
  expect(result.problems).toEqual([]);
  return nixForm(result.root, folders);
}

function nixFormOf(source: string): string {
  const nix = nixParse(source);
  if (!nix.ok) {
    throw new Error(`Nix refuses ${source}: ${nix.message}`);
  }
  // Nix prints a path in front of an antiquotation with a slash at its end: a problem in a source, and no path at all
  // when it is the root.
  return nixForm(parser.parse(nix.printed.replaceAll('(/ + ', '(/. + ')).root, folders);
}

describe.skipIf(!hasNix)('differential: nix-instantiate is needed', () => {
  it.each(accepted)('reads %j as Nix does', (source) => {
    expect(ourForm(source)).toBe(nixFormOf(source));
  });

  it.each(refused)('refuses %j as Nix does', (source) => {
    expect(nixParse(source).ok).toBe(false);
    expect(parser.parse(`with {};\n${source}\n`).problems).not.toEqual([]);
  });
});
