// A file that defines more than one runner: the person says which one to preview.
import { expect } from 'vitest';
import { scenario } from './scenario';

scenario('several-runners', { 'nixosRunner.release': '25.05' }, (step) => {
  step('the command asks which runner is meant', async (editor) => {
    await editor.openFile('runners.nix');
    await editor.page.locator('.editor-actions [aria-label="Preview Runner Unit"]').click();
    const choices = editor.page.locator('.quick-input-list .monaco-list-row');
    await choices.first().waitFor();
    const texts = await choices.allInnerTexts();
    expect(texts.map((text) => /services\.github-runners\.\w+/.exec(text)?.[0]).sort()).toEqual([
      'services.github-runners.api',
      'services.github-runners.web',
    ]);
  });

  step('and shows the one that was picked', async (editor) => {
    await editor.type('api');
    await editor.press('Enter');
    const beside = editor.group(1);
    await beside.locator('.tab', { hasText: 'github-runner-api.service' }).waitFor();
    await expect.poll(() => editor.visibleText(beside)).toContain('[Service]');
  });
});
