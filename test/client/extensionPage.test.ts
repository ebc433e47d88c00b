// The page of the extension, where no file lies beside it, and the pictures that the package has to hold.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { manifest, read, ROOT } from './support';

/** scripts/extension-page.mjs and vsce, neither of which has types. */
const { extensionPage } = (await import(pathToFileURL(path.join(ROOT, 'scripts/extension-page.mjs')).href)) as {
  extensionPage: (readme: string, options: { isPublished: boolean; walkthrough: string }) => string;
};
const { listFiles } = (await import('@vscode/vsce')) as {
  listFiles: (options: { cwd: string; packageManager: number }) => Promise<string[]>;
};
/** `PackageManager.None`: nothing of node_modules. */
const NO_DEPENDENCIES = 2;

const README = `# Title

![One](images/one.png)

![Two](images/two.png)

A [page](docs/page.md), a [site](https://example.org), a [place](#title), ![a picture](https://example.org/a.png).

<!-- not on the extension's page -->

## Development

<!-- /not on the extension's page -->

## Licence
`;

test('without a repository the walkthrough stands in for pictures, and links to files are words', () => {
  expect(extensionPage(README, { isPublished: false, walkthrough: 'Start' })).toBe(`# Title

> **Welcome: Open Walkthrough…** and “Start” show it in pictures.

A page, a [site](https://example.org), a [place](#title), ![a picture](https://example.org/a.png).

## Licence
`);
});

test('with one they stay for vsce to lead there', () => {
  const page = extensionPage(README, { isPublished: true, walkthrough: 'Start' });
  expect(page).toContain('![One](images/one.png)\n\n![Two](images/two.png)\n\nA [page](docs/page.md)');
  expect(page).not.toContain('Development');
});

test('the page of this extension leads nowhere but to addresses, and is not about its source', () => {
  const page = extensionPage(read('README.md'), { isPublished: false, walkthrough: 'Start' });
  expect(page).toContain('“Start”');
  const targets = [...page.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target ?? '');
  expect(targets.filter((target) => !/^(https:|#)/.test(target))).toEqual([]);
  expect(page).not.toContain('npm run');
  expect(page).toContain('`nixosRunner.release`');
});

test('the package holds the pictures of the walkthrough and the icon', async () => {
  const packaged = new Set(await listFiles({ cwd: ROOT, packageManager: NO_DEPENDENCIES }));
  const pictures = manifest.contributes.walkthroughs.flatMap(({ steps }) =>
    steps.flatMap(({ media }) => Object.values(media.image)),
  );
  expect(pictures.length).toBeGreaterThan(0);
  expect([manifest.icon, ...pictures].filter((picture) => !packaged.has(picture))).toEqual([]);
});
