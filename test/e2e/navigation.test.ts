// Finding one's way through a host of several files: definitions, references, renaming, symbols, links, folding.
import { expect } from 'vitest';
import { scenario } from './scenario';

const settings = {
  'nixosRunner.release': '25.05',
  'workbench.colorTheme': 'Default Light Modern',
};

scenario(
  'navigation',
  settings,
  (step) => {
    step('the definition of a variable is its binding', async (editor) => {
      await editor.openFile('host.nix');
      await editor.group(0).locator('.codelens-decoration a', { hasText: 'Preview unit' }).waitFor();
      await editor.goToText(editor.group(0), '${owner}/api', 'owner');
      await editor.press('F12');
      await expect.poll(() => editor.cursor()).toBe('Ln 4, Col 3');
    });

    step('the definition of a path is the imported file', async (editor) => {
      await editor.goToText(editor.group(0), './website.nix');
      await editor.press('F12');
      await editor.page.locator('.tab.active', { hasText: 'website.nix' }).waitFor();
    });

    step('the definition of an option is its declaration in another file', async (editor) => {
      await editor.openFile('host.nix');
      await editor.goToText(editor.group(0), 'ci.project', 'project');
      await editor.press('F12');
      await editor.page.locator('.tab.active', { hasText: 'website.nix' }).waitFor();
      await expect.poll(() => editor.cursor()).toMatch(/^Ln 4,/);
    });

    step('the definition of a token file is the secret behind it', async (editor) => {
      await editor.goToText(editor.group(0), 'sops.secrets."runner/token".path', 'token');
      await editor.press('F12');
      await editor.page.locator('.tab.active', { hasText: 'secrets.nix' }).waitFor();
      await expect.poll(() => editor.cursor()).toMatch(/^Ln 4,/);
    });

    step('references are shown without leaving the file', async (editor) => {
      await editor.openFile('host.nix');
      await editor.goToText(editor.group(0), '${owner}/api', 'owner');
      await editor.press('Shift+F12');
      const references = editor.page.locator('.reference-zone-widget');
      await references.locator('.monaco-list-row', { hasText: 'owner' }).first().waitFor();
      expect(await references.locator('.monaco-list-row', { hasText: 'owner' }).count()).toBe(3);
    });

    step('a name that would change its meaning is refused', async (editor) => {
      await editor.press('Escape');
      await editor.goToText(editor.group(0), '${owner}/api', 'owner');
      await editor.press('F2');
      await editor.page.locator('.rename-box input').fill('machine');
      await editor.press('Enter');
      const refusal = editor.page.locator('.notification-toast', { hasText: '`machine` is already defined' });
      await refusal.waitFor();
      expect(await editor.visibleText(editor.group(0))).toContain('${owner}/api');
    });

    step('a name that is free is given to every use', async (editor) => {
      await editor.press('Escape');
      await editor.goToText(editor.group(0), '${owner}/api', 'owner');
      await editor.press('F2');
      await editor.page.locator('.rename-box input').fill('organisation');
      await editor.press('Enter');
      await expect.poll(() => editor.visibleText(editor.group(0))).toContain('${organisation}/api');
      const text = await editor.visibleText(editor.group(0));
      expect(text).toContain('organisation = "example"');
      expect(text).toContain('"${organisation}-${machine}"');
      expect(text).not.toContain('owner');
    });

    step('runners are found by name across the workspace', async (editor) => {
      await editor.press('Control+T');
      await editor.type('website');
      const found = editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'website.nix' });
      await found.first().waitFor();
    });

    step('and opened where they are defined', async (editor) => {
      await editor.press('Enter');
      await editor.page.locator('.tab.active', { hasText: 'website.nix' }).waitFor();
      await expect.poll(() => editor.cursor()).toMatch(/^Ln 9,/);
    });

    step('the outline has the runner and what it sets', async (editor) => {
      await editor.openFile('host.nix');
      await editor.press('Control+Shift+O');
      const symbols = editor.page.locator('.quick-input-list .monaco-list-row');
      await symbols.filter({ hasText: 'api' }).first().waitFor();
      const names = await symbols.locator('.monaco-highlighted-label').allInnerTexts();
      expect(names.map((name) => name.trim())).toEqual(
        expect.arrayContaining(['api', 'enable', 'url', 'tokenFile', 'name']),
      );
    });

    step('paths and addresses are links', async (editor) => {
      await editor.press('Escape');
      const links = editor.group(0).locator('.view-line', { hasText: 'docs.github.com' }).locator('.detected-link');
      await links.first().waitFor();
      await editor.followLink(editor.group(0), './secrets.nix');
      await editor.page.locator('.tab.active', { hasText: 'secrets.nix' }).waitFor();
    });

    step('sets fold', async (editor) => {
      await editor.openFile('host.nix');
      await editor.goToText(editor.group(0), 'services.github-runners.api');
      await editor.press('Control+Shift+BracketLeft');
      await expect.poll(() => editor.visibleText(editor.group(0))).not.toContain('tokenFile');
      expect(await editor.visibleText(editor.group(0))).toContain('services.github-runners.api');
    });

    step('selections grow from a name to its binding', async (editor) => {
      await editor.press('Control+Shift+BracketRight');
      await expect.poll(() => editor.visibleText(editor.group(0))).toContain('tokenFile');
      await editor.goToText(editor.group(0), '${organisation}/api', 'organisation');
      const selections = [];
      for (let count = 0; count < 3; count++) {
        await editor.press('Shift+Alt+ArrowRight');
        await editor.page.waitForTimeout(300);
        selections.push(Number(/\((\d+) selected\)/.exec(await editor.cursor())?.[1]));
      }
      expect(selections).toEqual(
        ['organisation', 'https://github.com/${organisation}/api', '"https://github.com/${organisation}/api"'].map(
          ({ length }) => length,
        ),
      );
    });
  },
  { open: 'build-host' },
);
