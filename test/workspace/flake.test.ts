// Hosts of flakes: which modules make them up, and what they give the modules.
import { describe, expect, it } from 'vitest';
import { analyse, directive, findingsOf, previewsOf } from '../support/analyse';

const RUNNER = 'enable = true; url = "https://github.com/example";';

describe('the hosts of a flake', () => {
  it('joins the modules that nixosSystem lists', () => {
    const files = {
      '/r/runner.nix': `{ services.github-runners.a = { ${RUNNER} }; }`,
      '/r/token.nix': `{ services.github-runners.a.tokenFile = "/run/a"; }`,
      '/r/flake.nix': `{
        outputs = { self, nixpkgs }: {
          nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./runner.nix ./token.nix ]; };
        };
      }`,
    };
    const result = analyse(files);
    expect(findingsOf(result)).toEqual([]);
    expect(result.hosts.map((h) => h.name)).toEqual(['web']);
    expect(directive(previewsOf(result)['github-runner-a.service'], 'InaccessiblePaths')[0]).toBe('-/run/a');
  });

  it('calls helper functions of the flake', () => {
    const result = analyse(
      {
        '/r/runner.nix': `{ hostName, ... }: { services.github-runners.\${hostName} = { ${RUNNER} tokenFile = "/run/t"; }; }`,
        '/r/flake.nix': `{
        inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-24.11";
        outputs = inputs@{ self, nixpkgs, ... }:
          let
            mkHost = hostName: extra: nixpkgs.lib.nixosSystem {
              system = "aarch64-linux";
              specialArgs = { inherit inputs hostName; };
              modules = [ ./runner.nix ] ++ extra;
            };
          in {
            nixosConfigurations = {
              one = mkHost "one" [ inputs.sops-nix.nixosModules.sops ];
              two = mkHost "two" [ ];
            };
          };
      }`,
      },
      { release: 'auto' },
    );
    expect(findingsOf(result)).toEqual([]);
    expect(result.hosts.map((h) => [h.name, h.release.release])).toEqual([
      ['one', '24.11'],
      ['two', '24.11'],
    ]);
    expect(Object.keys(previewsOf(result))).toEqual(['github-runner-one.service', 'github-runner-two.service']);
  });

  it('keeps the modules it knows beside those it does not', () => {
    const result = analyse({
      '/r/runner.nix': `{ services.github-runners.a = { ${RUNNER} }; }`,
      '/r/flake.nix': `{
        outputs = { nixpkgs, others, ... }: {
          nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./runner.nix ] ++ others.modules; };
        };
      }`,
    });
    expect(result.hosts.map((h) => h.name)).toEqual(['web']);
    // The unknown modules may define the token file.
    expect(findingsOf(result)).toEqual([]);
  });

  it('reads modules through the path of the flake itself', () => {
    const result = analyse({
      '/r/modules/runner.nix': `{ services.github-runners.a = { ${RUNNER} tokenFile = "/run/t"; }; }`,
      '/r/flake.nix': `{
        outputs = { self, nixpkgs }: {
          nixosModules.runner = import "\${self}/modules/runner.nix";
          nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ (self + "/modules/runner.nix") ]; };
        };
      }`,
    });
    expect(findingsOf(result)).toEqual([]);
    expect(result.hosts.map((h) => h.name)).toEqual(['web']);
  });

  it('knows that a file of the flake lies in the store', () => {
    const result = analyse({
      '/r/flake.nix': `{
        outputs = { self, nixpkgs }: {
          nixosConfigurations.web = nixpkgs.lib.nixosSystem {
            specialArgs = { inherit self; };
            modules = [ ({ self, ... }: { services.github-runners.a = { ${RUNNER} tokenFile = "\${self}/token"; }; }) ];
          };
        };
      }`,
    });
    expect(findingsOf(result)).toEqual(['error token-in-store at "${self}/token"']);
  });

  it('merges the modules of flake-parts', () => {
    const result = analyse({
      '/r/hosts/web.nix': `{ services.github-runners.a = { ${RUNNER} tokenFile = "/run/t"; }; }`,
      '/r/hosts/default.nix': `{ inputs, ... }: {
        flake.nixosConfigurations.web = inputs.nixpkgs.lib.nixosSystem { modules = [ ./web.nix ]; };
      }`,
      '/r/flake.nix': `{
        outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          systems = [ "x86_64-linux" ];
          imports = [ ./hosts ];
        };
      }`,
    });
    expect(findingsOf(result)).toEqual([]);
    expect(result.hosts.map((h) => h.name)).toEqual(['web']);
  });

  it('finds the nodes of a colmena hive', () => {
    const result = analyse({
      '/r/runner.nix': `{ services.github-runners.a = { ${RUNNER} tokenFile = "/run/t"; }; }`,
      '/r/flake.nix': `{
        outputs = { nixpkgs, ... }: {
          colmena = { meta.nixpkgs = import nixpkgs { system = "x86_64-linux"; }; node1 = { imports = [ ./runner.nix ]; }; };
        };
      }`,
    });
    expect(result.hosts.map((h) => h.name)).toEqual(['node1']);
  });

  it('looks at a module by itself when no host of the flake has it', () => {
    const result = analyse({
      '/r/runner.nix': `{ services.github-runners.a = { ${RUNNER} tokenFile = "/run/t"; }; }`,
      '/r/flake.nix': `{ outputs = { nixpkgs, ... }: { nixosModules.default = ./runner.nix; }; }`,
    });
    expect(result.hosts.map((h) => h.name)).toEqual([undefined]);
    expect(Object.keys(previewsOf(result))).toEqual(['github-runner-a.service']);
  });
});
