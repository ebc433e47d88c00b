// Whatever is opened, the server answers within its budget and lives on.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { rules, startEditor, type Editor } from './server';

const good = '{ services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; }; }';

let editor: Editor;
let folder: string;
let outside: string;
const uriOf = (name: string): string => URI.file(path.join(folder, name)).toString();

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'workspace-')));
  outside = realpathSync(mkdtempSync(path.join(tmpdir(), 'outside-')));
  writeFileSync(path.join(outside, 'module.nix'), '{ services.github-runners.web.url = 1; }');
  writeFileSync(path.join(folder, 'bytes.nix'), Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x80, 0x7d]));
  editor = await startEditor({ params: { workspaceFolders: [{ uri: URI.file(folder).toString(), name: 'test' }] } });
});

afterAll(async () => {
  expect(await editor.stop()).toBe(0);
  expect(editor.log.filter((line) => line.includes('Error'))).toEqual([]);
  for (const used of [folder, outside]) rmSync(used, { recursive: true });
});

/** Opens a text as a file, waits until it was evaluated, and gives the rules that report, with the texts they mark. */
async function findings(name: string, text: string): Promise<string[]> {
  const uri = uriOf(name);
  await editor.open(uri, text);
  await editor.evaluated(uri, 1);
  const found = await editor.diagnostics(uri, () => true);
  await editor.close(uri);
  return found.map(({ code, message }) => `${String(code)}: ${plainText(message)}`);
}

function plainText(message: string | MarkupContent): string {
  return typeof message === 'string' ? message : message.value;
}

/** A file like any other is still analysed. */
async function expectAlive(): Promise<void> {
  const uri = uriOf('alive.nix');
  await editor.open(uri, good.replace('url', 'ulr'));
  const found = await editor.diagnostics(uri, ({ diagnostics }) => rules(diagnostics).includes('unknown-option'));
  expect(found.length).toBeGreaterThan(0);
  await editor.close(uri);
  await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 0);
}

const runner = (url: string): string =>
  `{ services.github-runners.web = { enable = true; url = ${url}; tokenFile = "/t"; }; }`;

const cases: readonly (readonly [name: string, text: string, finding: RegExp])[] = [
  ['an empty file', '', /^syntax-error: /],
  ['10 MB of brackets', '['.repeat(10 * 1024 * 1024), /^syntax-error: The file is too large/],
  ['3 MB of brackets', '['.repeat(3 * 1024 * 1024), /^syntax-error: /],
  ['binary data', '\u0000\u0001\ufffd\ufffd{\u0007}'.repeat(1000), /^syntax-error: /],
  ['a syntax error every other line', `{\n${'  a = ;\n  b = 1;\n'.repeat(500)}}`, /^syntax-error: /],
  ['infinite recursion', `let x = x; in ${runner('x')}`, /^evaluation-error: Infinite recursion/],
  ['endless recursion', `let f = x: f (x + 1); in ${runner('f 0')}`, /^evaluation-error: /],
  [
    'a configuration that depends on itself',
    `{ config, ... }: ${runner('config.services.github-runners.web.url')}`,
    /^evaluation-error: Infinite recursion/,
  ],
  [
    'an endless list',
    `let xs = [ 1 ] ++ xs; in ${runner('builtins.head xs')}`,
    /^evaluation-error: Infinite recursion/,
  ],
  ['a missing import', `{ imports = [ ./missing.nix ]; services.github-runners.web.enable = true; }`, /missing\.nix/],
  ['an import of what is not text', `{ imports = [ ./bytes.nix ]; services.github-runners.web.enable = true; }`, /./],
];

test.each(cases)('%s is reported', { timeout: 40_000 }, async (name, text, finding) => {
  const found = await findings(`${name.replaceAll(/\W/g, '-')}.nix`, text);
  expect(found.filter((line) => finding.test(line)).length, found.slice(0, 5).join('\n')).toBeGreaterThan(0);
  await expectAlive();
});

test('a file that imports itself', async () => {
  expect(await findings('self.nix', good.replace('{', '{ imports = [ ./self.nix ];'))).toEqual([]);
  await expectAlive();
});

test('a file outside of the workspace is not read', async () => {
  const text = good.replace('{', `{ imports = [ ${outside}/module.nix ];`);
  expect(await findings('outside.nix', text)).toEqual([]);
});

test('a configuration without a runner', async () => {
  const uri = uriOf('plain.nix');
  await editor.open(uri, '{ services.nginx.enable = true; }');
  expect((await editor.evaluated(uri, 1)).runners).toEqual([]);
  expect(await editor.connection.sendRequest('nixosRunner/runners', { uri })).toEqual([]);
  expect(await editor.connection.sendRequest('nixosRunner/preview', { uri })).toBeNull();
  await editor.close(uri);
});
