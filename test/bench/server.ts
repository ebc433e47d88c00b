// The server as a program of its own, as an editor has it: how long a keystroke takes to show.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { LineIndex } from '../../server/src/syntax';

const URI = 'file:///bench/configuration.nix';
const KEYSTROKES = 200;

/**
 * Milliseconds from a keystroke to the diagnostics that show it, the time for which the server waits for the next key
 * included. Each keystroke breaks the label of the runner or mends it.
 */
export async function serverLatency(text: string): Promise<number[]> {
  const server = spawn(process.execPath, [path.resolve('dist/server.js'), '--stdio'], { stdio: 'pipe' });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const exited = new Promise((resolve) => server.once('exit', resolve));
  let shown: (found: PublishDiagnosticsParams) => void = () => undefined;
  connection.onNotification('textDocument/publishDiagnostics', (found: PublishDiagnosticsParams) => shown(found));
  connection.listen();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});

  /** Resolves when diagnostics of this version come that are as many as expected. */
  const diagnosticsOf = (version: number, count: number): Promise<void> =>
    new Promise((resolve) => {
      shown = (found) => {
        if (found.version === version && found.diagnostics.length === count) resolve();
      };
    });
  const opened = diagnosticsOf(1, 0);
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: URI, languageId: 'nix', version: 1, text },
  });
  await opened;
  const start = text.indexOf('"a"') + 1;
  const lines = new LineIndex(text);
  const times: number[] = [];
  for (let i = 0; i < KEYSTROKES; i++) {
    const isBreaking = i % 2 === 0;
    const version = i + 2;
    const began = performance.now();
    const arrived = diagnosticsOf(version, isBreaking ? 1 : 0);
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: URI, version },
      contentChanges: [
        {
          range: { start: lines.position(start), end: lines.position(isBreaking ? start : start + 1) },
          text: isBreaking ? ',' : '',
        },
      ],
    });
    await arrived;
    times.push(performance.now() - began);
  }
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await exited;
  connection.dispose();
  return times;
}
