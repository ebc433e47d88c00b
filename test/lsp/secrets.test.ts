// Tokens in documents show in nothing that the server says.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { URI } from 'vscode-uri';
import { COMPARE_REQUEST, PREVIEW_REQUEST, RUNNERS_REQUEST } from '../../server/src/lsp/protocol';
import { TOKENS, leaking } from '../support/leaking';
import { startEditor, type Editor } from './server';

let editor: Editor;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'runner-secrets-'));
  editor = await startEditor({
    settings: { release: '25.05' },
    params: { workspaceFolders: [{ uri: URI.file(folder).toString(), name: 'w' }] },
  });
});

afterEach(async () => {
  await editor.stop();
  rmSync(folder, { recursive: true });
});

test.each(TOKENS.map((token) => [token.slice(0, 6), token] as const))('%s…', async (_, token) => {
  const uri = URI.file(path.join(folder, 'a.nix')).toString();
  const text = leaking(token);
  const textDocument = { uri };
  await editor.open(uri, text);
  await editor.evaluated(uri, 1);
  const said: unknown[] = [await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 3)];
  const ask = async (method: string, params: object): Promise<void> =>
    void said.push(await editor.connection.sendRequest(method, params));
  const lines = text.split('\n');
  for (const [line, content] of lines.entries())
    for (const match of content.matchAll(/[\w.-]+/g))
      await ask('textDocument/hover', { textDocument, position: { line, character: match.index + 1 } });
  await ask('textDocument/documentSymbol', { textDocument });
  await ask('textDocument/documentLink', { textDocument });
  await ask('textDocument/codeAction', {
    textDocument,
    range: { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } },
    context: { diagnostics: [] },
  });
  await ask(RUNNERS_REQUEST, { uri });
  for (const option of ['services.github-runners.a', 'services.github-runners.b']) {
    await ask(PREVIEW_REQUEST, { uri, option });
    await ask(COMPARE_REQUEST, { uri, option, against: { kind: 'release', release: '24.05' } });
  }
  const everything = JSON.stringify([said, editor.log]);
  expect(everything).toContain('…redacted');
  expect(everything).not.toContain(token.slice(-20));
});
