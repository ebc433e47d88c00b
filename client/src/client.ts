// The connection to the language server: a Node process that speaks the protocol over standard input and output.
import type { Disposable, LogOutputChannel } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import {
  CHOOSE_HOST_NOTIFICATION,
  COMPARE_REQUEST,
  EVALUATED_NOTIFICATION,
  PREVIEW_REQUEST,
  RUNNER_STATES_REQUEST,
  RUNNERS_REQUEST,
  type ChooseHostParams,
  type CompareParams,
  type CompareResponse,
  type EvaluatedParams,
  type PreviewParams,
  type PreviewResponse,
  type RunnerStatesParams,
  type RunnerStatesResult,
  type RunnersParams,
  type RunnersResult,
} from '../../server/src/lsp/protocol';

/** The language server as the rest of the client sees it. */
export interface RunnerClient {
  /** Resolves when the server has answered the initialize request; rejects when it cannot be started. */
  start(): Promise<void>;
  /** Ends the server; a server that never started is no error. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** The runners that a document defines, in the order of their definitions. */
  runners(params: RunnersParams): Promise<RunnersResult>;
  /** The generated texts of one runner, or null where the document defines none or is too broken to show it. */
  preview(params: PreviewParams): Promise<PreviewResponse>;
  /** A runner twice, and what differs; null where one of the two is too broken to be compared. */
  compare(params: CompareParams): Promise<CompareResponse>;
  /** What there is to say above each runner of a document. */
  runnerStates(params: RunnerStatesParams): Promise<RunnerStatesResult>;
  /** Says which host the person looks at. */
  chooseHost(params: ChooseHostParams): Promise<void>;
  /** Calls `listener` after each evaluation of an open document. */
  onEvaluated(listener: (params: EvaluatedParams) => void): Disposable;
}

/** Documents of these schemes only: a `git:` document is the past of one of them, and must not be reported twice. */
const DOCUMENT_SCHEMES = ['file', 'untitled', 'vscode-vfs'];

/** The port that the "Language server" launch configuration attaches to. */
const DEBUG_PORT = 6009;

/** The extension's name, as lists of extensions and of output channels show it. */
export const NAME = 'NixOS GitHub Runner';

/**
 * @param serverModule absolute path of the bundled language server
 * @param log receives the server's messages. It has to outlive the connection: a channel of the client library's own is
 *   closed by a restart before the ended server's last words arrive, which then throw.
 * @param initial what the server is told first each time it starts
 */
export function createClient(
  serverModule: string,
  log: LogOutputChannel,
  initial: () => ChooseHostParams,
): RunnerClient {
  const connection = new LanguageClient(
    // The name of the section with the `trace.server` setting, which the client library reads by itself.
    'nixosRunner',
    NAME,
    {
      run: { module: serverModule, transport: TransportKind.stdio },
      debug: {
        module: serverModule,
        transport: TransportKind.stdio,
        options: { execArgv: ['--nolazy', `--inspect=${DEBUG_PORT}`] },
      },
    },
    {
      documentSelector: DOCUMENT_SCHEMES.map((scheme) => ({ language: 'nix', scheme })),
      outputChannel: log,
      initializationOptions: initial,
      synchronize: { configurationSection: 'nixosRunner' },
    },
  );
  return {
    start: () => connection.start(),
    async stop() {
      if (connection.needsStop()) {
        await connection.stop();
      }
    },
    restart: () => connection.restart(),
    runners: (params) => connection.sendRequest<RunnersResult>(RUNNERS_REQUEST, params),
    preview: (params) => connection.sendRequest<PreviewResponse>(PREVIEW_REQUEST, params),
    compare: (params) => connection.sendRequest<CompareResponse>(COMPARE_REQUEST, params),
    runnerStates: (params) => connection.sendRequest<RunnerStatesResult>(RUNNER_STATES_REQUEST, params),
    chooseHost: (params) => connection.sendNotification(CHOOSE_HOST_NOTIFICATION, params),
    onEvaluated: (listener) => connection.onNotification(EVALUATED_NOTIFICATION, listener),
  };
}
