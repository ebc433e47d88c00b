// Which platform `pkgs` is for: told by the modules of a host, by whoever makes it, or by nobody.
import { describe, expect, it } from 'vitest';
import { analyse, findingsOf, previewsOf } from '../support/analyse';

/** A runner whose labels tell what is known of the platform. */
const MODULE = `{ config, lib, pkgs, ... }: {
  services.github-runners.a = {
    enable = pkgs.stdenv.isLinux;
    url = "https://github.com/example";
    tokenFile = "/run/t";
    extraLabels = [ pkgs.system ]
      ++ lib.optionals pkgs.stdenv.hostPlatform.isx86_64 [ "intel" ]
      ++ lib.optional pkgs.stdenv.isAarch64 "arm"
      ++ [ pkgs.stdenv.hostPlatform.parsed.cpu.name ];
  };
}`;

function labels(files: Readonly<Record<string, string>>): unknown {
  const result = analyse({ '/c/runner.nix': MODULE, ...files }, { file: '/c/runner.nix' });
  // Some of the labels say what the runner says anyway.
  expect(findingsOf(result).filter((f) => !f.includes('label-format'))).toEqual([]);
  const json = previewsOf(result)['github-runner-a.service']?.registration.json ?? '{}';
  return (JSON.parse(json) as { extraLabels?: unknown }).extraLabels;
}

/** Whether the labels are one placeholder for the whole list. */
function isUnknown(found: unknown): boolean {
  return Array.isArray(found) && found.length === 1 && /^‹.*›$/.test(String(found[0]));
}

const ARM = ['aarch64-linux', 'arm', 'aarch64'];
const INTEL = ['x86_64-linux', 'intel', 'x86_64'];

describe('the platform of configuration.nix', () => {
  const configuration = (rest: string) =>
    labels({ '/c/configuration.nix': `{ lib, ... }: { imports = [ ./runner.nix ]; ${rest} }` });

  it('is what nixpkgs.hostPlatform says', () => {
    expect(configuration('nixpkgs.hostPlatform = "aarch64-linux";')).toEqual(ARM);
    expect(configuration('nixpkgs.hostPlatform = { system = "x86_64-linux"; gcc.arch = "znver3"; };')).toEqual(INTEL);
    expect(configuration('nixpkgs.hostPlatform.system = "aarch64-linux";')).toEqual(ARM);
    expect(configuration('nixpkgs.hostPlatform = lib.systems.elaborate "aarch64-linux";')).toEqual(ARM);
  });

  it('is the generated default where nothing else is said', () => {
    const hardware = '{ lib, ... }: { nixpkgs.hostPlatform = lib.mkDefault "x86_64-linux"; }';
    const files = (rest: string) => ({
      '/c/configuration.nix': `{ imports = [ ./hardware-configuration.nix ./runner.nix ]; ${rest} }`,
      '/c/hardware-configuration.nix': hardware,
    });
    expect(labels(files(''))).toEqual(INTEL);
    expect(labels(files('nixpkgs.hostPlatform = "aarch64-linux";'))).toEqual(ARM);
  });

  it('may be told by the older options', () => {
    expect(configuration('nixpkgs.system = "aarch64-linux";')).toEqual(ARM);
    expect(configuration('nixpkgs.localSystem.system = "aarch64-linux";')).toEqual(ARM);
    expect(
      configuration('nixpkgs.localSystem.system = "x86_64-linux"; nixpkgs.crossSystem.system = "aarch64-linux";'),
    ).toEqual(ARM);
    expect(configuration('nixpkgs.pkgs = import <nixpkgs> { system = "aarch64-linux"; };')).toEqual(ARM);
  });

  it('is not known where nothing tells it, or tells something that is not known', () => {
    expect(isUnknown(configuration(''))).toBe(true);
    expect(
      isUnknown(configuration('nixpkgs.hostPlatform = builtins.fromJSON (builtins.readFile /platform.json);')),
    ).toBe(true);
  });

  it('is there for modules to read', () => {
    const read = `{ config, lib, pkgs, ... }: {
      nixpkgs.hostPlatform = "aarch64-linux";
      services.github-runners.a = {
        enable = true; url = "https://github.com/example"; tokenFile = "/run/t";
        extraLabels = [ config.nixpkgs.hostPlatform.system ]
          ++ lib.optional (lib.meta.availableOn pkgs.stdenv.hostPlatform { meta.platforms = lib.platforms.aarch64; }) "here";
      };
    }`;
    expect(labels({ '/c/configuration.nix': read, '/c/runner.nix': read })).toEqual(['aarch64-linux', 'here']);
  });

  it('may be asked for by modules that could choose it', () => {
    const module = `{ lib, pkgs, ... }: {
      config = lib.mkIf pkgs.stdenv.hostPlatform.isx86_64 { nixpkgs.config.allowUnfree = true; };
    }`;
    const files = {
      '/c/configuration.nix': '{ imports = [ ./free.nix ./runner.nix ]; nixpkgs.hostPlatform = "x86_64-linux"; }',
      '/c/free.nix': module,
    };
    expect(labels(files)).toEqual(INTEL);
  });
});

describe('the platform of a flake’s host', () => {
  const flake = (args: string, module: string) =>
    labels({
      '/c/flake.nix': `{
        inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
        outputs = { nixpkgs, ... }: {
          nixosConfigurations.ci = nixpkgs.lib.nixosSystem { ${args} modules = [ ./runner.nix { ${module} } ]; };
        };
      }`,
    });

  it('is the system that it is made for, unless its modules say another', () => {
    expect(flake('system = "aarch64-linux";', '')).toEqual(ARM);
    expect(flake('system = "x86_64-linux";', 'nixpkgs.hostPlatform = "aarch64-linux";')).toEqual(ARM);
    expect(flake('', 'nixpkgs.hostPlatform = "x86_64-linux";')).toEqual(INTEL);
    expect(flake('pkgs = nixpkgs.legacyPackages.aarch64-linux;', '')).toEqual(ARM);
    expect(isUnknown(flake('system = null;', ''))).toBe(true);
  });

  it('is also that of its containers', () => {
    const containers = `{
      inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
      outputs = { nixpkgs, ... }: {
        nixosConfigurations.ci = nixpkgs.lib.nixosSystem {
          modules = [ { nixpkgs.hostPlatform = "aarch64-linux"; containers.web.config = ./runner.nix; } ];
        };
      };
    }`;
    expect(labels({ '/c/flake.nix': containers })).toEqual(ARM);
  });

  it('of a hive is that of its package set', () => {
    const hive = `{
      meta.nixpkgs = import <nixpkgs> { system = "aarch64-linux"; };
      web = ./runner.nix;
    }`;
    expect(labels({ '/c/hive.nix': hive })).toEqual(ARM);
  });
});

describe('the platform of a module by itself', () => {
  it('is not known, not even whether it is Linux', () => {
    const result = analyse(`{ pkgs, ... }: {
      services.github-runners.a = { enable = true; url = "https://github.com/a"; tokenFile = "/run/t"; extraLabels = [ pkgs.system ]; };
      assertions = [
        { assertion = pkgs.system == "aarch64-linux"; message = "for ARM"; }
        { assertion = pkgs.stdenv.isDarwin; message = "for macOS"; }
      ];
    }`);
    expect(findingsOf(result)).toEqual([]);
    expect(previewsOf(result)['github-runner-a.service']?.registration.json).toContain('["‹pkgs.system›"]');
  });
});
