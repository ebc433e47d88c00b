// `eval` on the command line.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../../server/src/cli/program';

const folder = mkdtempSync(path.join(tmpdir(), 'eval-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function evaluate(args: readonly string[], stdin = ''): Promise<Outcome> {
  let out = '';
  let err = '';
  const status = await run(['eval', ...args], {
    cwd: folder,
    colour: false,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    readStdin: () => Promise.resolve(Buffer.from(stdin)),
  });
  return { status, out, err };
}

const printed = async (...args: string[]): Promise<string> => (await evaluate(args)).out;

describe('what it prints', () => {
  test('a value, as far as it is evaluated', async () => {
    expect(await printed('-E', '{ a = 1 + 1; b = [ 2 ]; c = "x"; }')).toBe('{ a = <CODE>; b = <CODE>; c = "x"; }\n');
    expect(await printed('-E', '[ (x: x) ]')).toBe('[ <CODE> ]\n');
    expect(await printed('-E', '[ null true 1 ./a ]')).toBe(`[ null true 1 ${path.join(folder, 'a')} ]\n`);
  });
  test('all of it with --strict', async () => {
    expect(await printed('--strict', '-E', '{ a = 1 + 1; f = x: x; }')).toBe('{ a = 2; f = <LAMBDA>; }\n');
  });
  test('JSON with --json', async () => {
    expect(await printed('--strict', '--json', '-E', '{ a = [ 1 null ]; b = "é"; }')).toBe('{"a":[1,null],"b":"é"}\n');
    expect((await evaluate(['--json', '-E', '{ a = 1 + 1; }'])).err).toContain('error: cannot convert a thunk to JSON');
  });
  test('files, folders and standard input', async () => {
    write('a.nix', 'import ./folder + 1');
    write('folder/default.nix', '41');
    expect(await printed('a.nix')).toBe('42\n');
    expect(await printed('folder')).toBe('41\n');
    expect((await evaluate(['-'], 'import ./folder')).out).toBe('41\n');
  });
  test('files that import each other', async () => {
    write('self.nix', 'import ./self.nix');
    write('odd.nix', '{ odd = n: n != 0 && (import ./even.nix).even (n - 1); }');
    write('even.nix', '{ even = n: n == 0 || (import ./odd.nix).odd (n - 1); x = (import ./odd.nix) ? odd; }');
    expect((await evaluate(['self.nix'])).err).toContain('error: infinite recursion encountered');
    expect(await printed('even.nix', '-A', 'x')).toBe('true\n');
    expect(await printed('-E', '(import ./even.nix).even 10')).toBe('true\n');
  });
  test('the embedded library', async () => {
    expect(await printed('--strict', '-E', 'let lib = import <nixpkgs/lib>; in lib.range 1 3')).toBe('[ 1 2 3 ]\n');
  });
  test('what -I puts into the search path', async () => {
    write('one/x.nix', '"one"');
    expect(await printed('-I', 'one', '-E', 'import <x.nix>')).toBe('"one"\n');
    expect(await printed('-I', 'name=one', '-E', 'import <name/x.nix>')).toBe('"one"\n');
    expect(await printed('-I', 'nixpkgs=one', '-E', 'import <nixpkgs/x.nix>')).toBe('"one"\n');
  });
});

describe('functions and selections', () => {
  test('a function stays one without arguments', async () => {
    expect(await printed('-E', '{ a ? 1 }: a')).toBe('<LAMBDA>\n');
  });
  test('--arg and --argstr call it', async () => {
    expect(await printed('-E', '{ a, b ? 2 }: a + b', '--arg', 'a', '1 + 1')).toBe('4\n');
    expect(await printed('-E', '{ a, ... }@args: a + args.b', '--argstr', 'a', 'x', '--argstr', 'b', 'y')).toBe(
      '"xy"\n',
    );
    expect(await printed('-E', '{ a, b ? 2 }: b', '--arg', 'a', 'throw "not needed"')).toBe('2\n');
    expect((await evaluate(['-E', '{ a, b ? 2 }: b', '--arg', 'a', '1 +'])).err).toContain('error: syntax error');
    expect((await evaluate(['-E', '{ a, b }: a', '--arg', 'a', '1'])).err).toContain("without a value ('b')");
  });
  test('-A selects, and calls functions on the way', async () => {
    const expression = '{ x ? 1 }: { a."b.c" = [ 5 { d = x; } ]; }';
    expect(await printed('-E', expression, '-A', 'a."b.c".1.d')).toBe('1\n');
    expect((await evaluate(['-E', expression, '-A', 'a.z'])).err).toContain(
      "attribute 'z' in selection path 'a.z' not found",
    );
    expect((await evaluate(['-E', '[ 1 ]', '-A', '3'])).err).toContain('list index 3');
    expect(await printed('-E', '{ a.b = 1; }', '-A', 'a.b.')).toBe('1\n');
    expect(await printed('-E', '2', '-A', '')).toBe('2\n');
    expect((await evaluate(['-E', '{ }', '-A', 'a..b'])).err).toContain("attribute 'a' in selection path 'a..b'");
    expect((await evaluate(['-E', '{ }', '-A', '.b'])).err).toContain("empty attribute name in selection path '.b'");
    expect((await evaluate(['-E', '1', '-A', 'a'])).err).toContain('should be a set but is an integer');
  });
});

describe('what goes wrong', () => {
  test('an error says where, with the way that led there, and gives status 1', async () => {
    write('bad.nix', 'let\n  f = x: x.missing;\nin f { }\n');
    const { status, out, err } = await evaluate(['bad.nix']);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain("error: attribute 'missing' missing");
    expect(err).toContain(`at ${path.join(folder, 'bad.nix')}:2:10:`);
    expect(err).toContain("while calling 'f'");
  });
  test('an attribute that is defined twice is shown at both places', async () => {
    for (const second of ['a', '${"a" + ""}'])
      expect((await evaluate(['-'], `{\n  a = 1;\n  ${second} = 2;\n}`)).err).toMatch(
        /^error: attribute 'a' already defined\n\n +at «stdin»:3:3:[^]*… it is defined first, at «stdin»:2:3\n$/,
      );
  });
  test('a failed assertion is shown whole', async () => {
    expect((await evaluate(['-E', 'let x = 0; in assert x > 1 && true; x'])).err).toContain(
      "error: assertion 'x > 1 && true' failed\n",
    );
    expect((await evaluate(['-E', 'let x = 0; in assert x > 1; x'])).err).toContain(
      "error: assertion 'x > 1' failed\n",
    );
  });
  test('of a long line, what stands around the place is shown', async () => {
    const { err } = await evaluate(['-E', `[ ${'1 '.repeat(200)} { }.missing ${'2 '.repeat(200)} ]`, '--strict']);
    const [line, mark] = err.split('\n').slice(4, 6) as [string, string];
    expect(line).toMatch(/^ +1\| …[1 ]+\{ \}\.missing [2 ]+…$/);
    expect(line.indexOf('{ }.missing')).toBe(mark.indexOf('^'));
    expect(line.length).toBeLessThan(140);
  });
  test('the mark stands below the place behind tabs', async () => {
    const { err } = await evaluate(['-'], '\t\t{ }.missing');
    expect(err).toContain('            1| \t\t{ }.missing\n             | \t\t^\n');
  });
  test('a syntax error is one of those', async () => {
    const { status, err } = await evaluate(['-'], '{ a = ; }');
    expect(status).toBe(1);
    expect(err).toMatch(/^error: syntax error, .*\n\n +at «stdin»:1:\d+:/);
  });
  test('wrong usage and unreadable files give status 2', async () => {
    expect(await evaluate([])).toMatchObject({
      status: 2,
      err: 'error: Give either a file or -E with an expression.\n',
    });
    expect(await evaluate(['nothing.nix'])).toMatchObject({
      status: 2,
      err: 'error: nothing.nix cannot be read: there is no such file.\n',
    });
    expect((await evaluate(['--no-such-option'])).status).toBe(2);
    expect(await evaluate(['--arg', 'a'])).toMatchObject({
      status: 2,
      err: 'error: --arg needs a name and a value.\n',
    });
    expect((await evaluate(['-E', '1', '--arg', 'a'])).status).toBe(2);
  });
  test('trace goes to standard error', async () => {
    expect(await evaluate(['-E', 'builtins.trace { a = 1; } 2'])).toEqual({
      status: 0,
      out: '2\n',
      err: 'trace: { a = 1; }\n',
    });
    expect(await evaluate(['-E', 'builtins.warn "old" 2'])).toEqual({
      status: 0,
      out: '2\n',
      err: 'evaluation warning: old\n',
    });
    expect(await evaluate(['-E', 'builtins.traceVerbose (throw "x") 2'])).toEqual({ status: 0, out: '2\n', err: '' });
    expect((await evaluate(['-E', 'builtins.warn 1 2'])).err).toMatch(/^error: expected a string but found an integer/);
  });
});
