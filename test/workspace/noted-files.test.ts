// What the syntax of a file tells of hosts: after edits, that is what a look at the whole text finds.
import { expect, it } from 'vitest';
import { runnerSites } from '../../server/src/runner/sites';
import type { ParseResult } from '../../server/src/syntax';
import { mayMakeSystems } from '../../server/src/workspace/entry-files';
import { importedPaths, mentionedPaths } from '../../server/src/workspace/import-graph';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { toldAfterEdits } from '../support/marked-edits';
import { memoryFiles } from '../support/memoryFiles';

const parser = await loadNodeParser();
const files = memoryFiles({});

interface Told {
  readonly imported: readonly string[];
  readonly mentioned: readonly string[];
  readonly sites: readonly unknown[];
  readonly makesSystems: boolean;
}

function told({ root }: ParseResult): Told {
  return {
    imported: importedPaths(root, '/w', files).sort(),
    mentioned: mentionedPaths(root, '/w', files).sort(),
    sites: runnerSites(root).map(({ path, names }) => [path.map(({ span }) => span), names]),
    makesSystems: mayMakeSystems(root),
  };
}

const SOURCE = `{ lib, ... }: {
  «imports» = [ «./a.nix» (import «./b.nix» { «x» = «1»; }) ];
  a.b = { «x» = «./c.nix»; y = [ { «z» = «1»; } ]; };
  services.«nginx».web = { url = «1»; };
  services = { inherit («1») «x»; inherit «y»; };
  inherit (import «./f.nix» { services.«nginx».w = { }; }) z;
  services = let «imports» = [ «1» ]; in { «nginx» = { }; };
  outputs = lib.«id» { «imports» = «1»; };
}`;
const PIECES = ['imports', 'github-runners', 'x', 'nixosSystem', './d.nix', '<nixpkgs/nixos>', '[ ./e.nix ]', '2'];

it('is after edits what it is of the whole text', () => {
  const all = toldAfterEdits(parser, SOURCE, PIECES, told, 300);
  expect(all.filter(({ imported }) => imported.length > 2).length).toBeGreaterThan(100);
  expect(all.filter(({ sites }) => sites.length > 0).length).toBeGreaterThan(100);
  expect(all.filter(({ makesSystems }) => makesSystems).length).toBeGreaterThan(100);
});
