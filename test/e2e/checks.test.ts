// Programs of the system on previews: their complaints are marked, the exposure stands above the unit, and nothing runs
// before the person trusts the workspace.
import { expect } from 'vitest';
import type { EditorPage } from './page';
import { scenario } from './scenario';

const EXPOSURE = /Exposure \d\.\d OK/;

async function openPreview(editor: EditorPage): Promise<void> {
  await editor.openFile('checked.nix');
  await editor.group(0).locator('.codelens-decoration a', { hasText: 'Preview unit' }).click();
  await expect.poll(() => editor.visibleText(editor.group(1))).toContain('[Service]');
}

scenario('checks', { 'nixosRunner.release': '25.05' }, (step) => {
  step('the exposure stands above the unit', async (editor) => {
    await openPreview(editor);
    await editor.group(1).locator('.codelens-decoration a', { hasText: EXPOSURE }).waitFor();
  });

  step('the exposure is made of parts, which lead to their lines', async (editor) => {
    await editor.group(1).locator('.codelens-decoration a', { hasText: EXPOSURE }).click();
    await editor.pickItem('PrivateNetwork=');
    await expect
      .poll(() => editor.page.locator('.statusbar-item', { hasText: 'selected' }).innerText())
      .toContain('Ln');
    expect(await editor.visibleText(editor.group(1))).toContain('PrivateNetwork=false');
  });

  step('a line that systemd ignores is marked', async (editor) => {
    const mark = editor.squiggles(editor.group(1), 'warning').first();
    await mark.waitFor();
    const text = await editor.hover(mark);
    expect(text).toContain('Nice priority out of range, ignoring: 99');
    expect(text).toContain('systemd-analyze verify');
  });

  step('a command that shellcheck complains about is marked in its script', async (editor) => {
    await editor.press('Escape');
    await editor.followLink(editor.group(1), 'unit-script-github-runner-checked-pre-start');
    await editor.group(1).locator('.tab.active', { hasText: 'pre-start' }).waitFor();
    const text = await editor.hover(editor.squiggles(editor.group(1), 'warning').first());
    expect(text).toContain('SC2115');
    expect(text).toContain('shellcheck');
  });

  step('the marks go when the source is mended', async (editor) => {
    await editor.press('Escape');
    await editor.group(0).locator('.view-lines').click();
    await editor.goTo(12, 12);
    await editor.press('Shift+End');
    await editor.press('Delete');
    await editor.type('"${"CACHE_DIRECTORY:?}"/*');
    await editor.squiggles(editor.group(1), 'warning').first().waitFor({ state: 'detached' });
  });
});

scenario(
  'checks-untrusted',
  { 'nixosRunner.release': '25.05', 'security.workspace.trust.startupPrompt': 'never' },
  (step) => {
    step('nothing runs in a workspace that is not trusted', async (editor) => {
      await openPreview(editor);
      await editor.group(1).locator('.codelens-decoration a', { hasText: 'configure.sh' }).first().waitFor();
      // Longer than it takes a preview to be looked at.
      await editor.page.waitForTimeout(3000);
      expect(await editor.group(1).locator('.codelens-decoration a', { hasText: EXPOSURE }).count()).toBe(0);
    });

    step('programs look at the preview once it is trusted', async (editor) => {
      await editor.runCommand('Workspaces: Manage Workspace Trust');
      await editor.page.locator('.workspace-trust-editor a.monaco-button', { hasText: /^Trust$/ }).click();
      // The editor of trust stands in front of the others.
      await editor.page.locator('.monaco-modal-editor-block .codicon-close').last().click();
      await editor.group(1).locator('.codelens-decoration a', { hasText: EXPOSURE }).waitFor();
    });
  },
  { trusted: false },
);
