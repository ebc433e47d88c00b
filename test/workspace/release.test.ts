import { describe, expect, it } from 'vitest';
import { releaseFor } from '../../server/src/workspace/release';
import { memoryFiles } from '../support/memoryFiles';

const lock = (ref: string): string =>
  JSON.stringify({ root: 'root', nodes: { root: { inputs: { nixpkgs: 'n' } }, n: { original: { ref } } } });

describe('the release of a configuration', () => {
  it.each([
    ['flake.lock', lock('nixos-24.05'), '24.05'],
    ['flake.lock', lock('nixos-23.11-small'), '23.11'],
    ['flake.lock', lock('release-22.11'), '22.11'],
    ['flake.lock', lock('nixos-unstable'), '26.05'],
    ['flake.nix', '{ inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05"; }', '25.05'],
    ['flake.nix', '{ inputs = { nixpkgs = { url = "nixpkgs/nixos-23.05"; }; }; }', '23.05'],
    ['flake.nix', '{ }', '26.05'],
    [
      'npins/sources.json',
      '{ "pins": { "nixpkgs": { "type": "Channel", "name": "nixos-24.11" } }, "version": 3 }',
      '24.11',
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

  it('is the newest one when a lock file is broken', () => {
    const files = memoryFiles({ '/repo/flake.lock': '{', '/repo/a.nix': '{ }' });
    expect(releaseFor('/repo/a.nix', files).release).toBe('26.05');
  });
});
