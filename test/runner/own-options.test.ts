// Configurations that declare runners' options themselves, beside NixOS or in its place, and reach them by other names.
import { describe, expect, it } from 'vitest';
import { analyse, analyseAll, findingsOf } from '../support/analyse';

const RUNNER = 'enable = true; url = "https://github.com/example"; tokenFile = "/run/t";';

describe('options of runners that the configuration declares', () => {
  it('stand beside those of NixOS, and may define them', () => {
    const result = analyse(`{ lib, ... }: {
      options.services.github-runners = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule ({ name, config, ... }: {
        options.repository = lib.mkOption { type = lib.types.str; default = name; };
        config = { enable = lib.mkDefault true; url = "https://github.com/acme/\${config.repository}"; tokenFile = "/run/keys/\${name}"; };
      })); };
      config.services.github-runners = { web = { }; db.repository = "database"; off.enable = false; };
    }`);
    expect(findingsOf(result)).toEqual([]);
    expect(result.hosts[0]?.runners.map((r) => [r.attribute, r.enabled, r.values.url])).toEqual([
      ['db', true, 'https://github.com/acme/database'],
      ['off', false, 'https://github.com/acme/off'],
      ['web', true, 'https://github.com/acme/web'],
    ]);
  });

  it('may take the place of NixOS’s module, of which then nothing is asked', () => {
    const { hosts, findings } = analyseAll({
      '/r/configuration.nix': `{
        disabledModules = [ "services/continuous-integration/github-runners.nix" ];
        imports = [ ./runners.nix ];
        services.github-runners.a = { enable = true; app.id = 1; };
      }`,
      '/r/runners.nix': `{ lib, ... }: {
        options.services.github-runners = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule { options = {
          enable = lib.mkEnableOption "it";
          app = lib.mkOption { type = lib.types.attrs; };
        }; }); };
      }`,
    });
    expect(findings).toEqual([]);
    expect(hosts).toEqual([]);
  });
});

describe('runners under another name', () => {
  it('are found through an alias', () => {
    const result = analyse(`{ lib, ... }: {
      imports = [ (lib.mkAliasOptionModule [ "ci" ] [ "services" "github-runners" ]) ];
      ci.a = { ${RUNNER} extraLabels = [ 1 ]; };
    }`);
    expect(findingsOf(result)).toEqual(['error type-mismatch at 1']);
  });

  it('are found through a path that is written as a list', () => {
    const result = analyse(
      `{ lib, ... }: { config = lib.setAttrByPath [ "services" "github-runners" "a" ] { ${RUNNER} }; }`,
    );
    expect(result.hosts[0]?.runners.map((r) => r.attribute)).toEqual(['a']);
  });
});

describe('names of the host', () => {
  const name = (networking: string): unknown[] => {
    const result = analyse({
      '/etc/nixos/configuration.nix': `{ config, ... }: { networking = { ${networking} }; services.github-runners.a = { ${RUNNER} name = config.networking.fqdn; }; }`,
    });
    return [result.hosts[0]?.runners[0]?.values.name, ...findingsOf(result).map((f) => f.split(' at ')[0])];
  };

  it('with the domain follow from both, and cannot be told without', () => {
    expect(name('hostName = "box"; domain = "example.org";')).toEqual(['box.example.org']);
    expect(name('hostName = "box"; fqdn = "other.example.org";')).toEqual(['other.example.org']);
    expect(name('hostName = "box";')[1]).toBe('error evaluation-error');
  });
});

describe('the library of pkgs', () => {
  it('may have what overlays add', () => {
    const result = analyse(
      `{ pkgs, ... }: { nixpkgs.overlays = [ (_: prev: { lib = prev.lib.extend (_: _: { mine = x: x; }); }) ]; services.github-runners.a = { ${RUNNER} extraLabels = [ (pkgs.lib.mine "x") ]; }; }`,
    );
    expect(findingsOf(result)).toEqual([]);
  });
});

describe('variables of the environment', () => {
  it('depend on who evaluates, so that nothing fails over them', () => {
    const result = analyse(`{ config, lib, pkgs, ... }: let password = builtins.getEnv "WIFI_PASSWORD"; in {
      assertions = [ { assertion = password != ""; message = "Set WIFI_PASSWORD"; } ];
      services.github-runners.a = { ${RUNNER} extraEnvironment.WHO = builtins.getEnv "USER"; };
    }`);
    expect(findingsOf(result)).toEqual([]);
  });
});

describe('a text that is not known, written by the configuration', () => {
  it('lies in the store all the same', () => {
    const result = analyse(
      `{ config, pkgs, ... }: { services.github-runners.a = { enable = true; url = "https://github.com/example"; tokenFile = pkgs.writeText "t" config.my.token; }; }`,
    );
    expect(findingsOf(result)).toEqual(['error token-in-store at pkgs.writeText "t" config.my.token']);
  });
});

describe('a finding about a runner that a switch decides about', () => {
  const module = `{ config, lib, ... }: {
    options.ci.enable = lib.mkEnableOption "ci";
    config = lib.mkIf config.ci.enable { services.github-runners.a = { ${RUNNER} extraLabels = [ 1 ]; }; };
  }`;
  const messages = (files: Readonly<Record<string, string>>): unknown[] =>
    analyse(files, { file: '/r/ci.nix' }).findings.map((f) => f.message.split('. ').at(-1));

  it('names the switch where nobody at hand turns it on', () => {
    expect(messages({ '/r/ci.nix': module })).toEqual(['(assuming `config.ci.enable`)']);
    expect(
      messages({ '/r/ci.nix': module, '/r/configuration.nix': '{ imports = [ ./ci.nix ]; ci.enable = true; }' }),
    ).toEqual([expect.not.stringContaining('assuming')]);
  });
});
