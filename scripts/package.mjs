// Packages the extension as nixos-github-runner.vsix, from what a build left in dist/.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { extensionPage } from './extension-page.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const PAGE = 'dist/extension-page.md';

/** @param {string} name */
const read = (name) => readFile(path.join(root, name), 'utf8');

const isPublished = 'repository' in JSON.parse(await read('package.json'));
const walkthrough = JSON.parse(await read('package.nls.json'))['walkthrough.title'];
await writeFile(path.join(root, PAGE), extensionPage(await read('README.md'), { isPublished, walkthrough }));
await createVSIX({
  cwd: root,
  packagePath: path.join(root, 'nixos-github-runner.vsix'),
  readmePath: PAGE,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: isPublished,
  // The page of the rule `secret-in-source` shows a token that was made up for it.
  allowPackageSecrets: ['github'],
});
