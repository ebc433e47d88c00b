// Themes of high contrast: what the extension colours itself can be read in them.
import { expect } from 'vitest';
import type { Locator } from 'playwright-core';
import { scenario } from './scenario';

/** WCAG 2.2 asks this of text (success criterion 1.4.3), and 3 of what marks it (1.4.11). */
const TEXT = 4.5;
const MARK = 3;

for (const theme of ['Default High Contrast', 'Default High Contrast Light']) {
  scenario(
    theme,
    { 'nixosRunner.release': '25.05', 'workbench.colorTheme': theme },
    (step) => {
      step('findings, lenses and hints', async (editor) => {
        await editor.openFile('runner.nix', 'first-minutes');
        const group = editor.group(0);
        await group.locator('.codelens-decoration a', { hasText: 'Preview unit' }).waitFor();
        await editor.squiggles(group, 'error').first().waitFor();
        expect(await contrast(group.locator('.codelens-decoration').first(), 'color')).toBeGreaterThan(TEXT);
      });

      step('a preview: hashes, and marks of what is not known', async (editor) => {
        await editor.openFile('fleet.nix');
        const source = editor.group(0);
        await source.locator('.codelens-decoration a', { hasText: 'Preview unit' }).waitFor();
        await editor.runCommand('NixOS runner: Preview Runner Unit');
        const preview = editor.group(1);
        const hash = preview.locator('.view-line span span', { hasText: /^e{20,}/ }).first();
        await expect.poll(() => contrast(hash, 'color')).toBeGreaterThan(TEXT);
        const other = preview.locator('.view-line span span', { hasText: 'network.target' }).first();
        expect(await contrast(hash, 'color')).toBeLessThan(await contrast(other, 'color'));
        const mark = preview.locator('.view-overlays [class*="ced-"]').first();
        expect(await contrast(mark, 'borderBottomColor')).toBeGreaterThan(MARK);
      });
    },
    { size: { width: 1400, height: 600 } },
  );
}

/** The contrast of a colour of something with the editor behind it, from 1 to 21 (WCAG 2.2, relative luminance). */
function contrast(target: Locator, property: 'color' | 'borderBottomColor'): Promise<number> {
  return target.evaluate((element, name) => {
    const parse = (text: string): number[] => (text.match(/[\d.]+/g) ?? []).map(Number);
    const editor = element.closest('.monaco-editor');
    const behind = editor?.querySelector('.monaco-editor-background') ?? editor;
    const back = behind === null || behind === undefined ? [] : parse(getComputedStyle(behind).backgroundColor);
    const [red = 0, green = 0, blue = 0, alpha = 1] = parse(getComputedStyle(element)[name]);
    let opacity = alpha;
    for (let e: Element | null = element; e !== null && e !== editor; e = e.parentElement) {
      opacity *= Number(getComputedStyle(e).opacity);
    }
    const luminance = (channels: readonly number[]): number => {
      const [r = 0, g = 0, b = 0] = channels.map((channel) => {
        const part = channel / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const shown = [red, green, blue].map((channel, i) => channel * opacity + (back[i] ?? 0) * (1 - opacity));
    const [dark = 0, light = 0] = [luminance(shown), luminance(back)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }, property);
}
