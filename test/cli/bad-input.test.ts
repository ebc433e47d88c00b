// Input that is broken, hostile or endless: a finding with a place or nothing, an exit status, never a stack trace.
//
// These run the bundled program, because only its thread has the stack that deep input needs.
import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from './support';

const PROGRAM = path.resolve(import.meta.dirname, '../../dist/cli.js');
const RUNNER = 'services.github-runners.a = { enable = true; url = "https://github.com/x"; tokenFile = "/run/t"; };';
/** For the whole program, in milliseconds; what it allows itself is less, but the machine may be busy. */
const LIMIT = 60_000;

interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

/** `rule at line: message` for each finding of one file of a project. */
function check(files: Readonly<Record<string, string | Uint8Array>>, file = 'a.nix', cwd = project(files)): string[] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [PROGRAM, 'check', file, '--format', 'json', '--release', '25.05'],
    { cwd, encoding: 'utf8', timeout: LIMIT, maxBuffer: 1 << 28 },
  );
  expect(stderr).toBe('');
  const { findings } = JSON.parse(stdout) as { findings: Found[] };
  expect(status).toBe(findings.some((f) => f.severity === 'error') ? 1 : 0);
  return findings.map((f) => `${f.rule} at ${f.range.start.line + 1}: ${f.message}`);
}

const one = (text: string | Uint8Array): string[] => check({ 'a.nix': text });
const nested = (open: string, close: string, depth: number): string =>
  `{ ${RUNNER} x = ${open.repeat(depth)}1${close.repeat(depth)}; }`;
const TOO_DEEP = [expect.stringMatching(/^syntax-error at 1: Expressions are nested more than \d+ levels deep here$/)];
const ENDLESS = [expect.stringMatching(/^evaluation-error at 1: (Evaluation was stopped|Stack overflow)/)];

