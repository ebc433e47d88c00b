// `check`: which files it looks at, and what it prints.
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULE_NAMES } from '../../server/src/rules';
import { RUNNER, cli, project } from './support';

const BROKEN = RUNNER.replace('enable = true', 'enable = "yes"');
const LABELS = RUNNER.replace('enable = true;', 'enable = true;\n    extraLabels = "nixos";');

interface Found {
  readonly file: string;
  readonly rule: string;
  readonly severity: string;
}

async function found(args: readonly string[], cwd: string, stdin?: string): Promise<string[]> {
  const { out } = await cli(['check', '--format', 'json', ...args], { cwd, ...(stdin !== undefined && { stdin }) });
  const { version, findings } = JSON.parse(out) as { version: number; findings: Found[] };
  expect(version).toBe(1);
  return findings.map((f) => `${f.file}: ${f.severity} ${f.rule}`);
}

describe('exit status', () => {
  it('is 0 without findings', async () => {
    const cwd = project({ 'a.nix': RUNNER });
    expect(await cli(['check', 'a.nix'], { cwd })).toEqual({
      status: 0,
      out: '1 file checked: nothing to report.\n',
      err: '',
    });
  });

  it('is 1 with an error', async () => {
    expect((await cli(['check', '.'], { cwd: project({ 'a.nix': BROKEN }) })).status).toBe(1);
  });

  it('follows --fail-on', async () => {
    const cwd = project({ 'a.nix': LABELS.replace('enable = true', 'enable = false') });
    expect((await cli(['check', 'a.nix', '--release', '25.05'], { cwd })).status).toBe(0);
    expect((await cli(['check', 'a.nix', '--release', '25.05', '--fail-on', 'warning'], { cwd })).status).toBe(1);
  });

  it.each([
    ['an unknown command', ['chek', 'a.nix'], 'unknown command'],
    ['no path', ['check'], "missing required argument 'path'"],
    ['an unknown format', ['check', 'a.nix', '--format', 'xml'], 'text, json, sarif, github'],
    ['an unknown release', ['check', 'a.nix', '--release', '21.05'], '22.11'],
    ['a path that does not exist', ['check', 'b.nix'], '`b.nix` does not exist'],
  ])('is 2 for %s', async (_, args, message) => {
    const { status, err } = await cli(args, { cwd: project({ 'a.nix': RUNNER }) });
    expect(status).toBe(2);
    expect(err).toMatch(/^error: /);
    expect(err).toContain(message);
  });

  it('is 2 for a file that cannot be read, and the others are checked', async () => {
    const cwd = project({ 'b.nix': BROKEN });
    // A socket is a file that even root cannot read.
    const server = createServer().listen(path.join(cwd, 'a.nix'));
    try {
      await once(server, 'listening');
      const { status, out, err } = await cli(['check', 'a.nix', 'b.nix'], { cwd });
      expect(status).toBe(2);
      expect(err).toContain('a.nix` cannot be read');
      expect(out).toContain('b.nix:3:14: error:');
    } finally {
      server.close();
    }
  });
});

describe('--rule', () => {
  const text = RUNNER.replace(
    'enable = true;',
    'enable = true;\n    extraLabels = [ "a,b" ]; # nixos-github-runner: ignore label-format\n    workDir = "x";',
  );

  it('changes the severity of a rule, and with it the exit status', async () => {
    const cwd = project({ 'a.nix': text });
    expect(await found(['a.nix'], cwd)).toEqual(['a.nix: warning work-dir']);
    expect(await found(['a.nix', '--rule', 'work-dir=error'], cwd)).toEqual(['a.nix: error work-dir']);
    expect((await cli(['check', 'a.nix', '--rule', 'work-dir=error'], { cwd })).status).toBe(1);
    expect(await found(['a.nix', '--rule', 'work-dir=error', '--rule', 'work-dir=hint'], cwd)).toEqual([
      'a.nix: hint work-dir',
    ]);
  });

  it('switches a rule off, and a comment that silences it is not unused then', async () => {
    const cwd = project({ 'a.nix': text });
    expect(await found(['a.nix', '--rule', 'work-dir=off', '--rule', 'label-format=off'], cwd)).toEqual([]);
  });

  it('still counts a comment as used that silences a rule of another severity', async () => {
    const cwd = project({ 'a.nix': text });
    expect(await found(['a.nix', '--rule', 'label-format=error', '--rule', 'work-dir=off'], cwd)).toEqual([]);
    const unused = project({ 'a.nix': text.replace('"a,b"', '"a"') });
    expect(await found(['a.nix', '--rule', 'unused-suppression=warning', '--rule', 'work-dir=off'], unused)).toEqual([
      'a.nix: warning unused-suppression',
    ]);
  });

  it.each([
    ['work-dri=off', 'There is no rule `work-dri`. Did you mean `work-dir`?'],
    ['everything=off', 'There is no rule `everything`. docs/rules lists them.'],
    ['work-dir=loud', 'Write `work-dir=` and one of error, warning, information, hint, off.'],
    ['work-dir', 'Write `work-dir=` and one of error, warning, information, hint, off.'],
  ])('refuses %s', async (argument, message) => {
    const { status, err } = await cli(['check', 'a.nix', '--rule', argument], { cwd: project({ 'a.nix': text }) });
    expect(status).toBe(2);
    expect(err).toContain(message);
  });
});

