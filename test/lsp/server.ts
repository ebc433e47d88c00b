// The language server as a program of its own, bundled for the test, and an editor that talks to it.
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { threadId } from 'node:worker_threads';
import esbuild from 'esbuild';
import {
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type {
  Diagnostic,
  InitializeParams,
  InitializeResult,
  Position,
  Range,
  Registration,
  WorkDoneProgressBegin,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from 'vscode-languageserver';
import { EVALUATED_NOTIFICATION, type EvaluatedParams } from '../../server/src/lsp/protocol';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TIMEOUT = 20_000;

let bundled: Promise<string> | undefined;

/**
 * Bundles the server as scripts/build.mjs does, once for each test file and one folder below the project's own, where
 * the server looks for its package.
 */
export function bundleServer(): Promise<string> {
  bundled ??= (async () => {
    const outfile = path.join(ROOT, `out/lsp-test-${process.pid}-${threadId}.js`);
    process.once('exit', () => rmSync(outfile, { force: true }));
    await esbuild.build({
      absWorkingDir: ROOT,
      entryPoints: ['server/src/lsp/main.ts'],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      alias: { 'web-tree-sitter': createRequire(import.meta.url).resolve('web-tree-sitter') },
      mainFields: ['module', 'main'],
      keepNames: true,
      logLevel: 'error',
    });
    return outfile;
  })();
  return bundled;
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: Diagnostic[];
}

export interface Editor {
  readonly connection: MessageConnection;
  readonly process: ChildProcess;
  readonly initialized: InitializeResult;
  /** What the server showed of work that goes on: `begin`, `report`, `end`. */
  readonly progress: readonly WorkDoneProgress[];
  /** What the server asked the editor to tell it of. */
  readonly registered: readonly Registration[];
  /** Looks again with each message of the server, until something is found. */
  eventually<T>(what: string, look: () => T | undefined): Promise<T>;
  /** What the server logged. */
  readonly log: readonly string[];
  open(uri: string, text: string): Promise<void>;
  /** Replaces the first `before` in a document by `after`, as an edit of that range alone. */
  replace(uri: string, before: string, after: string): Promise<void>;
  close(uri: string): Promise<void>;
  text(uri: string): string;
  /** The place of the first `text` in a document, moved by `offset` characters. */
  position(uri: string, text: string, offset?: number): Position;
  rangeText(uri: string, range: Range): string;
  /** The last diagnostics of a document, once `test` holds for them. */
  diagnostics(uri: string, test: (found: Published) => boolean): Promise<Diagnostic[]>;
  /** The last diagnostics of a document, without waiting for any. */
  seen(uri: string): readonly Diagnostic[];
  /** The last evaluation of a document, once it is of this version. */
  evaluated(uri: string, version: number): Promise<EvaluatedParams>;
  /** Ends the server as the protocol says; resolves with its exit status. */
  stop(): Promise<number | null>;
}

type WorkDoneProgress = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;
type Settings = Readonly<Record<string, unknown>>;

export interface EditorOptions {
  readonly params?: Partial<InitializeParams>;
  /** Answers `workspace/configuration` for the section `nixosRunner`, for all addresses alike or for each. */
  readonly settings?: Settings | ((scope: string | undefined) => Settings);
}

/** Starts a server and initializes it. */
export async function startEditor({ params = {}, settings }: EditorOptions = {}): Promise<Editor> {
  const server = spawn(process.execPath, [await bundleServer(), '--stdio'], { cwd: ROOT, stdio: 'pipe' });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const exited = new Promise<number | null>((resolve) => server.once('exit', resolve));
  const published = new Map<string, Published>();
  const evaluations = new Map<string, EvaluatedParams>();
  const documents = new Map<string, { text: string; version: number }>();
  const log: string[] = [];
  const waiting = new Set<() => void>();
  const news = (): void => waiting.forEach((look) => look());
  server.stderr.on('data', (data: Buffer) => log.push(data.toString()));
  connection.onNotification('textDocument/publishDiagnostics', (found: Published) => {
    published.set(found.uri, found);
    news();
  });
  connection.onNotification(EVALUATED_NOTIFICATION, (found: EvaluatedParams) => {
    evaluations.set(found.uri, found);
    news();
  });
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => void log.push(message));
  connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri?: string }[] }) =>
    items.map(({ scopeUri }) => (typeof settings === 'function' ? settings(scopeUri) : (settings ?? null))),
  );
  const registered: Registration[] = [];
  connection.onRequest('client/registerCapability', ({ registrations }: { registrations: Registration[] }) => {
    registered.push(...registrations);
    news();
    return null;
  });
  const progress: WorkDoneProgress[] = [];
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.onNotification('$/progress', ({ value }: { value: WorkDoneProgress }) => {
    progress.push(value);
    news();
  });
  connection.listen();

  /** Resolves when `look` finds something, with each message of the server looked at anew. */
  function eventually<T>(what: string, look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        waiting.delete(check);
      };
      const check = (): void => {
        const found = look();
        if (found === undefined) return;
        stop();
        resolve(found);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Nothing seen of ${what}. Log:\n${log.join('\n')}`));
      }, TIMEOUT);
      waiting.add(check);
      check();
    });
  }

  const textOf = (uri: string): string => {
    const document = documents.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open`);
    return document.text;
  };
  const positionAt = (text: string, offset: number): Position => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: (before.at(-1) ?? '').length };
  };
  const find = (uri: string, text: string): number => {
    const offset = textOf(uri).indexOf(text);
    if (offset < 0) throw new Error(`${uri} does not hold ${text}`);
    return offset;
  };
  const offsetOf = (text: string, { line, character }: Position): number =>
    text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;

  const ended = exited.then((status): never => {
    throw new Error(`The server ended with status ${status} instead of answering. Log:\n${log.join('\n')}`);
  });
  const answer = connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { workspace: { configuration: settings !== undefined } },
    ...params,
  });
  const initialized = await Promise.race([answer, ended]);
  // From here on the end of the server is the test's business.
  ended.catch(() => undefined);
  await connection.sendNotification('initialized', {});

  return {
    connection,
    process: server,
    initialized,
    progress,
    registered,
    eventually,
    log,
    async open(uri, text) {
      documents.set(uri, { text, version: 1 });
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'nix', version: 1, text },
      });
    },
    async replace(uri, before, after) {
      const text = textOf(uri);
      const start = find(uri, before);
      const version = (documents.get(uri)?.version ?? 0) + 1;
      const range = { start: positionAt(text, start), end: positionAt(text, start + before.length) };
      documents.set(uri, { text: text.slice(0, start) + after + text.slice(start + before.length), version });
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range, text: after }],
      });
    },
    async close(uri) {
      documents.delete(uri);
      await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    },
    text: textOf,
    position: (uri, text, offset = 0) => positionAt(textOf(uri), find(uri, text) + offset),
    rangeText: (uri, { start, end }) => textOf(uri).slice(offsetOf(textOf(uri), start), offsetOf(textOf(uri), end)),
    diagnostics: (uri, test) =>
      eventually(`diagnostics of ${uri}`, () => {
        const found = published.get(uri);
        return found !== undefined && test(found) ? found.diagnostics : undefined;
      }),
    seen: (uri) => published.get(uri)?.diagnostics ?? [],
    evaluated: (uri, version) =>
      eventually(`an evaluation of version ${version} of ${uri}`, () => {
        const found = evaluations.get(uri);
        return found?.version === version ? found : undefined;
      }),
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const status = await exited;
      connection.dispose();
      return status;
    },
  };
}

/** The names of the rules behind diagnostics. */
export function rules(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code }) => String(code));
}
