// `preview`: the documents, the JSON, and which host and runner they are of.
import { describe, expect, it } from 'vitest';
import { RUNNER, cli, project } from './support';

interface Shown {
  readonly version: number;
  readonly release: string;
  readonly host?: string;
  readonly runners: readonly {
    readonly name: string;
    readonly option: string;
    readonly unit: { readonly name: string; readonly text: string };
    readonly scripts: readonly { readonly name: string; readonly text: string }[];
    readonly files: readonly object[];
    readonly units: readonly object[];
    readonly registration: { readonly storePath: string; readonly json: string };
    readonly unknowns: readonly { readonly placeholder: string; readonly file: string; readonly range: object }[];
    readonly warnings: readonly string[];
    readonly failedAssertions: readonly string[];
    readonly verified: boolean;
  }[];
  readonly findings: readonly { readonly rule: string }[];
}

async function json(args: readonly string[], cwd: string): Promise<Shown & { readonly status: number }> {
  const { out, status } = await cli(['preview', '--json', ...args], { cwd });
  return { ...(JSON.parse(out) as Shown), status };
}

const TWO = `{
  services.github-runners = {
    a = { enable = true; url = "https://github.com/a"; tokenFile = "/run/a"; };
    b = { enable = true; url = "https://github.com/b"; tokenFile = "/run/b"; };
    c = { url = "https://github.com/c"; tokenFile = "/run/c"; };
  };
}
`;

const SCRIPT = `{ pkgs, ... }: {
  services.github-runners.a = {
    enable = true; url = "https://github.com/a"; tokenFile = "/run/a";
    serviceOverrides.ExecStopPost = pkgs.writeShellScript "clean" "rm -rf /tmp/x";
  };
}
`;

