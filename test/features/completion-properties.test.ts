// What holds for completion wherever it is asked: it survives every edit, and what it inserts is Nix.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completion, type CompletionItem } from '../../server/src/features';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { typed } from './completion-support';

const parser = await loadNodeParser();
const example = readFileSync('examples/configuration.nix', 'utf8');

/** A configuration with a place for a binding in sets of every kind that completion knows; no secrets, then some. */
const places = ['', 'sops.secrets."a/b" = { };', 'age.secrets.x = { }; age.secrets."y}" = { };'].map(
  (secrets) => `{ config, lib, pkgs, ... }:
{
  ${secrets}
  users.users."a b" = { };
  users.groups.\${"c"} = { };
  @
  services.github-runners = {
    @
    web = {
      enable = true;
      @
      serviceOverrides = {
        @
      };
      extraEnvironment = { @ };
    };
    "b c" = lib.mkIf true { @ };
  };
  systemd.services.github-runner-web = {
    @
    serviceConfig = { @ };
    unitConfig = { @ };
  };
}
`,
);

/** The text that a person has who takes an item and fills in its places. */
function taken(text: string, start: number, end: number, { insert, label, snippet }: CompletionItem): string {
  const written = insert ?? label;
  const filled =
    snippet !== true
      ? written
      : written
          .replace(/\$\{\d+\|((?:\\.|[^,|\\])*)(?:\\.|[^|\\])*\|\}/g, '$1')
          .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1')
          .replace(/"SIG\$\d+"/g, '"SIGTERM"')
          .replace(/pkgs\.\$\d+/g, 'pkgs.git')
          .replace(/= (\[ )?\$\d+/g, '= $11')
          .replace(/(?<!\\)\$\d+/g, '')
          .replace(/\\([\\$},|])/g, '$1');
  return text.slice(0, start) + filled + text.slice(end);
}

test('whatever is taken where a binding may stand, Nix reads the text', () => {
  let count = 0;
  for (const source of places)
    for (const [offset] of [...source].map((c, i) => [i, c] as const).filter(([, c]) => c === '@')) {
      const before = source.slice(0, offset).replaceAll('@', '');
      const behind = source.slice(offset + 1).replaceAll('@', '');
      const { moment, text } = typed(`${before}$0${behind}`);
      const list = completion(moment, before.length);
      for (const item of list?.items ?? []) {
        // What is no snippet is a beginning, which somebody goes on typing.
        if (item.snippet !== true) continue;
        count++;
        const { problems } = parser.parse(taken(text, before.length, before.length, item));
        expect(problems, `${item.label}: ${item.insert ?? ''}`).toEqual([]);
      }
    }
  expect(count).toBeGreaterThan(1000);
});

/** What asks for another option beside the one that was taken, or for a value in place of its example. */
const NEEDS_MORE: readonly string[] = ['failed-assertion', 'runner-url'];

test.each([
  [
    'options',
    '{ lib, pkgs, ... }: { services.github-runners.web = { enable = true; url = "u"; tokenFile = "/t"; $0 }; }',
  ],
  [
    'directives',
    '{ lib, pkgs, ... }: { services.github-runners.web = { enable = true; url = "u"; tokenFile = "/t"; serviceOverrides = { $0 }; }; }',
  ],
])('%s that are taken bring no error', { timeout: 120_000 }, (_, source) => {
  const { moment, offset, text } = typed(source);
  const items = completion(moment, offset)?.items ?? [];
  const errors = items.flatMap((item) => {
    if (item.snippet !== true || item.detail?.endsWith('set already') === true) return [];
    const { moment: after } = typed(`${taken(text, offset, offset, item)}$0`);
    const found = (after.file?.findings ?? []).filter(
      ({ severity, rule }) => severity === 'error' && !NEEDS_MORE.includes(rule),
    );
    return found.map(({ message }) => `${item.insert ?? ''} ${message}`);
  });
  expect(errors).toEqual([]);
  expect(items.length).toBeGreaterThan(15);
});

const fragments = [
  'services.github-runners.',
  '{ ',
  ' }',
  ' = ',
  ';',
  '\n',
  '"',
  "''",
  '${',
  '}',
  '(',
  ')',
  '[ ',
  ' ]',
  '.',
  'config.',
  'lib.',
  'inherit ',
  'let ',
  ' in ',
  'if ',
  ' then ',
  ' else ',
  ' or ',
  ' ? ',
  './',
  '/',
  '# ',
  '/* ',
  '*/',
  'with pkgs; ',
  'x: ',
  '@',
  ',',
  'serviceOverrides',
  'enable',
  'é',
  '\u{1f600}',
  '\\',
  '$',
  '|> ',
  '== ',
];

test('random edits: an answer without a failure, in place of what the cursor touches', () => {
  const { retyped } = typed(`${example}$0`);
  const edit = fc.record({
    at: fc.nat(example.length),
    deleted: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(60)),
    inserted: fc.array(fc.constantFrom(...fragments), { maxLength: 4 }).map((parts) => parts.join('')),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      let text = example;
      let cursor = 0;
      for (const { at, deleted, inserted } of edits) {
        const start = Math.min(at, text.length);
        text = text.slice(0, start) + inserted + text.slice(start + deleted);
        cursor = start + inserted.length;
      }
      const list = completion(retyped(text), cursor);
      if (list === undefined) return;
      expect(list.items.length).toBeGreaterThan(0);
      expect(list.typed.start).toBeLessThanOrEqual(cursor);
      expect(list.typed.end).toBeGreaterThanOrEqual(cursor);
      expect(text.slice(list.typed.start, list.typed.end)).not.toContain('\n');
    }),
    { numRuns: 400 },
  );
});