describe.skipIf(!existsSync(PROGRAM))('bad input (skipped where dist/cli.js is not built)', { timeout: LIMIT }, () => {
  it('not UTF-8, where Nix does not mind', () => {
    expect(one(Buffer.from(`{ # caf\xe9\n  a = "\xff"; ${RUNNER} }`, 'latin1'))).toEqual([]);
  });

  it('UTF-16', () => {
    expect(one(Buffer.from(`\ufeff{ ${RUNNER} }`, 'utf16le'))[0]).toMatch(
      /^syntax-error at 1: Unexpected byte 0xFF, which is not UTF-8/,
    );
  });

  it('any bytes', () => {
    expect(one(Uint8Array.from({ length: 25_600 }, (_, i) => i % 256))[0]).toMatch(/^syntax-error at 1: /);
  });

  it('an empty file', () => {
    expect(one('')).toEqual([expect.stringMatching(/^syntax-error at 1: The file is empty/)]);
  });

  it('10 MB of brackets', () => {
    expect(one('['.repeat(10_000_000))).toEqual([expect.stringMatching(/^syntax-error at 1: The file is too large/)]);
  });

  it('1 MB of brackets', () => {
    expect(one('['.repeat(1_000_000))).toEqual([expect.stringMatching(/^syntax-error at 1: /)]);
  });

  it('a syntax error every other line, around a runner', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? `  b${i} = = ;` : `  a${i} = 1;`));
    const found = one(`{\n${lines.join('\n')}\n  ${RUNNER.replace('true', '1')}\n}\n`);
    expect(found.filter((f) => f.startsWith('syntax-error')).length).toBeGreaterThan(50);
    expect(found.at(-1)).toMatch(/^type-mismatch at 1002: /);
  });

  it.each([
    ['lists', '[', ']'],
    ['parentheses', '(', ')'],
    ['sets', '{ a = ', '; }'],
    ['functions', 'a: ', ''],
    ['conditions', 'if true then 1 else ', ''],
  ])('%s, nested 30,000 times', (_, open, close) => {
    expect(one(nested(open, close, 30_000))).toEqual(TOO_DEEP);
  });

  it('strings, nested 10,000 times', () => {
    expect(one(nested('"${', '}"', 10_000))).toEqual(TOO_DEEP);
  });

  it('a sum of 100,000 terms', () => {
    expect(one(nested('1 + ', '', 100_000))).toEqual([]);
  });

  it.each([
    ['a loop', 'let f = n: f (n + 1); in f 0'],
    ['a recursion that nests', 'let f = n: 1 + f n; in f 0'],
  ])('%s without an end', (_, url) => {
    expect(one(`{ ${RUNNER.replace('"https://github.com/x"', url)} }`)).toEqual(ENDLESS);
  });

  it('an endless loop in the set of runners', () => {
    expect(one('let f = n: f (n + 1); in { services.github-runners = f 0; }')).toEqual(ENDLESS);
  });

  it('values that are too large', () => {
    const double = 'let d = n: s: if n == 0 then s else d (n - 1) (s + s); in d 60 "xx"';
    expect(one(`{ ${RUNNER.replace('"https://github.com/x"', double)} }`)).toEqual([
      expect.stringMatching(/^evaluation-error at 1: A string of \d+ characters is too large/),
    ]);
    const list = 'extraLabels = builtins.genList toString 1000000000;';
    expect(one(`{ ${RUNNER.replace('{', `{ ${list}`)} }`)).toEqual([
      expect.stringMatching(/^evaluation-error at 1: A list of 1000000000 elements is too large/),
    ]);
  });

  it('a value that needs itself', () => {
    expect(one('{ config, ... }: { services.github-runners = config.services.github-runners; }')).toEqual([
      expect.stringMatching(/^evaluation-error at 1: Infinite recursion/),
    ]);
  });

  it('imports that need the configuration', () => {
    expect(one(`{ config, ... }: { imports = [ config.x ]; ${RUNNER} }`)).toEqual([
      expect.stringMatching(/^evaluation-error at 1: Infinite recursion/),
    ]);
  });

  it('a file that imports itself', () => {
    expect(one(`{ imports = [ ./a.nix ]; ${RUNNER} }`)).toEqual([]);
    expect(one('{ services.github-runners.a = import ./a.nix; }')).toEqual([
      expect.stringMatching(/^unknown-option at 1: The option `services\.github-runners\.a\.services`/),
    ]);
    expect(one('import ./a.nix')).toEqual([]);
  });

  it('files that import each other', () => {
    const files = {
      'a.nix': `{ imports = [ ./b.nix ]; ${RUNNER.replace('true', '1')} }`,
      'b.nix': '{ imports = [ ./c ]; }',
      'c/default.nix': '{ imports = [ ../a.nix ]; }',
    };
    expect(check(files)).toEqual([expect.stringMatching(/^type-mismatch at 1: /)]);
  });

  it('an import that is missing', () => {
    expect(one(`{\n  imports = [\n    ./nowhere.nix\n  ];\n  ${RUNNER}\n}`)).toEqual([
      expect.stringMatching(/^evaluation-error at 3: .*nowhere\.nix.*No such file or directory/),
    ]);
  });

  it('imports and files outside of the workspace', () => {
    expect(one(`{ imports = [ ../../../../etc/passwd ]; ${RUNNER} }`)).toEqual([]);
    expect(one(`{ ${RUNNER.replace('"https://github.com/x"', 'builtins.readFile /etc/hostname')} }`)).toEqual([]);
    expect(one(`{ imports = [ <nixpkgs/nixos/nowhere.nix> ]; ${RUNNER} }`)).toEqual([]);
  });

  it('links that lead in a circle', () => {
    const cwd = project({ 'a.nix': `{ imports = [ ./loop.nix ]; ${RUNNER} }` });
    symlinkSync('loop.nix', path.join(cwd, 'loop.nix'));
    expect(check({}, 'a.nix', cwd)).toEqual([expect.stringMatching(/^evaluation-error at 1: .*loop\.nix/)]);
  });

  it('modules that are none', () => {
    expect(one(`[ { ${RUNNER} } ]`)).toEqual([]);
    expect(one('{ services.github-runners = [ ]; }')).toEqual([
      expect.stringMatching(/^(type-mismatch|evaluation-error)/),
    ]);
    expect(one('{ services = 1; services.github-runners.a.enable = true; }')).toContainEqual(
      expect.stringMatching(/^syntax-error at 1: /),
    );
    expect(one('{ services.github-runners.a = builtins.abort "no"; }')).toEqual([
      expect.stringMatching(/^evaluation-error at 1: Evaluation aborted/),
    ]);
  });
});