describe('JSON', () => {
  it('has the units beside the service, and what is unusual about them', async () => {
    const text = `{ services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; };
      systemd.services.github-runner-web = { startAt = "daily"; aliases = [ "ci.service" ]; requiredBy = [ "a.target" ]; };
      systemd.timers.github-runner-web.enable = false; }`;
    const [runner] = (await json(['a.nix', '--release', '25.05'], project({ 'a.nix': text }))).runners;
    expect(runner?.unit).toMatchObject({ aliases: ['ci.service'], requiredBy: ['a.target'] });
    expect(runner?.units).toEqual([
      {
        name: 'github-runner-web.timer',
        option: 'systemd.timers.github-runner-web',
        text: '[Unit]\n\n[Timer]\nOnCalendar=daily\n\n\n[Install]\nWantedBy=timers.target\n',
        masked: true,
      },
    ]);
    const { out } = await cli(['preview', 'a.nix', '--release', '25.05'], { cwd: project({ 'a.nix': text }) });
    expect(out).toMatch(/^-- github-runner-web\.timer -+\n\[Unit\]\n\n\[Timer\]\nOnCalendar=daily\n/m);
  });

  it('has the files that definitions write, under the path that the unit names', async () => {
    const [runner] = (await json(['a.nix'], project({ 'a.nix': SCRIPT }))).runners;
    const path = `/nix/store/${'e'.repeat(32)}-clean`;
    expect(runner?.files).toEqual([
      {
        name: 'clean',
        path,
        text: `#!/nix/store/${'e'.repeat(32)}-bash/bin/bash\nrm -rf /tmp/x\n`,
        writtenBy: 'pkgs.writeShellScript "clean"',
        option: 'systemd.services.github-runner-a.serviceConfig.ExecStopPost',
        file: 'a.nix',
        range: { start: { line: 3, character: 36 }, end: { line: 3, character: 81 } },
      },
    ]);
    expect(runner?.unit.text).toContain(`ExecStopPost=${path}\n`);
  });

  it('has everything that NixOS makes for a runner', async () => {
    const shown = await json(['a.nix', '--release', '25.05'], project({ 'a.nix': RUNNER }));
    expect(shown).toMatchObject({ status: 0, version: 1, release: '25.05', findings: [] });
    expect(shown.runners).toHaveLength(1);
    const [runner] = shown.runners;
    expect(runner).toMatchObject({
      name: 'web',
      option: 'services.github-runners.web',
      unit: { name: 'github-runner-web.service' },
      unknowns: [],
      warnings: [],
      failedAssertions: [],
      verified: true,
    });
    expect(runner?.unit.text).toMatch(/^\[Unit\]\n/);
    expect(runner?.scripts.map((s) => s.name)).toEqual([
      'github-runner-web-unconfigure.sh',
      'github-runner-web-configure.sh',
      'github-runner-web-setup-work-dirs.sh',
    ]);
    expect(runner?.files).toEqual([]);
    expect(JSON.parse(runner?.registration.json ?? '')).toMatchObject({ tokenFile: '/run/secrets/runner.token' });
    expect(runner?.registration.storePath).toMatch(/^\/nix\/store\/[0-9a-z]{32}-github-runner-web-config\.json$/);
  });

  it('names what cannot be known', async () => {
    const text =
      '{ config, ... }: {\n  services.github-runners.a = { enable = true; url = config.my.url; tokenFile = "/t"; };\n}';
    const { runners } = await json(['a.nix', '--release', '25.05'], project({ 'a.nix': text }));
    expect(runners[0]?.unknowns).toEqual([
      {
        placeholder: '‹config.my.url›',
        expression: 'config.my.url',
        reason: 'the files at hand do not define it',
        options: ['services.github-runners.a.url'],
        file: 'a.nix',
        range: { start: { line: 1, character: 53 }, end: { line: 1, character: 66 } },
      },
    ]);
    expect(runners[0]?.scripts.some((s) => s.text.includes('‹config.my.url›'))).toBe(true);
  });

  it('exits 1 with an error, and shows what it can', async () => {
    const text = RUNNER.replace('enable = true;', 'enable = true;\n    group = "x";\n    labels = [ ];');
    const shown = await json(['a.nix', '--release', '25.05'], project({ 'a.nix': text }));
    expect(shown.status).toBe(1);
    expect(shown.findings.map((f) => f.rule).sort()).toEqual(['failed-assertion', 'unknown-option']);
    expect(shown.runners[0]?.failedAssertions).toHaveLength(1);
  });

  it('gives the warning of 22.11', async () => {
    const text = '{ services.github-runner = { enable = true; url = "https://x/y"; tokenFile = "/nix/store/t"; }; }';
    const shown = await json(['a.nix', '--release', '22.11'], project({ 'a.nix': text }));
    expect(shown.runners[0]?.warnings).toEqual([expect.stringContaining('world-readable')]);
  });

  it('has no runners where there are none', async () => {
    const { out, err, status } = await cli(['preview', '--json', '-'], { stdin: '{ a = 1; }' });
    expect(JSON.parse(out)).toEqual({ version: 1, release: '26.05', runners: [], findings: [] });
    expect(err).toContain('No runner is defined');
    expect(status).toBe(0);
  });
});

describe('text', () => {
  it('is one document after another', async () => {
    const { out, err, status } = await cli(['preview', 'a.nix', '--release', '25.05'], {
      cwd: project({ 'a.nix': RUNNER }),
    });
    expect(out.split('\n').filter((line) => /^(--|==) /.test(line))).toEqual([
      expect.stringMatching(/^== services\.github-runners\.web, NixOS 25\.05 =+$/),
      expect.stringMatching(/^-- github-runner-web\.service -+$/),
      expect.stringMatching(/^-- github-runner-web-unconfigure\.sh -+$/),
      expect.stringMatching(/^-- github-runner-web-configure\.sh -+$/),
      expect.stringMatching(/^-- github-runner-web-setup-work-dirs\.sh -+$/),
      expect.stringMatching(/^-- \/nix\/store\/[0-9a-z]{32}-github-runner-web-config\.json -+$/),
    ]);
    expect(out).toContain('\n[Service]\n');
    expect(err).toBe('');
    expect(status).toBe(0);
  });

  it('says how to add a runner where there is none', async () => {
    const { out, err, status } = await cli(['preview', 'a.nix', '--release', '22.11'], {
      cwd: project({ 'a.nix': '{ }' }),
    });
    expect(out).toBe('');
    expect(err).toContain('No runner is defined in `a.nix` for NixOS 22.11.');
    expect(err).toContain('services.github-runner = {');
    expect(status).toBe(0);
  });

  it('says that a disabled runner has no unit', async () => {
    const { out, err, status } = await cli(['preview', 'a.nix', '--release', '25.05'], {
      cwd: project({ 'a.nix': TWO }),
    });
    expect(out).not.toContain('github-runner-c');
    expect(err).toContain('`services.github-runners.c` is not enabled');
    expect(status).toBe(0);
  });
});

