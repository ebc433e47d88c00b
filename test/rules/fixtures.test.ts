// Fixtures: what rules report, and what they leave alone. See examples.ts for how they are written.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { RULE_NAMES } from '../../server/src/rules';
import { examplesIn, outcomeOf } from './examples';

const FOLDER = path.join(import.meta.dirname, 'fixtures');
const files = readdirSync(FOLDER).sort();
const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');

test('every rule has fixtures', () => {
  expect(files).toEqual(expect.arrayContaining(RULE_NAMES.map((rule) => `${rule}.md`)));
});

describe.each(files)('%s', (file) => {
  const examples = examplesIn(read(file));

  it.each(examples.map((e) => [e.title, e] as const))('%s', (_, example) => {
    const { expected, actual, findings } = outcomeOf(example, file.slice(0, -'.md'.length));
    expect(actual).toBe(expected);
    if (example.kind === 'bad') expect(findings).not.toEqual([]);
    else expect(findings).toEqual([]);
  });
});
