// Features give nothing rather than fail: at every offset of a configuration, and in every state of typing it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codeActions, hover, preview, runnersOfFile, symbols } from '../../server/src/features';
import { fixture } from './support';

const example = readFileSync('examples/configuration.nix', 'utf8');
const dense = `{ config, lib, pkgs, ... }@args:
let common = rec { enable = true; url = "https://github.com/\${owner}"; owner = "a"; }; in
lib.mkMerge [
  { services.github-runners = lib.mapAttrs (n: v: common // v // { name = n; }) { a = { tokenFile = ./t; }; "b c" = { }; }; }
  (lib.mkIf (args ? x) { services.github-runners.\${config.x}.serviceOverrides = { A = [ 1 ]; inherit (config) B; }; })
  { systemd.services.github-runner-a = { serviceConfig.C = null; environment.D = 1; script = ''echo \${toString 1}''; }; }
]`;

test.each([
  ['the example', example],
  ['a dense configuration', dense],
])('every offset of %s', (_, text) => {
  const { file } = fixture(text, '25.05');
  const hovers = new Set<string>();
  for (let offset = -1; offset <= text.length + 1; offset++) {
    const found = hover(file, offset);
    if (found) hovers.add(text.slice(found.span.start, found.span.end));
    codeActions(file, { start: offset, end: offset });
  }
  expect(hovers.size).toBeGreaterThan(4);
});

test.each([
  ['the example', example],
  ['a dense configuration', dense],
])('%s while it is typed', { timeout: 120_000 }, (_, text) => {
  for (let length = 0; length <= text.length; length += 7) {
    const { file, analysis } = fixture(text.slice(0, length), '25.05');
    hover(file, length);
    symbols(file);
    expect(
      preview(file, {}, (path) => analysis.programs.get(path)) === undefined || runnersOfFile(file).length > 0,
    ).toBe(true);
  }
});
