// The same answers for editors that show less than others.
import { afterAll, expect, test } from 'vitest';
import type {
  ClientCapabilities,
  CodeAction,
  CompletionItem,
  CompletionList,
  Hover,
  SymbolInformation,
} from 'vscode-languageserver';
import { startEditor, type Editor } from './server';

const uri = 'untitled:Untitled-1';
const source = `{
  services.github-runners.web = {
    enable = true;
    tokenFiel = "/run/keys/token";
    serviceOverrides.ProtectHome = "tmpfs";
  };
}
`;
const editors: Editor[] = [];

async function editor(textDocument: ClientCapabilities['textDocument'] = {}): Promise<Editor> {
  const capabilities = { textDocument, workspace: { configuration: true } };
  const started = await startEditor({ settings: { release: '25.05' }, params: { capabilities } });
  editors.push(started);
  await started.open(uri, source);
  await started.evaluated(uri, 1);
  return started;
}

afterAll(async () => {
  for (const started of editors) {
    expect(await started.stop()).toBe(0);
    expect(started.log.filter((line) => line.includes('Error'))).toEqual([]);
  }
});

function hover({ connection, position }: Editor, text: string): Promise<Hover | null> {
  return connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: position(uri, text) });
}

test('hovers are Markdown where the editor shows it, else plain text', async () => {
  const markdown = await hover(await editor({ hover: { contentFormat: ['markdown', 'plaintext'] } }), 'ProtectHome');
  expect(markdown?.contents).toMatchObject({
    kind: 'markdown',
    value: expect.stringContaining('**`ProtectHome`**') as string,
  });
  const plain = await hover(await editor({ hover: { contentFormat: ['plaintext'] } }), 'ProtectHome');
  expect(plain?.contents).toEqual({
    kind: 'plaintext',
    value: `ProtectHome · setting in [Service] of github-runner-web.service

ProtectHome=tmpfs

Hides /home, /root and /run/user, or makes them read-only.

Takes a Boolean, read-only or tmpfs.

systemd.exec(5): https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#ProtectHome=

For NixOS 25.05: the settings name it.`,
  });
});

test('a place is a link in Markdown, and named in plain text', async () => {
  const file = 'file:///etc/nixos/names.nix';
  const hoverIn = async (formats: ('markdown' | 'plaintext')[]): Promise<unknown> => {
    const { open, position, connection } = await editor({ hover: { contentFormat: formats } });
    await open(file, 'let\n  a = x: x;\nin\na');
    const params = { textDocument: { uri: file }, position: position(file, 'in\na', 3) };
    return (await connection.sendRequest<Hover>('textDocument/hover', params)).contents;
  };
  expect(await hoverIn(['markdown'])).toEqual({ kind: 'markdown', value: `Bound in [\`names.nix:2\`](${file}#L2).` });
  expect(await hoverIn(['plaintext'])).toEqual({ kind: 'plaintext', value: 'Bound in names.nix:2.' });
});

test('what completion says of an item is plain text there too', async () => {
  const { connection, position } = await editor();
  const list = await connection.sendRequest<CompletionList>('textDocument/completion', {
    textDocument: { uri },
    position: position(uri, 'tokenFiel'),
  });
  const item = list.items.find(({ label }) => label === 'replace');
  const { documentation } = await connection.sendRequest<CompletionItem>('completionItem/resolve', item);
  expect(documentation).toMatchObject({
    kind: 'plaintext',
    value: expect.stringContaining('Default: false') as string,
  });
});

test('an editor without nested symbols gets a list', async () => {
  const { connection, rangeText } = await editor();
  const found = await connection.sendRequest<SymbolInformation[]>('textDocument/documentSymbol', {
    textDocument: { uri },
  });
  expect(
    found.map(({ name, containerName, location }) => [name, containerName, rangeText(uri, location.range)]),
  ).toEqual([
    ['web', undefined, 'web'],
    ['enable', 'web', 'enable'],
    ['serviceOverrides', 'web', 'serviceOverrides'],
  ]);
});

test('only editors that ask before a rename are told that they can', async () => {
  const provider = async (rename: object): Promise<unknown> =>
    (await editor({ rename })).initialized.capabilities.renameProvider;
  expect(await provider({})).toBe(true);
  expect(await provider({ prepareSupport: true })).toEqual({ prepareProvider: true });
});

test('fixes are offered where fixes are asked for', async () => {
  const { connection, position } = await editor();
  const start = position(uri, 'tokenFiel');
  const ask = (only?: string[]): Promise<CodeAction[]> =>
    connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: { start, end: start },
      context: { diagnostics: [], ...(only && { only }) },
    });
  const all = await ask();
  expect(all.map(({ title }) => title)).toContain('Change to `tokenFile`');
  expect(await ask(['quickfix'])).toEqual(all);
  expect(await ask([''])).toEqual(all);
  expect(await ask(['source.organizeImports', 'refactor'])).toEqual([]);
});
