// Values of NixOS and of packages that the files at hand tell, or tell a part of.
import { describe, expect, test } from 'vitest';
import type { Release } from '../../server/src/nixos';
import { analyse, findingsOf, previewsOf } from '../support/analyse';

interface Around {
  readonly more?: string;
  readonly others?: Readonly<Record<string, string>>;
  readonly release?: Release;
  /** Whether the module is a whole host. */
  readonly host?: boolean;
}

/** What an expression is worth as a variable of the unit. */
function shown(expr: string, { more = '', others = {}, release = '25.05', host = true }: Around = {}): string {
  const path = host ? '/c/configuration.nix' : '/c/module.nix';
  const result = analyse(
    {
      [path]: `{ config, pkgs, lib, ... }: {
        services.github-runners.a = {
          enable = true; url = "https://github.com/a"; tokenFile = "/t"; extraEnvironment.X = ${expr};
        };
        ${more}
      }`,
      ...others,
    },
    { release },
  );
  expect(findingsOf(result)).toEqual([]);
  const [unit] = Object.values(previewsOf(result));
  return /^Environment="X=(.*)"$/m.exec(unit?.unit.text ?? '')?.[1]?.replaceAll('e'.repeat(32), '…') ?? '';
}

describe('users and groups', () => {
  const more = `users.users = {
    joe.isNormalUser = true;
    ci = { isSystemUser = true; group = "builders"; home = "/srv"; };
    other = { name = "renamed"; isNormalUser = true; group = lib.mkDefault "staff"; };
  };
  users.groups.builders = { };`;

  test.each([
    ['users.joe.name', 'joe'],
    ['users.joe.home', '/home/joe'],
    ['users.joe.group', 'users'],
    ['users.ci.name', 'ci'],
    ['users.ci.home', '/srv'],
    ['users.ci.group', 'builders'],
    ['users.other.home', '/home/renamed'],
    ['groups.builders.name', 'builders'],
    // Nobody says, and a module of NixOS may.
    ['users.root.home', '‹config.users.users.root.home›'],
    ['groups.wheel.name', '‹config.users.groups.wheel.name›'],
  ])('%s', (path, text) => {
    expect(shown(`config.users.${path}`, { more })).toBe(text);
  });

  test('a home that no file at hand tells', () => {
    expect(shown('config.users.users.ci.home', { more: 'users.users.ci.isSystemUser = true;' })).toBe(
      '‹config.users.users.ci.home›',
    );
  });
});

describe('what the host is called', () => {
  const more = 'networking.hostName = "ci"; networking.domain = "example.org";';

  test.each([
    ['a host', more, 'ci.example.org'],
    ['a host with modules that are not at hand', `imports = [ <other/module.nix> ]; ${more}`, 'ci.example.org'],
    ['a host that says itself', `networking.fqdn = "a.b"; ${more}`, 'a.b'],
    ['an unknown domain', 'networking.hostName = "ci"; networking.domain = config.a.b;', '‹config.networking.fqdn›'],
  ])('%s', (_, around, text) => {
    expect(shown('config.networking.fqdn', { more: around })).toBe(text);
  });

  test('a module by itself tells the name only where it sets it', () => {
    expect(shown('config.networking.fqdn', { more, host: false })).toBe('ci.example.org');
    expect(shown('config.networking.fqdn', { more: 'networking.domain = "x.y";', host: false })).toBe(
      '‹config.networking.fqdn›',
    );
  });
});

test.each([
  ['config.system.nixos.release', '25.05'],
  ['config.system.nixos.codeName', 'Warbler'],
  ['config.system.nixos.version', '25.05.‹lib.trivial.versionSuffix›'],
  ['config.services.github-runners.a.url', 'https://github.com/a'],
  ['config.services.github-runners.a.name', 'a'],
  ['config.systemd.services.github-runner-a.serviceConfig.WorkingDirectory', '%t/github-runner/a'],
  ['config.systemd.services.github-runner-a.description', 'GitHub Actions runner'],
])('%s', (expr, text) => {
  expect(shown(expr)).toBe(text);
});

