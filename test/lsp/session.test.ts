// A session as an editor has it: a file is opened, mended by typing, hovered over, previewed, and closed.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MarkupKind, type DocumentSymbol, type Hover, type MarkupContent } from 'vscode-languageserver';
import {
  COMPARE_REQUEST,
  PREVIEW_REQUEST,
  RUNNERS_REQUEST,
  RUNNER_STATES_REQUEST,
  type CompareParams,
  type CompareResponse,
  type PreviewResponse,
  type RunnerStatesResult,
  type RunnersResult,
} from '../../server/src/lsp/protocol';
import { rules, startEditor, type Editor } from './server';

const uri = 'untitled:Untitled-1';
const source = `{ pkgs, ... }:
{
  services.github-runner = {
    enable = true;
    url = "https://github.com/example/project";
    tokenFile = "\${pkgs.writeText "token" "not-a-real-token"}";
    name = "builder";
  };
}
`;

let editor: Editor;

beforeAll(async () => {
  const textDocument = {
    hover: { contentFormat: [MarkupKind.Markdown] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  };
  editor = await startEditor({
    settings: { release: '22.11' },
    params: { capabilities: { workspace: { configuration: true }, textDocument } },
  });
});
afterAll(async () => {
  expect(await editor.stop()).toBe(0);
  expect(editor.log.filter((line) => line.includes('Error'))).toEqual([]);
});

test('the server says who it is and what it can', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(editor.initialized).toMatchObject({
    serverInfo: { name: 'NixOS GitHub Runner', version },
    capabilities: { textDocumentSync: { change: 2 }, hoverProvider: true, positionEncoding: 'utf-16' },
  });
});

test('a token in the store is reported at its value, with the page of its rule', async () => {
  await editor.open(uri, source);
  const found = await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0);
  expect(rules(found)).toContain('token-in-store');
  const [first] = found.filter(({ code }) => code === 'token-in-store');
  expect(first && editor.rangeText(uri, first.range)).toContain('writeText');
  expect(existsSync(fileURLToPath(first?.codeDescription?.href ?? ''))).toBe(true);
});

test('the evaluation names the runner and the release', async () => {
  expect(await editor.evaluated(uri, 1)).toMatchObject({
    release: '22.11',
    releaseReason: 'the settings name it',
    runners: [{ name: 'builder', option: 'services.github-runner', unit: 'github-runner.service' }],
  });
});

test('an option has a hover', async () => {
  const { contents, range } = await editor.connection.sendRequest<Hover>('textDocument/hover', {
    textDocument: { uri },
    position: editor.position(uri, 'url =', 1),
  });
  const { value } = contents as MarkupContent;
  expect(value).toContain('`services.github-runner.url`** · string');
  expect(value).toContain('"https://github.com/example/project"');
  expect(range && editor.rangeText(uri, range)).toBe('url');
});

test('there is no hover where nothing is', async () => {
  const request = { textDocument: { uri }, position: { line: 999, character: 3 } };
  expect(await editor.connection.sendRequest('textDocument/hover', request)).toBeNull();
});

test('mending the value by an edit clears the report', async () => {
  await editor.replace(uri, '"${pkgs.writeText "token" "not-a-real-token"}"', '"/run/keys/token"');
  expect(await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
});

test('the outline holds the runner and its options', async () => {
  const [runner] = await editor.connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
    textDocument: { uri },
  });
  expect(runner).toMatchObject({ name: 'builder', detail: 'github-runner.service' });
  expect(runner?.children?.map(({ name, detail }) => `${name}: ${detail ?? ''}`)).toEqual([
    'enable: true',
    'url: "https://github.com/example/project"',
    'tokenFile: "/run/keys/token"',
    'name: "builder"',
  ]);
});

