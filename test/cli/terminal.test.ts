// What terminals get: colour where it is wanted, and how far a long check is.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../server/src/cli/program';
import { RUNNER, project } from './support';

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');

describe('the progress bar', () => {
  const shownFor = async (files: number, format = 'text'): Promise<{ out: string; shown: string[] }> => {
    const cwd = project(
      Object.fromEntries(
        Array.from({ length: files }, (_, i) => [`${String(i).padStart(2, '0')}.nix`, RUNNER] as const),
      ),
    );
    const shown: string[] = [];
    let out = '';
    await run(['check', '.', '--format', format], {
      cwd,
      colour: false,
      out: (text) => void (out += text),
      err: () => undefined,
      progress: (text) => void shown.push(text),
      readStdin: () => Promise.resolve(new Uint8Array()),
    });
    return { out, shown };
  };

  it('tells how many of many files are done, and goes away', async () => {
    const { out, shown } = await shownFor(40);
    expect(shown[0]).toBe('[........................] 0/40 00.nix');
    expect(shown[20]).toBe('[############............] 20/40 20.nix');
    expect(shown.at(-1)).toBe('');
    expect(out).toBe('40 files checked: nothing to report.\n');
  });

  it('is not shown for a few', async () => {
    expect((await shownFor(5)).shown).toEqual([]);
  });
});

describe.skipIf(!existsSync(CLI))('colour', () => {
  const coloured = (env: Record<string, string>): boolean => {
    const cwd = project({ 'a.nix': '{ a = missing; }' });
    const { NO_COLOR, FORCE_COLOR, ...inherited } = process.env;
    void [NO_COLOR, FORCE_COLOR];
    const { stdout, stderr } = spawnSync('node', [CLI, 'check', 'a.nix'], { cwd, env: { ...inherited, ...env } });
    expect(stderr.toString()).toBe('');
    return stdout.toString().includes('\u001b[');
  };

  it('is not for pipes', () => {
    expect(coloured({})).toBe(false);
    expect(coloured({ FORCE_COLOR: '0' })).toBe(false);
  });

  it('is forced by FORCE_COLOR, unless NO_COLOR forbids it', () => {
    expect(coloured({ FORCE_COLOR: '1' })).toBe(true);
    expect(coloured({ FORCE_COLOR: '1', NO_COLOR: '' })).toBe(true);
    expect(coloured({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });
});