describe('packages', () => {
  test.each([
    ['lib.getExe pkgs.git', '/nix/store/…-git/bin/‹pkgs.git.meta.mainProgram›'],
    ['lib.getExe\' pkgs.git "gitk"', '/nix/store/…-git/bin/gitk'],
    ['"${lib.getBin pkgs.jq}/bin/jq"', '/nix/store/…-jq/bin/jq'],
    ['lib.makeBinPath [ pkgs.jq pkgs.python3Packages.pip ]', '/nix/store/…-jq/bin:/nix/store/…-pip/bin'],
    ['"${pkgs.openssl.dev}/include"', '/nix/store/…-openssl-dev/include'],
    // The name holds a version, and a package need not have an output.
    ['pkgs.jq.name', '‹pkgs.jq.name›'],
    ['if pkgs.jq ? bin then "a" else "b"', '‹if pkgs.jq ? bin then \\"a\\" else \\"b\\"›'],
    ['"${pkgs.stdenv.mkDerivation (self: { pname = "x"; version = "1-${self.pname}"; })}"', '/nix/store/…-x-1-x'],
    ['(pkgs.writeShellScriptBin "x" "y").name', 'x'],
    [
      'lib.getExe (pkgs.writeTextFile { name = "a"; text = ""; executable = true; destination = "/bin/b"; })',
      '/nix/store/…-a/bin/b',
    ],
  ])('%s', (expr, text) => {
    expect(shown(expr)).toBe(text);
  });

  test.each([
    [
      'a function that writes a script',
      './tool.nix',
      '{ }',
      '{ writeShellScriptBin }: writeShellScriptBin "tool" "true"',
      '/nix/store/…-tool/bin/tool',
    ],
    [
      'with arguments',
      './tool.nix',
      '{ name = "b"; }',
      '{ name ? "a", writeShellScriptBin, lib }: writeShellScriptBin name lib.version',
      '/nix/store/…-b/bin/b',
    ],
    [
      'a derivation',
      './tool.nix',
      '{ }',
      '{ stdenv }: stdenv.mkDerivation { name = "t"; }',
      '/nix/store/…-t/bin/‹(pkgs.callPackage ./tool.nix …).meta.mainProgram›',
    ],
    [
      'a package that cannot be evaluated',
      './tool.nix',
      '{ }',
      '{ a }: throw "no"',
      '‹lib.getExe (pkgs.callPackage ./tool.nix …)›',
    ],
    ['a file that is not there', './other.nix', '{ }', '', '‹lib.getExe (pkgs.callPackage ./other.nix …)›'],
  ])('callPackage of %s', (_, file, args, text, path) => {
    expect(shown(`lib.getExe (pkgs.callPackage ${file} ${args})`, { others: { '/c/tool.nix': text } })).toBe(path);
  });
});

test.each([
  ['"${pkgs.runtimeShell}"', '/nix/store/…-bash/bin/bash'],
  ['pkgs.stdenv.shell', '/nix/store/…-bash/bin/bash'],
  ['"${pkgs.runtimeShellPackage}/bin/sh"', '/nix/store/…-bash/bin/sh'],
  // Texts with versions in them are no packages.
  ['pkgs.python3.interpreter', '‹pkgs.python3.interpreter›'],
  ['"${pkgs.python3}/${pkgs.python3.sitePackages}"', '/nix/store/…-python3/‹pkgs.python3.sitePackages›'],
])('a text of a package set: %s', (expr, text) => {
  expect(shown(expr)).toBe(text);
});

