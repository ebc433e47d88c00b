// Writing runners with nothing but completion: what is offered, what is said of it, and what it leaves in the text.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { EditorPage } from './page';
import { scenario } from './scenario';
import { nextLine, suggestions, take, whenOffered } from './suggestions';

const FILE = 'complete.nix';
const SOURCE = `{ config, lib, pkgs, ... }:

{
  sops.secrets."github/token" = { };
  users.users.ci = { };

  services.github-runners = {
${'    '}
  };
}
`;

const RESULT = `{ config, lib, pkgs, ... }:

{
  sops.secrets."github/token" = { };
  users.users.ci = { };

  services.github-runners = {
    web = {
      enable = true;
      url = "https://github.com/acme/site";
      tokenFile = config.sops.secrets."github/token".path;
      user = "ci";
      serviceOverrides.ProtectHome = false;
      ephemeral = true;
      extraPackages = with pkgs; [ docker ];
    };
    api.tokenFile = config.sops.secrets."github/token".path;
  };
}
`;

const text = (editor: EditorPage): Promise<string> => editor.visibleText(editor.group(0));

scenario(
  'completion',
  { 'nixosRunner.release': '25.05', 'editor.codeLens': false, 'editor.inlayHints.enabled': 'off' },
  (step) => {
    step('a new runner is offered in the set of runners', async (editor) => {
      await editor.openFile(FILE);
      // What the file declares is known once it was evaluated.
      await expect.poll(() => editor.languageStatus()).toContain('NixOS 25.05');
      await editor.press('Escape');
      await editor.goTo(8, 5);
      await expect.poll(() => editor.cursor()).toBe('Ln 8, Col 5');
      await whenOffered(editor, 'new runner');
      expect((await suggestions(editor, 'new runner'))[0]).toBe('new runner');
    });

    step('it brings the required options, with places to fill in and the secret that is declared', async (editor) => {
      await take(editor);
      await editor.type('web');
      await editor.press('Tab');
      await editor.type('acme');
      await editor.press('Tab');
      await editor.type('site');
      await editor.press('Tab');
      await expect.poll(() => text(editor)).toContain('      tokenFile = config.sops.secrets."github/token".path;');
    });

    step('an option is found by its beginning, and explained beside the list', async (editor) => {
      await nextLine(editor);
      await editor.type('us');
      expect((await suggestions(editor, 'user'))[0]).toBe('user');
      await editor.press('Control+Space');
      const details = editor.page.locator('.suggest-details');
      await expect.poll(() => details.innerText()).toContain('The user that the runner works as');
    });

    step('it comes with a user that is declared', async (editor) => {
      await take(editor);
      await expect.poll(() => text(editor)).toContain('      user = "ci";');
    });

    step('a directive of systemd', async (editor) => {
      await nextLine(editor);
      await editor.type('serviceOverrides.ProtH');
      expect((await suggestions(editor, 'ProtectHome'))[0]).toBe('ProtectHome');
      await expect.poll(() => editor.page.locator('.suggest-details').innerText()).toContain('Takes a Boolean');
    });

    step('it comes with the values to choose from, the one that changes something first', async (editor) => {
      await editor.press('Enter');
      expect(await suggestions(editor, 'read-only')).toEqual(['false', 'true', '"read-only"', '"tmpfs"']);
    });

    step('a blank behind the equals sign shows the values', async (editor) => {
      await take(editor);
      await nextLine(editor);
      await editor.type('ephemeral = ');
      expect((await suggestions(editor, 'true')).slice(0, 2)).toEqual(['true', 'false']);
    });

    step('packages for jobs', async (editor) => {
      await take(editor);
      await editor.type(';');
      await nextLine(editor);
      await editor.type('extraPackages = with pkgs; [ doc');
      expect((await suggestions(editor, 'docker'))[0]).toBe('docker');
    });

    step('secrets for the token of another runner', async (editor) => {
      await take(editor);
      await editor.type(' ');
      await editor.press('End');
      await editor.type(';');
      await editor.press('ArrowDown');
      await nextLine(editor);
      await editor.type('api.tokenFile = ');
      expect((await suggestions(editor, 'config.sops'))[0]).toBe('config.sops.secrets."github/token".path');
    });

    step('the text is what a person would have written, and nothing is said against it', async (editor) => {
      await take(editor);
      await editor.type(';');
      await expect.poll(async () => (await text(editor)).trimEnd()).toBe(RESULT.trimEnd());
      await expect.poll(() => editor.squiggles(editor.group(0), 'error').count()).toBe(0);
    });

    step('an empty file is offered a whole module, and no words', async (editor) => {
      await editor.press('Escape');
      await editor.openFile('empty.nix');
      await whenOffered(editor, 'runner-module');
      expect(await suggestions(editor, 'runner-module')).toEqual(['runner-module']);
    });

    step('which has nothing said against it once it is filled in', async (editor) => {
      await take(editor);
      await editor.type('web');
      await editor.press('Tab');
      await editor.type('acme');
      await expect.poll(() => text(editor)).toContain('url = "https://github.com/acme/repository";');
      await expect.poll(() => text(editor)).toContain('  services.github-runners.web = {');
      await editor.press('Escape');
      await expect.poll(() => editor.squiggles(editor.group(0), 'error').count()).toBe(0);
    });

    step('in a module are snippets that fit there', async (editor) => {
      await editor.goToText(editor.group(0), '};');
      await nextLine(editor);
      await editor.type('runner-so');
      expect(await suggestions(editor, 'runner-sops')).toEqual(['runner-sops']);
      await take(editor);
      await expect.poll(() => text(editor)).toContain('  tokenFile = config.sops.secrets."github-runner/token".path;');
    });

    step('nothing is offered in a comment', async (editor) => {
      await nextLine(editor);
      await editor.type('# the tokenF');
      await editor.page.waitForTimeout(1500);
      expect(await editor.page.locator('.suggest-widget.visible').count()).toBe(0);
    });
  },
  {
    async prepare(workspace) {
      await writeFile(path.join(workspace, FILE), SOURCE);
      await writeFile(path.join(workspace, 'empty.nix'), '');
    },
  },
);
