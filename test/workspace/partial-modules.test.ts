// Lists of modules of which a part is not known: the known modules count, and the rest may define what is missing.
import { describe, expect, it } from 'vitest';
import { analyse, directive, findingsOf, previewsOf } from '../support/analyse';

const flake = (modules: string): Record<string, string> => ({
  '/r/flake.nix': `{
    inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
    outputs = { nixpkgs, x, y, ... }: let inherit (nixpkgs) lib; in {
      nixosConfigurations.web = lib.nixosSystem {
        system = "x86_64-linux";
        modules = ${modules};
      };
    };
  }`,
  '/r/ci.nix': '{ services.github-runners.ci = { enable = true; url = "https://github.com/example"; }; }',
  '/r/big.nix': '{ services.github-runners.ci.serviceOverrides.MemoryMax = "8G"; }',
});

describe.each([
  ['unknown modules of one input', '[ ./ci.nix ] ++ x.modules ++ [ ./big.nix ]'],
  ['unknown modules of several inputs', 'x.modules ++ [ ./ci.nix ] ++ y.modules ++ [ ./big.nix ]'],
  ['unknown imports', '[ { imports = [ ./ci.nix ] ++ x.modules ++ [ ./big.nix ]; } ]'],
  ['a flattened list', 'lib.flatten [ ./ci.nix [ x.nixosModules.default [ ./big.nix ] ] y.nixosModules ]'],
  ['joined lists', 'builtins.concatLists [ [ ./ci.nix ] x.modules [ ./big.nix ] ]'],
  [
    'lists that a function makes',
    'lib.concatMap (m: if m == "x" then x.modules else [ m ]) [ ./ci.nix "x" ./big.nix ]',
  ],
  [
    'lists under conditions that are not known',
    '[ ./ci.nix x.m ] ++ lib.optional x.on ./big.nix ++ lib.optionals y.on [ y.m ]',
  ],
])('%s', (_, modules) => {
  const result = analyse(flake(modules), { file: '/r/ci.nix' });
  it('leave what is known of the runner', () => {
    expect(result.hosts.map((h) => h.name)).toEqual(['web']);
    expect(directive(previewsOf(result)['github-runner-ci.service'], 'MemoryMax')).toEqual(['8G']);
  });
  it('may define what is missing', () => {
    expect(findingsOf(result)).toEqual([]);
  });
});

describe.each(['inputs', 'inputs // { extra = 1; }', '{ extra = 1; } // inputs // x.args'])(
  'special arguments %s',
  (args) => {
    const result = analyse(
      {
        '/r/flake.nix': `{
        inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
        outputs = inputs@{ nixpkgs, x, ... }: {
          nixosConfigurations.web = nixpkgs.lib.nixosSystem {
            system = "x86_64-linux";
            specialArgs = ${args};
            modules = [ ./ci.nix { _module.args.site = "site"; } ];
          };
        };
      }`,
        '/r/ci.nix': `{ config, lib, pkgs, modulesPath, site, x, other, ... }: {
        imports = [ "\${modulesPath}/profiles/minimal.nix" ];
        services.github-runners.ci = {
          enable = true;
          url = "https://github.com/\${site}";
          tokenFile = "/run/\${config.networking.hostName}";
          extraLabels = lib.optional pkgs.stdenv.hostPlatform.isx86_64 "fast" ++ [ x.label other.label ];
        };
        networking.hostName = "web";
      }`,
      },
      { file: '/r/ci.nix' },
    );
    it('take the place of no argument that modules have anyway', () => {
      const { scripts = [] } = previewsOf(result)['github-runner-ci.service'] ?? {};
      const text = scripts.map((s) => s.text).join('');
      expect(text).toContain('--url https://github.com/site');
      expect(text).toMatch(/--labels 'fast,‹[^›]+\.label›,‹[^›]+\.label›'/);
      expect(text).toContain('/run/web');
      expect(findingsOf(result)).toEqual([]);
    });
  },
);

describe('what is known to be missing', () => {
  it('is reported where conditions alone are not known', () => {
    const result = analyse(flake('[ ./ci.nix ] ++ lib.optional x.on ./big.nix'), { file: '/r/ci.nix' });
    expect(findingsOf(result)).toEqual(['error missing-definition at ci']);
  });
});
