// The server as a program of its own, as an editor has it: how long a keystroke takes to show, and many files at once.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { EVALUATED_NOTIFICATION, type EvaluatedParams } from '../../server/src/lsp/protocol';
import { LineIndex } from '../../server/src/syntax';

const URI = 'file:///bench/configuration.nix';
const KEYSTROKES = 200;

interface Server {
  readonly connection: MessageConnection;
  /** Memory that the program takes now, in MiB; not a number where the system does not tell. */
  resident(): number;
  stop(): Promise<void>;
}

async function startServer(folder: string | null): Promise<Server> {
  const server = spawn(process.execPath, [path.resolve('dist/server.js'), '--stdio'], { stdio: 'pipe' });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const exited = new Promise((resolve) => server.once('exit', resolve));
  connection.listen();
  const rootUri = folder === null ? null : pathToFileURL(folder).toString();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri, capabilities: {} });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    resident() {
      try {
        const pages = Number(readFileSync(`/proc/${server.pid}/statm`, 'utf8').split(' ')[1]);
        return (pages * 4096) / 1024 / 1024;
      } catch {
        return NaN;
      }
    },
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await exited;
      connection.dispose();
    },
  };
}

const opening = (connection: MessageConnection, uri: string, text: string): Promise<void> =>
  connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'nix', version: 1, text },
  });

/**
 * Milliseconds from a keystroke to the diagnostics that show it, the time for which the server waits for the next key
 * included. Each keystroke breaks the label of the runner or mends it.
 */
export async function serverLatency(text: string): Promise<number[]> {
  const { connection, stop } = await startServer(null);
  let shown: (found: PublishDiagnosticsParams) => void = () => undefined;
  connection.onNotification('textDocument/publishDiagnostics', (found: PublishDiagnosticsParams) => shown(found));

  /** Resolves when diagnostics of this version come that are as many as expected. */
  const diagnosticsOf = (version: number, count: number): Promise<void> =>
    new Promise((resolve) => {
      shown = (found) => {
        if (found.version === version && found.diagnostics.length === count) resolve();
      };
    });
  const opened = diagnosticsOf(1, 0);
  await opening(connection, URI, text);
  await opened;
  const start = text.indexOf('"a"') + 1;
  const lines = LineIndex.of(text);
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
  await stop();
  return times;
}

export interface OpeningLatency {
  /** Until the evaluation of the document that was opened last has come, in milliseconds. */
  readonly last: number;
  readonly all: number;
  /** Until a hover in that document is answered, which is asked for when all are open. */
  readonly hover: number;
  /** Of the server in the end, in MiB. */
  readonly resident: number;
}

/** What becomes of many files of a workspace that are opened at once; `files` are texts by their paths in its folder. */
export async function openingLatency(
  files: Readonly<Record<string, string>>,
  opened: readonly string[],
): Promise<OpeningLatency> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const { connection, resident, stop } = await startServer(folder);
  const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).toString();
  const lastUri = uriOf(opened.at(-1) ?? '');
  const began = performance.now();
  const waiting = new Set(opened.map(uriOf));
  let last = NaN;
  const all = new Promise<number>((resolve) => {
    connection.onNotification(EVALUATED_NOTIFICATION, ({ uri }: EvaluatedParams) => {
      waiting.delete(uri);
      if (uri === lastUri) last = performance.now() - began;
      if (waiting.size === 0) resolve(performance.now() - began);
    });
  });
  for (const name of opened) await opening(connection, uriOf(name), files[name] ?? '');
  const asked = performance.now();
  await connection.sendRequest('textDocument/hover', {
    textDocument: { uri: lastUri },
    position: { line: 3, character: 5 },
  });
  const hover = performance.now() - asked;
  const found = { all: await all, last, hover, resident: resident() };
  await stop();
  rmSync(folder, { recursive: true });
  return found;
}
