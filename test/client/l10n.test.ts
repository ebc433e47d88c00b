// Every text that the client shows can be translated.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CLIENT, clientSource, read, ROOT } from './support';

/** scripts/l10n.mjs, which a build runs without a compiler. */
const { translatableTexts, translatableTextsBelow, writeBundle } = (await import(
  pathToFileURL(path.join(ROOT, 'scripts/l10n.mjs')).href
)) as {
  translatableTexts: (file: string, text: string) => string[];
  translatableTextsBelow: (folder: string) => Promise<string[]>;
  writeBundle: (folder: string, bundle: string) => Promise<void>;
};

describe('the texts of a source', () => {
  test('are the first arguments of l10n.t', () => {
    expect(translatableTexts('a.ts', "f(l10n.t('One {0}', x), `${l10n.t(\n'Two'\n)}`, t('three'));")).toEqual([
      'One {0}',
      'Two',
    ]);
  });

  test.each(['l10n.t(text)', 'l10n.t(`a ${b}`)', "l10n.t('a' + b)", 'l10n.t()'])(
    'have to be written out: %s',
    (call) => {
      expect(() => translatableTexts('a.ts', `\n${call}`)).toThrow('a.ts:2');
    },
  );
});

test('all calls of the client are found', async () => {
  const texts = await translatableTextsBelow(CLIENT);
  expect(texts).toContain('Choose a runner');
  expect(texts.length).toBeGreaterThan(5);
});

test('the bundle that translations start from has each text', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'l10n-'));
  try {
    const bundle = path.join(folder, 'bundle.l10n.json');
    await writeBundle(CLIENT, bundle);
    const texts = await translatableTextsBelow(CLIENT);
    expect(JSON.parse(readFileSync(bundle, 'utf8'))).toEqual(Object.fromEntries(texts.map((text) => [text, text])));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('packages have the bundle where the editor looks for it', () => {
  const { l10n } = JSON.parse(read('package.json')) as { readonly l10n: string };
  expect(read('.vscodeignore').split('\n')).toContain(`!${l10n.replace(/^\.\//, '')}/*.json`);
  expect(read('scripts/build.mjs')).toContain(`${l10n.replace(/^\.\//, '')}/bundle.l10n.json`);
});

test('no message is shown that cannot be translated', () => {
  const shown = /\.show(?:Information|Warning|Error)Message\(\s*['"`]/.exec(clientSource);
  expect(shown?.[0]).toBeUndefined();
});
