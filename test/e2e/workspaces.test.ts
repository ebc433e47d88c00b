// Workspaces that are more than one folder on a disk of one's own: several folders, files outside of all of them, files
// on no disk, other programs that change files, and workspaces that nobody trusts.
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { EditorPage } from './page';
import { OUTPUT } from './paths';
import { scenario } from './scenario';
import { suggestions } from './suggestions';
import { buildTestExtension, packageExtension } from './testExtension';

const WORKSPACE_FILE = 'several.code-workspace';
const VIRTUAL_WORKSPACE_FILE = 'virtual.code-workspace';

/** The folder of the extension that is built from memory-files. */
const VIRTUAL_FOLDER = { uri: 'memory://example/site', name: 'site' };

const git = (folder: string, ...args: string[]): Promise<unknown> => promisify(execFile)('git', args, { cwd: folder });

const runner = (name: string, option = 'url'): string => `{
  services.github-runners.${name} = {
    enable = true;
    ${option} = "https://github.com/example/${name}";
    tokenFile = "/run/keys/${name}";
  };
}
`;

/** Two folders on disk, of which one asks for a release of its own, and a worktree of the first; a workspace on no disk. */
async function severalFolders(workspace: string): Promise<void> {
  const host = path.join(workspace, 'build-host');
  await git(host, 'init', '--quiet');
  await git(host, 'add', '.');
  await git(host, '-c', 'user.name=Test', '-c', 'user.email=test@example.org', 'commit', '-qm', 'Begin');
  await git(host, 'worktree', 'add', '--quiet', '-b', 'next', path.join(workspace, 'next'));

  const old = path.join(workspace, 'old-host');
  await mkdir(path.join(old, '.vscode'), { recursive: true });
  await writeFile(path.join(old, '.vscode', 'settings.json'), JSON.stringify({ 'nixosRunner.release': '24.05' }));
  await writeFile(path.join(old, 'old.nix'), runner('old'));

  await mkdir(path.join(workspace, 'outside'));
  await writeFile(path.join(workspace, 'outside', 'outside.nix'), runner('outside', 'ulr'));
  const folders = [{ path: 'build-host' }, { path: 'old-host' }, { path: 'next' }];
  await writeFile(path.join(workspace, WORKSPACE_FILE), JSON.stringify({ folders }));
  await writeFile(path.join(workspace, VIRTUAL_WORKSPACE_FILE), JSON.stringify({ folders: [VIRTUAL_FOLDER] }));
}

/** Previews the runner of the active editor of the first group beside it, and waits for its unit. */
async function preview(editor: EditorPage, name: string): Promise<void> {
  await editor.group(0).locator('.codelens-decoration a', { hasText: 'Preview unit' }).first().waitFor();
  await editor.runCommand('NixOS runner: Preview Runner Unit');
  await editor
    .group(1)
    .locator('.tab.active', { hasText: `github-runner-${name}.service` })
    .waitFor();
  await expect.poll(() => editor.visibleText(editor.group(1))).toContain('[Service]');
}

const settings = {
  'nixosRunner.release': '25.05',
  'git.enabled': true,
  'scm.diffDecorations': 'none',
  'explorer.confirmDelete': false,
  'files.enableTrash': false,
  'workbench.colorTheme': 'Default Light Modern',
};