describe('files', () => {
  it('searches folders, but not hidden ones, links, or what git ignores', async () => {
    const cwd = project({
      'a.nix': BROKEN,
      'modules/b.nix': BROKEN,
      'modules/text.txt': BROKEN,
      '.hidden/c.nix': BROKEN,
      '.git/HEAD': '',
      '.gitignore': 'ignored/\n*.tmp.nix\n/only-here.nix\n',
      'ignored/d.nix': BROKEN,
      'e.tmp.nix': BROKEN,
      'only-here.nix': BROKEN,
      'modules/only-here.nix': BROKEN,
      'modules/.gitignore': '!kept.tmp.nix\nlocal.nix\n',
      'modules/kept.tmp.nix': BROKEN,
      'modules/local.nix': BROKEN,
      'local.nix': BROKEN,
    });
    mkdirSync(path.join(cwd, 'elsewhere'));
    symlinkSync(path.join(cwd, 'modules'), path.join(cwd, 'result'));
    expect(await found(['.'], cwd)).toEqual(
      ['a.nix', 'local.nix', 'modules/b.nix', 'modules/kept.tmp.nix', 'modules/only-here.nix'].map(
        (file) => `${file}: error type-mismatch`,
      ),
    );
  });

  it('takes the rules of the repository around a folder, unless it is ignored itself', async () => {
    const cwd = project({
      '.git/HEAD': '',
      '.gitignore': 'generated\n*.tmp.nix\n',
      'modules/a.nix': BROKEN,
      'modules/b.tmp.nix': BROKEN,
      'generated/c.nix': BROKEN,
    });
    expect(await found(['modules'], cwd)).toEqual(['modules/a.nix: error type-mismatch']);
    expect(await found(['generated'], cwd)).toEqual(['generated/c.nix: error type-mismatch']);
  });

  it('checks a file that is named, whatever it is called and whoever ignores it', async () => {
    const cwd = project({ '.git/HEAD': '', '.gitignore': '*', 'a.txt': BROKEN });
    expect(await found(['a.txt'], cwd)).toEqual(['a.txt: error type-mismatch']);
  });

  it('reads standard input', async () => {
    expect(await found(['-'], project({}), BROKEN)).toEqual(['<stdin>: error type-mismatch']);
  });

  it('gives absolute paths where an argument is one', async () => {
    const cwd = project({ 'a.nix': BROKEN });
    expect(await found([path.join(cwd, 'a.nix')], cwd)).toEqual([`${cwd}/a.nix: error type-mismatch`]);
  });

  it('reports what several files have in common once', async () => {
    const cwd = project({
      'configuration.nix': '{ imports = [ ./a.nix ./b.nix ]; services.github-runners.web.ephemeral = true; }',
      'a.nix': RUNNER,
      'b.nix': '{ services.github-runners.web.replace = "no"; }',
    });
    expect(await found(['.'], cwd)).toEqual(['b.nix: error type-mismatch']);
  });

  it('finds the configuration that imports a single file', async () => {
    const cwd = project({
      '.git/HEAD': '',
      'hosts/a/configuration.nix': '{ imports = [ ../../modules/runner.nix ]; }',
      'modules/runner.nix': '{ imports = [ ./token.nix ]; services.github-runners.a.enable = true; }',
      'modules/token.nix': '{ services.github-runners.a = { url = "https://github.com/x"; tokenFile = "/t"; }; }',
    });
    expect(await found(['modules/token.nix'], cwd)).toEqual([]);
    expect(await found(['modules/runner.nix'], cwd)).toEqual([]);
  });

  it('takes the release from flake.lock', async () => {
    const lock = (ref: string): string =>
      JSON.stringify({ nodes: { root: { inputs: { nixpkgs: 'nixpkgs' } }, nixpkgs: { original: { ref } } } });
    const singular = RUNNER.replace('runners.web', 'runner');
    const old = project({ 'a.nix': singular, 'flake.lock': lock('nixos-22.11') });
    const current = project({ 'a.nix': singular, 'flake.lock': lock('nixos-25.05') });
    expect(await found(['a.nix'], old)).toEqual([]);
    expect(await found(['a.nix'], current)).toEqual(['a.nix: error removed-option']);
    expect(await found(['a.nix', '--release', '22.11'], current)).toEqual([]);
  });
});

