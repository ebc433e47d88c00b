// The main job as a person sees it: a token in the store is marked, mended by typing, and the generated texts are read
// beside the source and follow it.
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { startEditor, type EditorServer } from './editorServer';
import { openPage, type EditorPage } from './page';
import { VSIX } from './paths';

describe('a runner with its token in the store', () => {
  let server: EditorServer;
  let editor: EditorPage;

  beforeAll(async () => {
    server = await startEditor({ name: 'page', extensions: [VSIX] });
    editor = await openPage(server.url);
  });

  afterAll(async () => {
    await editor?.close();
    await server?.stop();
  });

  function step(name: string, run: () => Promise<void>): void {
    test(name, async () => {
      onTestFailed(() => editor.screenshot(`failed ${name}`.replaceAll(/\W+/g, '-')));
      await run();
      await editor.screenshot(name.replaceAll(/\W+/g, '-'));
    });
  }

  step('the token file is marked as a warning', async () => {
    await editor.openFile('configuration.nix');
    await editor.squiggles(editor.group(0), 'warning').first().waitFor();
  });

  step('the mark says that the token is in the store', async () => {
    const text = await editor.hover(editor.squiggles(editor.group(0), 'warning').first());
    expect(text).toMatch(/store/i);
    expect(text).toContain('token-in-store');
  });

  step('hovering over an option explains it', async () => {
    await editor.press('Escape');
    const text = await editor.hover(editor.word(editor.group(0), 'url =', 'url'));
    expect(text).toContain('url');
    expect(text).toMatch(/str/);
  });

  step('typing a path outside the store removes the mark', async () => {
    await editor.press('Escape');
    await editor.goTo(9, 17);
    await editor.press('Shift+End');
    // Typing a quote over a selection would wrap it in quotes.
    await editor.press('Delete');
    await editor.type('"/run/keys/runner-token";');
    await editor.squiggles(editor.group(0), 'warning').first().waitFor({ state: 'detached' });
    expect(await editor.visibleText(editor.group(0))).toMatch(/tokenFile = "\/run\/keys\/runner-token";$/m);
    expect(await editor.squiggles(editor.group(0), 'error').count()).toBe(0);
  });

  step('the command opens the unit beside the source', async () => {
    await editor.runCommand('NixOS runner: Preview Runner Unit');
    const beside = editor.group(1);
    await beside.locator('.tab', { hasText: 'github-runner.service' }).waitFor();
    await expect.poll(() => editor.visibleText(beside)).toContain('[Service]');
    expect(await editor.visibleText(beside)).toContain('[Unit]');
  });

  step('a lens of the unit opens a script', async () => {
    const beside = editor.group(1);
    await beside.locator('.codelens-decoration a', { hasText: 'github-runner-configure.sh' }).click();
    await beside.locator('.tab.active', { hasText: 'github-runner-configure.sh' }).waitFor();
    await expect.poll(() => editor.visibleText(beside)).toContain('https://github.com/example/project');
  });

  step('the script follows the source while typing', async () => {
    await editor.group(0).locator('.view-lines').click();
    await editor.goTo(8, 1);
    await editor.press('End');
    await editor.press('ArrowLeft');
    await editor.press('ArrowLeft');
    await editor.type('-two');
    await expect.poll(() => editor.visibleText(editor.group(1))).toContain('https://github.com/example/project-two');
  });

  step('a broken source keeps the last text and says so', async () => {
    await editor.goTo(8, 1);
    await editor.type('@@ ');
    await editor.page.locator('.statusbar-item', { hasText: 'Runner preview out of date' }).waitFor();
    await editor.group(1).locator('.codelens-decoration', { hasText: 'Out of date' }).waitFor();
    expect(await editor.visibleText(editor.group(1))).toContain('https://github.com/example/project-two');
  });

  step('the mended source is followed again', async () => {
    for (let count = 0; count < 3; count++) {
      await editor.press('Backspace');
    }
    await editor.page
      .locator('.statusbar-item', { hasText: 'Runner preview out of date' })
      .waitFor({ state: 'detached' });
  });

  step('shell in a string has the colours of shell', async () => {
    await editor.openFile('script.nix');
    const colour = (line: string, word: string): Promise<string> =>
      editor.word(editor.group(0), line, word).evaluate((element) => getComputedStyle(element).color);
    const [keyword, shellKeyword, text, shellText] = await Promise.all([
      colour('let', 'let'),
      colour('then', 'then'),
      colour('greeting =', 'hello'),
      colour('echo', ': '),
    ]);
    expect({ shellKeyword, shellText }).toEqual({ shellKeyword: keyword, shellText: text });
    expect(keyword).not.toBe(text);
  });

  step('a file without a runner is told how to add one', async () => {
    await editor.openFile('no-runner.nix');
    await editor.runCommand('NixOS runner: Preview Runner Unit');
    const toast = editor.page.locator('.notification-toast', { hasText: 'No runner is defined in this file' });
    await toast.waitFor();
    expect(await toast.innerText()).toContain('services.github-runners.<name>');
  });

  step('an example can be had', async () => {
    await editor.page.locator('.notification-toast a', { hasText: 'Show Example' }).click();
    await expect.poll(() => editor.visibleText(editor.group(1))).toContain('services.github-runners.web');
  });
});
