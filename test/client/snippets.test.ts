// The snippets that the editor has for "Insert Snippet": those of the server, in the form that the editor wants.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import snippets from '../../server/src/features/completion/module-snippets.json';
import { manifest, read, ROOT } from './support';

const all = Object.entries(snippets);

test('a build puts the snippets of the server where package.json has them', () => {
  const [contributed, ...others] = manifest.contributes.snippets;
  expect(others).toEqual([]);
  expect(contributed).toEqual({ language: 'nix', path: './dist/snippets.json' });
  expect(read('.vscodeignore').split('\n')).toContain('!dist/snippets.json');
  const built = path.join(ROOT, 'dist/snippets.json');
  expect(existsSync(built) && JSON.parse(readFileSync(built, 'utf8'))).toEqual(snippets);
  expect(manifest.categories).toContain('Snippets');
});

test('the editor offers none by itself: it would at any place', () => {
  expect(all.filter(([, snippet]) => 'prefix' in snippet)).toEqual([]);
});

test.each(all)('%s has a label of its own, a description, and places in order with an end', (_, snippet) => {
  expect(all.filter(([, { label }]) => label === snippet.label)).toHaveLength(1);
  expect(snippet.label).toMatch(/^runner-[a-z]+$/);
  expect(snippet.description).toMatch(/^[A-Z].*[^.]$/);
  const text = snippet.body.join('\n');
  const places = [...new Set([...text.matchAll(/\$\{(\d+):/g)].map(([, place]) => Number(place)))];
  expect(places).toEqual(places.map((__, i) => i + 1));
  expect(text.match(/\$0/g)).toHaveLength(1);
  // A place that comes again holds the same example.
  for (const place of places) {
    const examples = [...text.matchAll(new RegExp(`\\$\\{${place}:[^}]*\\}`, 'g'))].map(([found]) => found);
    expect(new Set(examples).size).toBe(1);
  }
});
