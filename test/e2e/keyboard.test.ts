// The extension without a mouse: what lenses, links and hovers offer is reached by keys alone, and the focus is where a
// person goes on.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { offeredCommands } from './palette';
import type { EditorPage } from './page';
import { scenario } from './scenario';

const UNIT = 'github-runner-builder.service';

/** The title of the tab that has the focus. */
const active = async (editor: EditorPage): Promise<string> =>
  (await editor.page.locator('.editor-group-container.active .tab.active').textContent()) ?? '';

const title = (editor: EditorPage, text: string): Promise<void> =>
  editor.page.locator('.quick-input-title', { hasText: text }).waitFor();

/** Takes the item of a list that was found by typing. */
async function choose(editor: EditorPage, text: string): Promise<void> {
  await editor.type(text);
  await editor.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text }).waitFor();
  await editor.press('Enter');
}

scenario(
  'keyboard',
  { 'nixosRunner.release': '25.05', 'workbench.editor.revealIfOpen': true },
  (step) => {
    step('a preview opens beside the source, which keeps the focus', async (editor) => {
      await editor.openFile('fleet.nix');
      await editor.group(0).locator('.codelens-decoration a', { hasText: 'alpha' }).waitFor();
      await editor.runCommand('NixOS runner: Preview Runner Unit');
      await expect.poll(() => editor.visibleText(editor.group(1))).toContain('[Service]');
      expect(await active(editor)).toContain('fleet.nix');
    });

    step('asking again goes to it', async (editor) => {
      await editor.runCommand('NixOS runner: Preview Runner Unit');
      await expect.poll(() => active(editor)).toContain(UNIT);
      expect(await editor.page.locator('.editor-group-container').count()).toBe(2);
    });

    step('the palette has all that its lenses and links offer', async (editor) => {
      await expect
        .poll(() => offeredCommands(editor))
        .toEqual([
          'Choose Host…',
          'Compare Runner Unit With…',
          'Copy Unit',
          'Open Script or Registration…',
          'Restart Server',
          'Save Unit and Scripts to Folder…',
          'Show Exposure',
          'Show Notes',
          'Show Unknown Values',
        ]);
    });

    step('notes', async (editor) => {
      await editor.runCommand('NixOS runner: Show Notes');
      const dialog = editor.page.locator('.monaco-dialog-box', { hasText: `Notes on ${UNIT}` });
      expect(await dialog.innerText()).toContain('config.services.harmonia.address');
      await editor.press('Enter');
      await dialog.waitFor({ state: 'detached' });
      expect(await active(editor)).toContain(UNIT);
    });

    step('the exposure, to the line that adds to it', async (editor) => {
      await editor.group(1).locator('.codelens-decoration a', { hasText: 'Exposure' }).waitFor();
      await editor.runCommand('NixOS runner: Show Exposure');
      await title(editor, `Exposure of ${UNIT}`);
      await choose(editor, 'PrivateNetwork=');
      await expect.poll(() => editor.cursor()).toContain('selected');
    });

    step('a lens', async (editor) => {
      await editor.goTo(1, 1);
      await editor.runCommand('Show CodeLens Commands for Current Line');
      await choose(editor, 'config.json');
      await expect.poll(() => active(editor)).toContain('config.json');
    });

    step('a script by its name', async (editor) => {
      await editor.runCommand('NixOS runner: Open Script or Registration');
      await title(editor, `Texts of ${UNIT}`);
      await choose(editor, '-configure.sh');
      await expect.poll(() => active(editor)).toContain('-configure.sh');
      await editor.runCommand('NixOS runner: Open Script or Registration');
      const rows = editor.page.locator('.quick-input-list .monaco-list-row');
      await rows.filter({ hasText: 'config.json' }).filter({ hasText: 'registration' }).waitFor();
      await choose(editor, UNIT);
      await expect.poll(() => active(editor)).toContain(UNIT);
    });

    step('why a line is there, and the way to the definition', async (editor) => {
      await editor.goToText(editor.group(1), 'MemoryMax=4G');
      await editor.press('Control+K');
      await editor.press('Control+I');
      const hover = editor.page.locator('.monaco-hover:visible .hover-contents', { hasText: 'fleet.nix:15' });
      await hover.waitFor();
      await editor.press('Control+K');
      await editor.press('Control+I');
      await editor.press('Tab');
      await expect.poll(() => editor.page.locator('a:focus').innerText()).toBe('fleet.nix:15');
      await editor.press('Enter');
      await expect.poll(() => active(editor)).toContain('fleet.nix');
      await expect.poll(() => editor.cursor()).toMatch(/^Ln 15,/);
    });

    step('what is not known is shown where the source is open', async (editor) => {
      await editor.focusGroup(1);
      await editor.runCommand('NixOS runner: Show Unknown Values');
      await choose(editor, 'harmonia');
      await expect.poll(() => editor.cursor()).toMatch(/^Ln 13,.*selected/);
      expect(await editor.group(1).locator('.tab', { hasText: 'fleet.nix' }).count()).toBe(0);
    });

    step('another host', async (editor) => {
      await editor.runCommand('NixOS runner: Choose Host');
      await title(editor, 'Hosts of this file');
      await choose(editor, 'beta');
      await editor.group(0).locator('.codelens-decoration a', { hasText: 'beta' }).waitFor();
      expect(await active(editor)).toContain('fleet.nix');
    });

    step('a comparison, whose summary has the focus', async (editor) => {
      await editor.runCommand('NixOS runner: Compare Runner Unit With');
      await title(editor, `Compare ${UNIT}`);
      await choose(editor, 'alpha');
      await expect.poll(() => active(editor)).toContain('alpha');
      await editor.group(0).locator('.multiDiffEditor .monaco-editor.focused', { hasText: 'extraLabels' }).waitFor();
    });

    step('a quick fix', async (editor) => {
      await editor.openFile('misspelt.nix');
      await editor.squiggles(editor.group(0), 'error').first().waitFor();
      await editor.press('F8');
      await editor.press('Control+.');
      await editor.page.locator('.action-widget', { hasText: 'extraLabels' }).waitFor();
      await editor.press('Enter');
      await expect.poll(() => editor.visibleText(editor.group(0))).toContain('extraLabels = [ ];');
      await editor.press('Control+S');
    });

    step('the preview that the walkthrough offers is of the file that was open before', async (editor) => {
      await editor.focusGroup(1);
      await editor.runCommand('View: Close All Editors in Group');
      await editor.runCommand('Welcome: Open Walkthrough...');
      await choose(editor, 'Get Started with NixOS GitHub Runner');
      await editor.page.locator('.getting-started-step', { hasText: 'Preview the Unit' }).first().waitFor();
      const button = editor.page.locator('.getting-started-step .monaco-button:focus', {
        hasText: 'Preview Runner Unit',
      });
      for (let tabs = 0; tabs < 40 && (await button.count()) === 0; tabs += 1) {
        const closed = editor.page.locator('.getting-started-step:not(.expanded):focus', {
          hasText: 'Preview the Unit',
        });
        await editor.press((await closed.count()) > 0 ? 'Enter' : 'Tab');
      }
      await editor.press('Enter');
      await expect.poll(() => editor.visibleText(editor.group(1))).toContain('github-runner/api');
      // The editor counts no step as done for what was so before it showed the walkthrough.
      await editor.page
        .locator('.getting-started-step:has(.codicon-getting-started-step-checked)', { hasText: 'Preview the Unit' })
        .waitFor();
    });
  },
  {
    prepare: (workspace) =>
      writeFile(
        path.join(workspace, 'misspelt.nix'),
        `{
  services.github-runners.api = {
    enable = true;
    url = "https://github.com/example/api";
    tokenFile = "/run/secrets/api";
    extraLabel = [ ];
  };
}
`,
      ),
  },
);
