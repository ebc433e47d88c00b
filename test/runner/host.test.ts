// Configurations of several modules and files, as people write them.
import { describe, expect, it } from 'vitest';
import { analyse, directive, findingsOf, previewsOf } from '../support/analyse';

const RUNNER = 'enable = true; url = "https://github.com/example"; tokenFile = "/run/t";';

describe('modules across files', () => {
  it('evaluates a module as a part of the configuration that imports it', () => {
    const result = analyse(
      {
        '/etc/nixos/runner.nix': `{ services.github-runner = { ${RUNNER} }; }`,
        '/etc/nixos/configuration.nix': `{ imports = [ ./runner.nix ]; networking.hostName = "anvil"; }`,
      },
      { release: '22.11' },
    );
    expect(directive(previewsOf(result)['github-runner.service'], 'StateDirectory')).toEqual(['github-runner/anvil']);
  });

  it('switches a wrapper module on in another file', () => {
    const result = analyse({
      '/c/configuration.nix': `{ imports = [ ./ci.nix ]; my.ci = { enable = true; repo = "web"; }; services.github-runners.extra = { ${RUNNER} }; }`,
      '/c/ci.nix': `{ config, lib, ... }:
        let cfg = config.my.ci; in
        {
          options.my.ci = {
            enable = lib.mkEnableOption "CI";
            repo = lib.mkOption { type = lib.types.str; };
          };
          config = lib.mkIf cfg.enable {
            services.github-runners.\${cfg.repo} = { ${RUNNER} extraLabels = [ cfg.repo ]; };
          };
        }`,
    });
    expect(findingsOf(result)).toEqual([]);
    expect(Object.keys(previewsOf(result)).sort()).toEqual([
      'github-runner-extra.service',
      'github-runner-web.service',
    ]);
  });

  it('leaves a wrapper out that the configuration does not switch on', () => {
    const result = analyse({
      '/c/configuration.nix': `{ imports = [ ./ci.nix ]; services.github-runners.extra = { ${RUNNER} }; }`,
      '/c/ci.nix': `{ config, lib, ... }: {
          options.my.ci.enable = lib.mkEnableOption "CI";
          config = lib.mkIf config.my.ci.enable { services.github-runners.ci = { ${RUNNER} }; };
        }`,
    });
    expect(Object.keys(previewsOf(result))).toEqual(['github-runner-extra.service']);
  });

  it('assumes the switch of a wrapper that nobody imports to be on', () => {
    const result = analyse(`{ config, lib, ... }: {
        options.my.ci = {
          enable = lib.mkEnableOption "CI";
          url = lib.mkOption { type = lib.types.str; };
        };
        config = lib.mkIf config.my.ci.enable {
          services.github-runners.ci = { enable = true; url = config.my.ci.url; tokenFile = "/run/t"; };
        };
      }`);
    expect(findingsOf(result)).toEqual([]);
    const preview = previewsOf(result)['github-runner-ci.service'];
    expect(preview?.unknowns.map((u) => u.placeholder)).toEqual(['‹config.my.ci.url›']);
    expect(preview?.registration.json).toContain('"url":"‹config.my.ci.url›"');
  });

  it('takes what the host around a module may set as not known', () => {
    const result = analyse(
      `{ config, ... }: {
        services.github-runner = {
          ${RUNNER}
          extraLabels = [ config.time.timeZone config.networking.domain config.i18n.defaultLocale ];
        };
      }`,
      { release: '22.11' },
    );
    expect(findingsOf(result)).toEqual([]);
    expect(previewsOf(result)['github-runner.service']?.unknowns.map((u) => u.placeholder)).toEqual([
      '‹config.time.timeZone›',
      '‹config.networking.domain›',
      '‹config.i18n.defaultLocale›',
    ]);
  });

  it('names the setting that a unit cannot hold, and leaves it out', () => {
    const result = analyse(`{ services.github-runners.a = { ${RUNNER} serviceOverrides.MemoryMax.high = 1; }; }`, {
      release: '25.05',
    });
    expect(findingsOf(result)).toEqual(['error evaluation-error at MemoryMax']);
    const unit = previewsOf(result)['github-runner-a.service'];
    expect(directive(unit, 'MemoryMax')).toEqual([]);
    expect(directive(unit, 'KillSignal')).toEqual(['SIGINT']);
  });

  it.each(['launchd.daemons.x.path = [ ]', 'nix.useDaemon = true', 'users = { nix.configureBuildUsers = true; }'])(
    'says nothing of runners of nix-darwin: %s',
    (definition) => {
      const result = analyse(`{ ${definition}; services.github-runners.a = { system = "aarch64-darwin"; }; }`);
      expect(findingsOf(result)).toEqual([]);
      expect(previewsOf(result)).toEqual({});
    },
  );

  it.each([
    '{ flake.darwinModules.ci = { ... }: { services.github-runners.a.system = 1; }; }',
    '{ outputs = { self }: { darwinConfigurations.mac = f { services.github-runners.a.system = 1; }; }; }',
    'inputs: inputs.darwin.lib.darwinSystem { modules = [ { services.github-runners.a.system = 1; } ]; }',
  ])('looks into no output for nix-darwin: %s', (source) => {
    expect(analyse(source).sites).toEqual([]);
  });

  it.each([
    'users.users.ci.uid',
    'users.groups.ci.gid',
    'sops.secrets.token.sopsFileHash',
    'age.secrets.token.id',
    'containers.inner.localAddress',
    'systemd.services.other.runner',
  ])('takes for unknown what only NixOS makes of %s', (option) => {
    const result = analyse(`{ config, ... }: {
      users.users.ci.isSystemUser = true;
      users.groups.ci = { };
      sops.secrets.token = { };
      age.secrets.token.file = ./token.age;
      containers.inner.config = { };
      systemd.services.other.script = "true";
      services.github-runners.a = { ${RUNNER} extraEnvironment.X = toString config.${option}; };
    }`);
    expect(findingsOf(result)).toEqual([]);
    expect(previewsOf(result)['github-runner-a.service']?.unknowns.map((u) => u.placeholder)).toEqual([
      `‹config.${option}›`,
    ]);
  });

  it('leaves the runners alone where the configuration disables their module', () => {
    const result = analyse(`{ inputs, ... }: {
        disabledModules = [ "services/continuous-integration/github-runners.nix" ];
        imports = [ "\${inputs.other}/github-runner/options.nix" ];
        services.github-runners.a = { ${RUNNER} githubApp.id = 1; };
      }`);
    expect(findingsOf(result)).toEqual([]);
    expect(previewsOf(result)).toEqual({});
  });

  describe('runners with names that cannot be known', () => {
    const shown = (services: string, args = 'config, lib, name'): string[] => {
      const result = analyse(`{ ${args}, ... }: { services.github-runners = ${services}; }`);
      return [...findingsOf(result), ...Object.keys(previewsOf(result))];
    };
    const runner = `{ ${RUNNER} serviceOverrides.Foo = 1; }`;
    const foo = 'warning unknown-directive at Foo';

    it.each([
      ['a dynamic attribute', `{ \${name} = ${runner}; }`, 'github-runner-‹name›.service'],
      ['a part of the name', `{ "ci-\${name}" = ${runner}; }`, 'github-runner-ci-‹name›.service'],
      ['listToAttrs', `lib.listToAttrs [ { inherit name; value = ${runner}; } ]`, 'github-runner-‹name›.service'],
      [
        "mapAttrs'",
        `lib.mapAttrs' (n: lib.nameValuePair "\${name}-\${n}") { a = ${runner}; }`,
        'github-runner-‹name›-a.service',
      ],
      ['genAttrs', `lib.genAttrs [ config.site ] (n: ${runner})`, 'github-runner-‹config.site›.service'],
      ['an update', `{ \${name} = ${runner}; } // { }`, 'github-runner-‹name›.service'],
      ['a filter', `lib.filterAttrs (n: r: r.enable) { \${name} = ${runner}; }`, 'github-runner-‹name›.service'],
    ])('%s', (_, services, unit) => {
      expect(shown(services)).toEqual([foo, unit]);
    });

    it('are as many as there are names', () => {
      const services = `lib.mapAttrs (n: r: r // { name = n; }) { \${name} = { ${RUNNER} }; "b-\${name}" = { ${RUNNER} }; c = { ${RUNNER} }; }`;
      expect(shown(services).sort()).toEqual(
        ['github-runner-b-‹name›.service', 'github-runner-c.service', 'github-runner-‹name›.service'].sort(),
      );
    });

    it('are none while a name is still to be typed', () => {
      expect(previewsOf(analyse(`{ services.github-runners. = { ${RUNNER} }; }`))).toEqual({});
    });

    it('have no exact store path, even where what registers is known', () => {
      const result = analyse(`{ name, ... }: { services.github-runners.\${name} = { ${RUNNER} name = "x"; }; }`);
      const { registration } = previewsOf(result)['github-runner-‹name›.service'] ?? {};
      expect(registration?.storePath).toBe(`/nix/store/${'e'.repeat(32)}-github-runner-‹name›-config.json`);
    });

    it('register under the name with the parts that are known', () => {
      const result = analyse(`{ name, ... }: { services.github-runners."ci-\${name}-1" = { ${RUNNER} }; }`);
      const preview = previewsOf(result)['github-runner-ci-‹name›-1.service'];
      expect(preview?.registration?.json).toContain('"name":"ci-‹name›-1"');
      expect(preview?.unknowns.map((u) => u.expression)).toEqual(['name']);
    });

    it('take settings of their service under the same name', () => {
      const result = analyse(`{ name, ... }: {
          services.github-runners.\${name} = { ${RUNNER} };
          systemd.services."github-runner-\${name}".serviceConfig.MemoryMax = "4G";
        }`);
      expect(directive(previewsOf(result)['github-runner-‹name›.service'], 'MemoryMax')).toEqual(['4G']);
    });

    it('of 23.05 may be any name', () => {
      const result = analyse(`{ config, ... }: { services.github-runner = { ${RUNNER} name = "x\${config.y}"; }; }`, {
        release: '23.05',
      });
      expect(findingsOf(result)).toEqual([]);
    });
  });

  it('takes users and Nix settings of NixOS for what they are', () => {
    const result = analyse(
      `{ users.users.a = { }; nix.settings.cores = 1; services.github-runners.a = { ${RUNNER} system = 1; }; }`,
    );
    expect(findingsOf(result)).toEqual(['error unknown-option at system']);
  });

  it('gives no store path that follows from a text with gaps', () => {
    const registration = (config: string): string | undefined =>
      previewsOf(analyse({ '/c/configuration.nix': config }, { release: '22.11' }))['github-runner.service']
        ?.registration.storePath;
    const runner = (name: string): string =>
      `{ config, ... }: { services.github-runner = { ${RUNNER} name = ${name}; }; }`;
    expect(registration(runner('config.site.name'))).toBe(`/nix/store/${'e'.repeat(32)}-github-runner-config.json`);
    expect(registration(runner('"anvil"'))).toMatch(/^\/nix\/store\/(?!e{32})[0-9a-z]{32}-github-runner-config.json$/);
  });

  it('does not follow imports out of the folders that may be read', () => {
    const result = analyse(
      {
        '/c/configuration.nix': `{ imports = [ ../secret/other.nix ]; services.github-runners.a = { ${RUNNER} }; }`,
        '/secret/other.nix': `{ networking.hostName = "secret"; }`,
      },
      { roots: ['/c'] },
    );
    expect(findingsOf(result)).toEqual([]);
    expect(result.hosts[0]?.host.opaque).toHaveLength(1);
  });

  it('reports a missing import where it is imported, and goes on', () => {
    const result = analyse(`{ imports = [ ./nowhere.nix ]; services.github-runners.a = { ${RUNNER} }; }`);
    expect(findingsOf(result)).toHaveLength(1);
    expect(findingsOf(result)[0]).toMatch(/^error evaluation-error/);
    expect(Object.keys(previewsOf(result))).toEqual(['github-runner-a.service']);
  });

  it('takes a module that imports itself once', () => {
    const result = analyse({ '/c/a.nix': `{ imports = [ ./a.nix ]; services.github-runners.a = { ${RUNNER} }; }` });
    expect(findingsOf(result)).toEqual([]);
  });
});

