// What systemd-analyze, shellcheck and bash say of previews: their real complaints, and nothing that hangs on this machine.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../client/src/checks';
import { bashFindings, checkedScript, shellcheckFindings, type Script } from '../../client/src/checks/scripts';
import { checkedUnit, exposureIn, verifyFindings } from '../../client/src/checks/systemd';
import { RELEASES, type Release } from '../../server/src/nixos';
import { installed } from '../support/programs';
import { checked, complaints, documentsIn, documentsOf } from './checkSupport';
import { ROOT } from './support';

const hasSystemd = installed('systemd-analyze');
const hasShellcheck = installed('shellcheck');
const hasBash = installed('bash');

/** The runner module of a release has the plural option, or the singular one. */
const plain = (release: Release): string =>
  release === '22.11'
    ? '{ services.github-runner = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; }; }'
    : '{ services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; }; }';

describe('nothing is said', () => {
  test.skipIf(!hasSystemd || !hasShellcheck || !hasBash).each(RELEASES)(
    'of a plain runner of %s (needs systemd-analyze, shellcheck, bash)',
    async (release) => {
      const documents = documentsIn(plain(release), release);
      expect(complaints(documents, await checked(documents))).toEqual([]);
    },
  );

  test.skipIf(!hasSystemd || !hasShellcheck || !hasBash)(
    'of the example (needs systemd-analyze, shellcheck, bash)',
    async () => {
      const documents = documentsIn(readFileSync(path.join(ROOT, 'examples/configuration.nix'), 'utf8'), '26.05');
      expect(complaints(documents, await checked(documents))).toEqual([]);
    },
  );
});

describe.skipIf(!hasSystemd)('systemd-analyze verify (needs systemd-analyze)', () => {
  const verified = async (more: string, release?: Release, runner?: string): Promise<string[]> => {
    const documents = documentsOf(more, release, runner);
    return complaints(documents, await checked(documents, 'systemd-analyze verify'));
  };

  test('says which lines systemd ignores', async () => {
    expect(
      await verified(
        'systemd.services.github-runner-web.unitConfig.ConditionPathExists = "relative";',
        '25.05',
        'serviceOverrides = { Foo = "x"; Nice = 99; Environment = [ "bad" ]; };',
      ),
    ).toEqual([
      '….service: ConditionPathExists=relative: ConditionPathExists= path is not absolute, ignoring: relative',
      '….service: Environment=bad: Invalid environment assignment, ignoring: bad',
      "….service: Foo=x: Unknown key 'Foo' in section [Service], ignoring.",
      '….service: Nice=99: Nice priority out of range, ignoring: 99',
    ]);
  });

  test('says what keeps the unit from being loaded, as an error', async () => {
    const documents = documentsOf('', '25.05', 'serviceOverrides.ExecReload = "relative/program";');
    const { findings } = await checked(documents, 'systemd-analyze verify');
    expect(findings.get('github-runner-web.service')).toMatchObject([
      { severity: 'error', message: 'Neither a valid executable name nor an absolute path: relative/program' },
    ]);
  });

  test('says what the service as a whole gets wrong', async () => {
    expect(await verified('', '25.05', 'serviceOverrides = { Type = "dbus"; };')).toEqual([
      expect.stringMatching(/^….service: \[Service\]: Service is of type D-Bus .* Refusing\.$/),
    ]);
  });

  test('looks at timers, paths and slices, each by itself', async () => {
    expect(
      await verified(`systemd.services.github-runner-web.startAt = [ "daily" "sometimes" ];
        systemd.services.github-runner-web.serviceConfig = { Slice = "ci.slice"; Foo = 1; };
        systemd.timers.github-runner-web.timerConfig.Persistant = true;
        systemd.timers.idle.timerConfig.Unit = "github-runner-web.service";
        systemd.paths.github-runner-web.pathConfig.PathExists = "relative";
        systemd.slices.ci.sliceConfig = { MemoryMax = "lots"; CPUWeight = config.site.weight; };`),
    ).toEqual([
      "….service: Foo=1: Unknown key 'Foo' in section [Service], ignoring.",
      '….timer: OnCalendar=sometimes: Failed to parse calendar specification, ignoring: sometimes',
      "….timer: Persistant=true: Unknown key 'Persistant' in section [Timer], ignoring.",
      expect.stringMatching(/^idle\.timer: \[Timer\]: Timer unit lacks value setting\. Refusing\.$/),
      expect.stringMatching(/^…\.path: PathExists=relative: /),
      expect.stringMatching(/^…\.path: \[Path\]: Path unit lacks path setting\. Refusing\.$/),
      expect.stringMatching(/^ci\.slice: MemoryMax=lots: /),
    ]);
    expect(
      await verified(`systemd.services.github-runner-web.startAt = "Mon..Fri 04:00";
        systemd.timers.github-runner-web.timerConfig = { Persistent = true; RandomizedDelaySec = "5min"; };
        systemd.services.github-runner-web.serviceConfig.Slice = "ci.slice";
        systemd.slices.ci.sliceConfig.MemoryMax = "4G";`),
    ).toEqual([]);
  });

  test('units, programs and users of the real machine are not missed', async () => {
    const service = `systemd.services.github-runner-web = {
      requires = [ "docker.service" ]; bindsTo = [ "dev-sda.device" ]; after = [ "nowhere.target" ];
      serviceConfig.ExecStopPost = "/run/current-system/sw/bin/nothing";
    };`;
    expect(await verified(service, '25.05', 'user = "ci"; group = "ci";')).toEqual([]);
  });

  test('what is not known is left out, and what hangs on it', async () => {
    const overrides = `serviceOverrides = {
      Nice = config.a; LimitNOFILE = "\${toString config.b}"; Environment = [ config.c "D=\${config.d}" ];
      Type = config.e; ExecReload = config.f; ReadWritePaths = [ config.g ];
    };`;
    expect(await verified('', '25.05', overrides)).toEqual([]);
  });

  test('a directive or a word that the systemd of the release knows is none that an older one may complain about', async () => {
    const overrides = `serviceOverrides = {
      RestartMode = "direct"; PrivatePIDs = true; BPFDelegateMaps = "any"; MemoryTHP = "inherit";
      PrivateTmp = lib.mkForce "disconnected"; ProtectHostname = lib.mkForce "private";
      SystemCallFilter = lib.mkForce [ "~@a-later-group" ]; StateDirectory = lib.mkForce [ "a:b:ro" ];
      ExecStopPost = "|/bin/sh -c true";
    };`;
    expect(await verified('', '25.11', overrides)).toEqual([]);
  });

  test('each directive that we know may stand in a unit of the newest release', async () => {
    const { SYSTEMD_DIRECTIVES } = await import('../../server/src/nixos');
    const lines = SYSTEMD_DIRECTIVES.filter(
      ({ section, until, obsolete }) => section === 'Service' && !until && !obsolete,
    );
    const overrides = lines.map(({ name }) => `${name} = lib.mkForce [ "" ];`).join(' ');
    const said = await verified('', '26.05', `serviceOverrides = { ${overrides} };`);
    expect(said.filter((text) => text.includes('Unknown key'))).toEqual([]);
  });
});

