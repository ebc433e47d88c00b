// Frameworks that lay out flakes, variants of a system, and sources that are fetched: the hosts that Nix would make.
import { describe, expect, it } from 'vitest';
import { analyse, analyseAll, directive } from '../support/analyse';

const RUNNER = 'enable = true; url = "https://github.com/example"; tokenFile = "/run/t";';
const CI = `{ config, ... }: { services.github-runners.ci = { ${RUNNER} name = config.networking.hostName; }; }`;
const NIXPKGS = 'inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";';
const PARTS = `${NIXPKGS} inputs.flake-parts.url = "github:hercules-ci/flake-parts";`;
const HASH = '0'.repeat(52);

interface Layout {
  readonly layout: string;
  readonly files: Readonly<Record<string, string>>;
  /** The name that the runner of each host registers with. */
  readonly names: Readonly<Record<string, string>>;
}

const LAYOUTS: readonly Layout[] = [
  {
    layout: 'clan-core: machines in the call, in the inventory and in folders',
    files: {
      '/r/flake.nix': `{ inputs.clan-core.url = "https://git.clan.lol/clan/clan-core/archive/main.tar.gz"; inputs.nixpkgs.follows = "clan-core/nixpkgs";
        outputs = { self, clan-core, ... }: let
          clan = clan-core.lib.clan { inherit self; meta.name = "x"; machines.jon = ./ci.nix; inventory.machines = { two = { }; mac.machineClass = "darwin"; }; };
        in { inherit (clan.config) nixosConfigurations clanInternals; }; }`,
      '/r/machines/two/configuration.nix': '{ imports = [ ../../ci.nix ]; }',
      '/r/machines/three/configuration.nix': '{ self, ... }: { imports = [ "${self}/ci.nix" ]; }',
      '/r/ci.nix': CI,
    },
    names: { jon: 'jon', three: 'three', two: 'two' },
  },
  {
    layout: 'clan-core as a module of flake-parts',
    files: {
      '/r/flake.nix': `{ ${PARTS} inputs.clan-core.url = "git+https://git.clan.lol/clan/clan-core";
        outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          imports = [ inputs.clan-core.flakeModules.default ];
          clan = { specialArgs.org = "acme"; machines.jon = { org, ... }: { imports = [ ./ci.nix ]; services.github-runners.ci.runnerGroup = org; }; };
        }; }`,
      '/r/ci.nix': CI,
    },
    names: { jon: 'jon' },
  },
  {
    layout: 'flake-parts: modules that are applied to arguments, and a library joined with others',
    files: {
      '/r/flake.nix': `{ ${PARTS} inputs.home-manager.url = "github:nix-community/home-manager"; inputs.sops.url = "github:Mic92/sops-nix";
        outputs = { nixpkgs, home-manager, ... }@inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ self, flake-parts-lib, ... }: {
          flake.nixosModules.ci = flake-parts-lib.importApply ./ci.nix { org = "acme"; };
          flake.nixosConfigurations = let
            joined = nixpkgs.lib // home-manager.lib // inputs.sops.lib;
            extended = nixpkgs.lib.extend (final: prev: { my.host = name: final.nixosSystem { modules = [ self.nixosModules.ci { networking.hostName = name; } ]; }; } // home-manager.lib);
          in { web = joined.nixosSystem { modules = [ self.nixosModules.ci ]; }; db = extended.my.host "db"; };
        }); }`,
      '/r/ci.nix': `{ org }: { config, ... }: { services.github-runners.ci = { ${RUNNER} name = "\${org}-\${config.networking.hostName}"; }; }`,
    },
    names: { web: 'acme-nixos', db: 'acme-db' },
  },
  {
    layout: 'deploy-rs: systems that are only deployed, and arguments joined with the inputs',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.deploy-rs.url = "github:serokell/deploy-rs"; outputs = { self, nixpkgs, deploy-rs, ... }@inputs: {
        deploy.nodes.web = { hostname = "x"; profiles.system.path = deploy-rs.lib.x86_64-linux.activate.nixos (nixpkgs.lib.nixosSystem {
          specialArgs = { org = "acme"; } // inputs; modules = [ ./ci.nix ];
        }); };
        checks = builtins.mapAttrs (_: lib: lib.deployChecks self.deploy) deploy-rs.lib;
      }; }`,
      '/r/ci.nix': `{ org, deploy-rs, ... }: { services.github-runners.ci = { ${RUNNER} name = org; }; }`,
    },
    names: { web: 'acme' },
  },
  {
    layout: 'den: aspects that include each other, for hosts and for their users',
    files: {
      '/r/flake.nix': `{ ${PARTS} inputs.den.url = "github:vic/den"; inputs.import-tree.url = "github:vic/import-tree";
        outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } (inputs.import-tree ./modules); }`,
      '/r/modules/hosts.nix':
        '{ inputs, ... }: { imports = [ inputs.den.flakeModule ]; den.hosts.x86_64-linux = { igloo.users.tux = { }; bare = { }; }; den.hosts.aarch64-darwin.mac = { }; }',
      '/r/modules/igloo.nix': `{ den, ... }: { den.aspects.igloo.includes = [ den.aspects.ci den._.unread ({ host, ... }: { nixos.networking.hostName = host.name; }) ]; }`,
      '/r/modules/ci.nix': `{ den.aspects.ci.nixos = ${CI}; }`,
      '/r/modules/more.nix': '{ den.aspects.ci.nixos.services.github-runners.ci.replace = true; }',
    },
    names: { igloo: 'igloo' },
  },
  {
    layout: 'den in a flake that evaluates its modules itself',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.den.url = "github:vic/den"; inputs.import-tree.url = "github:vic/import-tree";
        outputs = inputs: (inputs.nixpkgs.lib.evalModules { modules = [ (inputs.import-tree ./modules) ]; specialArgs = { inherit inputs; }; }).config.flake; }`,
      '/r/modules/den.nix':
        '{ inputs, ... }: { imports = [ inputs.den.flakeModule ]; den.schema.user.classes = [ "homeManager" ]; }',
      '/r/modules/hosts.nix':
        '{ den.hosts.x86_64-linux.igloo.users.tux = { }; den.default.nixos.system.stateVersion = "25.05"; }',
      '/r/modules/igloo.nix': `{ den, ... }: { den.aspects.igloo = { includes = [ den.aspects.ci ]; nixos.networking.hostName = "igloo"; }; den.aspects.ci.nixos = ${CI}; }`,
    },
    names: { igloo: 'igloo' },
  },
  {
    layout: 'flakelight: hosts in the module and in a folder',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.flakelight.url = "github:nix-community/flakelight"; outputs = { flakelight, ... }@inputs:
        flakelight ./. ({ lib, ... }: { inherit inputs; nixosConfigurations.web = { system = "x86_64-linux"; modules = [ inputs.self.nixosModules.ci { networking.hostName = "w"; } ]; }; }); }`,
      '/r/nix/nixosConfigurations/db.nix':
        '{ inputs, ... }: { modules = [ ../nixosModules/ci.nix ({ hostname, ... }: { networking.hostName = hostname; }) ]; }',
      '/r/nix/nixosModules/ci.nix': CI,
    },
    names: { db: 'db', web: 'w' },
  },
  {
    layout: 'nixos-raspberrypi and nixpkgs-patcher: systems that others make',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.nixos-raspberrypi.url = "github:nvmd/nixos-raspberrypi/main"; inputs.nixpkgs-patcher.url = "github:gepbird/nixpkgs-patcher";
        outputs = { nixos-raspberrypi, nixpkgs-patcher, ... }@inputs: { nixosConfigurations = {
          pi = nixos-raspberrypi.lib.nixosSystem { specialArgs = inputs; modules = [ ./ci.nix ({ nixos-raspberrypi, ... }: { imports = [ nixos-raspberrypi.nixosModules.raspberry-pi-5.base ]; networking.hostName = "p"; }) ]; };
          web = nixpkgs-patcher.lib.nixosSystem { nixpkgsPatcher = { inherit inputs; }; modules = [ ./ci.nix { networking.hostName = "w"; } ]; };
        }; }; }`,
      '/r/ci.nix': CI,
    },
    names: { pi: 'p', web: 'w' },
  },
  {
    layout: 'flake-aspects: aspects turned into modules of the flake',
    files: {
      '/r/flake.nix': `{ ${PARTS} inputs.flake-aspects.url = "github:vic/flake-aspects";
        outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } ({ config, ... }: {
          imports = [ inputs.flake-aspects.flakeModule ./ci.nix ];
          flake.aspects = { aspects, ... }: { web = { includes = with aspects; [ ci ]; nixos.networking.hostName = "w"; }; };
          flake.nixosConfigurations.web = inputs.nixpkgs.lib.nixosSystem { modules = [ config.flake.modules.nixos.web ]; };
        }); }`,
      '/r/ci.nix': `{ flake.aspects.ci.nixos = ${CI}; }`,
    },
    names: { web: 'w' },
  },
  {
    layout: 'ez-configs: folders of configurations and of modules',
    files: {
      '/r/flake.nix': `{ ${PARTS} inputs.ez-configs.url = "github:ehllie/ez-configs";
        outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          imports = [ inputs.ez-configs.flakeModule ];
          ezConfigs = { root = ./.; globalArgs = { inherit inputs; org = "acme"; }; nixos.hosts.bare.importDefault = false; };
        }; }`,
      '/r/nixos-modules/default.nix': '{ ezModules, ... }: { imports = [ ezModules.ci ]; }',
      '/r/nixos-modules/ci.nix': `{ org, config, ... }: { services.github-runners.\${org} = { ${RUNNER} name = config.networking.hostName; }; }`,
      '/r/nixos-configurations/web.nix': '{ }',
      '/r/nixos-configurations/db/default.nix': '{ }',
      '/r/nixos-configurations/bare.nix': '{ }',
    },
    names: { db: 'db', web: 'web' },
  },
  {
    layout: 'nixos-unified: folders wired up, and modules of the flake in a folder',
    files: {
      '/r/flake.nix': `{ ${PARTS} inputs.nixos-unified.url = "github:srid/nixos-unified"; outputs = inputs: inputs.nixos-unified.lib.mkFlake { inherit inputs; root = ./.; }; }`,
      '/r/modules/flake/toplevel.nix':
        '{ inputs, ... }: { imports = [ inputs.nixos-unified.flakeModules.default inputs.nixos-unified.flakeModules.autoWire ]; }',
      '/r/modules/nixos/ci.nix': CI,
      '/r/configurations/nixos/web/default.nix':
        '{ flake, ... }: { imports = [ flake.inputs.self.nixosModules.ci ]; networking.hostName = "w"; }',
      '/r/configurations/nixos/db.nix':
        '{ flake, ... }: { imports = [ flake.self.nixosModules.ci ]; networking.hostName = "d"; }',
    },
    names: { db: 'd', web: 'w' },
  },
  {
    layout: 'nixos-flake, as nixos-unified was called, with the module alone',
    files: {
      '/r/flake.nix': `{ ${PARTS} inputs.nixos-flake.url = "github:srid/nixos-flake";
        outputs = inputs@{ self, ... }: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          imports = [ inputs.nixos-flake.flakeModule ];
          flake.nixosConfigurations.web = self.nixos-flake.lib.mkLinuxSystem { imports = [ ./ci.nix ]; networking.hostName = "w"; };
        }; }`,
      '/r/ci.nix': CI,
    },
    names: { web: 'w' },
  },
  {
    layout: 'digga: hosts, profiles and suites in folders',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.digga.url = "github:divnix/digga";
        outputs = inputs@{ self, digga, ... }: digga.lib.mkFlake { inherit self inputs; channels.nixpkgs = { }; nixos = {
          hostDefaults = { system = "x86_64-linux"; channelName = "nixpkgs"; imports = [ (digga.lib.importExportableModules ./modules) ]; };
          imports = [ (digga.lib.importHosts ./hosts) ];
          hosts.web.modules = [ { services.github-runners.ci.replace = true; } ];
          importables = rec { profiles = digga.lib.rakeLeaves ./profiles; suites.base = with profiles; [ build.ci ]; };
        }; }; }`,
      '/r/hosts/web.nix': '{ suites, ... }: { imports = suites.base; }',
      '/r/modules/labels.nix': '{ services.github-runners.ci.extraLabels = [ "m" ]; }',
      '/r/profiles/build/ci.nix': CI,
    },
    names: { web: 'web' },
  },
  {
    layout: 'images and tests that flake-parts has for each system',
    files: {
      '/r/flake.nix': `{ ${PARTS} inputs.nixos-generators.url = "github:nix-community/nixos-generators";
        outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          systems = [ "x86_64-linux" ];
          perSystem = { pkgs, system, self', ... }: {
            packages.image = inputs.nixos-generators.nixosGenerate { inherit system; format = "qcow"; modules = [ ./ci.nix ]; };
            packages.other = self'.packages.image;
            checks.boots = pkgs.testers.runNixOSTest { name = "x"; nodes.machine = ./ci.nix; testScript = ""; };
          };
        }; }`,
      '/r/ci.nix': CI,
    },
    names: { 'boots.machine': 'machine', image: 'nixos' },
  },
  {
    layout: 'machines in sets of sets, with nixpkgs from npins',
    files: {
      '/r/default.nix': `let sources = import ./npins; nixos = module: import "\${sources.nixpkgs}/nixos/lib/eval-config.nix" { system = null; modules = [ module "\${sources.agenix}/modules/age.nix" ]; };
        in { shell = (import sources.nixpkgs { }).mkShell { }; machines.berlin.web = nixos { imports = [ ./ci.nix ]; networking.hostName = "w"; }; }`,
      '/r/npins/default.nix':
        'builtins.mapAttrs (_: pin: pin // { outPath = builtins.fetchTarball { inherit (pin) url; sha256 = pin.hash; }; }) (builtins.fromJSON (builtins.readFile ./sources.json)).pins',
      '/r/npins/sources.json': `{ "pins": { "nixpkgs": { "name": "nixos-24.11", "url": "https://releases.nixos.org/nixos/24.11/nixos-24.11.1/nixexprs.tar.xz", "hash": "${HASH}" },
        "agenix": { "url": "https://github.com/ryantm/agenix/archive/main.tar.gz", "hash": "${HASH.replace('00', '01')}" } } }`,
      '/r/ci.nix': CI,
    },
    names: { 'machines.berlin.web': 'w' },
  },
  {
    layout: 'a call of eval-config.nix with nixpkgs from niv',
    files: {
      '/r/ci-host.nix':
        'import "${(import ./nix/sources.nix).nixpkgs}/nixos/lib/eval-config.nix" { system = "x86_64-linux"; modules = [ ./ci.nix ]; }',
      '/r/nix/sources.nix':
        'builtins.mapAttrs (_: s: s // { outPath = builtins.fetchTarball { inherit (s) url sha256; }; }) (builtins.fromJSON (builtins.readFile ./sources.json))',
      '/r/nix/sources.json': `{ "nixpkgs": { "branch": "nixos-24.11", "url": "https://github.com/NixOS/nixpkgs/archive/abc.tar.gz", "sha256": "${HASH}" } }`,
      '/r/ci.nix': CI,
    },
    names: { 'ci-host': 'nixos' },
  },
];

describe('the hosts of a layout', () => {
  it.each(LAYOUTS)('$layout', ({ files, names }) => {
    const { hosts, findings } = analyseAll(files);
    expect(findings).toEqual([]);
    expect(Object.fromEntries(hosts.map((h) => [h.name, h.runners[0]?.values.name]))).toEqual(names);
  });

  it('takes the release of a nixpkgs that another input brings from flake.lock', () => {
    const lock = {
      nodes: {
        root: { inputs: { clan: 'clan', nixpkgs: ['clan', 'nixpkgs'] } },
        clan: { inputs: { nixpkgs: 'nixpkgs_2' } },
        nixpkgs_2: { original: { owner: 'NixOS', repo: 'nixpkgs', ref: 'nixos-24.11', type: 'github' } },
      },
    };
    const { hosts } = analyseAll({
      '/r/flake.nix': `{ inputs.clan.url = "github:example/clan"; inputs.nixpkgs.follows = "clan/nixpkgs";
        outputs = { nixpkgs, ... }: { nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./ci.nix ]; }; }; }`,
      '/r/flake.lock': JSON.stringify(lock),
      '/r/ci.nix': CI,
    });
    expect(hosts.map((h) => [h.name, h.release.release])).toEqual([['web', '24.11']]);
  });

  it('follows no recursion without end that only an unknown value would end', () => {
    const { findings } = analyseAll({
      '/r/configuration.nix': `{ aspect, ... }: let
          walk = x: if builtins.isFunction x then walk (x { }) else { imports = map walk (x.includes or [ ]); };
        in { imports = [ (walk aspect) ]; services.github-runners.a = { ${RUNNER} }; }`,
    });
    expect(findings).toEqual([]);
  });

  it('takes for unknown what lies in a store path that is not built', () => {
    const fetched = `fetchTarball { url = "https://example.org/x.tar.gz"; sha256 = "${HASH}"; }`;
    const { hosts, findings } = analyseAll({
      '/r/configuration.nix': `{ lib, ... }: let src = ${fetched}; in {
        imports = [ "\${src}/module.nix" src ] ++ lib.optional (builtins.pathExists "\${src}/more.nix") "\${src}/more.nix";
        services.github-runners.a = { ${RUNNER} extraLabels = (import src { }).labels; };
      }`,
    });
    expect(findings).toEqual([]);
    expect(hosts[0]?.host.opaque).toHaveLength(3);
  });

  it('takes the release of a nixpkgs that is fetched from its address', () => {
    const { hosts } = analyseAll({
      '/r/default.nix': `let nixpkgs = fetchTarball "https://github.com/NixOS/nixpkgs/archive/nixos-24.05.tar.gz"; in { web = (import nixpkgs { }).nixos ./ci.nix; old = import (nixpkgs + "/nixos") { configuration = ./ci.nix; }; }`,
      '/r/ci.nix': CI,
    });
    expect(hosts.map((h) => [h.name, h.release.release])).toEqual([
      ['old', '24.05'],
      ['web', '24.05'],
    ]);
  });

  it('reads what a flake writes of its hosts inside of a function that is not at hand', () => {
    const { hosts, findings } = analyseAll({
      '/r/flake.nix': `{
        inputs.nixpkgs = { type = "git"; url = "https://github.com/nixos/nixpkgs"; ref = "nixos-24.11"; };
        inputs.mine = { type = "github"; owner = "me"; repo = "mine"; };
        outputs = { self, nixpkgs, mine, ... }@inputs: mine.lib.mkFlake (system: pkgs: {
          nixosConfigurations = nixpkgs.lib.mapAttrs (name: _: nixpkgs.lib.nixosSystem {
            specialArgs = { inherit inputs self name; };
            modules = [ mine.nixosModules.default ./hosts/\${name}/configuration.nix ];
          }) (builtins.readDir ./hosts);
          checks.lint = pkgs.mkChecks { };
        });
      }`,
      '/r/hosts/web/configuration.nix':
        '{ self, name, ... }: { imports = [ (self + /ci.nix) ]; networking.hostName = name; }',
      '/r/ci.nix': CI,
    });
    expect(findings).toEqual([]);
    expect(hosts.map((h) => [h.name, h.runners[0]?.values.name, h.release.release])).toEqual([['web', 'web', '24.11']]);
  });

  it('knows that overlays may extend the library of a package set', () => {
    const { hosts, findings } = analyseAll({
      '/r/flake.nix': `{ ${NIXPKGS} inputs.core.url = "github:example/core"; outputs = { self, nixpkgs, ... }@inputs: {
        nixosConfigurations.web = nixpkgs.lib.nixosSystem {
          specialArgs.lib = (import nixpkgs { system = "x86_64-linux"; overlays = [ inputs.core.overlays.default ]; }).lib;
          modules = [ ({ lib, ... }: { services.github-runners.a = { ${RUNNER} extraLabels = lib.core.labels "x"; }; }) ];
        };
      }; }`,
    });
    expect(findings).toEqual([]);
    expect(hosts.map((h) => h.runners.map((r) => r.attribute))).toEqual([['a']]);
  });

  it('knows of common modules that they leave runners alone', () => {
    const { hosts, findings } = analyseAll({
      '/r/flake.nix': `{ ${NIXPKGS} inputs.sops-nix.url = "github:Mic92/sops-nix"; inputs.disko = { type = "github"; owner = "nix-community"; repo = "disko"; };
        outputs = { nixpkgs, sops-nix, disko, ... }: { nixosConfigurations.web = nixpkgs.lib.nixosSystem {
          modules = [ nixpkgs.nixosModules.notDetected sops-nix.nixosModules.sops disko.nixosModules.disko ./ci.nix ({ modulesPath, ... }: { imports = [ (modulesPath + "/profiles/qemu-guest.nix") ]; }) ];
        }; }; }`,
      '/r/ci.nix': CI,
    });
    expect(findings).toEqual([]);
    expect(hosts.map((h) => [h.runners[0]?.values.name, h.host.opaque])).toEqual([['nixos', []]]);
  });

  it('finds what configuration.nix imports in a computed way', () => {
    const { hosts } = analyseAll({
      '/r/configuration.nix':
        '{ lib, ... }: { imports = map (name: ./modules + "/${name}") (builtins.attrNames (builtins.readDir ./modules)); networking.hostName = "w"; }',
      '/r/modules/ci.nix': CI,
    });
    expect(hosts.map((h) => [h.entry, h.runners[0]?.values.name])).toEqual([['/r/configuration.nix', 'w']]);
  });

  it('takes packages of a nixpkgs that is fetched by its repository and branch', () => {
    const { hosts, findings } = analyseAll({
      '/r/configuration.nix': `let stable = import (builtins.fetchGit { url = "https://github.com/NixOS/nixpkgs"; ref = "nixos-24.11"; }) { }; in {
        services.github-runners.a = { ${RUNNER} extraPackages = [ stable.jq ]; };
      }`,
    });
    expect(findings).toEqual([]);
    expect(hosts[0]?.runners[0]?.values.extraPackages).toEqual([expect.stringMatching(/-jq$/)]);
  });

  it('looks at no file by itself that a host imports as a folder, or evaluates twice', () => {
    const { hosts, runners } = analyseAll({
      '/r/flake.nix': `{ ${NIXPKGS} outputs = { nixpkgs, ... }: {
        nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./hosts/web { networking.hostName = "w"; } { networking.hostName = "w"; } ]; };
      }; }`,
      '/r/hosts/web/default.nix': '{ imports = [ ../../ci.nix ]; }',
      '/r/ci.nix': CI,
    });
    expect(runners).toEqual({ web: ['ci'] });
    expect(hosts[0]?.runners[0]?.values.name).toBe('w');
  });

  it('looks at a module by itself where the flake that imports it makes hosts in a way of its own', () => {
    const { hosts } = analyseAll({
      '/r/flake.nix': `{ ${NIXPKGS} outputs = inputs: inputs.framework.lib.make { machines.web = { imports = [ ./ci.nix ]; }; }; }`,
      '/r/ci.nix': CI,
    });
    expect(hosts.map((h) => [h.entry, h.runners.map((r) => r.attribute)])).toEqual([['/r/ci.nix', ['ci']]]);
  });
});

describe('variants of a host', () => {
  const FILES = {
    '/r/flake.nix': `{ ${NIXPKGS} outputs = { nixpkgs, ... }: { nixosConfigurations.web = nixpkgs.lib.nixosSystem { specialArgs.org = "acme"; modules = [ ./web.nix ]; }; }; }`,
    '/r/web.nix': `{ lib, config, ... }: {
      imports = [ ./ci.nix ];
      networking.hostName = "web";
      services.github-runners.plain = lib.mkIf (config.specialisation != { }) { ${RUNNER} };
      specialisation.big.configuration = { org, ... }: { services.github-runners.ci.extraLabels = [ org "big" ]; };
      specialisation.bare = { inheritParentConfig = false; configuration = { imports = [ ./ci.nix ]; networking.hostName = "bare"; }; };
      virtualisation.vmVariant.services.github-runners.ci.url = lib.mkForce "https://github.com/vm";
      virtualisation.vmVariantWithBootLoader.boot.loader.timeout = 1;
    }`,
    '/r/ci.nix': CI,
  };

  it('are specialisations, and a virtual machine of it that changes runners', () => {
    const { hosts, findings } = analyseAll(FILES);
    expect(findings).toEqual([]);
    const told = hosts.map((h) => [
      h.name,
      h.runners.map((r) => r.attribute).join(),
      h.runners[0]?.values.name,
      h.runners[0]?.values.extraLabels.join(),
      h.runners[0]?.values.url,
    ]);
    expect(told).toEqual([
      ['web', 'ci,plain', 'web', '', 'https://github.com/example'],
      ['web.specialisation.bare', 'ci', 'bare', '', 'https://github.com/example'],
      ['web.specialisation.big', 'ci', 'web', 'acme,big', 'https://github.com/example'],
      ['web.virtualisation.vmVariant', 'ci,plain', 'web', '', 'https://github.com/vm'],
    ]);
  });

  it('switch on what the host itself leaves off, and name what only they get wrong', () => {
    const { findings, hosts } = analyse(
      {
        '/r/ci.nix': `{ config, lib, ... }: {
          options.ci.enable = lib.mkEnableOption "ci";
          config = lib.mkIf config.ci.enable { services.github-runners.ci = { ${RUNNER} extraLabels = [ 1 ]; }; };
        }`,
        '/r/configuration.nix': '{ imports = [ ./ci.nix ]; specialisation.ci.configuration.ci.enable = true; }',
      },
      { file: '/r/ci.nix' },
    );
    expect(hosts.map((h) => h.name)).toEqual([undefined, 'specialisation.ci']);
    expect(findings.map((f) => [f.rule, f.hosts])).toEqual([['type-mismatch', ['specialisation.ci']]]);
  });

  it('are previewed with their own definitions', () => {
    const { hosts } = analyseAll({
      '/etc/nixos/configuration.nix': `{ lib, ... }: {
        services.github-runners.a = { ${RUNNER} };
        specialisation.loud.configuration.systemd.services.github-runner-a.serviceConfig.KillSignal = lib.mkForce "SIGTERM";
      }`,
    });
    expect(hosts.map((h) => [h.name, directive(h.preview(h.runners[0]!), 'KillSignal')])).toEqual([
      [undefined, ['SIGINT']],
      ['specialisation.loud', ['SIGTERM']],
    ]);
  });
});
