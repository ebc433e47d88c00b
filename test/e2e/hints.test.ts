// What stands between the lines and beside the cursor: hints in runners' options, and help with calls.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { scenario } from './scenario';

const SOURCE = `{ config, lib, pkgs, ... }:

let
  organisation = "example";

  # The address of a repository of ours.
  address =
    {
      # Without the organisation.
      repository,
      host ? "github.com",
    }:
    "https://\${host}/\${organisation}/\${repository}";

  cores = 4;
in
{
  networking.hostName = "builder";

  services.github-runners.builder = {
    enable = true;
    url = address { repository = "website"; };
    tokenFile = "/run/secrets/builder";
    name = "\${config.networking.hostName}-\${toString cores}";
    extraLabels = [ "nixos" config.networking.hostName ] ++ lib.optional (cores > 2) "large";
    ephemeral = true;
    user = config.services.harmonia.user;
    package = pkgs.github-runner-large; # built with more node runtimes
    serviceOverrides = {
      MemoryMax = "\${toString (cores * 2)}G";
      CPUWeight = 50;
    };
  };
}
`;

scenario(
  'hints',
  { 'nixosRunner.release': '25.05', 'editor.codeLens': false },
  (step) => {
    step('values and defaults stand behind the definitions', async (editor) => {
      await editor.openFile('computed.nix');
      const text = (): Promise<string> => editor.visibleText(editor.group(0));
      await expect.poll(text, { timeout: 30_000 }).toContain('= "builder-4"');
      expect(await text()).toContain(
        'url = address { repository = "website"; };= "https://github.com/example/website"',
      );
      expect(await text()).toContain('ephemeral = true;default: false');
      expect(await text()).toContain('G";= "8G"');
    });

    step('a hint says what it is about', async (editor) => {
      const hint = editor
        .group(0)
        .locator('.view-line span', { hasText: /^=\s"builder-4"$/ })
        .last();
      expect(await editor.hover(hint)).toContain('services.github-runners.builder.name');
    });

    step('hints follow edits', async (editor) => {
      await editor.group(0).locator('.view-lines').click();
      await editor.goTo(15, 12);
      await editor.press('Backspace');
      await editor.type('8');
      await expect.poll(() => editor.visibleText(editor.group(0))).toContain('= "builder-8"');
    });

    step('a function of the library is explained while it is called', async (editor) => {
      await editor.goTo(26, 22);
      await editor.press('Enter');
      await editor.type('workDir = lib.mkIf ');
      const help = editor.page.locator('.parameter-hints-widget.visible');
      await help.waitFor();
      expect(await help.locator('.signature').innerText()).toContain('lib.mkIf condition content');
      expect(await help.locator('.parameter.active').innerText()).toBe('condition');
    });

    step('the next parameter is at hand behind the first argument', async (editor) => {
      await editor.type('(cores > 2) ');
      const active = editor.page.locator('.parameter-hints-widget.visible .parameter.active');
      await expect.poll(() => active.innerText()).toBe('content');
      await editor.type('"/work";');
      await editor.page.locator('.parameter-hints-widget.visible').waitFor({ state: 'detached' });
    });

    step('an own function is explained with its comments', async (editor) => {
      await editor.press('Enter');
      await editor.type('runnerGroup = address {');
      const help = editor.page.locator('.parameter-hints-widget.visible');
      await help.waitFor();
      expect(await help.innerText()).toContain('The address of a repository of ours.');
      await editor.type(' repository = ');
      await expect.poll(() => help.locator('.parameter.active').innerText()).toBe('repository');
      expect(await help.innerText()).toContain('Without the organisation.');
    });
  },
  { prepare: (workspace) => writeFile(path.join(workspace, 'computed.nix'), SOURCE) },
);