scenario(
  'several-folders',
  settings,
  (step) => {
    step('a folder has its own release', async (editor) => {
      await editor.openFile('old.nix');
      await preview(editor, 'old');
      await editor.group(1).locator('.codelens-decoration', { hasText: 'NixOS 24.05' }).waitFor();
    });

    step('another one the release of the person', async (editor) => {
      await editor.focusGroup(0);
      await editor.openFile('website.nix', 'build-host');
      await preview(editor, 'website');
      await editor.group(1).locator('.codelens-decoration', { hasText: 'NixOS 25.05' }).waitFor();
      await editor.group(1).locator('.codelens-decoration a', { hasText: 'config.json' }).click();
      await expect.poll(() => editor.visibleText(editor.group(1))).toContain('example/website');
    });

    step('a file that another program changes is followed', async (editor, workspace) => {
      const host = path.join(workspace, 'build-host', 'host.nix');
      const text = await readFile(host, 'utf8');
      await writeFile(host, text.replace('ci.project = "website"', 'ci.project = "documents"'));
      await expect.poll(() => editor.visibleText(editor.group(1))).toContain('example/documents');
    });

    step('paths and previews follow a file that is renamed', async (editor, workspace) => {
      await editor.focusGroup(0);
      const row = editor.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'website.nix' }).first();
      await row.click();
      await editor.press('F2');
      await editor.page.locator('.explorer-item-edited input').fill('site.nix');
      await editor.press('Enter');
      await editor.page.locator('.monaco-dialog-box', { hasText: 'refactoring changes' }).waitFor();
      await editor.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'OK' }).click();
      await editor.group(0).locator('.tab', { hasText: 'host.nix' }).click();
      await expect.poll(() => editor.visibleText(editor.group(0))).toContain('imports = [ ./site.nix ./secrets.nix ]');
      await editor.press('Control+S');
      await expect.poll(() => readFile(path.join(workspace, 'build-host', 'host.nix'), 'utf8')).toContain('./site.nix');
    });

    step('a file that is deleted is missed where it is imported', async (editor, workspace) => {
      await rm(path.join(workspace, 'build-host', 'secrets.nix'));
      await editor.squiggles(editor.group(0), 'error').first().waitFor();
      const text = await editor.hover(editor.squiggles(editor.group(0), 'error').first());
      expect(text).toContain('secrets.nix');
    });

    step('a worktree has its own last commit', async (editor) => {
      await editor.press('Escape');
      await editor.openFile('website.nix', 'next');
      await editor.group(0).locator('.codelens-decoration a', { hasText: 'Preview unit' }).waitFor();
      await editor.runCommand('NixOS runner: Compare Runner Unit With');
      await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'HEAD' }).waitFor();
    });

    step('a file outside of all folders is checked', async (editor, workspace) => {
      await editor.press('Escape');
      await editor.runCommand('File: Open File...');
      await editor.page.locator('.quick-input-title', { hasText: 'Open File' }).waitFor();
      await editor.typePath(path.join(workspace, 'outside', 'outside.nix'));
      await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'outside.nix' }).waitFor();
      await editor.press('Enter');
      await editor.group(0).locator('.tab.active', { hasText: 'outside.nix' }).waitFor();
      await editor.group(0).locator('.codelens-decoration a', { hasText: '1 problem' }).waitFor();
      const text = await editor.hover(editor.squiggles(editor.group(0), 'error').first());
      expect(text).toContain('`url`');
    });

    step('so is a text that was never saved', async (editor) => {
      await editor.press('Escape');
      await editor.press('Control+Alt+N');
      await editor.group(0).locator('.tab.active', { hasText: 'Untitled' }).waitFor();
      await editor.runCommand('Change Language Mode');
      await editor.type('Nix');
      await editor.pickItem('Nix');
      await editor.type('{ services.github-runners.new = { enable = true; ulr = ""; }; }');
      await editor.squiggles(editor.group(0), 'error').first().waitFor();
      await preview(editor, 'new');
    });

    step('previews of runners with the same name have titles of their own', async (editor) => {
      await editor.press('Escape');
      await editor.focusGroup(0);
      await editor.openFile('site.nix', 'build-host');
      await preview(editor, 'website');
      await editor.focusGroup(0);
      await editor.openFile('website.nix', 'next');
      await preview(editor, 'website');
      const tabs = editor.group(1).locator('.tab', { hasText: 'github-runner-website.service' });
      await expect.poll(() => tabs.count()).toBe(2);
      const titles = (await tabs.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
      expect(titles).toEqual([expect.stringMatching(/ …\/site\.nix$/), expect.stringMatching(/ …\/website\.nix$/)]);
    });

    step('a text that was never saved is limited, and that is said', async (editor) => {
      await editor.group(0).locator('.tab', { hasText: 'Untitled' }).click();
      const status = await editor.languageStatus();
      expect(status).toContain('Limited: imports are not followed');
      expect(status).toContain('the file is not saved yet');
    });

    step('in a workspace on no disk files are checked by themselves', async (editor, workspace) => {
      await editor.openWorkspace(path.join(workspace, VIRTUAL_WORKSPACE_FILE));
      // No search finds files there.
      await editor.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'virtual.nix' }).dblclick();
      await editor.group(0).locator('.codelens-decoration a', { hasText: '1 problem' }).waitFor();
      await expect.poll(() => editor.squiggles(editor.group(0), 'error').count()).toBe(1);
      const text = await editor.hover(editor.squiggles(editor.group(0), 'error').first());
      expect(text).toContain('`url`');
    });

    step('that is said, with the reason', async (editor) => {
      await editor.press('Escape');
      const status = await editor.languageStatus();
      expect(status).toContain('Limited: imports are not followed');
      expect(status).toContain('files of memory: are on no disk');
    });

    step('options are explained and completed there', async (editor) => {
      const text = await editor.hover(editor.word(editor.group(0), 'enable =', 'enable'));
      expect(text).toContain('services.github-runners.virtual.enable');
      await editor.press('Escape');
      await editor.goToText(editor.group(0), 'ulr');
      await editor.press('Shift+End');
      await editor.press('Delete');
      await editor.type('tok');
      expect((await suggestions(editor, 'tokenFile'))[0]).toBe('tokenFile');
      await editor.press('Escape');
      await editor.type('enFile = "/run/keys/virtual"; url = "https://github.com/example/virtual";');
      await editor.squiggles(editor.group(0), 'error').first().waitFor({ state: 'detached' });
    });

    step('units are shown, and what differs from the saved file', async (editor) => {
      await preview(editor, 'virtual');
      await expect.poll(() => editor.visibleText(editor.group(1))).toContain('InaccessiblePaths=-/run/keys/virtual');
      await editor.focusGroup(0);
      await editor.runCommand('NixOS runner: Compare Runner Unit With');
      await editor.pickItem('Saved File');
      const comparison = editor.group(0).locator('.multiDiffEditor');
      await comparison.locator('.view-line', { hasText: 'InaccessiblePaths' }).first().waitFor();
    });
  },
  {
    open: WORKSPACE_FILE,
    prepare: severalFolders,
    size: { width: 1250, height: 700 },
    extensions: [await packageExtension(await buildTestExtension('memory-files'))],
  },
);