describe('modules inside of other files', () => {
  it('finds a module in the list of nixosSystem', () => {
    const result = analyse({
      '/c/flake.nix': `{
        inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
        outputs = { self, nixpkgs, ... }@inputs: {
          nixosConfigurations.web = nixpkgs.lib.nixosSystem {
            system = "x86_64-linux";
            modules = [
              inputs.sops-nix.nixosModules.sops
              ({ config, ... }: {
                services.github-runners.web = {
                  enable = true;
                  url = "https://github.com/example";
                  tokenFile = config.sops.secrets.runner.path;
                };
                sops.secrets.runner = { };
              })
            ];
          };
        };
      }`,
    });
    expect(findingsOf(result)).toEqual([]);
    expect(directive(previewsOf(result)['github-runner-web.service'], 'InaccessiblePaths')[0]).toBe(
      '-/run/secrets/runner',
    );
  });

  it('evaluates a module that a function of the inputs gives', () => {
    const result = analyse(`inputs: { pkgs, ... }: {
        services.github-runners.a = { ${RUNNER} extraPackages = [ inputs.tool.packages.x86_64-linux.default pkgs.jq ]; };
      }`);
    expect(findingsOf(result)).toEqual([]);
    const path = directive(previewsOf(result)['github-runner-a.service'], 'Environment').find((e) =>
      e.includes('PATH='),
    );
    expect(path).toContain(':‹inputs.tool.packages.x86_64-linux.default›/bin:/nix/store/');
  });

  it('ignores declarations of options', () => {
    const result = analyse(`{ lib, ... }: { options.services.github-runner.extra = lib.mkOption { }; }`);
    expect(result.sites).toEqual([]);
    expect(result.hosts).toEqual([]);
  });
});

