// The list of suggestions, as a person uses it.
import { expect } from 'vitest';
import type { EditorPage } from './page';

/** How long a list takes that no server answers for yet. */
const TRY_MS = 1000;

/** The labels of the list, once it shows one of them. */
export async function suggestions(editor: EditorPage, label: string): Promise<string[]> {
  const names = editor.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
  await names.filter({ hasText: label }).first().waitFor();
  return (await names.allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' '));
}

/** Asks again until something is offered: the server starts with the first Nix file. */
export async function whenOffered(editor: EditorPage, label: string): Promise<void> {
  const rows = editor.page.locator('.suggest-widget.visible .monaco-list-row');
  const ask = async (): Promise<string[]> => {
    await editor.press('Escape');
    await editor.press('Control+Space');
    await editor.page.waitForTimeout(TRY_MS);
    return rows.allInnerTexts();
  };
  await expect.poll(ask, { timeout: 30_000 }).toContainEqual(expect.stringContaining(label));
}

/** Takes the first suggestion. */
export async function take(editor: EditorPage): Promise<void> {
  await editor.press('Enter');
  await editor.page.locator('.suggest-widget.visible').waitFor({ state: 'hidden' });
}

/** Begins a line below the cursor's. */
export async function nextLine(editor: EditorPage): Promise<void> {
  await editor.press('Escape');
  await editor.press('End');
  await editor.press('Enter');
}
