// Settings of a runner's service: systemd's directives, their values, environment variables, attributes of the service.
import { describe, expect, test } from 'vitest';
import { accepted, item, labels, offered } from './completion-support';

describe('directives, however they are reached', () => {
  const spellings: Record<string, string> = {
    'in serviceOverrides': '{ services.github-runners.x.serviceOverrides = { $0 }; }',
    'in one path': '{ services.github-runners.x.serviceOverrides.$0 }',
    'in one path, a part typed': '{ services.github-runners.x.serviceOverrides.Pro$0 }',
    'in a set that is not closed': '{ services.github-runners.x = { serviceOverrides = { Pro$0',
    'in mkMerge': '{ lib, ... }: { services.github-runners.x.serviceOverrides = lib.mkMerge [ { $0 } ]; }',
    'in mkForce': '{ lib, ... }: { services.github-runners.x.serviceOverrides = lib.mkForce { $0 }; }',
    'of each of several runners':
      '{ lib, ... }: { services.github-runners = lib.genAttrs [ "a" ] (n: { serviceOverrides = { $0 }; }); }',
    'of the service itself':
      '{ services.github-runners.x.enable = true; systemd.services.github-runner-x.serviceConfig = { $0 }; }',
    'of the service itself, in one path':
      '{ services.github-runners.x.enable = true; systemd.services.github-runner-x.serviceConfig.$0 }',
    'of the singular runner': '{ systemd.services.github-runner.serviceConfig.$0 }',
  };
  test.each(Object.entries(spellings))('%s', (_, source) => {
    const found = labels(source);
    expect(found).toEqual(expect.arrayContaining(['ProtectHome', 'SystemCallFilter', 'MemoryMax']));
    expect(found).not.toContain('Description');
  });

  test('those of the section', () => {
    const unit = labels('{ systemd.services.github-runner.unitConfig = { $0 }; }');
    expect(unit).toContain('StartLimitIntervalSec');
    expect(unit).not.toContain('ProtectHome');
  });

  test('those that the systemd of the release knows', () => {
    const source = '{ services.github-runners.x.serviceOverrides.$0 }';
    expect(labels(source, { release: '25.11' })).toContain('PrivatePIDs');
    expect(labels(source, { release: '23.05' })).not.toContain('PrivatePIDs');
  });

  test('well-known ones first, those that are set last', () => {
    const found = labels('{ services.github-runners.x.serviceOverrides = { ProtectHome = false; $0 }; }');
    expect(found.indexOf('MemoryMax')).toBeLessThan(found.indexOf('NUMAMask'));
    expect(found.at(-1)).toBe('ProtectHome');
  });

  test('with what they take, what they mean and what they are now', () => {
    const source = '{ services.github-runners.x = { enable = true; serviceOverrides = { $0 }; }; }';
    const found = item(source, 'ProtectHome');
    expect(found).toMatchObject({ kind: 'directive', detail: 'a Boolean, read-only or tmpfs, default true' });
    expect(found.documentation?.()).toContain('Value in `github-runner-x.service`: `true`');
    expect(item(source, 'MemoryMax').detail).toBe(
      'a size such as "2G" (with K, M, G or T, without B), a percentage or "infinity"',
    );
  });

  test.each([
    ['of another service', '{ services.github-runners.x.enable = true; systemd.services.nginx.serviceConfig.$0 }'],
    ['below a directive', '{ services.github-runners.x.serviceOverrides.ProtectHome.$0 }'],
    ['in a comment', '{ services.github-runners.x.serviceOverrides = { # Pro$0\n}; }'],
  ])('not %s', (_, source) => {
    expect(labels(source)).toEqual([]);
  });
});

describe('what a directive brings fits the definition of the runner module', () => {
  const source = (head = '{ lib, ... }: '): string =>
    `${head}{ services.github-runners.x = { enable = true; serviceOverrides = { $0 }; }; }`;
  const bound = (label: string, head?: string): string => accepted(source(head), label).split('{ ').at(-1) ?? '';

  test.each([
    ['a list where the module has one', 'SystemCallFilter', 'SystemCallFilter = [ "$1" ]; '],
    ['a list of paths as such', 'InaccessiblePaths', 'InaccessiblePaths = [ "/$1" ]; '],
    ['mkForce where nothing else takes the place of the module’s', 'KillSignal', 'KillSignal = lib.mkForce "SIG$1"; '],
    ['the other one of two where the module switches it on', 'PrivateDevices', 'PrivateDevices = ${1|false,true|}; '],
    ['plain where the module gives way', 'UMask', 'UMask = "0$1"; '],
    ['plain where the module says nothing', 'MemoryMax', 'MemoryMax = "$1"; '],
  ])('%s', (_, label, text) => {
    expect(bound(label)).toContain(text);
  });

  test('mkForce as it can be reached', () => {
    expect(bound('KillSignal', '{ lib, ... }: with lib; ')).toContain('= mkForce "SIG$1"');
    expect(bound('KillSignal', '{ lib, ... }: let inherit (lib) mkForce; in ')).toContain('= mkForce "SIG$1"');
    expect(bound('KillSignal', '')).toContain('= "SIG$1"');
  });

  test('the same in the service itself', () => {
    const service =
      '{ lib, ... }: { services.github-runners.x.enable = true; systemd.services.github-runner-x.serviceConfig.$0 }';
    expect(accepted(service, 'KillSignal')).toContain('KillSignal = lib.mkForce "SIG$1";');
  });

  test('and is said', () => {
    expect(item(source(), 'KillSignal').documentation?.()).toContain('only `lib.mkForce` takes its place');
    expect(item(source(), 'SystemCallFilter').documentation?.()).toContain('which yours is added to');
  });
});

