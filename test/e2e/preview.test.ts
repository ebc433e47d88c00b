// The preview as a tool: why a line is there, what is not known, what a change does, other hosts and releases, and the
// texts outside of the editor.
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { EditorPage } from './page';
import { ROOT } from './paths';
import { scenario } from './scenario';

const run = promisify(execFile);

const UNIT = 'github-runner-builder.service';
const RELEASE = '25.05';

/** Commits the workspace, so that the editor has a last commit to compare with; makes the folder that texts are saved in. */
async function prepare(workspace: string): Promise<void> {
  const git = (...args: string[]): Promise<unknown> => run('git', args, { cwd: workspace });
  await git('init', '--quiet');
  await git('add', '.');
  await git('-c', 'user.name=Test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--message', 'Begin');
  await mkdir(path.join(workspace, 'out'));
}

interface PrintedRunner {
  readonly unit: { readonly name: string; readonly text: string };
  readonly scripts: readonly { readonly name: string; readonly text: string }[];
  readonly registration: { readonly json: string };
}

/** What the command line prints of the runner. */
async function printed(workspace: string): Promise<PrintedRunner> {
  const cli = path.join(ROOT, 'dist/cli.js');
  const { stdout } = await run(process.execPath, [cli, 'preview', 'fleet.nix', '--release', RELEASE, '--json'], {
    cwd: workspace,
  });
  const { runners } = JSON.parse(stdout) as { readonly runners: readonly [PrintedRunner] };
  return runners[0];
}

/** Compares with the item of that label, and returns what the comparison shows. */
async function compareWith(editor: EditorPage, label: string): Promise<string> {
  await editor.group(0).locator('.tab', { hasText: 'fleet.nix' }).click();
  await editor.runCommand('NixOS runner: Compare Runner Unit With');
  const choices = editor.page.locator('.quick-input-list .monaco-list-row');
  await choices.filter({ hasText: label }).first().waitFor();
  // What is at hand is nothing to compare with.
  expect(await choices.filter({ hasText: `NixOS ${RELEASE}` }).count()).toBe(0);
  await editor.pickItem(label);
  await editor.group(0).locator('.tab.active', { hasText: label }).waitFor();
  const comparison = editor.group(0).locator('.multiDiffEditor');
  await comparison.locator('.view-line', { hasText: /^-/ }).first().waitFor();
  return (await comparison.innerText()).replaceAll('\u00a0', ' ');
}

const settings = {
  'nixosRunner.release': RELEASE,
  'git.enabled': true,
  'scm.diffDecorations': 'none',
  // Definitions are shown where the file is open, not in place of the preview.
  'workbench.editor.revealIfOpen': true,
};

