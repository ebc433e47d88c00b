// The table of directives, and what their values may be, against systemd itself.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SYSTEMD_DIRECTIVES, takesValue, type SystemdDirective } from '../../server/src/nixos';

const SYSTEMD = '/lib/systemd/systemd';
const version = Number(
  /^systemd (\d+)/.exec(spawnSync(SYSTEMD, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1],
);
const canVerify = spawnSync('systemd-analyze', ['--version']).status === 0;
/** The version that the table was written from. */
const TABLE = 252;

/** `Service.Type` and so on: what the installed systemd knows in the two sections. */
function installedNames(): Set<string> {
  const dump = execFileSync(SYSTEMD, ['--dump-configuration-items'], { encoding: 'utf8' });
  let section = '';
  return new Set(
    dump.split('\n').flatMap((line) => {
      section = /^\[(.*)\]$/.exec(line)?.[1] ?? section;
      const name = /^(\w+)=/.exec(line)?.[1];
      return name !== undefined && (section === 'Unit' || section === 'Service') ? [`${section}.${name}`] : [];
    }),
  );
}

const nameOf = (d: SystemdDirective): string => `${d.section}.${d.name}`;

describe.skipIf(version !== TABLE)(`names of systemd ${String(TABLE)}`, () => {
  it('are all in the table, once, and newer ones are marked', () => {
    const installed = installedNames();
    const names = SYSTEMD_DIRECTIVES.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    expect([...installed].filter((name) => !names.includes(name))).toEqual([]);
    const newer = SYSTEMD_DIRECTIVES.filter((d) => d.since !== undefined);
    expect(newer.filter((d) => (d.since ?? 0) <= TABLE || installed.has(nameOf(d)))).toEqual([]);
  });
});

/** Values for each kind, right and wrong ones. */
const VALUES: Readonly<Record<SystemdDirective['kind'], readonly string[]>> = {
  boolean: [
    'yes',
    'TRUE',
    '0',
    'off',
    'maybe',
    '2',
    'ja',
    'restart',
    'strict',
    'full',
    'read-only',
    'readonly',
    'tmpfs',
  ],
  words: ['no', 'always', 'exec', 'Simple', 'true', 'none', 'reboot', 'all', 'invisible', 'kill', 'idle', 'nonsense'],
  mode: ['0077', '77', '7777', '0888', 'u=rwx', '17777', 'yes'],
  timespan: ['5', '1.5s', '5min 20s', '1h30m', 'infinity', '2 weeks', '100us', '5 parsecs', '-1', 'true', '5mins', 's'],
  unsigned: ['0', '17', '0x10', '-1', 'many', '1.5', 'true'],
  signal: ['SIGINT', 'TERM', '9', 'RTMIN+3', 'RTMAX-1', 'SIGFOO', 'int', 'yes', '0.5'],
  size: ['2G', '2.5G', '1T 2G', '80%', 'infinity', '512', '2GB', '2g', 'true', '-1', 'lots'],
  percentage: ['50%', '200%', '12.5%', '50', 'half', '-5%'],
  path: ['/x', '/x/y', 'x', './x', '~/x'],
  paths: ['/x', '-/x +/y -+/z', '/x y', 'x', '~/x'],
  'bind-paths': ['/x', '/x:/y', '-/x:/y:rbind', 'x', 'x:/y'],
  directories: ['x', 'x y/z', '/x', '../x', 'x/../y'],
  text: [],
};

describe.skipIf(!canVerify || version !== TABLE)('values', () => {
  const kinds = Object.keys(VALUES) as SystemdDirective['kind'][];

  it.each(kinds)('of the kind %s', (kind) => {
    const installed = installedNames();
    const lines = SYSTEMD_DIRECTIVES.filter(
      (d) => d.kind === kind && d.section === 'Service' && installed.has(nameOf(d)) && !d.until && !d.obsolete,
    ).flatMap((directive) => VALUES[kind].map((value) => ({ directive, value, line: `${directive.name}=${value}` })));
    const rejected = rejectedLines(lines.map(({ line }) => line));
    const alarms = lines.filter(({ directive, value }, i) => !rejected.has(i) && !takesValue(directive, value));
    expect(alarms.map(({ line }) => line)).toEqual([]);
    // Words of later versions are taken, too.
    const missed = lines.filter(({ directive, value }, i) => rejected.has(i) && takesValue(directive, value));
    expect(missed.filter(({ directive, value }) => !directive.words?.includes(value)).map(({ line }) => line)).toEqual(
      [],
    );
  });
});

/** Indices of the lines in `[Service]` that systemd complains about, each in a unit of its own: some end the reading. */
function rejectedLines(lines: readonly string[]): Set<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'directives-'));
  try {
    const files = lines.map((line, i) => {
      const file = path.join(folder, `line${String(i)}.service`);
      writeFileSync(file, `[Service]\nExecStart=/bin/true\n${line}\n`);
      return file;
    });
    // systemd drops messages that a pipe does not take at once.
    const log = path.join(folder, 'log');
    const output = openSync(log, 'w');
    spawnSync('systemd-analyze', ['verify', '--man=no', ...files], { stdio: ['ignore', output, output] });
    closeSync(output);
    return new Set([...readFileSync(log, 'utf8').matchAll(/line(\d+)\.service:3: /g)].map((m) => Number(m[1])));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