describe('the unit', () => {
  it('merges what people define for the service itself', () => {
    const result = analyse(`{ lib, pkgs, ... }: {
        services.github-runners.a = { ${RUNNER} };
        systemd.services.github-runner-a = {
          after = [ "docker.service" ];
          path = [ pkgs.hello ];
          environment.FOO = "bar";
          restartIfChanged = false;
          serviceConfig = { ProtectHome = "read-only"; MemoryMax = "4G"; };
          unitConfig.ConditionPathExists = "/run/t";
        };
      }`);
    expect(findingsOf(result)).toEqual(['information override-weakens-sandbox at "read-only"']);
    const unit = previewsOf(result)['github-runner-a.service'];
    expect(directive(unit, 'After')).toEqual(['network.target network-online.target docker.service']);
    expect(directive(unit, 'ConditionPathExists')).toEqual(['/run/t']);
    expect(directive(unit, 'ProtectHome')).toEqual(['read-only']);
    expect(directive(unit, 'MemoryMax')).toEqual(['4G']);
    expect(directive(unit, 'X-RestartIfChanged')).toEqual(['false']);
    expect(directive(unit, 'Environment')).toContain('"FOO=bar"');
  });

  it('has the empty value of a list that nobody sets, from 26.05 on', () => {
    const files = {
      '/c/configuration.nix': `{ imports = [ ./ci.nix ]; networking.hostName = "anvil"; }`,
      '/c/ci.nix': `{ config, lib, ... }: {
          options.ci.groups = lib.mkOption { type = lib.types.listOf lib.types.str; };
          config.services.github-runners.a = { ${RUNNER} serviceOverrides.SupplementaryGroups = config.ci.groups; };
        }`,
    };
    const newer = analyse(files, { release: '26.05' });
    expect(findingsOf(newer)).toEqual([]);
    expect(directive(previewsOf(newer)['github-runner-a.service'], 'SupplementaryGroups')).toEqual([]);
    expect(findingsOf(analyse(files, { release: '25.11' }))[0]).toContain('error missing-definition');
  });

  it('has no default PATH where the service switches it off', () => {
    const packages = (release: '25.11' | '26.05'): string[] => {
      const result = analyse(
        `{ lib, ... }: {
          services.github-runners.a = { ${RUNNER} };
          systemd.services.github-runner-a.enableDefaultPath = false;
        }`,
        { release },
      );
      const [path = ''] = directive(previewsOf(result)['github-runner-a.service'], 'Environment').filter((e) =>
        e.includes('PATH='),
      );
      return [...path.matchAll(/e{32}-([a-z-]+)\/bin/g)].map(([, name]) => name ?? '');
    };
    expect(packages('26.05')).toEqual(['bash-interactive', 'coreutils', 'git', 'gnutar', 'gzip', 'nix']);
    // Up to 25.11 there is no such switch.
    expect(packages('25.11').slice(6)).toEqual(['coreutils', 'findutils', 'gnugrep', 'gnused', 'systemd']);
  });

  it('shows the rest of a service of which one attribute is wrong', () => {
    const result = analyse(`{
        services.github-runners.a = { ${RUNNER} };
        systemd.services.github-runner-a = { description = "mine"; requires = [ "docker.service" ]; };
      }`);
    expect(findingsOf(result)).toEqual(['error conflicting-definitions at "mine"']);
    expect(directive(previewsOf(result)['github-runner-a.service'], 'Requires')).toEqual(['docker.service']);
  });

  it('reports a setting that contradicts the module at the line of the person', () => {
    const result = analyse(`{
        services.github-runners.a = { ${RUNNER} serviceOverrides.Restart = "always"; };
      }`);
    expect(findingsOf(result)).toEqual(['error conflicting-definitions at "always"']);
    expect(result.findings[0]?.fixes?.[0]?.edits.map((edit) => edit.newText)).toEqual([
      '{ lib, ... }:\n',
      'lib.mkForce "always"',
    ]);
  });

  it('refuses numbers in the environment', () => {
    const result = analyse(`{ services.github-runners.a = { ${RUNNER} extraEnvironment.COUNT = 3; }; }`);
    expect(findingsOf(result)).toEqual(['error type-mismatch at 3']);
  });

  it('makes no unit for a runner that is not enabled', () => {
    const result = analyse(`{ services.github-runners.a = { url = 1; }; }`);
    expect(previewsOf(result)).toEqual({});
    expect(findingsOf(result)).toEqual(['warning type-mismatch at 1']);
  });
});