scenario(
  'preview',
  settings,
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
      await editor.group(1).locator('.codelens-decoration', { hasText: 'config.json' }).waitFor();
    });

    step('hovering over a line tells who put it there', async (editor) => {
      const text = await editor.hover(editor.word(editor.group(1), 'MemoryMax=4G', 'MemoryMax'));
      expect(text).toContain('services.github-runners.builder.serviceOverrides.MemoryMax');
      expect(text).toContain('fleet.nix:15');
    });

    step('what is not known is marked and explained', async (editor) => {
      await editor.press('Escape');
      const text = await editor.hover(editor.word(editor.group(1), 'CACHE=', 'config.services.harmonia'));
      expect(text).toContain('‹config.services.harmonia.address›');
      expect(text).toContain('is not known: the files at hand do not define it');
      const marks = await editor
        .group(1)
        .locator('.view-overlays [class*="ced-"]')
        .evaluateAll((elements) => elements.map((element) => getComputedStyle(element).borderBottomStyle));
      expect(marks).toContain('dotted');
    });

    step('the definition of a line is the setting that put it there', async (editor) => {
      await editor.press('Escape');
      await editor.focusGroup(1);
      await editor.goToText(editor.group(1), 'MemoryMax');
      await editor.press('F12');
      await expect.poll(() => editor.cursor()).toMatch(/^Ln 15,/);
    });

    step('the definition of a default is the runner that has it', async (editor) => {
      await editor.focusGroup(1);
      await editor.goToText(editor.group(1), 'MemoryDenyWriteExecute');
      await editor.press('F12');
      await expect.poll(() => editor.cursor()).toMatch(/^Ln 7,/);
    });

    step('the unit is copied as the command line prints it', async (editor, workspace) => {
      await editor.focusGroup(1);
      await editor.runCommand('NixOS runner: Copy Unit');
      await editor.page.locator('.statusbar-item', { hasText: `${UNIT} copied` }).waitFor();
      const copied = await editor.page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toBe((await printed(workspace)).unit.text);
    });

    step('the texts are saved as the command line prints them', async (editor, workspace) => {
      const folder = path.join(workspace, 'out');
      await editor.runCommand('NixOS runner: Save Unit and Scripts');
      await editor.page.locator('.quick-input-title', { hasText: UNIT }).waitFor();
      await editor.typePath(`${folder}/`);
      await editor.page.locator('.quick-input-widget .monaco-button', { hasText: 'Save Here' }).click();
      await editor.page.locator('.notification-toast', { hasText: 'files were saved' }).waitFor();
      const { unit, scripts, registration } = await printed(workspace);
      const expected = new Map([unit, ...scripts].map(({ name, text }) => [name, text]));
      expected.set('github-runner-builder-config.json', registration.json);
      const names = await readdir(folder);
      const saved = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
      expect(new Map(names.map((name, index) => [name, saved[index]]))).toEqual(expected);
    });

    step('an edit leaves the preview where it is scrolled to', async (editor) => {
      await editor.runCommand('Notifications: Clear All Notifications');
      await editor.focusGroup(1);
      await editor.goTo(45, 1);
      await expect.poll(() => editor.visibleText(editor.group(1))).toContain('Restart=no');
      const [first] = (await editor.visibleText(editor.group(1))).split('\n');
      await editor.focusGroup(0);
      await editor.goToText(editor.group(0), 'extraPackages');
      await editor.press('Control+Enter');
      await editor.type('ephemeral = true;');
      await expect.poll(() => editor.visibleText(editor.group(1))).toContain('Restart=on-success');
      await expect.poll(async () => (await editor.visibleText(editor.group(1))).split('\n')[0]).toBe(first);
    });

    step('lenses tell what the change does when it is deployed', async (editor) => {
      const lens = editor.group(0).locator('.codelens-decoration a', { hasText: 're-registers on deploy' });
      await lens.waitFor();
    });

    step('a comparison with the saved file says so in words', async (editor) => {
      const text = await compareWith(editor, 'Saved File');
      expect(text).toContain('A switch restarts');
      expect(text).toContain('registers anew');
      expect(text).toContain('Restart=on-success');
    });

    step('so does one with the last commit', async (editor) => {
      await editor.group(0).locator('.tab', { hasText: 'fleet.nix' }).click();
      await editor.press('Control+S');
      const text = await compareWith(editor, 'HEAD');
      expect(text).toContain('registers anew');
    });

    step('one with another host has what differs between them', async (editor) => {
      const text = await compareWith(editor, 'beta');
      expect(text).toMatch(/alpha → beta/);
      expect(text).toContain('extraLabels');
      expect(text).toContain('--labels nixos,alpha');
    });

    step('and one with another release what that changes', async (editor) => {
      const text = await compareWith(editor, 'NixOS 24.11');
      expect(text).toContain('NixOS 25.05 → NixOS 24.11');
    });

    step('a lens that was out of sight while the text changed works at the first click', async (editor) => {
      const [source, unit] = [editor.group(0), editor.group(1)];
      const lens = unit.locator('.codelens-decoration a', { hasText: 'alpha' });
      await editor.focusGroup(1);
      await editor.press('Control+Home');
      const [x, y] = await editor.centreOf(lens);
      await editor.goTo(40, 1);
      await lens.waitFor({ state: 'hidden' });
      await source.locator('.tab', { hasText: 'fleet.nix' }).click();
      await editor.goToText(source, 'MemoryMax = "4G"', '4G');
      await editor.type('6');
      await expect.poll(() => editor.visibleText(unit)).toContain('MemoryMax=64G');
      // Longer than the editor waits with fetching lenses.
      await editor.page.waitForTimeout(1500);
      await editor.focusGroup(1);
      await editor.press('Control+Home');
      await lens.waitFor();
      await editor.page.mouse.click(x, y);
      await editor.page
        .locator('.quick-input-widget input[placeholder="Choose the host to show runners in"]')
        .waitFor();
    });

    step('another host can be chosen for the preview', async (editor) => {
      await editor.pickItem('beta');
      await editor.group(1).locator('.codelens-decoration a', { hasText: 'beta' }).waitFor();
      await editor.group(1).locator('.codelens-decoration a', { hasText: 'config.json' }).click();
      await expect.poll(() => editor.visibleText(editor.group(1))).toContain('"beta"');
    });
  },
  { prepare },
);