describe('text', () => {
  it('shows the source with carets, related places and a summary', async () => {
    const cwd = project({
      'a.nix': '{ imports = [ ./b.nix ]; services.github-runners.a = { enable = true; url = "https://x/a"; }; }\n',
      'b.nix': '{\n\tservices.github-runners.a = { url = "https://x/b"; tokenFile = "/t"; };\n}\n',
    });
    const { out } = await cli(['check', 'a.nix', '--release', '25.05'], { cwd });
    expect(out).toBe(`\
a.nix:1:77: error: \`services.github-runners.a.url\` has conflicting definitions. Remove one of them, or give one priority with \`lib.mkForce\` or \`lib.mkDefault\`. [conflicting-definitions]
  1 | { imports = [ ./b.nix ]; services.github-runners.a = { enable = true; url = "https://x/a"; }; }
    |                                                                             ^^^^^^^^^^^^^
  b.nix:2:38: note: It is also defined here.
  2 | \tservices.github-runners.a = { url = "https://x/b"; tokenFile = "/t"; };
    | \t                                    ^^^^^^^^^^^^^

1 file checked: 1 error.
`);
  });

  it('uses colour on a terminal only', async () => {
    const cwd = project({ 'a.nix': BROKEN });
    expect((await cli(['check', 'a.nix'], { cwd })).out).not.toContain('\u001b');
    expect((await cli(['check', 'a.nix'], { cwd, colour: true })).out).toContain('\u001b[31;1merror:\u001b[0m');
  });

  it('keeps control characters of the source from the terminal, and long lines short', async () => {
    const cwd = project({ 'a.nix': `{ a = "${'x'.repeat(5000)}\u001b[2J"; b = nobody; c = "${'y'.repeat(5000)}"; }` });
    const { out } = await cli(['check', 'a.nix'], { cwd });
    expect(out).not.toContain('\u001b');
    expect(out).toContain('·[2J"; b = nobody; c = ');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(200);
  });
});

describe('JSON', () => {
  it('gives places from 0 in UTF-16 units, the option, related places and fixes', async () => {
    const text = '{ "\u{1f980}" = 1; services.github-runners.a = { enable = false; extraLabel = [ ]; }; }';
    const { out } = await cli(['check', '-', '--release', '25.05', '--format', 'json'], { stdin: text });
    const start = text.indexOf('extraLabel');
    const range = { start: { line: 0, character: start }, end: { line: 0, character: start + 'extraLabel'.length } };
    expect(JSON.parse(out)).toEqual({
      version: 1,
      findings: [
        {
          rule: 'unknown-option',
          severity: 'error',
          message:
            'The option `services.github-runners.a.extraLabel` does not exist in NixOS 25.05. Did you mean `extraLabels`?',
          file: '<stdin>',
          range,
          option: 'services.github-runners.a.extraLabel',
          fixes: [{ title: 'Change to `extraLabels`', edits: [{ file: '<stdin>', range, newText: 'extraLabels' }] }],
        },
      ],
    });
  });
});

describe('GitHub annotations', () => {
  it('are workflow commands with everything escaped', async () => {
    const cwd = project({ 'a,b.nix': '{\n  services.github-runners.a = { enable = "100%"; };\n}\n' });
    const { out, status } = await cli(['check', '.', '--format', 'github', '--release', '25.05'], { cwd });
    expect(out).toBe(
      '::error file=a%2Cb.nix,line=2,endLine=2,col=42,endColumn=47,title=type-mismatch::`services.github-runners.a.enable` must be a boolean, but this is the string `"100%25"`.\n',
    );
    expect(status).toBe(1);
  });
});

describe('SARIF', () => {
  interface Log {
    readonly version: string;
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly Record<string, unknown>[];
    }[];
  }

  it('has the rules, and results with places from 1 and fixes', async () => {
    const cwd = project({ 'my host/a.nix': '{\n  services.github-runners.a.extraLabel = [ ];\n}\n' });
    const { out } = await cli(['check', '.', '--format', 'sarif', '--release', '25.05'], { cwd });
    const { version, runs } = JSON.parse(out) as Log;
    expect(version).toBe('2.1.0');
    const [{ tool, results }] = runs as [Log['runs'][number]];
    const rules = tool.driver.rules.map((rule) => rule.id);
    expect(rules).toEqual([...RULE_NAMES]);
    const region = { startLine: 2, startColumn: 29, endLine: 2, endColumn: 39 };
    const artifactLocation = { uri: 'my%20host/a.nix' };
    expect(results).toEqual([
      expect.objectContaining({
        ruleId: 'unknown-option',
        ruleIndex: rules.indexOf('unknown-option'),
        level: 'error',
        locations: [
          {
            physicalLocation: { artifactLocation, region },
            logicalLocations: [{ fullyQualifiedName: 'services.github-runners.a.extraLabel' }],
          },
        ],
        fixes: [
          {
            description: { text: 'Change to `extraLabels`' },
            artifactChanges: [
              { artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text: 'extraLabels' } }] },
            ],
          },
        ],
      }),
    ]);
  });
});