test('the preview has the unit, the scripts and the registration', async () => {
  const runners = await editor.connection.sendRequest<RunnersResult>(RUNNERS_REQUEST, { uri });
  expect(runners.map(({ option }) => option)).toEqual(['services.github-runner']);
  const shown = await editor.connection.sendRequest<PreviewResponse>(PREVIEW_REQUEST, { uri });
  expect(shown?.release).toBe('22.11');
  expect(shown?.documents.map(({ name, languageId }) => `${name} ${languageId}`)).toEqual([
    'github-runner.service ini',
    'github-runner-unconfigure.sh shellscript',
    'github-runner-configure.sh shellscript',
    'github-runner-setup-runtime-dirs.sh shellscript',
    'github-runner-config.json json',
  ]);
  expect(shown?.documents[0]?.text).toMatch(/^\[Unit\]\n[^]*\n\[Service\]\n/);
});

test('the preview follows an edit', async () => {
  await editor.replace(uri, 'example/project', 'example/renamed');
  const shown = await editor.connection.sendRequest<PreviewResponse>(PREVIEW_REQUEST, { uri });
  const json = shown?.documents.find(({ languageId }) => languageId === 'json')?.text ?? '{}';
  expect(JSON.parse(json)).toMatchObject({ url: 'https://github.com/example/renamed' });
});

test('a line of the preview leads to its definition', async () => {
  const shown = await editor.connection.sendRequest<PreviewResponse>(PREVIEW_REQUEST, { uri });
  const json = shown?.documents.find(({ languageId }) => languageId === 'json');
  const origin = json?.origins.find(({ markdown }) => markdown.includes('services.github-runner.url'));
  expect(origin?.locations.map((location) => [location.uri, editor.rangeText(uri, location.range)])).toEqual([
    [uri, 'url'],
  ]);
  const { start, end } = origin?.range ?? { start: { character: 0 }, end: { character: 0 } };
  expect(json?.text.slice(start.character, end.character)).toBe('"url":"https://github.com/example/renamed"');
});

test('the runner is compared with another text and for another release', async () => {
  const compare = (against: CompareParams['against']): Promise<CompareResponse> =>
    editor.connection.sendRequest(COMPARE_REQUEST, { uri, option: 'services.github-runner', against });
  const saved = await compare({ kind: 'text', text: editor.text(uri).replace('example/renamed', 'example/other') });
  expect(saved?.before?.documents.at(-1)?.text).toContain('example/other');
  expect(saved?.after?.documents.at(-1)?.text).toContain('example/renamed');
  expect(saved?.summary[1]).toContain('registers anew: `url` changes');
  expect((await compare({ kind: 'release', release: '23.05' }))?.after?.release).toBe('23.05');
  expect((await compare({ kind: 'release', release: '25.05' }))?.after).toBeNull();
  expect(await compare({ kind: 'text', text: '{ @@ }' })).toBeNull();
});

test('the state of the runner tells what its change does', async () => {
  const states = (base?: string): Promise<RunnerStatesResult> =>
    editor.connection.sendRequest(RUNNER_STATES_REQUEST, { uri, ...(base !== undefined && { base }) });
  const base = editor.text(uri).replace('example/renamed', 'example/other');
  expect(await states(base)).toMatchObject([{ errors: 0, change: { service: 'restart', registersAnew: true } }]);
  expect(await states(editor.text(uri))).toMatchObject([{ change: { service: 'none', registersAnew: false } }]);
  expect((await states())[0]).not.toHaveProperty('change');
});

test('a broken file is reported, gives no preview, and mends', async () => {
  await editor.replace(uri, '    url =', '    @@ url =');
  const found = await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0);
  expect(rules(found)).toContain('syntax-error');
  expect(await editor.connection.sendRequest(PREVIEW_REQUEST, { uri })).toBeNull();
  await editor.replace(uri, '@@ ', '');
  await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 0);
  expect(await editor.connection.sendRequest(PREVIEW_REQUEST, { uri })).not.toBeNull();
});

test('rapid edits end in the last text', async () => {
  for (let i = 0; i < 40; i++) await editor.replace(uri, 'name = "', 'name = "x');
  const version = 45;
  const { runners } = await editor.evaluated(uri, version);
  expect(runners[0]?.name).toBe(`${'x'.repeat(40)}builder`);
});

test('closing the document clears what was said about it', async () => {
  await editor.replace(uri, 'url = ', 'ulr = ');
  await editor.diagnostics(uri, ({ diagnostics }) => rules(diagnostics).includes('unknown-option'));
  await editor.close(uri);
  expect(await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
});
