// `check --fix`: what it changes, and what it leaves alone.
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, project, type Outcome } from './support';

const FAULTY = `# A runner.
{ pkgs, ... }:
{
  services.github-runners.web = {
    enable = true;
    url = "https://github.com/example/website.git/";
    tokenFile = /var/lib/token; # kept outside
    extraLabel = [ "nixos" "kvm, gpu" ];
    replace = "yes";
    serviceOverrides.Restart = "always";
  };
}
`;

const MENDED = `# A runner.
{ lib, pkgs, ... }:
{
  services.github-runners.web = {
    enable = true;
    url = "https://github.com/example/website";
    tokenFile = "/var/lib/token"; # kept outside
    extraLabels = [ "nixos" "kvm" "gpu" ];
    replace = true;
    serviceOverrides.Restart = lib.mkForce "always";
  };
}
`;

const fix = (cwd: string, ...args: string[]): Promise<Outcome> =>
  cli(['check', '--fix', '--release', '25.05', ...args], { cwd });
const read = (cwd: string, name: string): string => readFileSync(path.join(cwd, name), 'utf8');

it('mends what is certain, also where one fix makes room for the next', async () => {
  const cwd = project({ 'a.nix': FAULTY });
  const { status, out, err } = await fix(cwd, 'a.nix');
  expect(read(cwd, 'a.nix')).toBe(MENDED);
  expect(err).toBe('');
  expect(status).toBe(0);
  expect(out.split('\n').sort().filter(Boolean)).toEqual([
    '1 file checked: 6 fixed.',
    'a.nix: fixed: Change to `"kvm" "gpu"` [label-format]',
    'a.nix: fixed: Change to `extraLabels` [unknown-option]',
    'a.nix: fixed: Change to `https://github.com/example/website` [runner-url]',
    'a.nix: fixed: Change to `true` [type-mismatch]',
    'a.nix: fixed: Wrap in `lib.mkForce` [conflicting-definitions]',
    'a.nix: fixed: Write the path as a string [token-in-store]',
  ]);
});

it('changes nothing the second time, nor without `--fix`', async () => {
  const cwd = project({ 'a.nix': FAULTY });
  await cli(['check', 'a.nix', '--release', '25.05'], { cwd });
  expect(read(cwd, 'a.nix')).toBe(FAULTY);
  await fix(cwd, '.');
  const { out } = await fix(cwd, '.');
  expect(read(cwd, 'a.nix')).toBe(MENDED);
  expect(out).toBe('1 file checked: nothing to report.\n');
});

it('keeps line ends and bytes that are not UTF-8', async () => {
  const bytes = Buffer.from(FAULTY.replaceAll('\n', '\r\n').replace('A runner', 'A runn\u00e9r'), 'latin1');
  const cwd = project({ 'a.nix': bytes });
  await fix(cwd, 'a.nix');
  const expected = Buffer.from(MENDED.replaceAll('\n', '\r\n').replace('A runner', 'A runn\u00e9r'), 'latin1');
  expect(readFileSync(path.join(cwd, 'a.nix'))).toEqual(expected);
});

it('leaves what a person has to decide, and reports it', async () => {
  const text = `{ services.github-runners.web = { enable = true; url = "http://ghes.example.org/a"; tokenFile = ./t; workDirectory = 1; }; }\n`;
  const cwd = project({ 'a.nix': text, t: '' });
  const { status, out } = await fix(cwd, 'a.nix', '--format', 'json');
  const { findings, fixed } = JSON.parse(out) as { findings: { rule: string }[]; fixed?: unknown };
  expect(findings.map((f) => f.rule).sort()).toEqual(['runner-url', 'token-in-store', 'unknown-option']);
  expect(fixed).toBeUndefined();
  expect(status).toBe(1);
  expect(read(cwd, 'a.nix')).toBe(text);
});

it('leaves alone what a comment silences, and what is switched off', async () => {
  const text = FAULTY.replace('    url', '    # nixos-github-runner: ignore runner-url\n    url');
  const cwd = project({ 'a.nix': text });
  await fix(cwd, 'a.nix', '--rule', 'token-in-store=off');
  expect(read(cwd, 'a.nix')).toContain('url = "https://github.com/example/website.git/"');
  expect(read(cwd, 'a.nix')).toContain('tokenFile = /var/lib/token;');
  expect(read(cwd, 'a.nix')).toContain('replace = true;');
});

it('changes only files that it was asked about', async () => {
  const module = `{ services.github-runners.web = { url = "https://github.com/a/"; replace = "yes"; }; }\n`;
  const cwd = project({
    'configuration.nix': `{ imports = [ ./b.nix ]; services.github-runners.web = { enable = true; tokenFile = "/t"; }; }\n`,
    'b.nix': module,
  });
  await fix(cwd, 'configuration.nix');
  expect(read(cwd, 'b.nix')).toBe(module);
  const { out } = await fix(cwd, '.', '--format', 'json');
  expect(read(cwd, 'b.nix')).toBe(module.replace('a/"', 'a"').replace('"yes"', 'true'));
  expect((JSON.parse(out) as { fixed: unknown }).fixed).toEqual([
    { file: 'b.nix', rule: 'runner-url', title: 'Change to `https://github.com/a`' },
    { file: 'b.nix', rule: 'type-mismatch', title: 'Change to `true`' },
  ]);
});

it('names the fixes on standard error where the format has no room for them', async () => {
  const cwd = project({ 'a.nix': FAULTY });
  const { out, err } = await fix(cwd, 'a.nix', '--format', 'github');
  expect(out).toBe('');
  expect(err).toContain('a.nix: fixed: Change to `extraLabels` [unknown-option]\n');
});

it('says so where a file is write-protected', async () => {
  const cwd = project({ 'a.nix': FAULTY, 'b.nix': FAULTY });
  chmodSync(path.join(cwd, 'a.nix'), 0o444);
  const { status, out, err } = await fix(cwd, 'a.nix', 'b.nix');
  expect(err).toBe(
    'error: The file `a.nix` is write-protected: nothing is fixed in it. Make it writable, or fix it where it comes from.\n',
  );
  expect(status).toBe(2);
  expect(read(cwd, 'a.nix')).toBe(FAULTY);
  expect(read(cwd, 'b.nix')).toBe(MENDED);
  expect(out).toContain('a.nix:6:11: warning:');
});

describe('standard input', () => {
  it('is printed with the fixes, and what is left goes to standard error', async () => {
    const stdin = FAULTY.replace('web = {', 'web = {\n    workDir = "x";');
    const { status, out, err } = await cli(['check', '-', '--fix', '--release', '25.05'], { stdin });
    expect(out).toBe(MENDED.replace('web = {', 'web = {\n    workDir = "x";'));
    expect(err).toContain('<stdin>: fixed: Change to `true` [type-mismatch]');
    expect(err).toContain('<stdin>:5:15: warning:');
    expect(status).toBe(0);
  });

  it('is not mixed with files', async () => {
    const { status, err } = await cli(['check', '-', 'a.nix', '--fix'], { cwd: project({ 'a.nix': '{ }' }) });
    expect(status).toBe(2);
    expect(err).toContain('either `-` or paths');
  });
});