/** Programs that the extension could be led to run, each replaced by one that tells of it. */
const PROGRAMS = ['git', 'systemd-analyze', 'shellcheck', 'nix', 'nix-instantiate'];
const watched = path.join(OUTPUT, 'watched-programs');

async function watchPrograms(): Promise<void> {
  await mkdir(watched, { recursive: true });
  for (const program of PROGRAMS) {
    const file = path.join(watched, program);
    await writeFile(file, `#!/bin/sh\necho "${program} $*" >> ${watched}/log\nexit 1\n`);
    await chmod(file, 0o755);
  }
  await writeFile(path.join(watched, 'log'), '');
}

scenario(
  'untrusted',
  { ...settings, 'security.workspace.trust.startupPrompt': 'never', 'nixosRunner.release': '25.05' },
  (step) => {
    step('a workspace that nobody trusts is checked', async (editor) => {
      await editor.openFile('fleet.nix');
      await editor.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
      await editor.group(0).locator('.codelens-decoration a', { hasText: 'Preview unit' }).waitFor();
      await editor.squiggles(editor.group(0), 'info').first().waitFor();
    });

    step('its runners are shown', async (editor) => {
      await preview(editor, 'builder');
    });

    step('and compared, but not with what Git would have to be asked for', async (editor) => {
      await editor.goToText(editor.group(0), 'extraPackages');
      await editor.press('Control+Enter');
      await editor.type('ephemeral = true;');
      await editor.group(0).locator('.codelens-decoration a', { hasText: 're-registers on deploy' }).waitFor();
      await editor.runCommand('NixOS runner: Compare Runner Unit With');
      const choices = editor.page.locator('.quick-input-list .monaco-list-row');
      await choices.filter({ hasText: 'Saved File' }).waitFor();
      expect(await choices.filter({ hasText: 'HEAD' }).count()).toBe(0);
    });

    step('no program was run for it', async () => {
      expect(await readFile(path.join(watched, 'log'), 'utf8')).toBe('');
    });
  },
  {
    trusted: false,
    prepare: async (workspace) => {
      await git(workspace, 'init', '--quiet');
      await watchPrograms();
    },
    env: { PATH: `${watched}${path.delimiter}${process.env['PATH'] ?? ''}` },
  },
);