describe('values of directives', () => {
  const asked = (source: string): string[] =>
    (offered(source)?.items ?? []).filter(({ rank }) => rank < 3).map(({ label }) => label);
  const overrides = (text: string): string =>
    `{ lib, ... }: { services.github-runners.x = { enable = true; serviceOverrides = { ${text} }; }; }`;

  test.each([
    ['Booleans and words', 'ProtectHome = $0;', ['true', 'false', '"read-only"', '"tmpfs"']],
    ['words in a string', 'ProtectHome = "$0";', ['read-only', 'tmpfs']],
    ['words in a string that is not closed', 'ProtectHome = "re$0', ['read-only', 'tmpfs']],
    ['words behind mkForce', 'ProcSubset = lib.mkForce $0;', ['"all"', '"pid"']],
    ['words in a list, without those in it', 'ProcSubset = [ "all" $0 ];', ['"pid"']],
    ['in one path', 'a = 1; }; serviceOverrides.ProcSubset = $0; x = { ', ['"all"', '"pid"']],
  ])('%s', (_, text, words) => {
    expect(asked(overrides(text))).toEqual(words);
  });

  test('words of a list of the module’s come in a list', () => {
    expect(asked(overrides('RestrictAddressFamilies = $0;'))).toContain('[ "AF_PACKET" ]');
    expect(asked(overrides('RestrictAddressFamilies = [ $0 ];'))).toContain('"AF_PACKET"');
    expect(asked(overrides('RestrictAddressFamilies = [ "$0" ];'))).toContain('AF_PACKET');
  });

  test.each([
    ['a directive of any text', 'Slice = "$0";'],
    ['a word inside of a longer text', 'SystemCallFilter = "@system-service ${x}$0";'],
    ['a list in a list', 'SystemCallFilter = [ [ "$0" ] ];'],
    ['a directive that is not there', 'ProtectHouse = "$0";'],
  ])('nothing for %s', (_, text) => {
    expect(asked(overrides(text))).toEqual([]);
  });
});

describe('environment variables and attributes of the service', () => {
  test('variables that mean something to the runner, and those it has', () => {
    const source =
      '{ services.github-runners.x.enable = true; services.github-runners.x.extraEnvironment = { FOO = "1"; $0 }; systemd.services.github-runner-x.environment.BAR = "2"; }';
    const found = labels(source);
    expect(found).toEqual(expect.arrayContaining(['ACTIONS_RUNNER_HOOK_JOB_STARTED', 'BAR']));
    expect(item(source, 'BAR').documentation?.()).toContain('"2"');
    expect(item(source, 'FOO').detail).toBe('set already');
    expect(accepted('{ services.github-runners.x.extraEnvironment.$0 }', 'HOME')).toContain(
      'extraEnvironment.HOME = "$1";',
    );
    expect(
      labels('{ services.github-runners.x.enable = true; systemd.services.github-runner-x.environment.$0 }'),
    ).toContain('HOME');
  });

  test('attributes of the service, with the beginning of a value', () => {
    const source =
      '{ services.github-runners.x.enable = true; systemd.services.github-runner-x = { after = [ ]; $0 }; }';
    expect(labels(source)).toEqual(expect.arrayContaining(['serviceConfig', 'environment', 'wants', 'onFailure']));
    expect(labels(source).indexOf('after')).toBeGreaterThan(labels(source).indexOf('wants'));
    expect(accepted(source, 'serviceConfig')).toContain('after = [ ]; serviceConfig = { $1 };');
    expect(accepted(source, 'wants')).toContain('wants = [ "$1" ];');
    expect(labels('{ services.github-runners.x.enable = true; systemd.services.nginx.$0 }')).toEqual([]);
  });

  test('services of the runners', () => {
    const source = '{ services.github-runners = { a.enable = true; b.enable = true; }; systemd.services.$0 }';
    expect(labels(source)).toEqual(['github-runner-a', 'github-runner-b']);
    expect(item(source, 'github-runner-a').detail).toBe('service of the runner a');
  });
});
