// The main job as a person sees it: a token in the store is marked, mended by typing, and the generated texts are read
// beside the source and follow it.
import { expect } from 'vitest';
import { scenario } from './scenario';

// The release whose option tree configuration.nix uses.
scenario('main-job', { 'nixosRunner.release': '22.11' }, (step) => {
  step('the token file is marked as an error', async (editor) => {
    await editor.openFile('configuration.nix');
    await editor.squiggles(editor.group(0), 'error').first().waitFor();
  });

  step('the mark says that the token is in the store', async (editor) => {
    const text = await editor.hover(editor.squiggles(editor.group(0), 'error').first());
    expect(text).toMatch(/store/i);
    expect(text).toContain('token-in-store');
  });

  step('hovering over an option explains it', async (editor) => {
    await editor.press('Escape');
    const text = await editor.hover(editor.word(editor.group(0), 'url =', 'url'));
    expect(text).toContain('url');
    expect(text).toMatch(/str/);
  });

  step('typing a path outside the store removes the mark', async (editor) => {
    await editor.press('Escape');
    await editor.goTo(9, 17);
    await editor.press('Shift+End');
    // Typing a quote over a selection would wrap it in quotes.
    await editor.press('Delete');
    await editor.type('"/run/keys/runner-token";');
    await editor.squiggles(editor.group(0), 'error').first().waitFor({ state: 'detached' });
    expect(await editor.visibleText(editor.group(0))).toMatch(/tokenFile = "\/run\/keys\/runner-token";$/m);
  });

  step('the command opens the unit beside the source', async (editor) => {
    await editor.runCommand('NixOS runner: Preview Runner Unit');
    const beside = editor.group(1);
    await beside.locator('.tab', { hasText: 'github-runner.service' }).waitFor();
    await expect.poll(() => editor.visibleText(beside)).toContain('[Service]');
    expect(await editor.visibleText(beside)).toContain('[Unit]');
  });

  step('a lens of the unit opens the registration', async (editor) => {
    const beside = editor.group(1);
    await beside.locator('.codelens-decoration a', { hasText: 'config.json' }).click();
    await beside.locator('.tab.active', { hasText: 'github-runner-config.json' }).waitFor();
    await expect.poll(() => editor.visibleText(beside)).toContain('"url":');
  });

  step('a link of the unit opens a script', async (editor) => {
    const beside = editor.group(1);
    await beside.locator('.tab', { hasText: 'github-runner.service' }).click();
    await beside.locator('.tab.active', { hasText: 'github-runner.service' }).waitFor();
    await expect.poll(() => editor.visibleText(beside)).toContain('[Service]');
    await editor.followLink(beside, 'github-runner-configure.sh');
    await beside.locator('.tab.active', { hasText: 'github-runner-configure.sh' }).waitFor();
    await expect.poll(() => editor.visibleText(beside)).toContain('https://github.com/example/project');
  });

  step('the script follows the source while typing', async (editor) => {
    await editor.focusGroup(0);
    await editor.goTo(8, 1);
    await editor.press('End');
    await editor.press('ArrowLeft');
    await editor.press('ArrowLeft');
    await editor.type('-two');
    await expect.poll(() => editor.visibleText(editor.group(1))).toContain('https://github.com/example/project-two');
  });

  step('a broken source keeps the last text and says so', async (editor) => {
    await editor.goTo(8, 1);
    await editor.type('@@ ');
    await editor.page.locator('.statusbar-item', { hasText: 'Runner preview out of date' }).waitFor();
    await editor.group(1).locator('.codelens-decoration', { hasText: 'Out of date' }).waitFor();
    expect(await editor.visibleText(editor.group(1))).toContain('https://github.com/example/project-two');
  });

  step('the mended source is followed again', async (editor) => {
    for (let count = 0; count < 3; count++) {
      await editor.press('Backspace');
    }
    await editor.page
      .locator('.statusbar-item', { hasText: 'Runner preview out of date' })
      .waitFor({ state: 'detached' });
  });

  step('shell in a string has the colours of shell', async (editor) => {
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

  step('a file without a runner is told how to add one', async (editor) => {
    await editor.openFile('no-runner.nix');
    await editor.runCommand('NixOS runner: Preview Runner Unit');
    const toast = editor.page.locator('.notification-toast', { hasText: 'No runner is defined in this file' });
    await toast.waitFor();
    expect(await toast.innerText()).toContain('services.github-runners.<name>');
  });

  step('an example can be had', async (editor) => {
    await editor.page.locator('.notification-toast a', { hasText: 'Show Example' }).click();
    await expect.poll(() => editor.visibleText(editor.group(1))).toContain('services.github-runners.web');
  });
});
