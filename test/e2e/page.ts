// What a person does in the editor's window, and what they see there.
import path from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { OUTPUT } from './paths';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long the window may go on arranging what several providers answer one after the other. */
const SETTLE_MS = 700;

export interface EditorPage {
  /** Opens a `.code-workspace` file in place of what is open. */
  openWorkspace(file: string): Promise<void>;
  /** Opens a file of the workspace by its name, and its folder where several have one of that name. */
  openFile(name: string, folder?: string): Promise<void>;
  /** Runs a command by its title in the command palette. */
  runCommand(title: string): Promise<void>;
  /** Types a path into the dialog for files and folders. */
  typePath(file: string): Promise<void>;
  /** Picks an item of the list that a command shows. */
  pickItem(label: string): Promise<void>;
  /** Puts the cursor into the focused editor at a line and column, both counted from 1. */
  goTo(line: number, column: number): Promise<void>;
  /** Types as a person does: automatic closing and overtyping happen. */
  type(text: string): Promise<void>;
  /**
   * Puts the cursor into the first line on view in an editor group that has a text.
   * @param word where in that text; its beginning without
   */
  goToText(group: Locator, text: string, word?: string): Promise<void>;
  /** The line and column of the cursor, both counted from 1, as the status bar tells them, and what it says is selected. */
  cursor(): Promise<string>;
  press(key: string): Promise<void>;
  /** The editor group at a position, counted from 0 and from left to right. */
  group(index: number): Locator;
  /** Puts the cursor into the active editor of a group. */
  focusGroup(index: number): Promise<void>;
  /** The text that an editor group shows; lines that are scrolled away are not in it. */
  visibleText(group: Locator): Promise<string>;
  /** Marked ranges of a severity in an editor group. */
  squiggles(group: Locator, severity: 'error' | 'warning' | 'info'): Locator;
  /** What the list behind the braces in the status bar says of the active document. */
  languageStatus(): Promise<string>;
  /** Rests the mouse on something and returns the text of the hover that appears. */
  hover(target: Locator): Promise<string>;
  /** The middle of something, once it moves no more. */
  centreOf(target: Locator): Promise<[x: number, y: number]>;
  /** Clicks on a lens. */
  clickLens(group: Locator, title: string): Promise<void>;
  /** Opens the link on the first line of an editor group that holds `line`, as a person does without a mouse. */
  followLink(group: Locator, line: string): Promise<void>;
  /** A word of the line that holds `line`. */
  word(group: Locator, line: string, word: string): Locator;
  /** Saves a picture of the window under a running number and a name. */
  screenshot(name: string): Promise<void>;
  readonly page: Page;
  close(): Promise<void>;
}

/** The inner size of a window, in CSS pixels. */
export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

const ORDINARY: WindowSize = { width: 1400, height: 800 };

/**
 * Opens a window on a running editor and waits until its workbench stands.
 * @param name names the window's pictures
 */
