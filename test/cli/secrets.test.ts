// Tokens in sources show in no output.
import { describe, expect, it } from 'vitest';
import { TOKENS, leaking } from '../support/leaking';
import { cli, project } from './support';

describe.each(TOKENS.map((token) => [token.slice(0, 6), token] as const))('%s…', (_, token) => {
  const secret = token.slice(-20);

  it.each([
    ['check', 'a.nix', '--format', 'text'],
    ['check', 'a.nix', '--format', 'json'],
    ['check', 'a.nix', '--format', 'sarif'],
    ['check', 'a.nix', '--format', 'github'],
    ['preview', 'a.nix'],
    ['preview', 'a.nix', '--json'],
    ['check', 'a.nix', '--fix'],
    ['check', 'a.nix', '--fix', '--format', 'json'],
  ])('%s %s %s %s', async (...args) => {
    const cwd = project({ 'a.nix': leaking(token) });
    const { out, err, status } = await cli([...args.filter(Boolean), '--release', '25.05'], { cwd });
    expect(status).toBe(1);
    expect(out).not.toContain(secret);
    expect(err).not.toContain(secret);
    expect(out + err).toContain('…redacted');
  });

  it.each([
    ['throw', (t: string) => `throw "bad ${t}"`],
    ['an undefined variable', (t: string) => `{ a = "${t}"; b = missing; }`],
    ['a wrong type', (t: string) => `1 + "${t}"`],
    ['a missing attribute', (t: string) => `{ }."${t}"`],
    ['an assertion', (t: string) => `assert "${t}" == ""; 1`],
    ['a trace', (t: string) => `builtins.trace "${t}" (throw "x")`],
    ['a frame', (t: string) => `builtins.addErrorContext "while reading ${t}" (throw "x")`],
    ['a long line', (t: string) => `{ a = ${'1 + '.repeat(40)}"${t}" + ${'1 + '.repeat(40)}x; }`],
    ['a syntax error', (t: string) => `{ a = "${t}" b; }`],
    ['a missing file', (t: string) => `builtins.readFile "/no such file ${t}"`],
  ])('eval of %s', async (_name, expression) => {
    const { out, err, status } = await cli(['eval', '--strict', '-E', expression(token)], { cwd: project({}) });
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(/^(error|trace): /);
    for (let i = 0; i + 8 <= secret.length; i++) expect(err).not.toContain(secret.slice(i, i + 8));
  });

  it('an argument that makes no sense', async () => {
    for (const args of [['eval', '--arg', token], ['check', `--rule=${token}`, 'a.nix'], [token], ['check', token]]) {
      const { out, err, status } = await cli(args, { cwd: project({}) });
      expect(status).toBe(2);
      expect(out + err).not.toContain(secret);
    }
  });
});
