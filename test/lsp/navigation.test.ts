// Navigation as an editor asks for it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  DocumentHighlight,
  DocumentLink,
  FoldingRange,
  Hover,
  Location,
  LocationLink,
  MarkupContent,
  Range,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver';
import { PREVIEW_REQUEST, type PreviewResponse } from '../../server/src/lsp/protocol';
import { startEditor, type Editor } from './server';

const folder = mkdtempSync(path.join(tmpdir(), 'navigation-'));
const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).toString();
const uri = uriOf('configuration.nix');
const source = `{ config, lib, ... }:
let
  owner = "example";
in
{
  imports = [
    ./runner.nix
  ];
  my.size = 2;
  # https://docs.github.com
  services.github-runners.web = {
    enable = true;
    url = "https://github.com/\${owner}";
    tokenFile = "/run/token";
  };
}
`;

const runnerFile = `{ lib, config, ... }: {
  options.my.size = lib.mkOption { default = 1; };
  config.environment.etc.size.text = toString config.my.size;
}
`;

let editor: Editor;

beforeAll(async () => {
  writeFileSync(path.join(folder, 'configuration.nix'), source);
  writeFileSync(path.join(folder, 'runner.nix'), runnerFile);
  writeFileSync(path.join(folder, 'other.nix'), '{ services.github-runners.api.enable = true; }');
  editor = await startEditor({
    settings: { release: '25.05' },
    params: {
      capabilities: {
        workspace: { configuration: true },
        textDocument: { definition: { linkSupport: true }, hover: { contentFormat: ['markdown'] } },
      },
      workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: 'host' }],
    },
  });
  await editor.open(uri, source);
});
afterAll(async () => {
  expect(await editor.stop()).toBe(0);
  expect(editor.log.filter((line) => line.includes('Error'))).toEqual([]);
  rmSync(folder, { recursive: true });
});

/** Asks about the place of a text in the document. */
function ask<T>(method: string, text: string, more: object = {}): Promise<T> {
  const about = { textDocument: { uri }, position: editor.position(uri, text), ...more };
  return editor.connection.sendRequest<T>(method, about);
}

const at = ({ start, end }: Range): string => `${start.line}:${start.character}-${end.line}:${end.character}`;

test('highlights tell reading from writing', async () => {
  const found = await ask<DocumentHighlight[]>('textDocument/documentHighlight', 'owner');
  expect(found.map(({ range, kind }) => `${at(range)} ${kind}`)).toEqual(['2:2-2:7 3', '12:32-12:37 2']);
});

test('a variable is renamed', async () => {
  const prepared = await ask<{ range: Range; placeholder: string }>('textDocument/prepareRename', 'owner');
  expect(prepared).toMatchObject({ placeholder: 'owner' });
  expect(at(prepared.range)).toBe('2:2-2:7');
  const edit = await ask<WorkspaceEdit>('textDocument/rename', 'owner', { newName: 'account' });
  expect(edit.changes?.[uri]?.map(({ range, newText }) => `${at(range)} ${newText}`)).toEqual([
    '2:2-2:7 account',
    '12:32-12:37 account',
  ]);
});

test('a name that cannot be given is refused with a reason', async () => {
  await expect(ask('textDocument/rename', 'owner', { newName: 'a b' })).rejects.toThrow('is no name for a variable');
  await expect(ask('textDocument/rename', 'lib', { newName: 'l' })).rejects.toThrow('Nothing was renamed');
  await expect(ask('textDocument/prepareRename', 'enable')).rejects.toThrow('is the name of an attribute');
  expect(await ask('textDocument/prepareRename', '=')).toBeNull();
});

test('links lead to pages and files', async () => {
  const found = await ask<DocumentLink[]>('textDocument/documentLink', 'config');
  expect(found.map(({ target }) => target)).toEqual([uriOf('runner.nix'), 'https://docs.github.com']);
});

