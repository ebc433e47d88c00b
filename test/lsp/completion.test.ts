// Completion as two editors see it: one that knows snippets and shared ranges, one that knows neither.
import { afterAll, expect, test } from 'vitest';
import type { CompletionItem, CompletionList } from 'vscode-languageserver';
import { startEditor, type Editor } from './server';

const uri = 'untitled:Untitled-1';
const editors: Editor[] = [];

async function editor(completionItem: object, completionList: object = {}): Promise<Editor> {
  const started = await startEditor({
    settings: { release: '25.05' },
    params: {
      capabilities: {
        workspace: { configuration: true },
        textDocument: { completion: { completionItem, completionList } },
      },
    },
  });
  editors.push(started);
  return started;
}

afterAll(async () => {
  for (const started of editors) {
    expect(await started.stop()).toBe(0);
    expect(started.log.filter((line) => line.includes('Error'))).toEqual([]);
  }
});

const source = `{
  services.github-runners.web = {
    enable = true;
    to
  };
}
`;

async function complete({ connection, position }: Editor, before: string, context?: object): Promise<CompletionList> {
  const list = await connection.sendRequest<CompletionList | null>('textDocument/completion', {
    textDocument: { uri },
    position: position(uri, before, before.length),
    ...(context && { context }),
  });
  return list ?? { isIncomplete: false, items: [] };
}

test('an editor with snippets gets them, with ranges for the whole list and documentation on demand', async () => {
  const own = await editor(
    { snippetSupport: true, insertReplaceSupport: true, documentationFormat: ['markdown'] },
    { itemDefaults: ['editRange'] },
  );
  expect(own.initialized.capabilities.completionProvider).toEqual({
    triggerCharacters: ['.', '/', '"', ' '],
    resolveProvider: true,
  });
  await own.open(uri, source);
  const list = await complete(own, '    to');
  const range = { start: own.position(uri, 'to\n'), end: own.position(uri, 'to\n', 2) };
  expect(list.itemDefaults).toEqual({ editRange: { insert: range, replace: range } });
  const item = list.items.find(({ label }) => label === 'tokenFile');
  expect(item).toMatchObject({ insertTextFormat: 2, textEditText: 'tokenFile = "/run/secrets/$1";' });
  expect(item?.documentation).toBeUndefined();
  const resolved = await own.connection.sendRequest<CompletionItem>('completionItem/resolve', item);
  expect(resolved.documentation).toMatchObject({
    kind: 'markdown',
    value: expect.stringContaining('tokenFile') as string,
  });
});

test('completion follows typing without waiting for an evaluation', async () => {
  const [own] = editors;
  if (own === undefined) throw new Error('No editor runs');
  await own.replace(uri, '    to\n', '    serviceOverrides.Pro\n');
  const labels = (await complete(own, '.Pro')).items.map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['ProtectHome', 'ProtectSystem']));
  await own.replace(uri, 'serviceOverrides.Pro', 'name = "a."');
  const dot = { triggerKind: 2, triggerCharacter: '.' };
  expect((await complete(own, '"a.', dot)).items).toEqual([]);
});

test('an editor without snippets gets plain text', async () => {
  const own = await editor({});
  await own.open(uri, source);
  const list = await complete(own, '    to');
  const item = list.items.find(({ label }) => label === 'tokenFile');
  const range = { start: own.position(uri, 'to\n'), end: own.position(uri, 'to\n', 2) };
  expect(item?.textEdit).toEqual({ range, newText: 'tokenFile = "/run/secrets/";' });
  expect(item?.insertTextFormat).toBeUndefined();
  expect(list.items.find(({ label }) => label === 'replace')?.textEdit).toMatchObject({ newText: 'replace = true;' });
  const url = list.items.find(({ label }) => label === 'url');
  expect(url?.textEdit).toMatchObject({ newText: 'url = "https://github.com/owner/repository";' });
});

test('several lines of plain text stand as deep as the first', async () => {
  const text = '{\n  services.github-runners = {\n    \n  };\n}\n';
  const asked = async (completion: object): Promise<string | undefined> => {
    const own = await startEditor({
      settings: { release: '25.05' },
      params: { capabilities: { workspace: { configuration: true }, textDocument: { completion } } },
    });
    editors.push(own);
    await own.open(uri, text);
    const list = await complete(own, 'github-runners = {\n    ');
    return list.items.find(({ label }) => label === 'new runner')?.textEdit?.newText;
  };
  const runner = (indent: string): string =>
    [
      'name = {',
      `${indent}  enable = true;`,
      `${indent}  url = "https://github.com/owner/repository";`,
      `${indent}  tokenFile = "/run/secrets/";`,
      `${indent}};`,
    ].join('\n');
  expect(await asked({})).toBe(runner('    '));
  expect(await asked({ insertTextMode: 2 })).toBe(runner(''));
});
