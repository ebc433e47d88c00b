// A foreign editor: Neovim, headless, with nothing but its own client of the protocol.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundleServer } from './server';

const hasNeovim = spawnSync('nvim', ['--version']).status === 0;

const source = `{
  services.github-runners.web = {
    enable = true;
    ulr = "https://github.com/a/b";
    tokenFile = builtins.substring 0 2 "/token";
  };
}
`;

interface Seen {
  readonly diagnostics: readonly { readonly code: string; readonly line: number; readonly column: number }[];
  readonly hover: string;
  readonly signature: string;
  readonly active: number;
  readonly after: number;
}

test.skipIf(!hasNeovim)('diagnostics, hovers and signatures arrive, and follow an edit (needs nvim)', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'neovim-'));
  try {
    const file = path.join(folder, 'configuration.nix');
    writeFileSync(file, source);
    const env = {
      ...process.env,
      SERVER_BUNDLE: await bundleServer(),
      NIX_FILE: file,
      NODE: process.execPath,
      XDG_STATE_HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CACHE_HOME: folder,
    };
    const script = path.join(import.meta.dirname, 'neovim.lua');
    const editor = spawn('nvim', ['--headless', '--clean', '-n', '-S', script], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    editor.stdout.on('data', (data: Buffer) => (output += data.toString()));
    editor.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    const status = await new Promise((resolve) => editor.once('exit', resolve));
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    const seen = JSON.parse(output) as Seen;
    expect(seen.diagnostics).toContainEqual({ code: 'unknown-option', line: 3, column: 4 });
    expect(seen.hover).toContain('`services.github-runners.web.enable`** · boolean');
    expect(seen.signature).toBe('builtins.substring start length string');
    expect(seen.active).toBe(1);
    expect(seen.after).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