describe('the words of other versions of systemd', () => {
  const text = '[Unit]\nAfter=a.target\n\n[Service]\nExecStart=/a\nCPUShares=5\nPrivateTmp=disconnected\n';
  const unit = {
    name: 'a.service',
    text,
    gaps: [],
    versions: [
      { line: 5, until: 258 },
      { line: 6, since: 257 },
    ],
  };
  const said = (stderr: string, version: number): string[] =>
    verifyFindings({ stderr }, unit, checkedUnit(unit), version).map(
      ({ start, message }) => `${start.line} ${message}`,
    );

  test('a place may be a path below the root or the name alone', () => {
    expect(said('/etc/systemd/system/a.service:2: Bad\na.service:5: Worse\n', 257)).toEqual(['1 Bad', '4 Worse']);
  });

  test('the same complaint is heard once', () => {
    expect(said('/r/a.service:2: Bad\n/r/a.service:2: Bad\n', 257)).toEqual(['1 Bad']);
  });

  test('other units and other programs are none of our business', () => {
    expect(
      said(
        '/r/ba.service:2: Bad\n/r/b.service:2: Bad\na.service: Command /x is not executable: No such file\nFailed\n',
        257,
      ),
    ).toEqual([]);
  });

  test('a version is heard about the lines that it reads as the release does', () => {
    const stderr = '/r/a.service:6: Dropped\n/r/a.service:7: Failed to parse\n';
    expect(said(stderr, 256)).toEqual(['5 Dropped']);
    expect(said(stderr, 257)).toEqual(['5 Dropped', '6 Failed to parse']);
    expect(said(stderr, 258)).toEqual(['6 Failed to parse']);
  });
});

describe('a unit without its unknown parts', () => {
  const gap = (line: number): { kind: 'value'; range: object; markdown: string } => ({
    kind: 'value',
    range: { start: { line, character: 0 }, end: { line, character: 1 } },
    markdown: '',
  });

  test('keeps its lines, and keeps commands', () => {
    const text = '[Service]\nNice=‹a›\nExecStart=/a ‹b›\nUser=c\n';
    expect(checkedUnit({ name: 'a.service', text, gaps: [] }).text).toBe('[Service]\n#\nExecStart=/unknown\nUser=c\n');
  });

  test('loses continued lines as a whole', () => {
    const text = '[Service]\nEnvironment=a=b \\\n  c=d \\\n  e=f\nUser=c\n';
    const unit = { name: 'a.service', text, gaps: [gap(2)] as never };
    expect(checkedUnit(unit).text).toBe('[Service]\n#\n#\n#\nUser=c\n');
  });
});

