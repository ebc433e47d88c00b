// The many ways in which people put their machines together: each small workspace has the hosts that Nix would find.
import { describe, expect, it } from 'vitest';
import { analyse, analyseAll, findingsOf } from '../support/analyse';

const RUNNER = 'enable = true; url = "https://github.com/example"; tokenFile = "/run/t";';
const WRAPPER = `{ config, lib, ... }: {
  options.ci.enable = lib.mkEnableOption "ci";
  config = lib.mkIf config.ci.enable { services.github-runners.ci = { ${RUNNER} }; };
}`;
const NIXPKGS = 'inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";';

interface Style {
  readonly style: string;
  readonly files: Readonly<Record<string, string>>;
  readonly runners: Readonly<Record<string, readonly string[]>>;
}

const FLAKES: readonly Style[] = [
  {
    style: 'modules of the flake itself, through `self.outputs`',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} outputs = { self, nixpkgs, ... }@inputs: let inherit (self) outputs; in {
        nixosModules = import ./modules;
        nixosConfigurations.web = nixpkgs.lib.nixosSystem { specialArgs = { inherit inputs outputs; }; modules = [ ./web.nix ]; };
      }; }`,
      '/r/modules/default.nix': '{ ci = import ./ci.nix; }',
      '/r/modules/ci.nix': WRAPPER,
      '/r/web.nix': '{ outputs, ... }: { imports = builtins.attrValues outputs.nixosModules; ci.enable = true; }',
    },
    runners: { web: ['ci'] },
  },
  {
    style: 'a helper in a file of its own that chooses the builder',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} outputs = { nixpkgs, ... }@inputs: let mk = import ./mk.nix { inherit nixpkgs inputs; }; in {
        nixosConfigurations.vm = mk "vm" { user = "m"; };
        darwinConfigurations.mac = mk "mac" { user = "m"; darwin = true; };
      }; }`,
      '/r/mk.nix': `{ nixpkgs, inputs }: name: { user, darwin ? false }:
        (if darwin then inputs.darwin.lib.darwinSystem else nixpkgs.lib.nixosSystem) rec {
          system = "x86_64-linux";
          modules = [ (./hosts + "/\${name}.nix") { config._module.args = { inherit user; }; } ];
        }`,
      '/r/hosts/vm.nix': `{ user, ... }: { services.github-runners.\${user} = { ${RUNNER} }; }`,
      '/r/hosts/mac.nix': '{ }',
    },
    runners: { vm: ['m'] },
  },
  {
    style: 'a library that extends that of nixpkgs and reaches the modules',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} outputs = inputs@{ nixpkgs, ... }: let
          lib = nixpkgs.lib.extend (self: super: { my = import ./lib.nix { inherit inputs; lib = self; }; });
        in { nixosConfigurations = lib.my.mapHosts ./hosts; }; }`,
      '/r/lib.nix': `{ lib, inputs }: {
        org = "https://github.com/mine";
        mapHosts = dir: lib.mapAttrs (name: _: lib.nixosSystem { specialArgs = { inherit inputs; }; modules = [ (dir + "/\${name}") ]; }) (builtins.readDir dir);
      }`,
      '/r/hosts/web/default.nix':
        '{ lib, ... }: { services.github-runners.a = { enable = true; url = lib.my.org; tokenFile = "/run/t"; }; }',
      '/r/hosts/db/default.nix': '{ }',
    },
    runners: { web: ['a'] },
  },
  {
    style: 'folders read with readDir and listFilesRecursive',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} outputs = { self, ... }@inputs: let
          inherit (inputs.nixpkgs) lib;
          mk = host: lib.nameValuePair host (lib.nixosSystem {
            modules = [ ./hosts/\${host} ] ++ lib.filter (lib.hasSuffix ".nix") (lib.filesystem.listFilesRecursive ./modules);
          });
        in { nixosConfigurations = builtins.listToAttrs (map mk (builtins.attrNames (builtins.readDir ./hosts))); }; }`,
      '/r/modules/deep/ci.nix': WRAPPER,
      '/r/modules/notes.md': 'no module',
      '/r/hosts/one/default.nix': '{ ci.enable = true; }',
      '/r/hosts/two/default.nix': '{ ci.enable = false; }',
    },
    runners: { one: ['ci'] },
  },
  {
    style: 'flake-utils beside the configurations',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.flake-utils.url = "github:numtide/flake-utils";
        outputs = { self, nixpkgs, flake-utils }: flake-utils.lib.eachDefaultSystem (system: {
          devShells.default = nixpkgs.legacyPackages.\${system}.mkShell { };
        }) // { nixosConfigurations.ci = nixpkgs.lib.nixosSystem { system = flake-utils.lib.system.x86_64-linux; modules = [ ./ci.nix { ci.enable = true; } ]; }; };
      }`,
      '/r/ci.nix': WRAPPER,
    },
    runners: { ci: ['ci'] },
  },
  {
    style: 'flake-parts with withSystem, moduleWithSystem and modules of the flake',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.flake-parts.url = "github:hercules-ci/flake-parts";
        outputs = inputs@{ flake-parts, ... }: flake-parts.lib.mkFlake { inherit inputs; } ({ moduleWithSystem, ... }: {
          imports = [ inputs.treefmt.flakeModule ./nixos inputs.flake-parts.flakeModules.modules ];
          systems = [ "x86_64-linux" ];
          perSystem = { pkgs, ... }: { packages.default = pkgs.hello; };
          flake.nixosModules.deep = moduleWithSystem (perSystem@{ config }: { ... }: { services.github-runners.a.replace = true; });
        }); }`,
      '/r/nixos/default.nix': `{ self, inputs, withSystem, config, ... }: {
        flake.modules.nixos.runner = ./runner.nix;
        flake.nixosConfigurations.web = withSystem "x86_64-linux" (ctx@{ config, inputs', ... }: inputs.nixpkgs.lib.nixosSystem {
          specialArgs = { inherit inputs'; };
          modules = [ self.modules.nixos.runner inputs.self.nixosModules.deep ];
        });
      }`,
      '/r/nixos/runner.nix': `{ services.github-runners.a = { ${RUNNER} }; }`,
    },
    runners: { web: ['a'] },
  },
  {
    style: 'a tree of flake-parts modules that define the same module together',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.flake-parts.url = "github:hercules-ci/flake-parts"; inputs.import-tree.url = "github:vic/import-tree";
        outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } (inputs.import-tree ./modules); }`,
      '/r/modules/ci.nix': `{ flake.modules.nixos.base = { config, ... }: { services.github-runners.ci = { ${RUNNER} name = config.networking.hostName; }; }; }`,
      '/r/modules/base.nix':
        '{ flake.modules.nixos.base = { networking.hostName = "box"; }; flake.modules.homeManager.base = { }; }',
      '/r/modules/hosts.nix': `{ inputs, config, lib, ... }: {
        options.hosts = lib.mkOption { type = lib.types.listOf lib.types.str; };
        config.hosts = [ "box" ];
        config.flake.nixosConfigurations = lib.genAttrs config.hosts (_: inputs.nixpkgs.lib.nixosSystem { modules = [ config.flake.modules.nixos.base ]; });
      }`,
      '/r/modules/_off/broken.nix': 'throw "not read"',
    },
    runners: { box: ['ci'] },
  },
  {
    style: 'inputs in other folders, followed with their outputs',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.shared.url = "path:./shared"; inputs.local = { url = "./local"; flake = false; };
        outputs = { nixpkgs, shared, local, ... }: { nixosConfigurations = shared.lib.mkHosts nixpkgs { web = [ shared.nixosModules.runner "\${local}/extra.nix" ]; }; }; }`,
      '/r/shared/flake.nix': `{ outputs = { self, nixpkgs }: {
        nixosModules.runner = ./runner.nix;
        lib.mkHosts = np: builtins.mapAttrs (name: modules: np.lib.nixosSystem { modules = modules ++ [ { networking.hostName = name; } ]; });
      }; }`,
      '/r/shared/runner.nix': `{ config, ... }: { services.github-runners.\${config.networking.hostName} = { ${RUNNER} }; }`,
      '/r/local/extra.nix': '{ services.github-runners.web.extraLabels = [ "local" ]; }',
    },
    runners: { web: ['web'] },
  },
  {
    style: 'colmena with arguments for all nodes, for one, and defaults',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} outputs = { self, nixpkgs, colmena, ... }: {
        colmenaHive = colmena.lib.makeHive self.outputs.colmena;
        colmena = {
          meta = { nixpkgs = import nixpkgs { system = "x86_64-linux"; }; specialArgs.role = "ci"; nodeSpecialArgs.web.role = "www"; };
          defaults = { name, ... }: { imports = [ ./runner.nix ]; networking.hostName = name; };
          web = { nodes, ... }: { services.github-runners.www.extraLabels = [ nodes.db.config.networking.hostName ]; };
          db = { deployment.targetHost = null; };
        }; }; }`,
      '/r/runner.nix': `{ role, ... }: { services.github-runners.\${role} = { ${RUNNER} }; }`,
    },
    runners: { db: ['ci'], web: ['www'] },
  },
  {
    style: 'colmena with a hive that is nowhere else',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.colmena.url = "github:zhaofengli/colmena"; outputs = { nixpkgs, colmena, ... }: {
        colmenaHive = colmena.lib.makeHive { meta.nixpkgs = import nixpkgs { system = "x86_64-linux"; }; web = { services.github-runners.www = { ${RUNNER} }; }; };
      }; }`,
    },
    runners: { web: ['www'] },
  },
  {
    style: 'deploy-rs beside the configurations',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} outputs = { self, nixpkgs, deploy-rs }: {
        nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./configuration.nix ]; };
        deploy.nodes = builtins.mapAttrs (_: host: { hostname = host.config.networking.fqdn; profiles.system.path = deploy-rs.lib.x86_64-linux.activate.nixos host; }) self.nixosConfigurations;
        checks = builtins.mapAttrs (_: l: l.deployChecks self.deploy) deploy-rs.lib;
      }; }`,
      '/r/configuration.nix': `{ services.github-runners.a = { ${RUNNER} }; }`,
    },
    runners: { web: ['a'] },
  },
  {
    style: 'tests and images',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} outputs = { self, nixpkgs, nixos-generators }: let pkgs = nixpkgs.legacyPackages.x86_64-linux; in {
        checks.x86_64-linux.boots = pkgs.testers.runNixOSTest { name = "x"; nodes.machine = { imports = [ ./ci.nix ]; ci.enable = true; }; };
        packages.x86_64-linux.image = nixos-generators.nixosGenerate { inherit pkgs; format = "qcow"; modules = [ ./ci.nix { ci.enable = true; } ]; };
        packages.x86_64-linux.vm = (nixpkgs.lib.nixosSystem { modules = [ ./ci.nix { ci.enable = true; } ]; }).config.system.build.vm;
      }; }`,
      '/r/ci.nix': WRAPPER,
    },
    runners: { 'boots.machine': ['ci'], image: ['ci'], vm: ['ci'] },
  },
  {
    style: 'blueprint',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.blueprint.url = "github:numtide/blueprint"; outputs = inputs: inputs.blueprint { inherit inputs; prefix = "nix/"; }; }`,
      '/r/nix/hosts/web/configuration.nix':
        '{ flake, ... }: { imports = [ flake.nixosModules.ci ]; ci.enable = true; }',
      '/r/nix/modules/nixos/ci.nix': WRAPPER,
    },
    runners: { web: ['ci'] },
  },
  {
    style: 'snowfall',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.snowfall-lib.url = "github:snowfallorg/lib"; outputs = inputs: inputs.snowfall-lib.mkFlake { inherit inputs; src = ./.; snowfall.namespace = "acme"; }; }`,
      '/r/lib/module/default.nix':
        '{ lib, ... }: { switch = lib.mkOption { type = lib.types.bool; default = false; }; }',
      '/r/modules/nixos/ci/default.nix': `{ lib, config, namespace, ... }: {
        options.\${namespace}.ci.enable = lib.\${namespace}.switch;
        config = lib.mkIf config.\${namespace}.ci.enable { services.github-runners.ci = { ${RUNNER} }; };
      }`,
      '/r/systems/x86_64-linux/web/default.nix': '{ namespace, ... }: { ${namespace}.ci.enable = true; }',
    },
    runners: { web: ['ci'] },
  },
  {
    style: 'flake-utils-plus',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS} inputs.utils.url = "github:gytis-ivaskevicius/flake-utils-plus"; outputs = inputs@{ self, utils, ... }: utils.lib.mkFlake {
        inherit self inputs; hostDefaults = { modules = [ ./ci.nix ]; extraArgs.on = true; }; hosts.web.modules = [ ({ on, ... }: { ci.enable = on; }) ]; hosts.db = { };
      }; }`,
      '/r/ci.nix': WRAPPER,
    },
    runners: { web: ['ci'] },
  },
  {
    style: 'haumea and easy-hosts',
    files: {
      '/r/flake.nix': `{ ${NIXPKGS}
        inputs.haumea.url = "github:nix-community/haumea"; inputs.easy-hosts.url = "github:tgirlcloud/easy-hosts"; inputs.flake-parts.url = "github:hercules-ci/flake-parts";
        outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
          imports = [ inputs.easy-hosts.flakeModule ];
          flake.nixosModules = inputs.haumea.lib.load { src = ./modules; loader = inputs.haumea.lib.loaders.path; };
          easy-hosts = { path = ./systems; shared.modules = [ inputs.self.nixosModules.ci ]; hosts.web.class = "nixos"; };
        }; }`,
      '/r/modules/ci.nix': WRAPPER,
      '/r/systems/web/default.nix': '{ ci.enable = true; }',
    },
    runners: { web: ['ci'] },
  },
];

const OTHERS: readonly Style[] = [
  {
    style: 'eval-config.nix and `<nixpkgs/nixos>` called directly',
    files: {
      '/r/default.nix': `{ nixpkgs ? <nixpkgs>, system ? builtins.currentSystem }: {
        a = import (nixpkgs + "/nixos/lib/eval-config.nix") { inherit system; modules = [ ./ci.nix { ci.enable = true; } ]; };
        b = (import "\${nixpkgs}/nixos" { configuration = { imports = [ ./ci.nix ]; ci.enable = true; }; }).system;
        c = (import <nixpkgs/nixos> { configuration = { imports = [ ./ci.nix ]; }; }).config.system.build.toplevel;
      }`,
      '/r/ci.nix': WRAPPER,
    },
    runners: { a: ['ci'], b: ['ci'] },
  },
  {
    style: 'a hive outside of a flake, with pins',
    files: {
      '/r/hive.nix': `let sources = import ./npins; in {
        meta = { nixpkgs = import sources.nixpkgs { }; specialArgs.org = "acme"; };
        defaults = { name, ... }: { networking.hostName = name; };
        one = import ./one.nix;
        two.imports = [ ./one.nix ];
      }`,
      '/r/npins/default.nix':
        'builtins.mapAttrs (_: pin: fetchTarball { inherit (pin) url; }) (builtins.fromJSON (builtins.readFile ./sources.json)).pins',
      '/r/npins/sources.json':
        '{ "pins": { "nixpkgs": { "type": "Channel", "name": "nixos-24.11", "url": "https://example.org" } } }',
      '/r/one.nix': `{ org, config, ... }: { services.github-runners.\${config.networking.hostName} = { ${RUNNER} runnerGroup = org; }; }`,
    },
    runners: { one: ['one'], two: ['two'] },
  },
  {
    style: 'NixOps',
    files: {
      '/r/network.nix': `{ network.description = "ci"; builder = { resources, nodes, ... }: { deployment.targetEnv = "none"; services.github-runners.n = { ${RUNNER} }; }; }`,
    },
    runners: { builder: ['n'] },
  },
  {
    style: 'a test in a file of its own',
    files: {
      '/r/test.nix': `import <nixpkgs/nixos/tests/make-test-python.nix> ({ pkgs, ... }: { name = "x"; nodes.machine = { imports = [ ./ci.nix ]; ci.enable = true; }; testScript = ""; })`,
      '/r/ci.nix': WRAPPER,
    },
    runners: { 'test.machine': ['ci'] },
  },
];

describe('hosts of flakes', () => {
  it.each(FLAKES)('$style', ({ files, runners }) => {
    const found = analyseAll(files);
    expect(found.findings).toEqual([]);
    expect(found.runners).toEqual(runners);
  });

  it('takes the release of each from the nixpkgs that makes it', () => {
    const { hosts, findings } = analyseAll({
      '/r/flake.nix': `{
        inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11"; inputs.stable.url = "github:NixOS/nixpkgs/nixos-23.11"; inputs.third.follows = "stable";
        outputs = { nixpkgs, stable, third, ... }: {
          nixosConfigurations.new = nixpkgs.lib.nixosSystem { modules = [ { services.github-runners.a = { ${RUNNER} tokenType = "access"; }; } ]; };
          nixosConfigurations.old = stable.lib.nixosSystem { modules = [ { services.github-runner = { ${RUNNER} }; } ]; };
          nixosConfigurations.same = third.lib.nixosSystem { modules = [ { services.github-runner = { ${RUNNER} }; } ]; };
        }; }`,
    });
    expect(findings).toEqual([]);
    expect(hosts.map((h) => [h.name, h.release.release, h.release.reason])).toEqual([
      ['new', '25.11', 'flake.nix names nixos-25.11'],
      ['old', '23.11', 'flake.nix names nixos-23.11'],
      ['same', '23.11', 'flake.nix names nixos-23.11'],
    ]);
  });
});

describe('hosts outside of flakes', () => {
  it.each(OTHERS)('$style', ({ files, runners }) => {
    const found = analyseAll(files);
    expect(found.findings).toEqual([]);
    expect(found.runners).toEqual(runners);
  });

  it.each(['nixpkgs', 'pkgs'])('are for the release of the packages that a network names as %s', (name) => {
    const { hosts } = analyseAll({
      '/r/network.nix': `let pkgs = import (fetchTarball "https://github.com/NixOS/nixpkgs/archive/nixos-24.05.tar.gz") { }; in {
        network.${name} = pkgs; web = { services.github-runners.www = { ${RUNNER} }; };
      }`,
    });
    const reason = 'the nixpkgs that the host is made with names it';
    expect(hosts.map((h) => [h.name, h.release])).toEqual([['web', { release: '24.05', reason }]]);
  });
});

describe('hosts inside of hosts', () => {
  const FILES = {
    '/r/flake.nix': `{ ${NIXPKGS} outputs = { nixpkgs, microvm, self, ... }@inputs: {
      nixosConfigurations.outer = nixpkgs.lib.nixosSystem { specialArgs.org = "acme"; modules = [ microvm.nixosModules.host ./outer.nix ]; };
    }; }`,
    '/r/outer.nix': `{ lib, pkgs, org, ... }: {
      networking.hostName = "outer";
      containers = lib.genAttrs [ "a" "b" ] (name: {
        autoStart = true;
        config = { config, ... }: { imports = [ ./inner.nix ]; services.github-runners.\${name} = { ${RUNNER} name = config.networking.hostName; runnerGroup = org; }; };
      });
      microvm.vms.vm = { inherit pkgs; config = { services.github-runners.v = { ${RUNNER} }; }; };
      microvm.vms.elsewhere.flake = "git+https://example.org/vm";
    }`,
    '/r/inner.nix':
      '{ lib, config, ... }: { system.stateVersion = "25.05"; networking.useHostResolvConf = lib.mkForce false; }',
  };

  it('are containers and virtual machines, each with its own name', () => {
    const found = analyseAll(FILES);
    expect(found.findings).toEqual([]);
    expect(found.runners).toEqual({
      'outer.containers.a': ['a'],
      'outer.containers.b': ['b'],
      'outer.microvm.vms.vm': ['v'],
    });
    const names = found.hosts.map((h) => h.preview(h.runners[0]!)?.scripts[1]?.text.match(/--name (\S+)/)?.[1]);
    expect(names).toEqual(['a', 'b', 'v']);
  });

  it('do not get the arguments of the host around them', () => {
    const { findings } = analyseAll({
      ...FILES,
      '/r/inner.nix':
        '{ org, ... }: { services.github-runners.a.extraLabels = [ org ]; services.github-runners.b.extraLabels = [ 1 ]; }',
    });
    // What \`org\` is in the container is not known; a label that is a number is wrong in any.
    expect(findings).toContain('error type-mismatch at 1');
    expect(findings.filter((f) => !f.includes('type-mismatch') && !f.includes('missing-definition'))).toEqual([]);
  });

  it('are found in a module by itself', () => {
    const found = analyseAll({ '/r/outer.nix': FILES['/r/outer.nix'], '/r/inner.nix': FILES['/r/inner.nix'] });
    expect(found.findings).toEqual([]);
    expect(Object.keys(found.runners)).toEqual(['containers.a', 'containers.b', 'microvm.vms.vm']);
  });
});

describe('a file that several hosts share', () => {
  const FILES = {
    '/r/shared.nix': `{ lib, config, ... }: { services.github-runners.a = { ${RUNNER} extraLabels = [ config.networking.domain ]; }; }`,
    '/r/one.nix': '{ imports = [ ./shared.nix ]; networking.domain = "example.org"; networking.hostName = "one"; }',
    '/r/two.nix': '{ imports = [ ./shared.nix ]; networking.domain = null; networking.hostName = "two"; }',
    '/r/flake.nix': `{ ${NIXPKGS} outputs = { nixpkgs, ... }: {
      nixosConfigurations.one = nixpkgs.lib.nixosSystem { modules = [ ./one.nix ]; };
      nixosConfigurations.two = nixpkgs.lib.nixosSystem { modules = [ ./two.nix ]; };
    }; }`,
  };

  it('has a finding once, with the hosts that it concerns', () => {
    for (const file of ['/r/shared.nix', '/r/two.nix']) {
      const { findings } = analyse(FILES, { file });
      expect(findings.map((f) => [f.rule, f.hosts])).toEqual([['type-mismatch', ['two']]]);
      expect(findings[0]?.message).toMatch(/\(on `two` only\)$/);
    }
    expect(findingsOf(analyse(FILES, { file: '/r/one.nix' }))).toEqual([]);
  });

  it('names no host where all are concerned', () => {
    const { findings } = analyse({ ...FILES, '/r/one.nix': FILES['/r/two.nix'] }, { file: '/r/shared.nix' });
    expect(findings.map((f) => [f.rule, f.hosts])).toEqual([['type-mismatch', undefined]]);
  });
});

describe('tests', () => {
  it('may have tokens in the store, unless a real host has the same', () => {
    const test =
      'import <nixpkgs/nixos/tests/make-test-python.nix> ({ ... }: { nodes.one = ./ci.nix; testScript = ""; })';
    const ci = `{ services.github-runners.a = { ${RUNNER.replace('"/run/t"', 'builtins.toFile "t" "dummy"')} }; }`;
    const files = { '/r/ci.nix': ci, '/r/test.nix': test };
    const leak = 'token-in-store at builtins.toFile "t" "dummy"';
    expect(analyseAll(files).findings).toEqual([`information ${leak}`]);
    const web = `{ ${NIXPKGS} outputs = { nixpkgs, ... }: {
      checks.x86_64-linux.t = nixpkgs.legacyPackages.x86_64-linux.testers.runNixOSTest { nodes.one = ./ci.nix; };
      nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ./ci.nix ]; };
    }; }`;
    expect(analyseAll({ '/r/flake.nix': web, '/r/ci.nix': ci }).findings).toEqual([`error ${leak}`]);
  });
});

describe('hosts for nix-darwin', () => {
  const FILES = {
    '/r/flake.nix': `{ ${NIXPKGS} inputs.darwin.url = "github:nix-darwin/nix-darwin/master"; outputs = { nixpkgs, darwin, ... }: {
      darwinConfigurations.mac = darwin.lib.darwinSystem { system = "aarch64-darwin"; specialArgs.org = "acme"; modules = [ ./mac.nix ./shared.nix ]; };
      nixosConfigurations.web = nixpkgs.lib.nixosSystem { system = "x86_64-linux"; modules = [ ./shared.nix ]; };
    }; }`,
    '/r/mac.nix': `{ org, ... }: { services.github-runners.mac = { ${RUNNER} inherit org; serviceOverrides.KeepAlive = true; }; }`,
    '/r/shared.nix': `{ pkgs, ... }: { services.github-runners.ci = { ${RUNNER} serviceOverrides = if pkgs.stdenv.isDarwin then { RunAtLoad = true; } else { Foo = 1; }; }; }`,
  };

  it('say that a module is not for NixOS', () => {
    const result = analyse(FILES, { file: '/r/mac.nix' });
    expect(findingsOf(result)).toEqual([]);
    expect(result.hosts.flatMap((h) => h.runners)).toEqual([]);
  });

  it('leave a module that they share to the hosts for NixOS', () => {
    const { hosts, findings } = analyse(FILES, { file: '/r/shared.nix' });
    expect(hosts.map((h) => h.name)).toEqual(['web']);
    expect(findings.map((f) => [f.rule, f.hosts])).toEqual([['unknown-directive', undefined]]);
  });

  it('are known by their platform', () => {
    const mac = `{ nixpkgs.hostPlatform = "aarch64-darwin"; services.github-runners.a = { ${RUNNER} logs = 1; }; }`;
    expect(findingsOf(analyse(mac))).toEqual([]);
    expect(findingsOf(analyse(mac.replace('darwin', 'linux')))).toEqual(['error unknown-option at logs']);
  });
});

describe('a file without a runner of its own', () => {
  it('has the hosts that it is a part of', () => {
    const files = {
      '/r/host.nix': '{ imports = [ ./ci.nix ]; ci.enable = true; }',
      '/r/ci.nix': WRAPPER,
      '/r/other.nix': '{ }',
    };
    expect(analyse(files, { file: '/r/host.nix' }).hosts.flatMap((h) => h.runners.map((r) => r.attribute))).toEqual([
      'ci',
    ]);
    expect(analyse(files, { file: '/r/other.nix' }).hosts).toEqual([]);
  });

  it('may hold the data of runners', () => {
    const files = {
      '/r/configuration.nix': '{ services.github-runners = import ./runners.nix; }',
      '/r/runners.nix': `{ a = { ${RUNNER} extraLabels = [ 1 ]; }; }`,
    };
    expect(analyseAll(files).findings).toEqual(['error type-mismatch at 1']);
    expect(findingsOf(analyse(files, { file: '/r/runners.nix' }))).toEqual(['error type-mismatch at 1']);
  });
});