describe('where lines come from', () => {
  it('knows the definition behind a setting', () => {
    const result = analyse(`{ services.github-runners.a = { ${RUNNER} serviceOverrides.MemoryMax = "1G"; }; }`);
    const setting = previewsOf(result)['github-runner-a.service']?.service.settings.get('Service.MemoryMax');
    const at = setting?.definitions[0]?.at;
    expect(at?.source.text.slice(at.start, at.value?.end)).toBe('MemoryMax = "1G"');
  });
});

describe('options that several files set', () => {
  const parts = {
    '/c/url.nix': `{ services.github-runners.a = { enable = true; url = "https://github.com/example"; }; }`,
    '/c/token.nix': `{ services.github-runners.a.tokenFile = "/run/t"; }`,
  };

  it('are not missed where nobody knows how the files belong together', () => {
    expect(findingsOf(analyse(parts))).toEqual(['information missing-definition at a']);
  });

  it('are joined where a file imports them', () => {
    const result = analyse({ ...parts, '/c/configuration.nix': '{ imports = [ ./url.nix ./token.nix ]; }' });
    expect(findingsOf(result)).toEqual([]);
  });
});

describe('imports under conditions that cannot be known', () => {
  it('are no errors where they are missing', () => {
    const result = analyse(`{ lib, hostname, ... }: {
      imports = lib.optional (hostname == "x") ./x.nix ++ lib.optionals (hostname == "y") [ ./y.nix ];
      services.github-runners.a = { enable = true; url = "https://github.com/a"; tokenFile = "/run/t"; };
    }`);
    expect(findingsOf(result)).toEqual([]);
  });

  it('do not hide that another one is missing', () => {
    const result = analyse(`{ lib, hostname, ... }: {
      imports = [ ./gone.nix ] ++ lib.optional (hostname == "x") ./x.nix;
      services.github-runners.a = { enable = true; url = "https://github.com/a"; tokenFile = "/run/t"; };
    }`);
    expect(findingsOf(result)).toEqual(['error evaluation-error at ./gone.nix']);
  });
});