describe('systemd-analyze security', () => {
  const measured = async (runner: string): Promise<number | undefined> =>
    (await checked(documentsOf('', '25.05', runner), 'systemd-analyze security')).exposure?.level;

  test.skipIf(!hasSystemd)('measures the exposure, with what adds to it (needs systemd-analyze)', async () => {
    const { exposure } = await checked(documentsOf(''), 'systemd-analyze security');
    expect(exposure?.level).toBeLessThan(5);
    expect(exposure?.rating).toBe('OK');
    expect(exposure?.parts).toContainEqual({
      setting: 'PrivateNetwork=',
      description: expect.any(String) as unknown,
      exposure: 0.5,
    });
    const values = exposure?.parts.map((part) => part.exposure) ?? [];
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });

  test.skipIf(!hasSystemd)('measures more where protections are off (needs systemd-analyze)', async () => {
    const open =
      'serviceOverrides = { ProtectSystem = lib.mkForce false; PrivateUsers = lib.mkForce false; User = "root"; };';
    expect(await measured(open)).toBeGreaterThan((await measured('')) ?? Infinity);
  });

  test.skipIf(!hasSystemd)('measures nothing that hangs on something unknown (needs systemd-analyze)', async () => {
    expect(await measured('serviceOverrides.PrivateNetwork = lib.mkForce config.a;')).toBeUndefined();
    expect(await measured('extraEnvironment.A = config.a;')).toBeDefined();
  });

  test('a unit that is refused has no exposure', () => {
    expect(exposureIn({ stdout: '' }, { text: '', unknown: new Set() })).toBeUndefined();
  });
});

describe.skipIf(!hasShellcheck)('shellcheck (needs shellcheck)', () => {
  const said = async (commands: string, runner = ''): Promise<string[]> => {
    const documents = documentsOf(`systemd.services.github-runner-web.preStart = ''${commands}'';`, '25.05', runner);
    return complaints(documents, await checked(documents, 'shellcheck'));
  };

  test('says what is wrong with commands that people wrote, at their place', async () => {
    expect(await said('\n  rm -r $1\n')).toEqual([
      '…-pre-start: $1: Double quote to prevent globbing and word splitting.',
    ]);
  });

  test('names the complaint and leads to its page', async () => {
    const documents = documentsOf("systemd.services.github-runner-web.preStart = ''rm -r $1'';");
    const { findings } = await checked(documents, 'shellcheck');
    expect(findings.get('github-runner-web-pre-start')?.[0]?.code).toEqual({
      value: 'SC2086',
      href: 'https://www.shellcheck.net/wiki/SC2086',
    });
  });

  test('columns behind characters outside of the basic plane are those of the editor', async () => {
    expect(await said('\n  echo 😀😀 $1\n')).toEqual([
      '…-pre-start: $1: Double quote to prevent globbing and word splitting.',
    ]);
  });

  test('a variable that the unit sets is assigned', async () => {
    expect(await said('\n  echo "$cache"\n')).toHaveLength(1);
    expect(await said('\n  echo "$cache"\n', 'extraEnvironment.cache = "x";')).toEqual([]);
    expect(await said('\n  echo "$cache"\n', 'serviceOverrides.EnvironmentFile = "/run/x";')).toEqual([]);
  });

  test('what is not known makes no complaint', async () => {
    expect(
      await said('\n  if [ ${config.a} = x ]; then echo "${config.b}"; fi\n  ${config.c}\n  echo "$defined_there"\n'),
    ).toEqual([]);
  });

  test('files that the script reads are elsewhere', async () => {
    expect(await said('\n  . /etc/profile\n  . "$FILE"\n')).toEqual([]);
  });
});

