// Quick fixes: applied, the finding is gone, nothing else changed, and the file still parses.
import { expect, it } from 'vitest';
import type { Release } from '../../server/src/nixos';
import type { Finding, Fix } from '../../server/src/rules';
import { analyse } from '../support/analyse';

const runner = (settings: string, release: Release): string =>
  release === '22.11'
    ? `{ lib, config, ... }:\n{\n  services.github-runner = {\n    enable = true;\n    tokenFile = "/run/t";\n${settings}\n  };\n}\n`
    : `{ lib, config, ... }:\n{\n  services.github-runners.web = {\n    enable = true;\n    tokenFile = "/run/t";\n${settings}\n  };\n}\n`;

const url = 'url = "https://github.com/example/website";';

function apply(text: string, fix: Fix): string {
  return [...fix.edits]
    .sort((a, b) => b.at.start - a.at.start)
    .reduce((t, { at, newText }) => t.slice(0, at.start) + newText + t.slice(at.end), text);
}

const essence = (findings: readonly Finding[]): string[] => findings.map((f) => `${f.rule}: ${f.message}`).sort();

/** What is written, what it becomes, for which rule. */
const CASES: readonly (readonly [rule: string, before: string, after: string, release: Release | undefined])[] = [
  [
    'unknown-directive',
    `${url} serviceOverrides.MemoryMaxx = "4G";`,
    `${url} serviceOverrides.MemoryMax = "4G";`,
    undefined,
  ],
  [
    'unknown-directive',
    `${url} serviceOverrides."privateTmp" = true;`,
    `${url} serviceOverrides.PrivateTmp = true;`,
    undefined,
  ],
  ['runner-url', 'url = "https://github.com/a/b.git";', 'url = "https://github.com/a/b";', undefined],
  ['runner-url', 'url = "https://github.com/a/b.git";', 'url = "https://github.com/a/b";', '22.11'],
  ['runner-url', 'url = "https://github.com/a/";', 'url = "https://github.com/a";', undefined],
  ['runner-url', 'url = "https://github.com/a/b/actions";', 'url = "https://github.com/a/b";', undefined],
  ['runner-url', 'url = "https://github.com/orgs/a";', 'url = "https://github.com/a";', undefined],
  ['runner-url', 'url = "https://github.com/orgs/a/people";', 'url = "https://github.com/a";', undefined],
  ['runner-url', 'url = "http://github.com/a";', 'url = "https://github.com/a";', undefined],
  ['runner-url', 'url = "github.com/a/b";', 'url = "https://github.com/a/b";', undefined],
  ['runner-url', 'url = "git@github.com:a/b.git";', 'url = "https://github.com/a/b";', undefined],
  [
    'runner-url',
    'url = lib.mkForce "https://ghes.example.org/a/b/";',
    'url = lib.mkForce "https://ghes.example.org/a/b";',
    undefined,
  ],
  ['label-format', `${url} extraLabels = [ "a, b" "c" ];`, `${url} extraLabels = [ "a" "b" "c" ];`, undefined],
  ['label-format', `${url} extraLabels = [ " a" ];`, `${url} extraLabels = [ "a" ];`, undefined],
  ['node-runtime-eol', `${url} nodeRuntimes = [ "node16" ];`, `${url} nodeRuntimes = [ "node20" ];`, '23.11'],
  ['node-runtime-eol', `${url} nodeRuntimes = [ "node20" ];`, `${url} nodeRuntimes = [ "node24" ];`, undefined],
];

it.each(CASES)('%s: %s', (rule, before, after, since) => {
  const release: Release = since ?? '25.11';
  const text = runner(`    ${before}`, release);
  const { findings, program } = analyse(text, { release });
  const found = findings.filter((f) => f.rule === rule);
  expect(found).toHaveLength(1);
  const fix = found[0]?.fixes?.[0];
  if (fix === undefined) throw new Error('There is no fix');
  expect(fix.edits.every((e) => e.at.source === program.source)).toBe(true);
  const mended = apply(text, fix);
  expect(mended).toBe(runner(`    ${after}`, release));
  const again = analyse(mended, { release });
  expect(again.program.parse.problems).toEqual([]);
  expect(essence(again.findings)).toEqual(essence(findings.filter((f) => f.rule !== rule)));
});

it('changes the mode where it is written', () => {
  const text =
    '{\n  environment.etc.t.mode = "0644";\n  environment.etc.t.source = "/x";\n  services.github-runners.web = { enable = true; url = "https://github.com/a"; tokenFile = "/etc/t"; };\n}\n';
  const { findings } = analyse(text);
  const fix = findings.find((f) => f.rule === 'token-world-readable')?.fixes?.[0];
  if (fix === undefined) throw new Error('There is no fix');
  const mended = apply(text, fix);
  expect(mended).toBe(text.replace('"0644"', '"0400"'));
  expect(analyse(mended).findings.map((f) => f.rule)).not.toContain('token-world-readable');
});

it('corrects names of users and of rules in comments', () => {
  const text =
    '{\n  # nixos-github-runner: ignore runer-url\n  services.github-runners.web = { enable = true; url = "http://github.com/a"; tokenFile = "/t"; user = "bulder"; };\n  users.users.builder = { };\n}\n';
  const files = (source: string): Record<string, string> => ({ '/etc/nixos/configuration.nix': source });
  const { findings } = analyse(files(text));
  const fixOf = (rule: string): Fix => findings.find((f) => f.rule === rule)?.fixes?.[0] ?? { title: '', edits: [] };
  expect(apply(text, fixOf('unknown-user'))).toBe(text.replace('bulder', 'builder'));
  const mended = apply(text, fixOf('unused-suppression'));
  expect(mended).toBe(text.replace('runer-url', 'runner-url'));
  const rules = analyse(files(mended)).findings.map((f) => f.rule);
  expect(rules).not.toContain('unused-suppression');
  expect(rules).not.toContain('runner-url');
});

it('offers no fix for what is not written out', () => {
  const text = runner('    url = "https://github.com/${"a"}/b.git";', '25.11');
  const { findings } = analyse(text, { release: '25.11' });
  expect(findings.map((f) => f.rule)).toEqual(['runner-url']);
  expect(findings[0]?.fixes).toBeUndefined();
});

it('never repeats credentials of an address', () => {
  for (const release of ['22.11', '25.11'] as const) {
    const { findings } = analyse(runner('    url = "https://me:my-password@github.com/a/b.git";', release), {
      release,
    });
    const found = findings.filter((f) => f.rule === 'runner-url');
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found.map((f) => [f.message, f.fixes, f.related]))).not.toContain('my-password');
  }
});
