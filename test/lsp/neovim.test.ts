// A foreign editor: Neovim, headless, with nothing but its own client of the protocol.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundleServer } from './server';

const hasNeovim = spawnSync('nvim', ['--version']).status === 0;

const source = `let owner = "a"; in
{
  imports = [ ./other.nix ];
  services.github-runners.web = {
    enable = true;
    ulr = "https://github.com/\${owner}/b";
    tokenFile = builtins.substring 0 2 "/token";
  };
}
`;

interface Place {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

interface Seen {
  readonly definition: readonly Place[];
  readonly file: readonly Place[];
  readonly references: readonly Place[];
  readonly renamed: readonly string[];
  readonly diagnostics: readonly { readonly code: string; readonly line: number; readonly column: number }[];
  readonly hover: string;
  readonly signature: string;
  readonly active: number;
  readonly hints: readonly { readonly line: number; readonly text: string }[];
  readonly offered: readonly string[];
  readonly item: { readonly detail: string; readonly documentation: string };
  /** The line with the wrong name after completing it. */
  readonly taken: string;
  readonly after: number;
}

test.skipIf(!hasNeovim)(
  'diagnostics, hovers, signatures, hints, navigation and completion arrive, and follow edits (needs nvim)',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'neovim-'));
    try {
      const file = path.join(folder, 'configuration.nix');
      writeFileSync(file, source);
      writeFileSync(path.join(folder, 'other.nix'), '{ }');
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
      expect(seen.diagnostics).toContainEqual({ code: 'unknown-option', line: 5, column: 4 });
      expect(seen.hover).toContain('`services.github-runners.web.enable`** · boolean');
      expect(seen.signature).toBe('builtins.substring start length string');
      expect(seen.active).toBe(1);
      const declaration = { file: 'configuration.nix', line: 1, column: 5 };
      expect(seen.definition).toEqual([declaration]);
      expect(seen.file).toEqual([{ file: 'other.nix', line: 1, column: 1 }]);
      expect(seen.references).toEqual([declaration, { file: 'configuration.nix', line: 6, column: 33 }]);
      expect(seen.renamed).toEqual(source.trimEnd().replaceAll('owner', 'project').split('\n'));
      expect(seen.hints).toEqual([{ line: 6, text: '= "/t"' }]);
      expect(seen.offered).toEqual(expect.arrayContaining(['url', 'tokenFile', 'ephemeral']));
      expect(seen.item.detail).toBe('string, required');
      expect(seen.item.documentation).toContain('The GitHub address this runner works for');
      expect(seen.taken).toBe('    url = "https://github.com/${project}/b";');
      expect(seen.after).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
