// The first minutes with the extension: what the palette offers, the walkthrough and its steps, and the pictures of both
// the walkthrough and the README, which are taken here.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { EditorPage } from './page';
import { offeredCommands } from './palette';
import { EDITORS, takePicture } from './pictures';
import { scenario } from './scenario';

const settings = {
  'nixosRunner.release': '25.05',
  // What the programs of this machine say of a unit is not the same on the next one.
  'nixosRunner.externalChecks': {
    'systemd-analyze verify': false,
    'systemd-analyze security': false,
    shellcheck: false,
    'bash -n': false,
  },
  // The pictures show editors, and nothing of what is around them.
  'breadcrumbs.enabled': false,
  'diffEditor.renderSideBySide': false,
  'editor.hideCursorInOverviewRuler': true,
  // Below what is explained, which then stays in sight.
  'editor.hover.above': false,
  'editor.lightbulb.enabled': 'off',
  'editor.scrollbar.vertical': 'hidden',
  'editor.overviewRulerBorder': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
  'workbench.preferredDarkColorTheme': 'Default Dark Modern',
  'workbench.preferredLightColorTheme': 'Default Light Modern',
};

const STEPS = ['Open a Configuration', 'Preview the Unit', 'Say What Counts'];

const TITLE = 'Get Started with NixOS GitHub Runner';

async function openWalkthrough(editor: EditorPage): Promise<void> {
  await editor.runCommand('Welcome: Open Walkthrough...');
  await editor.page.locator('.quick-input-widget input[type=text]').fill(TITLE);
  await editor.pickItem(TITLE);
  await editor.page.locator('.gettingStartedContainer .getting-started-step').first().waitFor();
}

/** Titles of the walkthrough's steps that are done. */
async function done(editor: EditorPage): Promise<string[]> {
  const steps = editor.page.locator('.getting-started-step:has(.codicon-getting-started-step-checked)');
  const titles = await steps.locator('.step-title').allInnerTexts();
  return titles.map((title) => title.trim());
}

scenario(
  'first-minutes',
  settings,
  (step) => {
    step('a file without runners is offered little', async (editor) => {
      await editor.openFile('hardware.nix');
      await expect.poll(() => offeredCommands(editor)).toEqual(['Preview Runner Unit', 'Restart Server']);
    });

    step('and no file nothing but the server', async (editor) => {
      await editor.runCommand('View: Close All Editors');
      await editor.page.locator('.tab').waitFor({ state: 'detached' });
      expect(await offeredCommands(editor)).toEqual(['Restart Server']);
    });

    step('the walkthrough shows three steps', async (editor) => {
      await openWalkthrough(editor);
      const steps = editor.page.locator('.getting-started-step');
      expect((await steps.locator('.step-title').allInnerTexts()).map((title) => title.trim())).toEqual(STEPS);
      expect(await done(editor)).toEqual([]);
    });

    step('findings', async (editor) => {
      await editor.runCommand('View: Close All Editors');
      await editor.openFile('runner.nix');
      await editor.press('Control+B');
      await takePicture(editor, {
        name: 'findings',
        of: EDITORS,
        themes: ['dark', 'light'],
        height: 420,
        async arrange() {
          const text = await editor.hover(editor.squiggles(editor.group(0), 'error').first());
          return [text.split('\n')[0] ?? ''];
        },
      });
    });

    step('preview', async (editor) => {
      await editor.goToText(editor.group(0), 'pkgs.writeText "token"');
      await editor.press('Shift+End');
      await editor.press('Delete');
      await editor.type('"/run/secrets/runner";');
      await editor.press('Control+S');
      await editor.runCommand('NixOS runner: Preview Runner Unit');
      const beside = editor.group(1);
      await expect.poll(() => editor.visibleText(beside)).toContain('[Service]');
      // Lenses move what is below them when they come.
      await beside.locator('.codelens-decoration', { hasText: 'config.json' }).waitFor();
      await takePicture(editor, {
        name: 'preview',
        of: EDITORS,
        themes: ['dark', 'light'],
        height: 620,
        async arrange() {
          const origin = await editor.hover(editor.word(beside, 'InaccessiblePaths=-/run', 'InaccessiblePaths'));
          expect(origin).toContain('tokenFile');
          const lines = (await editor.visibleText(beside)).split('\n').slice(0, 20);
          return lines.filter((line) => !line.includes('/nix/store/'));
        },
      });
    });

    step('comparison', async (editor) => {
      await editor.focusGroup(1);
      await editor.runCommand('View: Close All Editors in Group');
      await editor.goToText(editor.group(0), 'extraPackages');
      await editor.press('Control+Enter');
      await editor.type('ephemeral = true;');
      await editor.group(0).locator('.codelens-decoration a', { hasText: 're-registers on deploy' }).waitFor();
      await editor.runCommand('NixOS runner: Compare Runner Unit With');
      await editor.pickItem('Saved File');
      const summary = editor.group(0).locator('.multiDiffEditor .view-line');
      await takePicture(editor, {
        name: 'comparison',
        of: EDITORS,
        themes: ['dark'],
        height: 540,
        async arrange() {
          await editor.page.mouse.move(0, 0);
          await summary.filter({ hasText: 'A switch restarts' }).waitFor();
          await editor.page.waitForTimeout(1000);
          const lines = (await summary.allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' '));
          // How many words fit into a line differs from machine to machine.
          const sentences = lines.filter((line) => line.startsWith('- '));
          return sentences.map((line) => line.slice(0, 40)).sort();
        },
      });
    });

    step('settings', async (editor) => {
      const labels = editor.page.locator('.settings-editor .setting-item-label');
      await takePicture(editor, {
        name: 'settings',
        of: '.settings-editor .settings-body',
        themes: ['dark', 'light'],
        height: 780,
        async arrange() {
          await editor.runCommand('Preferences: Open Settings (UI)');
          await editor.page.locator('.settings-editor .suggest-input-container').click();
          await editor.type('@id:nixosRunner.release,nixosRunner.rules,nixosRunner.allowedFolders');
          await expect.poll(() => labels.allInnerTexts()).toHaveLength(3);
          await editor.page.waitForTimeout(500);
          return (await labels.allInnerTexts()).sort();
        },
      });
    });

    step('the steps of the walkthrough are done', async (editor, workspace) => {
      const folder = path.join(workspace, 'first-minutes', '.vscode');
      await mkdir(folder);
      await writeFile(path.join(folder, 'settings.json'), '{ "nixosRunner.rules": { "docker-access": "off" } }');
      await openWalkthrough(editor);
      await expect.poll(() => done(editor)).toEqual(STEPS);
    });

    step('and shown in pictures', async (editor) => {
      const steps = editor.page.locator('.getting-started-step');
      for (const index of [0, 1, 2]) {
        await steps.nth(index).locator('.step-title').click();
        const picture = editor.page.locator('.getting-started-media img');
        await expect
          .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth))
          .toBeGreaterThan(500);
        await editor.screenshot(`walkthrough ${index + 1}`);
      }
    });
  },
  { open: 'first-minutes', size: { width: 1000, height: 600 } },
);
