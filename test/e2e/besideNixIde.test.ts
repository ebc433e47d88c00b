// Beside an extension whose language server offers Nix itself: nothing twice. The other one stands in for Nix IDE: it has
// its name and its setting, and offers one variable.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { OUTPUT } from './paths';
import { scenario } from './scenario';
import { nextLine, suggestions, take, whenOffered } from './suggestions';
import { packageExtension } from './testExtension';

const FILE = 'beside.nix';
const SOURCE = `{ lib, ... }:
let owner = "acme"; in
{
  services.github-runners.web.enable = true;
${'  '}
}
`;

const MANIFEST = {
  name: 'nix-ide',
  publisher: 'jnoortheen',
  description: 'Stands in for Nix IDE in tests. Never published.',
  version: '0.0.0',
  license: 'MIT',
  engines: { vscode: '^1.91.0' },
  main: './main.js',
  activationEvents: ['onLanguage:nix'],
  contributes: {
    configuration: {
      title: 'Nix',
      properties: { 'nix.enableLanguageServer': { type: 'boolean', default: false, description: 'Server' } },
    },
  },
};

const MAIN = `const { CompletionItem, languages } = require('vscode');
exports.activate = ({ subscriptions }) => subscriptions.push(languages.registerCompletionItemProvider('nix', {
  provideCompletionItems: () => [new CompletionItem('owner')],
}));
`;

async function standIn(): Promise<string> {
  const folder = path.join(OUTPUT, 'nix-ide');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(MANIFEST));
  await writeFile(path.join(folder, 'main.js'), MAIN);
  return packageExtension(folder);
}

scenario(
  'beside-nix-ide',
  { 'nixosRunner.release': '25.05', 'nix.enableLanguageServer': true, 'editor.codeLens': false },
  (step) => {
    step('a variable is offered once, by the other extension', async (editor) => {
      await editor.openFile(FILE);
      await expect.poll(() => editor.visibleText(editor.group(0))).toContain('services.github-runners');
      await editor.goTo(5, 3);
      await expect.poll(() => editor.cursor()).toBe('Ln 5, Col 3');
      await editor.type('services.github-runners.web.ephemeral = ');
      await whenOffered(editor, 'true');
      await editor.type('o');
      // The list narrows a moment after what is typed.
      await expect.poll(() => suggestions(editor, 'owner')).toEqual(['owner']);
    });

    step('values of an option are offered beside what the other offers', async (editor) => {
      await editor.press('Backspace');
      await whenOffered(editor, 'true');
      const labels = await suggestions(editor, 'true');
      expect(labels).toEqual(expect.arrayContaining(['true', 'false', 'owner']));
      expect(labels).not.toContain('builtins');
    });

    step('a snippet is offered where it fits, and leaves another runner', async (editor) => {
      await editor.press('Escape');
      await editor.type('true;');
      await nextLine(editor);
      await editor.type('runner-');
      // Several at once would define the set of runners a second time, and nothing here is called `config`.
      await expect.poll(() => suggestions(editor, 'runner-')).toEqual(['runner-ephemeral']);
      await take(editor);
      await editor.type('builder');
      await expect
        .poll(() => editor.visibleText(editor.group(0)))
        .toContain('  services.github-runners.builder = {\n    enable = true;\n    url = ');
    });
  },
  {
    extensions: [await standIn()],
    prepare: (workspace) => writeFile(path.join(workspace, FILE), SOURCE),
  },
);