describe('what the host gives all services', () => {
  const unitOf = (more: string, release: Release = '25.05'): { unit: string; scripts: readonly string[] } => {
    const result = analyse(
      {
        '/c/configuration.nix': `{ config, pkgs, lib, ... }: {
          services.github-runners.a = { enable = true; url = "https://github.com/a"; tokenFile = "/t"; };
          ${more}
        }`,
      },
      { release },
    );
    expect(findingsOf(result)).toEqual([]);
    const [shown] = Object.values(previewsOf(result));
    return { unit: shown?.unit.text ?? '', scripts: shown?.scripts.map(({ text }) => text) ?? [] };
  };

  test('variables of `systemd.globalEnvironment`, which those of the service take the place of', () => {
    const { unit } = unitOf(`systemd.globalEnvironment = { A = "1"; B = "2"; C = null; TZDIR = lib.mkForce null; };
      systemd.services.github-runner-a.environment = { B = "own"; A = null; };`);
    expect(
      unit.match(/^Environment="(?:[A-C]|TZDIR|LOCALE_ARCHIVE)=.*$/gm)?.map((line) => line.replace(/=\/.*\//, '=…')),
    ).toEqual(['Environment="B=own"', 'Environment="LOCALE_ARCHIVE=…locale-archive"']);
  });

  test("what modules of one's own add to the type of services, or of timers", () => {
    const result = analyse({
      '/c/configuration.nix': '{ imports = [ ./hardened.nix ./runner.nix ]; }',
      '/c/hardened.nix': `{ lib, ... }: let inherit (lib) types; in {
        options.systemd.services = lib.mkOption {
          type = types.attrsOf (types.submodule ({ name, config, ... }: {
            options.hardened = lib.mkEnableOption "more protection";
            config = lib.mkIf config.hardened {
              environment.UNIT = name;
              serviceConfig = { ProtectHome = lib.mkForce "tmpfs"; SystemCallFilter = [ "~@swap" ]; };
            };
          }));
        };
        options.systemd.timers = lib.mkOption {
          type = types.attrsOf (types.submodule { timerConfig.RandomizedDelaySec = lib.mkDefault 60; });
        };
      }`,
      '/c/runner.nix': `{
        services.github-runners.a = { enable = true; url = "https://github.com/a"; tokenFile = "/t"; };
        systemd.services.github-runner-a = {
          hardened = true; startAt = "daily"; serviceConfig.SystemCallFilter = [ "~@debug" ];
        };
      }`,
    });
    expect(findingsOf(result)).toEqual([]);
    const [shown] = Object.values(previewsOf(result));
    expect(shown?.unit.text.match(/^(?:Environment="UNIT=|ProtectHome=|SystemCallFilter=~(?:set|@[sd])).*$/gm)).toEqual(
      [
        'Environment="UNIT=github-runner-a"',
        'ProtectHome=tmpfs',
        ...['setdomainname', 'sethostname', '@swap', '@debug'].map((calls) => `SystemCallFilter=~${calls}`),
      ],
    );
    expect(shown?.units.flatMap(({ lines }) => lines.map(({ text }) => text))).toContain('RandomizedDelaySec=60');
  });

  test('the systemd of the host in their PATH', () => {
    const { unit } = unitOf('systemd.package = pkgs.systemdMinimal;');
    expect(unit).toMatch(/-gnused\/bin:\S*-systemdMinimal\/bin:\S*-gnused\/sbin:\S*-systemdMinimal\/sbin"$/m);
  });

  test.each([
    ['24.05', '', 'set -e\ntrue\n\n'],
    ['24.11', '', 'set -o errexit\nset -o nounset\nset -o pipefail\n\ntrue\n'],
    ['24.11', 'systemd.services.github-runner-a.enableStrictShellChecks = false;', 'set -e\n\ntrue\n\n'],
  ] as const)('strict checks of their scripts from 24.11 on: %s, %s', (release, own, text) => {
    const { scripts } = unitOf(
      `systemd.enableStrictShellChecks = true; systemd.services.github-runner-a.preStart = "true"; ${own}`,
      release,
    );
    expect(scripts.at(-1)).toBe(`#!/nix/store/${'e'.repeat(32)}-bash/bin/bash\n${text}`);
  });
});
