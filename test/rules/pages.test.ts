// The pages of the rules: each bad example reports exactly that rule where it says so, each good one is left alone.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { RULES, RULE_NAMES } from '../../server/src/rules';
import { examplesIn, outcomeOf } from './examples';

const FOLDER = path.resolve(import.meta.dirname, '../../docs/rules');
const INDEX = 'README.md';
const pages = readdirSync(FOLDER).filter((name) => name.endsWith('.md') && name !== INDEX);
const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');

test('every rule has a page, and every page a rule', () => {
  expect(pages.map((name) => name.slice(0, -'.md'.length)).sort()).toEqual([...RULE_NAMES].sort());
});

test('the list of rules has them all', () => {
  expect(RULES.map((rule) => rule.name)).toEqual(RULE_NAMES);
});

test('the index gives each rule with its severity and its sentence', () => {
  const index = read(INDEX).replace(/\s+/g, ' ');
  for (const { name, severity, summary } of RULES)
    expect(index).toContain(`| [${name}](${name}.md) | ${severity} | ${summary} |`);
});

describe.each(pages)('%s', (page) => {
  const rule = page.slice(0, -'.md'.length);
  const text = read(page);
  const examples = examplesIn(text);

  it('has the title, the sections and examples of both kinds', () => {
    expect(text.split('\n')[0]).toBe(`# ${rule}`);
    expect([...text.matchAll(/^## (.*)/gm)].map((m) => m[1])).toEqual([
      'What is wrong',
      'Why it matters',
      'How to mend it',
    ]);
    expect(new Set(examples.map((e) => e.kind))).toEqual(new Set(['bad', 'good']));
  });

  it.each(examples.map((e) => [e.title, e] as const))('%s', (_, example) => {
    const { expected, actual, findings } = outcomeOf(example, rule);
    expect(actual).toBe(expected);
    expect([...new Set(findings.map((f) => f.rule))]).toEqual(example.kind === 'bad' ? [rule] : []);
  });
});