describe('the platform', () => {
  const MODULE = `{ lib, pkgs, ... }: {
    services.github-runners.a = { enable = pkgs.stdenv.isLinux && !pkgs.stdenv.hostPlatform.isDarwin; url = "https://github.com/a"; tokenFile = "/run/t"; extraPackages = [ pkgs.stdenv ]; replace = pkgs.stdenv.isAarch64; };
  }`;

  it('of a host is Linux, whatever else is known of it', () => {
    const result = analyse({ '/etc/nixos/configuration.nix': MODULE });
    expect(findingsOf(result)).toEqual([]);
    expect(result.hosts.flatMap((h) => h.runners.map((r) => r.enabled))).toEqual([true]);
  });

  it('of a module by itself is not known: nix-darwin may import it', () => {
    const result = analyse(`{ pkgs, ... }: {
      services.github-runners.a = { enable = true; url = "https://github.com/a"; tokenFile = "/run/t"; };
      assertions = [ { assertion = pkgs.stdenv.isDarwin; message = "for macOS"; } ];
    }`);
    expect(findingsOf(result)).toEqual([]);
  });
});

describe('what a preview assumes', () => {
  const WRAPPER = `{ config, lib, ... }: {
    options.ci.enable = lib.mkEnableOption "ci";
    config = lib.mkIf config.ci.enable { services.github-runners.a = { enable = true; url = "https://github.com/a"; tokenFile = "/run/t"; }; };
  }`;

  it('is the switch of a wrapper that nobody sets', () => {
    const previews = previewsOf(analyse(WRAPPER));
    expect(previews['github-runner-a.service']?.assumed).toEqual(['config.ci.enable']);
  });

  it('is nothing where a host sets it', () => {
    const files = { '/r/ci.nix': WRAPPER, '/r/configuration.nix': '{ imports = [ ./ci.nix ]; ci.enable = true; }' };
    expect(previewsOf(analyse(files))['github-runner-a.service']?.assumed).toEqual([]);
  });
});
