// The status of a document: release, host, and what is not known, with the way to it.
import { expect } from 'vitest';
import { scenario } from './scenario';

scenario('status', { 'nixosRunner.release': '25.05' }, (step) => {
  step('names the release, the host and how much is not known', async (editor) => {
    await editor.openFile('fleet.nix');
    await editor.group(0).locator('.codelens-decoration a', { hasText: 'alpha' }).waitFor();
    await expect.poll(() => editor.languageStatus(), { timeout: 15_000 }).toContain('1 value is not known');
    const text = await editor.languageStatus();
    expect(text).toContain('NixOS 25.05');
    expect(text).toContain('set in your own settings');
    expect(text).toContain('Host alpha');
    expect(text).toContain('one of 2');
  });

  step('a command lists what is not known, with its reason', async (editor) => {
    await editor.press('Escape');
    await editor.runCommand('NixOS runner: Show Unknown Values');
    const row = editor.page.locator('.quick-input-list .monaco-list-row', {
      hasText: 'config.services.harmonia.address',
    });
    await row.waitFor();
    expect(await row.innerText()).toContain('services.github-runners.builder.extraEnvironment');
  });

  step('and goes to it', async (editor) => {
    await editor.pickItem('config.services.harmonia.address');
    await editor.page.locator('.statusbar-item', { hasText: /Ln 13, Col \d+ \(\d+ selected\)/ }).waitFor();
  });
});

scenario(
  'status-untrusted',
  { 'nixosRunner.release': '25.05', 'security.workspace.trust.startupPrompt': 'never' },
  (step) => {
    step('says that the workspace is not trusted', async (editor) => {
      await editor.openFile('fleet.nix');
      await editor.group(0).locator('.codelens-decoration a', { hasText: 'alpha' }).waitFor();
      expect(await editor.languageStatus()).toContain('Restricted mode');
    });
  },
  { trusted: false },
);
