import { describe, expect, it } from 'vitest';
import { releaseFor } from '../../server/src/workspace/release';
import { memoryFiles } from '../support/memoryFiles';

const lock = (ref: string): string =>
  JSON.stringify({ root: 'root', nodes: { root: { inputs: { nixpkgs: 'n' } }, n: { original: { ref } } } });

const lockedAt = (ref: string | undefined, date: string): string =>
  JSON.stringify({
    root: 'root',
    nodes: {
      root: { inputs: { nixpkgs: 'n', stable: 's' } },
      n: { original: { owner: 'NixOS', repo: 'nixpkgs', ref }, locked: { lastModified: Date.parse(date) / 1000 } },
      s: { original: { owner: 'NixOS', repo: 'nixpkgs', ref: 'nixos-22.11' } },
    },
  });

describe('the release of a configuration', () => {
  it.each([
    ['flake.lock', lock('nixos-24.05'), '24.05'],
    ['flake.lock', lock('nixos-23.11-small'), '23.11'],
    ['flake.lock', lock('release-22.11'), '22.11'],
    ['flake.lock', lock('nixos-unstable'), '26.05'],
    ['flake.lock', lockedAt('nixos-unstable', '2023-08-14'), '23.11'],
    ['flake.lock', lockedAt('nixos-unstable', '2022-11-24'), '22.11'],
    ['flake.lock', lockedAt(undefined, '2024-03-01'), '24.05'],
    ['flake.lock', lockedAt('nixos-23.11', '2024-03-01'), '23.11'],
    ['flake.lock', lockedAt('nixos-unstable', '2031-01-01'), '26.05'],
    ['flake.nix', '{ inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05"; }', '25.05'],
    ['flake.nix', '{ inputs = { nixpkgs = { url = "nixpkgs/nixos-23.05"; }; }; }', '23.05'],
    ['flake.nix', '{ }', '26.05'],
    ['flake.nix', '{ inputs = { nixpkgs.url = "nixpkgs"; stable.url = "nixpkgs/nixos-24.11"; }; }', '26.05'],
    [
      'flake.nix',
      '{ inputs = { old-nixpkgs.url = "nixpkgs/nixos-23.05"; nixpkgs.url = "nixpkgs/nixos-24.11"; }; }',
      '24.11',
    ],
    ['flake.nix', '{ # nixpkgs.url = "nixpkgs/nixos-23.05";\n inputs.nixpkgs.url = "nixpkgs/nixos-24.11"; }', '24.11'],
    ['flake.nix', '{ inputs.nixpkgs = { type = "github"; owner = "NixOS"; repo = "nixpkgs"; }; }', '26.05'],
    [
      'npins/sources.json',
      '{ "pins": { "nixpkgs": { "type": "Channel", "name": "nixos-24.11" } }, "version": 3 }',
      '24.11',
    ],
    [
      'npins/sources.json',
      '{ "pins": { "nixpkgs": { "name": "nixos-unstable", "url": "https://releases.nixos.org/nixos/unstable/nixos-25.05pre712345.abcdef/nixexprs.tar.xz" } } }',
      '25.05',
    ],
    ['nix/sources.json', '{ "nixpkgs": { "branch": "nixos-23.05", "owner": "NixOS" } }', '23.05'],
  ])('is read from %s', (name, text, release) => {
    const files = memoryFiles({ [`/repo/${name}`]: text, '/repo/hosts/a/runner.nix': '{ }' });
    expect(releaseFor('/repo/hosts/a/runner.nix', files).release).toBe(release);
  });

  it('is the channel that the file mentions', () => {
    const files = memoryFiles({ '/etc/nixos/configuration.nix': '# sudo nix-channel --add …/nixos-24.05 nixos\n{ }' });
    expect(releaseFor('/etc/nixos/configuration.nix', files).release).toBe('24.05');
  });

  it.each([
    'let stable = import (fetchTarball "https://nixos.org/channels/nixos-24.11/nixexprs.tar.xz") { }; in { }',
    'let stable = import (fetchTarball "channel:nixos-24.11") { }; in { }',
    'let stable = import (builtins.fetchGit { url = "https://github.com/NixOS/nixpkgs"; ref = "nixos-24.11"; }) { }; in { }',
    '# see https://github.com/NixOS/nixpkgs/blob/nixos-24.11/nixos/modules/misc/ids.nix\n{ }',
  ])('is not that of a second nixpkgs: %s', (text) => {
    const files = memoryFiles({ '/etc/nixos/configuration.nix': text });
    expect(releaseFor('/etc/nixos/configuration.nix', files).release).toBe('26.05');
  });

  it('is the one that a fetched home-manager is for', () => {
    const address = 'https://github.com/nix-community/home-manager/archive/release-24.11.tar.gz';
    const files = memoryFiles({ '/etc/nixos/configuration.nix': `{ imports = [ (fetchTarball "${address}") ]; }` });
    expect(releaseFor('/etc/nixos/configuration.nix', files).release).toBe('24.11');
  });

  it('says what nixos-unstable was when it was locked', () => {
    const files = memoryFiles({ '/repo/flake.lock': lockedAt('nixos-unstable', '2023-08-14'), '/repo/a.nix': '{ }' });
    expect(releaseFor('/repo/a.nix', files).reason).toBe(
      'flake.lock has nixpkgs as of 2023-08-14, when its main branch was becoming 23.11',
    );
  });

  it.each(['{', 'null', '[]', '{ "nodes": { "root": { "inputs": "x" } } }', '{ "nodes": { "root": null } }'])(
    'is the newest one when a lock file is broken: %s',
    (text) => {
      const files = memoryFiles({ '/repo/flake.lock': text, '/repo/a.nix': '{ }' });
      expect(releaseFor('/repo/a.nix', files).release).toBe('26.05');
    },
  );
});