test('folding', async () => {
  const found = await ask<FoldingRange[]>('textDocument/foldingRange', 'config');
  expect(found.map(({ startLine, endLine, kind }) => [startLine, endLine, kind])).toEqual([
    [1, 2, undefined],
    [4, 14, undefined],
    [5, 6, 'imports'],
    [10, 13, undefined],
  ]);
});

test('a selection grows', async () => {
  const [innermost] = await ask<SelectionRange[]>('textDocument/selectionRange', 'config', {
    positions: [editor.position(uri, 'url =')],
  });
  const steps: string[] = [];
  for (let range = innermost; range !== undefined; range = range.parent) steps.push(editor.rangeText(uri, range.range));
  expect(steps[0]).toBe('url');
  expect(steps[1]).toBe('url = "https://github.com/${owner}";');
  expect(steps.at(-1)).toBe(source);
});

test('only the colours that an edit changes are sent', async () => {
  const full = await ask<SemanticTokens>('textDocument/semanticTokens/full', 'config');
  expect(full.data.length).toBeGreaterThan(20);
  await editor.replace(uri, '"example"', '"example2"; extra = owner');
  const delta = await ask<SemanticTokensDelta>('textDocument/semanticTokens/full/delta', 'config', {
    previousResultId: full.resultId,
  });
  const [edit] = delta.edits;
  const patched = [...full.data];
  if (edit) patched.splice(edit.start, edit.deleteCount, ...(edit.data ?? []));
  const again = await ask<SemanticTokens>('textDocument/semanticTokens/full', 'config');
  expect(patched).toEqual(again.data);
  expect(edit?.data?.length).toBeLessThan(again.data.length);
});

test('definitions are links where the client takes them', async () => {
  const [link] = await ask<LocationLink[]>('textDocument/definition', 'size = 2');
  expect(link?.targetUri).toBe(uriOf('runner.nix'));
  expect(link?.originSelectionRange && at(link.originSelectionRange)).toBe('8:5-8:9');
  expect(link && at(link.targetSelectionRange)).toBe('1:13-1:17');
  expect(link && at(link.targetRange)).toBe('1:13-1:49');
});

test('a path leads to the beginning of its file', async () => {
  const [link] = await ask<LocationLink[]>('textDocument/definition', './runner.nix');
  expect(link && [link.targetUri, at(link.targetRange)]).toEqual([uriOf('runner.nix'), '0:0-0:0']);
});

test('references of an option lie in all files of the host', async () => {
  const found = await ask<Location[]>('textDocument/references', 'size = 2', { context: { includeDeclaration: true } });
  expect(found.map(({ uri: file, range }) => `${file === uri ? 'here' : 'runner.nix'} ${at(range)}`)).toEqual([
    'here 8:5-8:9',
    'runner.nix 1:13-1:17',
    'runner.nix 2:56-2:60',
  ]);
});

test('runners are found by name in the whole workspace', async () => {
  const symbols = (query: string): Promise<WorkspaceSymbol[]> =>
    editor.connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query });
  expect((await symbols('')).map(({ name, containerName }) => `${name} ${containerName ?? ''}`)).toEqual([
    'web github-runner-web.service',
    'api github-runner-api.service',
  ]);
  expect((await symbols('AP')).map(({ name, location }) => [name, location.uri])).toEqual([
    ['api', uriOf('other.nix')],
  ]);
  expect(await symbols('xyz')).toEqual([]);
});

test('a hover leads to the file that it names, and so does a line of a preview', async () => {
  const hover = await editor.connection.sendRequest<Hover>('textDocument/hover', {
    textDocument: { uri },
    position: editor.position(uri, '${owner}', 3),
  });
  expect((hover.contents as MarkupContent).value).toContain(`Bound in [\`configuration.nix:3\`](${uri}#L3).`);
  const shown = await editor.connection.sendRequest<PreviewResponse>(PREVIEW_REQUEST, { uri });
  const texts = shown?.documents.flatMap(({ origins }) => origins.map(({ markdown }) => markdown)) ?? [];
  expect(texts).toContainEqual(
    expect.stringContaining(`.tokenFile\`**: Set in [\`configuration.nix:14\`](${uri}#L14)`),
  );
});
