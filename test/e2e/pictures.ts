// The pictures of the README and of the walkthrough: the editor itself, in both kinds of themes.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { EditorPage } from './page';
import { OUTPUT, ROOT } from './paths';

/** Set to `write`, the pictures of the project are taken anew; otherwise they are compared with what the editor says. */
const write = process.env['NIXOS_RUNNER_PICTURES'] === 'write';

/** Where the pictures go. */
const FOLDER = write ? path.join(ROOT, 'images') : path.join(OUTPUT, 'pictures');

/** What each picture of the project says, in words: pixels differ from machine to machine. */
const SAYS = path.join(import.meta.dirname, 'pictures.json');

/** The editors, without what is around them. */
export const EDITORS = '#workbench\\.parts\\.editor';

export interface Picture {
  /** The picture's file name, without the theme. */
  readonly name: string;
  /** The part of the window that is shown. */
  readonly of: string;
  /** The first is the theme that the window has; the README's pictures are dark, the walkthrough has both. */
  readonly themes: readonly ['dark'] | readonly ['dark', 'light'];
  /** The height of the window, in CSS pixels. */
  readonly height: number;
  /** Puts on view what the picture is of, for each theme, and returns the words in it that matter. */
  readonly arrange: () => Promise<readonly string[]>;
}

/**
 * Takes a picture, in each of its themes.
 * @throws when the project's picture says something else
 */
export async function takePicture(editor: EditorPage, { name, of, themes, height, arrange }: Picture): Promise<void> {
  let words: readonly string[] = [];
  await mkdir(FOLDER, { recursive: true });
  await editor.page.setViewportSize({ width: 1000, height });
  for (const theme of themes) {
    words = await arrange();
    await editor.page.locator(of).screenshot({ path: path.join(FOLDER, `${name}-${theme}.png`) });
    await editor.press('Escape');
    if (themes.length > 1) {
      await editor.runCommand('Preferences: Toggle between Light/Dark Themes');
    }
  }
  const says = JSON.parse(await readFile(SAYS, 'utf8')) as Record<string, readonly string[]>;
  if (write) {
    await writeFile(SAYS, `${JSON.stringify({ ...says, [name]: words }, null, 2)}\n`);
  } else {
    expect(says[name], `images/${name}-*.png are out of date: run \`npm run pictures\` and look at them`).toEqual(
      words,
    );
  }
}
