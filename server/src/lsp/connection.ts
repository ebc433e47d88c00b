// The language server: answers the protocol's requests with what the features say.
import {
  DidChangeConfigurationNotification,
  ErrorCodes,
  LSPErrorCodes,
  PositionEncodingKind,
  ProposedFeatures,
  ResponseError,
  TextDocumentSyncKind,
  createConnection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import type { Program } from '../evaluator/evaluate';
import type { Moment } from '../features';
import type { FileAnalysis } from '../workspace/analysis';
import { loadNodeParser } from '../workspace/node-parser';
import { unreadArrivals, type ArrivalsCounter } from './arrivals';
import { FILE_OPERATIONS, registerFileOperations } from './file-operations';
import { createFolders, type Folders } from './folders';
import { HANDLERS, handlerCapabilities } from './handlers';
import type { AnswerFrom } from './handlers/handler';
import { answerRefused, inOrder } from './lifecycle';
import { CHOOSE_HOST_NOTIFICATION, EVALUATED_NOTIFICATION, NIX_ELSEWHERE_NOTIFICATION } from './protocol';
import { besideBundle, packageVersion } from './package';
import { searchProgress } from './progress';
import { redacted } from './redact';
import { rulePages } from './rule-pages';
import { createSettings, property } from './settings';
import { createWorkspace, type Workspace } from './workspace';

const NAME = 'NixOS GitHub Runner';

/** The system that configurations are taken to be for: NixOS runs on Linux, whatever the editor runs on. */
const SYSTEM = process.arch === 'arm64' ? 'aarch64-linux' : 'x86_64-linux';

/** What requests about a document are answered from. */
interface Subject<T> {
  /** Resolves when it can be had. */
  ready(workspace: Workspace, uri: string): Promise<void>;
  /** `undefined` when the document cannot be read. */
  get(workspace: Workspace, uri: string): Promise<T | undefined>;
}

/** How long an answer waits for an evaluation where an earlier one, or none, gives an answer too, in milliseconds. */
const PATIENCE = 300;

const EVALUATED: Subject<FileAnalysis> = {
  ready: (workspace, uri) => workspace.ready(uri),
  get: (workspace, uri) => workspace.evaluated(uri),
};

const SOON_EVALUATED: Subject<FileAnalysis> = {
  ready: (workspace, uri) => workspace.ready(uri),
  get: async (workspace, uri) => (await workspace.evaluated(uri, PATIENCE)) ?? workspace.lastEvaluated(uri),
};

const PARSED: Subject<Program> = {
  ready: () => Promise.resolve(),
  get: (workspace, uri) => Promise.resolve(workspace.parsed(uri)),
};

const TYPING: Subject<Moment> = {
  ready: (workspace, uri) => workspace.ready(uri),
  async get(workspace, uri) {
    if (workspace.lastEvaluated(uri) === undefined) await workspace.evaluated(uri, PATIENCE);
    return workspace.moment(uri);
  },
};

/** The address of the document that parameters are about; `undefined` where a client sends none. */
function addressIn(params: unknown): string | undefined {
  const uri = property(params, 'uri') ?? property(property(params, 'textDocument'), 'uri');
  return typeof uri === 'string' ? uri : undefined;
}

/**
 * Serves one editor until it says `exit` or its stream ends, which ends the thread. Throws when the parser cannot be
 * loaded.
 * @param arrivals what another thread counts of the input
 */
export async function serve(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  arrivals: ArrivalsCounter | undefined,
): Promise<void> {
  const parser = await loadNodeParser();
  const connection = createConnection(ProposedFeatures.all, input, output, { messageStrategy: inOrder() });
  answerRefused(connection);
  const pageOf = rulePages(besideBundle('docs/rules'));
  const version = packageVersion();
  let workspace: Workspace | undefined;
  let client: InitializeParams | undefined;
  let folders: Folders | undefined;
  const listeners: ((uri: string | undefined) => void)[] = [];
  let hasArrived = (): boolean => false;

  function logError(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
    connection.console.error(redacted(`Error while ${what}: ${text}`));
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

  /** Answers a request about a document's `subject`, unless the client has taken it back. */
  const about =
    <S>(subject: Subject<S>): AnswerFrom<S> =>
    (what, nothing, answer) =>
    async (params, token) => {
      const uri = addressIn(params);
      if (uri === undefined) return new ResponseError(ErrorCodes.InvalidParams, 'The parameters name no document.');
      if (workspace) await subject.ready(workspace, uri);
      // A cancellation that is on its way has to be read before work begins that nothing interrupts.
      await new Promise((resolve) => setImmediate(resolve));
      const current = workspace;
      const found = token.isCancellationRequested || !current ? undefined : await subject.get(current, uri);
      if (token.isCancellationRequested)
        return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
      return guarded(what, () => current && found && redacted(answer(found, params, current))) ?? nothing;
    };

  connection.onInitialize((params): InitializeResult => {
    client = params;
    const { workspace: abilities } = params.capabilities;
    const settings = createSettings(connection, abilities?.configuration ?? false, params.initializationOptions);
    const opened = createWorkspace({
      parser,
      settings,
      system: SYSTEM,
      hasArrived: () => hasArrived(),
      guarded,
      logError,
      pageOf,
      publish: (uri, version, diagnostics) =>
        void connection.sendDiagnostics({
          uri,
          diagnostics: redacted(diagnostics),
          ...(version !== undefined && { version }),
        }),
      evaluated(evaluated) {
        void connection.sendNotification(EVALUATED_NOTIFICATION, redacted(evaluated));
        for (const listener of listeners) listener(evaluated.uri);
      },
      progress: (cancel) => searchProgress(connection, cancel),
      log: (message) => connection.console.info(redacted(message)),
    });
    const takeHost = (options: unknown): void => {
      const host = property(options, 'host');
      opened.chooseHost(typeof host === 'string' ? host : undefined);
    };
    const takeOthers = (options: unknown): void => opened.setNixElsewhere(property(options, 'nixElsewhere') === true);
    takeHost(params.initializationOptions);
    takeOthers(params.initializationOptions);
    connection.onNotification(CHOOSE_HOST_NOTIFICATION, takeHost);
    connection.onNotification(NIX_ELSEWHERE_NOTIFICATION, (params: unknown) => {
      takeOthers(params);
      for (const listener of listeners) listener(undefined);
    });
    workspace = opened;
    folders = createFolders(connection, params, opened.setFolders);
    opened.setFolders(folders.initial);
    connection.onDidChangeConfiguration(({ settings: sent }) => {
      settings.receive(sent);
      folders?.settingsChanged(sent);
      void opened.settingsChanged().then(() => listeners.forEach((listener) => listener(undefined)));
    });
    return {
      serverInfo: { name: NAME, ...(version !== undefined && { version }) },
      capabilities: {
        positionEncoding: PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        ...handlerCapabilities(params.capabilities),
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          fileOperations: FILE_OPERATIONS,
        },
      },
    };
  });

  connection.onInitialized(() => {
    const abilities = client?.capabilities.workspace;
    if (abilities?.didChangeConfiguration?.dynamicRegistration)
      void connection.client.register(DidChangeConfigurationNotification.type);
    folders?.start();
  });

  connection.onDidOpenTextDocument(({ textDocument }) => workspace?.open(textDocument));
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) =>
    workspace?.edit(uri, version, contentChanges),
  );
  connection.onDidCloseTextDocument(({ textDocument }) => workspace?.close(textDocument.uri));
  // Other open files may read what was saved, and not every editor tells of files that changed on disk.
  connection.onDidSaveTextDocument(({ textDocument }) => workspace?.filesChanged([textDocument.uri]));
  connection.onDidChangeWatchedFiles(({ changes }) => workspace?.filesChanged(changes.map(({ uri }) => uri)));

  registerFileOperations(connection, () => workspace);

  for (const handler of HANDLERS)
    handler.register({
      connection,
      abilities: () => client?.capabilities,
      workspace: () => workspace,
      guarded,
      pageOf,
      onChange: (listener) => void listeners.push(listener),
      evaluated: about(EVALUATED),
      soonEvaluated: about(SOON_EVALUATED),
      parsed: about(PARSED),
      typing: about(TYPING),
    });
  connection.onShutdown(() => workspace?.dispose());
  connection.listen();
  hasArrived = unreadArrivals(input, arrivals?.memory);
}
