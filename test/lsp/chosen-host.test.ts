// The host that a person looks at answers for a file of several hosts.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CompletionList, Hover } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { CHOOSE_HOST_NOTIFICATION, RUNNERS_REQUEST, type RunnersResult } from '../../server/src/lsp/protocol';
import { startEditor, type Editor } from './server';

const flake = `{
  outputs = { nixpkgs, ... }: {
    nixosConfigurations = {
      alpha = nixpkgs.lib.nixosSystem { modules = [ ./runner.nix { users.users.one = { }; } ]; };
      beta = nixpkgs.lib.nixosSystem { modules = [ ./runner.nix { users.users.two = { }; networking.hostName = "b"; } ]; };
    };
  };
}
`;
const runner = `{ config, ... }:
{
  services.github-runners.web = {
    user = config.networking.hostName;
    group = ;
  };
}
`;

let folder: string;
let uri: string;
let editor: Editor;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'chosen-host-')));
  writeFileSync(path.join(folder, 'flake.nix'), flake);
  writeFileSync(path.join(folder, 'runner.nix'), runner);
  uri = URI.file(path.join(folder, 'runner.nix')).toString();
});
afterEach(async () => {
  expect(await editor.stop()).toBe(0);
  rmSync(folder, { recursive: true });
});

async function start(host?: string | null): Promise<void> {
  const initializationOptions = host === undefined ? {} : { initializationOptions: { host } };
  editor = await startEditor({
    settings: { release: '25.05' },
    params: { rootUri: URI.file(folder).toString(), ...initializationOptions },
  });
  await editor.open(uri, runner);
  await editor.evaluated(uri, 1);
}

async function users(): Promise<string[]> {
  const { connection, position } = editor;
  const list = await connection.sendRequest<CompletionList>('textDocument/completion', {
    textDocument: { uri },
    position: position(uri, 'user = ', 'user = '.length),
  });
  return list.items.flatMap(({ label, detail }) => (detail?.startsWith('declared') ? [label] : []));
}

async function hostName(): Promise<string> {
  const { connection, position } = editor;
  const answer = await connection.sendRequest<Hover | null>('textDocument/hover', {
    textDocument: { uri },
    position: position(uri, 'hostName'),
  });
  return JSON.stringify(answer?.contents);
}

test.each([[undefined], [null], ['alpha'], ['nobody']])('the first host without a choice of one (%s)', async (host) => {
  await start(host);
  expect(await users()).toEqual(['"one"', '"two"']);
});

test('the one that was chosen before the server started', async () => {
  await start('beta');
  expect(await users()).toEqual(['"two"', '"one"']);
  expect(await hostName()).toContain('\\"b\\"');
});

test('another one from when it is chosen', async () => {
  await start('alpha');
  await editor.connection.sendNotification(CHOOSE_HOST_NOTIFICATION, { host: 'beta' });
  await editor.connection.sendRequest<RunnersResult>(RUNNERS_REQUEST, { uri });
  expect(await users()).toEqual(['"two"', '"one"']);
  expect(await hostName()).toContain('\\"b\\"');
});
