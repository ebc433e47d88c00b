// What the command palette offers.
import type { EditorPage } from './page';

/** The titles of the extension's commands that apply at present. */
export async function offeredCommands(editor: EditorPage): Promise<string[]> {
  await editor.press('F1');
  await editor.page.locator('.quick-input-widget input[type=text]').fill('>NixOS runner: ');
  // The list has followed when what every editor has is in it no more.
  const rows = editor.page.locator('.quick-input-list .monaco-list-row');
  await rows.filter({ hasText: 'Add Function Breakpoint' }).waitFor({ state: 'detached' });
  await editor.page.waitForTimeout(500);
  const texts = await rows.allInnerTexts();
  await editor.press('Escape');
  return texts.flatMap((text) => /NixOS runner: ([^\n]*)/.exec(text)?.[1] ?? []).sort();
}
