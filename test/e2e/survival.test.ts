// What survives: a preview the reload of the window, and everything the end of the server.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { EditorPage } from './page';
import { scenario } from './scenario';

/** The processes of the language server of the editor that has a workspace open. */
async function serversOf(workspace: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(path.dirname(workspace)) && /dist\/server\.js\0.*--stdio/.test(command)) {
      found.push(Number(pid));
    }
  }
  return found;
}

/** Ends the server without a chance to say anything, and waits for the next one. */
async function killServer(workspace: string): Promise<void> {
  const [pid] = await serversOf(workspace);
  if (pid === undefined) {
    throw new Error('No server is running.');
  }
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => serversOf(workspace)).not.toContain(pid);
}

const beside = (editor: EditorPage): Promise<string> => editor.visibleText(editor.group(1));

scenario('survival', { 'nixosRunner.release': '22.11' }, (step) => {
  step('a reloaded window fills its previews without a Nix file', async (editor) => {
    await editor.openFile('configuration.nix');
    await editor.squiggles(editor.group(0), 'error').first().waitFor();
    await editor.runCommand('NixOS runner: Preview Runner Unit');
    await expect.poll(() => beside(editor)).toContain('[Service]');
    await editor.runCommand('View: Close All Editors in Group');
    await editor.page.locator('.tab', { hasText: 'configuration.nix' }).waitFor({ state: 'detached' });
    await editor.runCommand('Developer: Reload Window');
    await editor.page.waitForEvent('load');
    await editor.page.locator('.monaco-workbench').waitFor();
    await editor.page.locator('.tab', { hasText: 'github-runner.service' }).waitFor();
    await expect.poll(() => editor.visibleText(editor.group(0)), { timeout: 30_000 }).toContain('[Service]');
    await editor.page.locator('.statusbar-item', { hasText: 'Ini' }).waitFor();
  });

  step('a server that ends is started again, and its findings come back', async (editor, workspace) => {
    await editor.openFile('configuration.nix');
    const marks = editor.squiggles(editor.group(0), 'error');
    await marks.first().waitFor();
    await killServer(workspace);
    await editor.page
      .locator('.notification-toast', { hasText: 'stopped unexpectedly and was started again' })
      .waitFor();
    await expect.poll(() => serversOf(workspace)).toHaveLength(1);
    await marks.first().waitFor();
  });

  step('a preview follows the new server', async (editor) => {
    await editor.runCommand('NixOS runner: Preview Runner Unit');
    await expect.poll(() => beside(editor)).toContain('[Service]');
    expect(await editor.group(1).locator('.codelens-decoration', { hasText: 'Out of date' }).count()).toBe(0);
  });

  step('a server that ends again and again stays stopped, and says so', async (editor, workspace) => {
    for (let count = 0; count < 4; count++) {
      await expect.poll(() => serversOf(workspace), { timeout: 15_000 }).toHaveLength(1);
      await killServer(workspace);
    }
    await editor.page.locator('.notification-toast', { hasText: 'stays stopped' }).waitFor();
    expect(await serversOf(workspace)).toEqual([]);
  });

  step('so does a command that would need it', async (editor) => {
    await editor.runCommand('NixOS runner: Preview Runner Unit');
    await editor.page.locator('.notification-toast', { hasText: 'does not run, so that there is no answer' }).waitFor();
  });

  step('and is started by the button', async (editor, workspace) => {
    await editor.page
      .locator('.notification-toast', { hasText: 'stays stopped' })
      .locator('a', { hasText: 'Restart' })
      .click();
    await expect.poll(() => serversOf(workspace), { timeout: 15_000 }).toHaveLength(1);
    await editor.squiggles(editor.group(0), 'error').first().waitFor();
  });
});
