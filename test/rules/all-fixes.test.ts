// Every fix of every example: applied, its finding is gone, no other one comes, and the files still parse.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding, Fix } from '../../server/src/rules';
import { analyse } from '../support/analyse';
import { FOLDER, examplesIn, sourcesOf, type Example } from './examples';

const FOLDERS = [path.join(import.meta.dirname, 'fixtures'), path.resolve(import.meta.dirname, '../../docs/rules')];

const examples = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .sort()
    .flatMap((file) => examplesIn(readFileSync(path.join(folder, file), 'utf8')).map((e) => [file, e] as const)),
);

type Sources = Readonly<Record<string, string>>;

function applied(sources: Sources, fix: Fix): Sources {
  return [...fix.edits]
    .sort((a, b) => b.at.start - a.at.start)
    .reduce<Sources>((all, { at, newText }) => {
      const text = all[at.source.path] ?? '';
      return { ...all, [at.source.path]: text.slice(0, at.start) + newText + text.slice(at.end) };
    }, sources);
}

const findingsIn = (sources: Sources, { release }: Example): readonly Finding[] =>
  analyse(sources, { release, roots: [FOLDER] }).findings;
const faultsIn = (sources: Sources, { release }: Example): number =>
  analyse(sources, { release, roots: [FOLDER] }).program.parse.problems.length;
/** Findings by what they say, whatever names of options and values they repeat. */
const essences = (findings: readonly Finding[]): string[] =>
  findings.map((f) => `${f.rule}: ${f.message.replace(/`[^`]*`/g, '…')}`);

const mended = examples.flatMap(([file, example]) => {
  const sources = sourcesOf(example);
  return findingsIn(sources, example).flatMap((finding) =>
    (finding.fixes ?? []).map((fix) => ({ file, example, sources, finding, fix })),
  );
});

/** What a definition turns out to be once its name is right or it counts: whatever else is wrong with it. */
const REVEALED = new Set([
  ...['missing-definition', 'conflicting-definitions', 'type-mismatch', 'unused-suppression'],
  ...['override-weakens-sandbox', 'override-breaks-module'],
]);

describe('each fix', () => {
  it.each(mended.map((m) => [`${m.file}: ${m.example.title}: ${m.fix.title}`, m] as const))(
    '%s',
    (_, { example, sources, finding, fix }) => {
      const after = applied(sources, fix);
      expect(faultsIn(after, example)).toBeLessThanOrEqual(faultsIn(sources, example));
      const before = findingsIn(sources, example);
      const left = findingsIn(after, example);
      const count = (findings: readonly Finding[]): number => findings.filter((f) => f.rule === finding.rule).length;
      // A comment that names a rule now may still silence nothing.
      if (finding.rule !== 'unused-suppression') expect(count(left)).toBeLessThan(count(before));
      const known = essences(before);
      const fresh = left.filter((f) => !REVEALED.has(f.rule));
      expect(essences(fresh).filter((essence) => !known.includes(essence))).toEqual([]);
    },
  );
});

it('most rules that have a mechanical remedy are among them', () => {
  expect(new Set(mended.map((m) => m.finding.rule)).size).toBeGreaterThan(11);
});
