// What the server makes of messages that come too early, too late or without what they need.
import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { ErrorCodes } from 'vscode-languageserver';
import { bundleServer } from './server';

const hover = { textDocument: { uri: 'file:///host.nix' }, position: { line: 0, character: 0 } };
const opened = { textDocument: { uri: 'file:///host.nix', languageId: 'nix', version: 1, text: '{' } };
const beginning = { processId: null, rootUri: null, capabilities: {} };

let server: ChildProcess;
let connection: MessageConnection;
let published: string[];

afterEach(() => {
  connection.dispose();
  server.kill();
});

async function start(): Promise<void> {
  const started = spawn(process.execPath, [await bundleServer(), '--stdio'], { stdio: 'pipe' });
  server = started;
  connection = createMessageConnection(new StreamMessageReader(started.stdout), new StreamMessageWriter(started.stdin));
  published = [];
  connection.onNotification('textDocument/publishDiagnostics', ({ uri }: { uri: string }) => void published.push(uri));
  connection.listen();
}

/** The code of the error that a request is answered with. */
async function refusal(method: string, params: unknown): Promise<number | undefined> {
  try {
    await connection.sendRequest(method, params);
    return undefined;
  } catch (error) {
    return (error as { code: number }).code;
  }
}

test('before it is initialized the server refuses requests', async () => {
  await start();
  expect(await refusal('textDocument/hover', hover)).toBe(ErrorCodes.ServerNotInitialized);
  expect(await refusal('workspace/symbol', { query: '' })).toBe(ErrorCodes.ServerNotInitialized);
  expect(await refusal('shutdown', undefined)).toBe(ErrorCodes.ServerNotInitialized);
  await connection.sendNotification('textDocument/didOpen', opened);
  expect(await refusal('initialize', beginning)).toBeUndefined();
  expect(await refusal('textDocument/hover', hover)).toBeUndefined();
});

test('a session is initialized once', async () => {
  await start();
  expect(await refusal('initialize', beginning)).toBeUndefined();
  expect(await refusal('initialize', beginning)).toBe(ErrorCodes.InvalidRequest);
});

test('after the end of a session the server refuses requests, looks at no document, and exits', async () => {
  await start();
  await connection.sendRequest('initialize', beginning);
  await connection.sendRequest('shutdown');
  expect(await refusal('textDocument/hover', hover)).toBe(ErrorCodes.InvalidRequest);
  await connection.sendNotification('textDocument/didOpen', opened);
  expect(await refusal('workspace/symbol', { query: '' })).toBe(ErrorCodes.InvalidRequest);
  const exited = new Promise((resolve) => server.once('exit', resolve));
  await connection.sendNotification('exit');
  expect(await exited).toBe(0);
  expect(published).toEqual([]);
});

test('a request without a document is told so', async () => {
  await start();
  await connection.sendRequest('initialize', beginning);
  for (const params of [{}, { textDocument: null }, { textDocument: { uri: 5 } }])
    expect(await refusal('textDocument/hover', params)).toBe(ErrorCodes.InvalidParams);
  expect(await refusal('textDocument/unheardOf', hover)).toBe(ErrorCodes.MethodNotFound);
});
