// Beside another extension's language server for Nix: what is about runners stays, what is Nix's own is left to it.
import { afterEach, expect, test } from 'vitest';
import type { CompletionList, Hover, SemanticTokens } from 'vscode-languageserver';
import { NIX_ELSEWHERE_NOTIFICATION } from '../../server/src/lsp/protocol';
import { startEditor, type Editor } from './server';

const uri = 'untitled:Untitled-1';
const source = `{ config, lib, ... }:
let owner = "a"; in
{
  services.github-runners.web = {
    enable = ;
    name = owner;
    url = lib.;
    user = null;
    tok = "/t";
  };
}
`;

let editor: Editor;
/** How often the server told the editor to ask for colours anew. */
let refreshes: number;
afterEach(async () => {
  expect(await editor.stop()).toBe(0);
});

async function start(nixElsewhere?: boolean, nixLanguage?: string): Promise<void> {
  editor = await startEditor({
    settings: { release: '25.05', ...(nixLanguage !== undefined && { nixLanguage }) },
    params: {
      capabilities: { workspace: { configuration: true, semanticTokens: { refreshSupport: true } } },
      ...(nixElsewhere !== undefined && { initializationOptions: { nixElsewhere } }),
    },
  });
  refreshes = 0;
  editor.connection.onRequest('workspace/semanticTokens/refresh', () => {
    refreshes++;
    return null;
  });
  await editor.open(uri, source);
  await editor.evaluated(uri, 1);
}

async function offered(before: string): Promise<string[]> {
  const { connection, position } = editor;
  const list = await connection.sendRequest<CompletionList | null>('textDocument/completion', {
    textDocument: { uri },
    position: position(uri, before, before.length),
  });
  return list?.items.map(({ label }) => label) ?? [];
}

async function hovered(text: string): Promise<boolean> {
  const { connection, position } = editor;
  const found = await connection.sendRequest<Hover | null>('textDocument/hover', {
    textDocument: { uri },
    position: position(uri, text),
  });
  return found !== null;
}

/** Whether names are coloured; an empty answer would keep the colours of another server from being shown. */
async function coloured(): Promise<boolean> {
  const tokens = await editor.connection.sendRequest<SemanticTokens | null>('textDocument/semanticTokens/full', {
    textDocument: { uri },
  });
  expect(tokens?.data).not.toEqual([]);
  return tokens !== null;
}

/** Whether Nix itself is answered about. */
async function answersForNix(): Promise<boolean> {
  const answers = [
    (await offered('enable = ')).includes('owner'),
    (await offered('enable = ')).includes('if'),
    (await offered('lib.')).includes('mkIf'),
    await hovered('owner;'),
    await coloured(),
  ];
  expect(new Set(answers).size).toBe(1);
  // What is about runners is there in any case.
  expect(await offered('enable = ')).toEqual(expect.arrayContaining(['true', 'false']));
  expect(await offered('user = ')).toContain('null');
  expect(await offered('    tok')).toEqual(expect.arrayContaining(['tokenFile', 'ephemeral']));
  expect(await hovered('user')).toBe(true);
  return answers[0] === true;
}

test.each([
  [undefined, undefined, true],
  [false, 'auto', true],
  [true, undefined, false],
  [true, 'auto', false],
  [true, 'on', true],
  [false, 'off', false],
  [true, 'perhaps', false],
])('another server: %s, the setting: %s', async (nixElsewhere, nixLanguage, answers) => {
  await start(nixElsewhere, nixLanguage);
  expect(await answersForNix()).toBe(answers);
});

test('another server that starts and ends later', async () => {
  await start(false);
  expect(await answersForNix()).toBe(true);
  await editor.connection.sendNotification(NIX_ELSEWHERE_NOTIFICATION, { nixElsewhere: true });
  expect(await answersForNix()).toBe(false);
  expect(refreshes).toBe(1);
  await editor.connection.sendNotification(NIX_ELSEWHERE_NOTIFICATION, { nixElsewhere: true });
  expect(await answersForNix()).toBe(false);
  expect(refreshes).toBe(1);
  await editor.connection.sendNotification(NIX_ELSEWHERE_NOTIFICATION, { nixElsewhere: false });
  expect(await answersForNix()).toBe(true);
  expect(refreshes).toBe(2);
});