export async function openPage(url: string, name: string, size = ORDINARY): Promise<EditorPage> {
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS });
  const page = await browser.newPage({ viewport: size, permissions: ['clipboard-read', 'clipboard-write'] });
  await visit(url);

  async function visit(address: string, timeout = 30_000): Promise<void> {
    await page.goto(address);
    await page.locator('.monaco-workbench').waitFor();
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout });
  }

  const quickInput = page.locator('.quick-input-widget input[type=text]');
  let pictures = 0;

  async function pick(key: string, text: string): Promise<void> {
    await page.keyboard.press(key);
    await quickInput.waitFor();
    await quickInput.fill(text);
  }

  /** Accepts an item once the list has put it first: until then it shows what was opened or run last. */
  async function enter(label: string, description = ''): Promise<void> {
    // What stands behind the label, such as a path, may hold the same words.
    const own = page.locator('.quick-input-list-label .label-name', { hasText: label });
    const row = page.locator('.quick-input-list .monaco-list-row.focused').filter({ has: own });
    await row.filter({ hasText: description }).waitFor();
    await page.keyboard.press('Enter');
  }

  /** Where something is once it moves no more: lenses that come late push down what is below them. */
  async function centreOf(target: Locator): Promise<[x: number, y: number]> {
    await target.waitFor();
    for (let last = ''; ;) {
      const box = await target.boundingBox();
      if (box !== null && last === JSON.stringify(box)) {
        return [box.x + box.width / 2, box.y + box.height / 2];
      }
      last = JSON.stringify(box);
      await page.waitForTimeout(SETTLE_MS / 2);
    }
  }

  const editorPage: EditorPage = {
    page,
    async openWorkspace(file) {
      const address = new URL(url);
      address.search = new URLSearchParams({ workspace: file }).toString();
      // A window in place of another one now and then finds no folders in the file.
      await visit(address.href, 8000).catch(() => visit(address.href));
    },
    async openFile(name, folder) {
      await pick('Control+P', folder === undefined ? name : `${folder}/${name}`);
      await enter(name, folder);
      // The titles of other tabs may have the name in their paths.
      await page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor();
    },
    async runCommand(title) {
      await pick('F1', `>${title}`);
      await enter(title);
    },
    async typePath(file) {
      // The dialog puts its own path there once it has listed a folder.
      await page.locator('.quick-input-list .monaco-list-row', { hasText: /^\s*\.\.\s*$/ }).waitFor();
      await quickInput.fill(file);
    },
    async pickItem(label) {
      await page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
    },
    async goTo(line, column) {
      await pick('Control+G', `:${line}:${column}`);
      await page.keyboard.press('Enter');
      await quickInput.waitFor({ state: 'hidden' });
    },
    type: (text) => page.keyboard.type(text, { delay: 15 }),
    press: (key) => page.keyboard.press(key),
    centreOf,
    group: (index) => page.locator('.editor-group-container').nth(index),
    focusGroup: (index) => page.keyboard.press(`Control+${index + 1}`),
    async visibleText(group) {
      const lines = await group.locator('.view-lines .view-line').evaluateAll((elements) =>
        elements
          // The elements stand in the order of their making, not of their lines.
          .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
          .map((element) => element.textContent ?? ''),
      );
      return lines.join('\n').replaceAll('\u00a0', ' ');
    },
    squiggles: (group, severity) => group.locator(`.squiggly-${severity}`),
    word: (group, line, word) =>
      group.locator('.view-line', { hasText: line }).locator('span span', { hasText: word }).first(),
    async goToText(group, text, word = text) {
      const [line, column] = await group.evaluate(placeOf, text);
      await editorPage.goTo(line, column + text.indexOf(word));
    },
    async cursor() {
      return (await page.locator('.statusbar-item', { hasText: /^Ln \d/ }).innerText()).trim();
    },
    async followLink(group, line) {
      await group.locator('.view-line', { hasText: line }).locator('.detected-link').first().waitFor();
      await editorPage.goToText(group, line);
      await editorPage.runCommand('Open Link');
    },
    async clickLens(group, title) {
      await page.mouse.click(...(await centreOf(group.locator('.codelens-decoration a', { hasText: title }).first())));
    },
    async languageStatus() {
      const list = page.locator('.hover-language-status');
      await page.mouse.move(700, 300);
      await page.locator('[id="status.languageStatus"]').hover();
      await list.first().waitFor();
      return (await list.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
    },
    async hover(target) {
      const hover = page.locator('.monaco-hover:visible .hover-contents');
      await page.mouse.move(0, 0);
      const [x, y] = await centreOf(target);
      // Coming from outside: a mouse that appears somewhere rests on nothing.
      await page.mouse.move(x, y, { steps: 4 });
      await hover.first().waitFor();
      await page.waitForTimeout(SETTLE_MS);
      return (await hover.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
    },
    async screenshot(title) {
      pictures += 1;
      // Toasts slide in, lenses and links come a moment after the text.
      await page.waitForTimeout(SETTLE_MS);
      await page.screenshot({ path: path.join(OUTPUT, picture(name, pictures, title)) });
    },
    close: () => browser.close(),
  };
  return editorPage;
}

/**
 * Runs in the window: waits until the editor group shows a line with a text, between two renderings of it.
 * @returns the line's number, which stands at its height in the margin, and the column of the text
 */
async function placeOf(group: Element, text: string): Promise<readonly [line: number, column: number]> {
  for (;;) {
    for (const line of group.querySelectorAll('.view-lines .view-line')) {
      const column = line.textContent.replaceAll('\u00a0', ' ').indexOf(text);
      const { top } = line.getBoundingClientRect();
      const number = [...(line.closest('.monaco-editor')?.querySelectorAll('.margin .line-numbers') ?? [])].find(
        (candidate) => candidate.getBoundingClientRect().top === top,
      );
      if (column >= 0 && number !== undefined) {
        return [Number(number.textContent), column + 1];
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The file name of a picture, in the order of the steps when listed. */
function picture(scenario: string, index: number, title: string): string {
  return `${[scenario, String(index).padStart(2, '0'), title].join(' ').replaceAll(/[^A-Za-z0-9]+/g, '-')}.png`;
}
