// The static snippets: what each leaves in a file is Nix, and a runner that nothing is to be said against.
import { describe, expect, test } from 'vitest';
import { runnersOfFile } from '../../server/src/features';
import { RELEASES } from '../../server/src/nixos';
import { labels, typed } from '../features/completion-support';
import { hasNix, refusals } from '../support/nix';
import { manifest, read } from './support';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const contributed = manifest.contributes.snippets;
const snippets = contributed.flatMap(({ path }) => Object.entries(JSON.parse(read(path)) as Record<string, Snippet>));

/** The text with the examples that its places hold. */
function filled({ body }: Snippet): string {
  return body
    .join('\n')
    .replaceAll('\t', '  ')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll('$0', '');
}

/** The snippet where people want it: as a file, or in the set of a module. */
function file(snippet: Snippet): string {
  const text = filled(snippet);
  return text.startsWith('{') ? text : `{ config, lib, pkgs, ... }:\n\n{\n${text}\n}\n`;
}

/** The releases with several runners. */
const releases = RELEASES.slice(RELEASES.indexOf('23.05'));

test('all are for Nix', () => {
  expect(contributed.map(({ language }) => language)).toEqual(contributed.map(() => 'nix'));
  expect(snippets.length).toBeGreaterThan(3);
  expect(manifest.categories).toContain('Snippets');
});

describe.each(snippets)('%s', (_, snippet) => {
  test('has a prefix of its own, a description, and places in order with an end', () => {
    expect(snippets.filter(([, { prefix }]) => prefix === snippet.prefix)).toHaveLength(1);
    expect(snippet.prefix).toMatch(/^runner-[a-z]+$/);
    expect(snippet.description).toMatch(/^[A-Z].*[^.]$/);
    const text = snippet.body.join('\n');
    const places = [...new Set([...text.matchAll(/\$\{(\d+):/g)].map(([, place]) => Number(place)))];
    expect(places).toEqual(places.map((__, i) => i + 1));
    expect(text.match(/\$0/g)).toHaveLength(1);
    // A place that comes again holds the same example.
    for (const place of places)
      expect(new Set([...text.matchAll(new RegExp(`\\$\\{${place}:[^}]*\\}`, 'g'))].map(([found]) => found)).size).toBe(
        1,
      );
  });

  test.skipIf(!hasNix)('is Nix (needs nix-instantiate)', () => {
    expect(refusals([file(snippet)])).toEqual([undefined]);
  });

  test.each(releases)('makes a runner of NixOS %s without a finding', (release) => {
    const { moment } = typed(`${file(snippet)}$0`, { release, others: { 'secrets/github-runner.age': '' } });
    expect(moment.file?.findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    expect(moment.file && runnersOfFile(moment.file)).not.toHaveLength(0);
  });

  test('is none of those that the server makes', () => {
    const made = labels('{ services.github-runners = { $0 }; }');
    expect(made).not.toContain(snippet.prefix);
    expect(snippet.body[0]).not.toMatch(/^\$\{1/);
  });
});
