// The preview as a tool: why a line is there, what a change does, other hosts and releases, and the texts outside of the editor.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { scenario } from './scenario';

const UNIT = 'github-runner-builder.service';

/** Commits the workspace, so that the editor has a last commit to compare with. */
async function commit(workspace: string): Promise<void> {
  const git = (...args: string[]): Promise<unknown> => promisify(execFile)('git', args, { cwd: workspace });
  await git('init', '--quiet');
  await git('add', '.');
  await git('-c', 'user.name=Test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--message', 'Begin');
}

scenario(
  'preview',
  { 'nixosRunner.release': '25.05', 'git.enabled': true, 'scm.diffDecorations': 'none' },
  (step) => {
    step('lenses above the runner offer its preview and its host', async (editor) => {
      await editor.openFile('fleet.nix');
      const lens = editor.group(0).locator('.codelens-decoration').first();
      await lens.locator('a', { hasText: 'Preview unit' }).waitFor();
      expect(await lens.innerText()).toContain('alpha');
    });

    step('the lens opens the unit', async (editor) => {
      await editor.group(0).locator('.codelens-decoration a', { hasText: 'Preview unit' }).click();
      await editor.group(1).locator('.tab', { hasText: UNIT }).waitFor();
      await expect.poll(() => editor.visibleText(editor.group(1))).toContain('[Service]');
    });

    step('hovering over a line tells who put it there', async (editor) => {
      await editor.group(1).locator('.view-lines').click();
      await editor.goTo(30, 1);
      const text = await editor.hover(editor.word(editor.group(1), 'MemoryMax=4G', 'MemoryMax'));
      expect(text).toContain('services.github-runners.builder.serviceOverrides.MemoryMax');
      expect(text).toContain('fleet.nix:15');
    });

    step('comparing with another release sums up what the change does', async (editor) => {
      await editor.group(0).locator('.view-lines').click();
      await editor.runCommand('NixOS runner: Compare Runner Unit With');
      await editor.pickItem('NixOS 24.11');
      await editor.page.locator('.tab.active', { hasText: 'builder' }).waitFor();
      const editors = editor.page.locator('.multiDiffEditor');
      await editors.locator('.view-line').first().waitFor();
      await expect.poll(() => editors.innerText()).toContain('24.11');
    });
  },
  { prepare: commit },
);
