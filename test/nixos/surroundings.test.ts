import { describe, expect, it } from 'vitest';
import {
  defaultFqdn,
  defaultFqdnOrHostName,
  packageStoreName,
  secretPath,
  SECRETS_MODULES,
  systemDefaults,
  type SecretsModule,
} from '../../server/src/nixos/index';

const module = (path: string): SecretsModule => {
  const found = SECRETS_MODULES.find((candidate) => candidate.path.join('.') === path);
  if (found === undefined) throw new Error(`No secrets module at ${path}`);
  return found;
};

describe('where a secret lies', () => {
  it('with sops-nix', () => {
    expect(secretPath(module('sops.secrets'), { name: 'github-runner/project' })).toBe(
      '/run/secrets/github-runner/project',
    );
    expect(secretPath(module('sops.secrets'), { name: 'x', neededForUsers: true })).toBe('/run/secrets-for-users/x');
    expect(secretPath(module('sops.templates'), { name: 'x' })).toBe('/run/secrets/rendered/x');
  });

  it('with agenix', () => {
    expect(secretPath(module('age.secrets'), { name: 'x' })).toBe('/run/agenix/x');
    expect(secretPath(module('age.secrets'), { name: 'x', secretsDirectory: '/run/keys' })).toBe('/run/keys/x');
  });
});

describe('the name of a package in the store', () => {
  it.each([
    [['jq'], 'jq'],
    [['bashInteractive'], 'bash-interactive'],
    [['glibcLocales'], 'glibc-locales'],
    [['gcc'], 'gcc-wrapper'],
    [['python3Packages', 'requests'], 'requests'],
    [['constructor'], 'constructor'],
  ])('%j', (path, name) => {
    expect(packageStoreName(path)).toBe(name);
  });
});

describe('options of the system that nobody set', () => {
  const value = (path: string) => systemDefaults('25.05').find((option) => option.path.join('.') === path)?.default;

  it('have their defaults', () => {
    expect(value('networking.hostName')).toEqual({ kind: 'value', value: 'nixos' });
    expect(value('networking.domain')).toEqual({ kind: 'value', value: null });
    expect(value('system.nixos.release')).toEqual({ kind: 'value', value: '25.05' });
    expect(value('nix.package')).toEqual({ kind: 'package', attribute: 'nix' });
  });

  it('put the full name of the host together', () => {
    expect(defaultFqdn('anvil', 'example.org')).toBe('anvil.example.org');
    expect(defaultFqdn('anvil', null)).toBeUndefined();
    expect(defaultFqdn('', 'example.org')).toBeUndefined();
    expect(defaultFqdnOrHostName('anvil', null)).toBe('anvil');
    expect(defaultFqdnOrHostName('anvil', 'example.org')).toBe('anvil.example.org');
  });
});