describe.skipIf(!hasShellcheck || !hasBash)('files that definitions write (needs shellcheck, bash)', () => {
  const said = async (runner: string): Promise<string[]> => {
    const documents = documentsOf('', '25.05', runner);
    return complaints(documents, await checked(documents, 'shellcheck', 'bash -n'));
  };
  const double = 'Double quote to prevent globbing and word splitting.';

  test('are looked at when they are scripts of the shell', async () => {
    expect(
      await said(`serviceOverrides.ExecStopPost = [
        (pkgs.writeShellScript "a" "rm $1") (pkgs.writeScript "b" "#! /usr/bin/env bash\nfi")
        (pkgs.writeScript "c" "#!/usr/bin/env python3\nprint($1)") (pkgs.writeText "d" "fi")
      ];`),
    ).toEqual([
      `a: $1: ${double}`,
      "b: fi: syntax error near unexpected token `fi'",
      'b: : Parsing stopped here. Is this keyword correctly matched up?',
    ]);
  });

  test('may have variables of jobs where they are on their PATH', async () => {
    const script = `writeShellScript "a" ''echo "$cache"''`;
    expect(await said(`serviceOverrides.ExecStopPost = pkgs.${script};`)).toEqual([
      expect.stringContaining('cache is referenced but not assigned'),
    ]);
    expect(await said(`extraPackages = [ (pkgs.${script}) ];`)).toEqual([]);
  });

  test.each([
    ['as it is', '', [`a: $1: ${double}`]],
    ['with a code left out', 'excludeShellChecks = [ "SC2086" ];', []],
    ['with a short code left out', 'excludeShellChecks = [ "2086" ];', []],
    ['with another code left out', 'excludeShellChecks = [ "SC2016" ];', [`a: $1: ${double}`]],
    ['with flags of its own', 'extraShellCheckFlags = [ "-S" "error" ];', []],
    ['without checks', 'checkPhase = "";', []],
  ])('of writeShellApplication are checked as its build does: %s', async (_, more, complaint) => {
    expect(
      await said(`extraPackages = [ (pkgs.writeShellApplication { name = "a"; text = "rm $1"; ${more} }) ];`),
    ).toEqual(complaint);
  });
});

describe.skipIf(!hasBash)('bash -n (needs bash)', () => {
  const said = async (commands: string): Promise<string[]> => {
    const documents = documentsOf(`systemd.services.github-runner-web.preStart = ''${commands}'';`);
    return complaints(documents, await checked(documents, 'bash -n'));
  };

  test('says where the syntax breaks', async () => {
    expect(await said('\n  if true; then\n  done\n')).toEqual([
      "…-pre-start: done: syntax error near unexpected token `done'",
    ]);
  });

  test('the end of the script is its last line', async () => {
    expect(await said('\n  if true; then\n    echo a\n')).toEqual([
      expect.stringMatching(/^…-pre-start: echo a: syntax error: unexpected end of file/),
    ]);
  });

  test('extended patterns are syntax where the script switches them on', async () => {
    expect(await said('\n  shopt -s extglob\n  rm -f -- !(a|b)\n')).toEqual([]);
  });

  test('nothing is said of a script with unknown commands', async () => {
    expect(await said('\n  ${config.a}\n  fi\n')).toEqual([]);
    expect(await said('\n  echo "${config.a}"\n  fi\n')).toHaveLength(1);
  });
});

describe('a script without its unknown parts', () => {
  const script = (text: string): Script => ({
    name: 'a',
    text,
    gaps: [...text.matchAll(/‹[^›]*›/g)].map((match) => {
      const before = text.slice(0, match.index).split('\n');
      const [line, character] = [before.length - 1, before.at(-1)?.length ?? 0];
      const range = { start: { line, character }, end: { line, character: character + match[0].length } };
      return { kind: 'value', range, markdown: '' };
    }),
  });

  test('has words of the same length in their place', () => {
    expect(checkedScript(script('a \'‹b (c)›\' "‹d›"\n')).text).toBe('a \'xxxxxxx\' "xxx"\n');
  });

  test.each([
    ["a '‹b›'", false],
    ['a "x ‹b›"', false],
    ['a "it\'s ‹b›"', false],
    ['a ‹b›', true],
    ["a 'x' ‹b›", true],
    ['a \\"‹b›', true],
  ])('in quotes they are words: %s', (text, commands) => {
    expect(checkedScript(script(text)).unknownCommands).toBe(commands);
  });

  test('words of programs that are no complaints are passed over', () => {
    const known = checkedScript(script('a\n'));
    expect(bashFindings({ stderr: "/x: line 1: `fi'\n/y: line 1: wrong\nnoise\n" }, '/x', known)).toEqual([]);
    const environment = { names: new Set<string>(), open: false };
    for (const stdout of ['', '[]', '{"comments":[{"line":"1"}]}', '{"comments":null}']) {
      expect(shellcheckFindings({ stdout }, known, environment)).toEqual([]);
    }
  });
});

test.skipIf(!hasSystemd)('checks that are switched off say nothing (needs systemd-analyze)', async () => {
  const documents = documentsOf('', '25.05', 'serviceOverrides.Foo = "x";');
  const found = await checked(documents, 'bash -n', 'shellcheck');
  expect(complaints(documents, found)).toEqual([]);
  expect(found.exposure).toBeUndefined();
});

test('without the programs nothing is said', async () => {
  const documents = documentsOf('', '25.05', 'serviceOverrides.Foo = "x";');
  const options = { checks: new Set(['systemd-analyze verify'] as const), searchPath: '', forbidden: [] };
  const found = await check(documents, { ...options, signal: new AbortController().signal });
  expect(complaints(documents, found)).toEqual([]);
});
