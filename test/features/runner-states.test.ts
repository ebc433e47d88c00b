import { expect, test } from 'vitest';
import { runnerStates } from '../../server/src/features';
import { fixture } from './support';

const text = `{ lib, ... }: {
  services.github-runners = {
    web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; };
    api = { enable = true; url = 5; tokenFile = ./token; };
  };
}`;

function states(now: string, base?: string): unknown[] {
  const { file, analysis } = fixture(now, '25.05', { token: 'x' });
  const before = base === undefined ? undefined : analysis.fileWithText('/host/host.nix', base, '25.05');
  return runnerStates(file, undefined, before).map(({ runner, errors, warnings, change }) => [
    runner.runner.attribute,
    errors,
    warnings,
    change?.service,
    change?.registersAnew,
  ]);
}

test('problems are counted for the runner that has them', () => {
  expect(states(text)).toEqual([
    ['web', 0, 0, undefined, undefined],
    ['api', 2, 0, undefined, undefined],
  ]);
});

test('a problem of its timer is one of the runner', () => {
  const timer = text
    .replace('5;', '"https://github.com/a/c";')
    .replace('./token', '"/t"')
    .replace(/\}$/, '  systemd.timers.github-runner-api.wantedBy = [ "timers" ];\n}');
  expect(states(timer)).toEqual([
    ['web', 0, 0, undefined, undefined],
    ['api', 1, 0, undefined, undefined],
  ]);
});

test('a problem of its service is one of the runner', () => {
  const overrides = text
    .replace('5;', '"https://github.com/a/c"; serviceOverrides.ProtectHme = true;')
    .replace('./token', '"/t"');
  expect(states(overrides)).toEqual([
    ['web', 0, 0, undefined, undefined],
    ['api', 0, 1, undefined, undefined],
  ]);
});

test('a change is told from the text before', () => {
  const before = text.replace('web =', 'old =').replace('5;', '"https://github.com/a/d";').replace('./token', '"/t"');
  const after = text.replace('5;', '"https://github.com/a/c";').replace('./token', '"/t"');
  expect(states(after, before)).toEqual([
    ['web', 0, 0, 'added', false],
    ['api', 0, 0, 'restart', true],
  ]);
  expect(states(after, after)).toEqual([
    ['web', 0, 0, 'none', false],
    ['api', 0, 0, 'none', false],
  ]);
});

test('a text that Nix cannot read tells no change', () => {
  expect(states(text, `${text} @@`).flat()).not.toContain('restart');
  expect(states(text, `${text} @@`)[0]).toEqual(['web', 0, 0, undefined, undefined]);
});

test('another text leaves the file itself as it was', () => {
  const { analysis, file } = fixture(text, '25.05', { token: 'x' });
  const other = analysis.fileWithText('/host/host.nix', '{ }', '25.05');
  expect(other?.hosts).toEqual([]);
  expect(analysis.file('/host/host.nix', '25.05')?.program.source.text).toBe(file.program.source.text);
});