describe('choosing', () => {
  it('takes a runner by its name, its option or its unit', async () => {
    const cwd = project({ 'a.nix': TWO });
    for (const name of ['b', 'services.github-runners.b', 'github-runner-b.service']) {
      const { runners } = await json(['a.nix', '--release', '25.05', '--runner', name], cwd);
      expect(runners.map((r) => r.name)).toEqual(['b']);
    }
    const { status, err } = await cli(['preview', 'a.nix', '--runner', 'x', '--release', '25.05'], { cwd });
    expect(status).toBe(2);
    expect(err).toBe('error: There is no runner `x`. The runners are `a`, `b`, `c`.\n');
  });

  it('looks at no other host of a flake than the one that is asked for', async () => {
    const cwd = project({
      'flake.nix': `{
        outputs = { nixpkgs, ... }: {
          nixosConfigurations.anvil = nixpkgs.lib.nixosSystem { modules = [ ./runner.nix ]; };
          nixosConfigurations.bellows = nixpkgs.lib.nixosSystem {
            modules = [ ./runner.nix { services.github-runners.web.replace = "yes"; } ];
          };
        };
      }`,
      'runner.nix': RUNNER,
    });
    const shown = (host: string): Promise<Shown> => json(['runner.nix', '--release', '25.05', '--host', host], cwd);
    expect((await shown('anvil')).findings).toEqual([]);
    expect((await shown('bellows')).findings.map((f) => f.rule)).toEqual(['type-mismatch']);
  });

  it('takes a flake for its hosts, wherever their runners are defined', async () => {
    const cwd = project({
      'flake.nix': `{
        outputs = { nixpkgs, ... }: {
          nixosConfigurations.anvil = nixpkgs.lib.nixosSystem { modules = [ ./runner.nix ]; };
          nixosConfigurations.bellows = nixpkgs.lib.nixosSystem {
            modules = [ ./runner.nix { services.github-runners.web.replace = true; } ];
          };
          nixosConfigurations.chisel = nixpkgs.lib.nixosSystem { modules = [ ]; };
        };
      }`,
      'runner.nix': RUNNER,
      'elsewhere.nix': '{ services.github-runners.other.enable = true; }',
    });
    const shown = async (...host: string[]): Promise<string[]> => {
      const { host: name = '', runners, findings } = await json(['flake.nix', '--release', '25.05', ...host], cwd);
      expect(findings).toEqual([]);
      return [name, ...runners.map((r) => r.name)];
    };
    expect(await shown('--host', 'anvil')).toEqual(['anvil', 'web']);
    expect(await shown('--host', 'bellows')).toEqual(['bellows', 'web']);
    const { err } = await cli(['preview', 'flake.nix', '--release', '25.05', '--host', 'chisel'], { cwd });
    expect(err).toBe('error: There is no host `chisel` with a runner. The hosts are `bellows`, `anvil`.\n');
    expect((await shown()).slice(1)).toEqual(['web']);
  });

  it('takes a host by its name or its file', async () => {
    const cwd = project({
      'hosts/anvil.nix': '{ imports = [ ../runner.nix ]; networking.hostName = "anvil"; }',
      'hosts/bellows.nix': '{ imports = [ ../runner.nix ]; networking.hostName = "bellows"; }',
      'runner.nix': RUNNER.replace(
        'enable = true;',
        'enable = true;\n    name = "x-${config.networking.hostName}";',
      ).replace('{', '{ config, ... }: {'),
    });
    for (const name of ['bellows', 'hosts/bellows.nix']) {
      const { host, runners } = await json(['.', '--release', '25.05', '--host', name], cwd);
      expect(host).toBe('bellows');
      expect(runners[0]?.registration.json).toContain('x-bellows');
    }
    const { err } = await cli(['preview', '.', '--release', '25.05'], { cwd });
    expect(err).toContain('This is the host `anvil`. Choose another one with --host: `bellows`.');
    const { status, err: refusal } = await cli(['preview', '.', '--release', '25.05', '--host', 'x'], { cwd });
    expect(status).toBe(2);
    expect(refusal).toContain('There is no host `x` with a runner. The hosts are `anvil`, `bellows`.');
  });
});
