// The language server: answers the protocol's requests with what the features say.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  LSPErrorCodes,
  PositionEncodingKind,
  ProposedFeatures,
  ResponseError,
  TextDocumentSyncKind,
  createConnection,
  type CancellationToken,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { codeActions, hover, preview, runnersOfFile, symbols } from '../features';
import { loadNodeParser } from '../workspace/node-parser';
import type { FileAnalysis } from '../workspace/analysis';
import { codeActionOf, diagnosticOf, hoverOf, linesOf, summaryOf, symbolOf } from './convert';
import { isFile, pathOf } from './paths';
import {
  EVALUATED_NOTIFICATION,
  PREVIEW_REQUEST,
  RUNNERS_REQUEST,
  type PreviewParams,
  type PreviewResponse,
  type RunnersParams,
  type RunnersResult,
} from './protocol';
import { rulePages } from './rule-pages';
import { createSettings } from './settings';
import { createWorkspace, type Workspace } from './workspace';

const NAME = 'NixOS GitHub Runner';

/** The system that configurations are taken to be for: NixOS runs on Linux, whatever the editor runs on. */
const SYSTEM = process.arch === 'arm64' ? 'aarch64-linux' : 'x86_64-linux';

/**
 * Serves one editor until it says `exit` or its stream ends, which ends the thread. Throws when the parser cannot be
 * loaded.
 */
export async function serve(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<void> {
  const parser = await loadNodeParser();
  const connection = createConnection(ProposedFeatures.all, input, output);
  const pageOf = rulePages(besideBundle('docs/rules'));
  let workspace: Workspace | undefined;
  let client: InitializeParams | undefined;

  function logError(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
    connection.console.error(`Error while ${what}: ${text}`);
  }

  /** A feature that fails says so in the log and answers nothing. */
  function guarded<T>(what: string, f: () => T): T | undefined {
    try {
      return f();
    } catch (error) {
      logError(what, error);
      return undefined;
    }
  }

  /** Answers a request about a document as it stands; with `nothing` where there is nothing to say. */
  function about<P extends { readonly uri: string } | { readonly textDocument: { readonly uri: string } }, R>(
    what: string,
    nothing: R,
    answer: (file: FileAnalysis, params: P, workspace: Workspace) => R | undefined,
  ): (params: P, token: CancellationToken) => Promise<R | ResponseError<void>> {
    return async (params, token) => {
      const uri = 'uri' in params ? params.uri : params.textDocument.uri;
      await workspace?.ready(uri);
      // A cancellation that is on its way has to be read before work begins that nothing interrupts.
      await new Promise((resolve) => setImmediate(resolve));
      if (token.isCancellationRequested)
        return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
      return (
        guarded(what, () => {
          const file = workspace?.evaluate(uri);
          return file && workspace && answer(file, params, workspace);
        }) ?? nothing
      );
    };
  }

  connection.onInitialize((params): InitializeResult => {
    client = params;
    const { workspace: abilities } = params.capabilities;
    const settings = createSettings(connection, abilities?.configuration ?? false, params.initializationOptions);
    const opened = createWorkspace({
      parser,
      settings,
      system: SYSTEM,
      guarded,
      logError,
      pageOf,
      publish: (uri, version, diagnostics) =>
        void connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) }),
      evaluated: (evaluated) => void connection.sendNotification(EVALUATED_NOTIFICATION, evaluated),
    });
    workspace = opened;
    opened.setFolders(foldersOf(params));
    connection.onDidChangeConfiguration(({ settings: sent }) => {
      settings.receive(sent);
      opened.settingsChanged();
    });
    return {
      serverInfo: { name: NAME, ...version() },
      capabilities: {
        positionEncoding: PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        hoverProvider: true,
        documentSymbolProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    const abilities = client?.capabilities.workspace;
    if (abilities?.didChangeConfiguration?.dynamicRegistration)
      void connection.client.register(DidChangeConfigurationNotification.type);
    if (!abilities?.workspaceFolders) return;
    let folders = client ? foldersOf(client) : [];
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      const gone = new Set(paths(removed));
      folders = [...folders.filter((folder) => !gone.has(folder)), ...paths(added)];
      workspace?.setFolders(folders);
    });
  });

  connection.onDidOpenTextDocument(({ textDocument }) => workspace?.open(textDocument));
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) =>
    workspace?.edit(uri, version, contentChanges),
  );
  connection.onDidCloseTextDocument(({ textDocument }) => workspace?.close(textDocument.uri));
  // Other open files may read what was saved, and not every editor tells of files that changed on disk.
  connection.onDidSaveTextDocument(({ textDocument }) => workspace?.filesChanged([textDocument.uri]));
  connection.onDidChangeWatchedFiles(({ changes }) => workspace?.filesChanged(changes.map(({ uri }) => uri)));

  connection.onHover(
    about('answering a hover', null, (file, { position }) => {
      const { source } = file.program;
      const found = hover(file, linesOf(source).offset(position));
      return found && hoverOf(source, found);
    }),
  );
  connection.onDocumentSymbol(
    about('listing symbols', [], (file) => symbols(file).map((symbol) => symbolOf(file.program.source, symbol))),
  );
  connection.onCodeAction(
    about('listing fixes', [], (file, { range }, { addressOf }) => {
      const lines = linesOf(file.program.source);
      const span = { start: lines.offset(range.start), end: lines.offset(range.end) };
      return codeActions(file, span).map((action) =>
        codeActionOf(action, addressOf, diagnosticOf(action.finding, addressOf, pageOf)),
      );
    }),
  );
  connection.onRequest(
    RUNNERS_REQUEST,
    about<RunnersParams, RunnersResult>('listing runners', [], (file) => runnersOfFile(file).map(summaryOf)),
  );
  connection.onRequest(
    PREVIEW_REQUEST,
    about<PreviewParams, PreviewResponse>('previewing a runner', null, (file, { option }, { programAt }) => {
      const found = preview(file, option, programAt);
      if (found === undefined) return null;
      const { runner, documents, notes } = found;
      return { runner: summaryOf(runner), release: runner.host.release.release, documents, notes };
    }),
  );
  connection.onShutdown(() => workspace?.dispose());
  connection.listen();
}

function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): string[] {
  if (workspaceFolders) return paths(workspaceFolders);
  if (rootUri) return paths([{ uri: rootUri }]);
  return rootPath ? [rootPath] : [];
}

function paths(folders: readonly { readonly uri: string }[]): string[] {
  return folders.filter(({ uri }) => isFile(uri)).map(({ uri }) => pathOf(uri));
}

/** A path of the installed package; the bundle lies one folder below it. */
function besideBundle(name: string): string {
  return path.join(__dirname, '..', name);
}

function version(): { version?: string } {
  const manifest = besideBundle('package.json');
  if (!existsSync(manifest)) return {};
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  const found = typeof content === 'object' && content !== null && 'version' in content ? content.version : undefined;
  return typeof found === 'string' ? { version: found } : {};
}
