// The connection to the language server: a Node process that speaks the protocol over standard input and output.
import { EventEmitter, type Event, type LogOutputChannel } from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, TransportKind } from 'vscode-languageclient/node';
import {
  CHOOSE_HOST_NOTIFICATION,
  COMPARE_REQUEST,
  EVALUATED_NOTIFICATION,
  PREVIEW_REQUEST,
  RUNNER_STATES_REQUEST,
  RUNNERS_REQUEST,
  UNKNOWN_VALUES_REQUEST,
  NIX_ELSEWHERE_NOTIFICATION,
  type ChooseHostParams,
  type CompareParams,
  type CompareResponse,
  type EvaluatedParams,
  type InitializationOptions,
  type NixElsewhereParams,
  type PreviewParams,
  type PreviewResponse,
  type RunnerStatesParams,
  type RunnerStatesResult,
  type RunnersParams,
  type RunnersResult,
  type UnknownValuesParams,
  type UnknownValuesResult,
} from '../../server/src/lsp/protocol';
import { documentSchemes } from './documentSchemes';
import { createCrashes } from './serverCrash';

/** Whether the server answers; it stays `stopped` until somebody starts it. */
export type ServerState = 'starting' | 'running' | 'stopped';

/** The language server as the rest of the client sees it. */
export interface RunnerClient {
  /** Resolves when the server has answered the initialize request, or could not be started, which the person is told. */
  start(): Promise<void>;
  /** Ends the server; a server that never started is no error. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  readonly state: ServerState;
  readonly onDidChangeState: Event<ServerState>;
  /** The runners that a document defines, in the order of their definitions. */
  runners(params: RunnersParams): Promise<RunnersResult>;
  /** The generated texts of one runner, or null where the document defines none or is too broken to show it. */
  preview(params: PreviewParams): Promise<PreviewResponse>;
  /** A runner twice, and what differs; null where one of the two is too broken to be compared. */
  compare(params: CompareParams): Promise<CompareResponse>;
  /** What only the real system knows of the document's runners. */
  unknownValues(params: UnknownValuesParams): Promise<UnknownValuesResult>;
  /** What there is to say above each runner of a document. */
  runnerStates(params: RunnerStatesParams): Promise<RunnerStatesResult>;
  /** Says which host the person looks at; a server that does not run is told when it starts. */
  chooseHost(params: ChooseHostParams): Promise<void>;
  /** Says whether another extension answers about Nix itself. */
  setNixElsewhere(params: NixElsewhereParams): Promise<void>;
  /** After each evaluation of an open document. */
  readonly onEvaluated: Event<EvaluatedParams>;
}

/** The port that the "Language server" launch configuration attaches to. */
const DEBUG_PORT = 6009;

/** The extension's name, as lists of extensions and of output channels show it. */
export const NAME = 'NixOS GitHub Runner';

/** Writes errors to the log only: what a person has to know of them is said in our own words. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/**
 * @param serverModule absolute path of the bundled language server
 * @param log receives the server's messages. It has to outlive the connection: a channel of the client library's own is
 *   closed by a restart before the ended server's last words arrive, which then throw.
 * @param initial what the server is told first each time it starts
 */
export function createClient(
  serverModule: string,
  log: LogOutputChannel,
  initial: () => InitializationOptions,
): RunnerClient {
  const evaluated = new EventEmitter<EvaluatedParams>();
  const stateChanged = new EventEmitter<ServerState>();
  const crashes = createCrashes({ log, restart: () => void restart(), now: () => Date.now() });
  let state: ServerState = 'stopped';
  let connection = connect();

  function setState(next: ServerState): void {
    state = next;
    stateChanged.fire(next);
  }

  /** A connection of the library that failed to start cannot be started again, so that each start gets a new one. */
  function connect(): LanguageClient {
    const opened: LanguageClient = new QuietClient(
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
        documentSelector: documentSchemes().map((scheme) => ({ language: 'nix', scheme })),
        outputChannel: log,
        initializationOptions: initial,
        synchronize: { configurationSection: 'nixosRunner' },
        // Without it the library shows the reason, and offers to try again on a connection that has ended.
        initializationFailedHandler: () => false,
        errorHandler: {
          // Whatever keeps messages from passing for good ends the connection as well.
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed() {
            lost(opened);
            return { action: CloseAction.DoNotRestart, handled: true };
          },
        },
      },
    );
    opened.onNotification(EVALUATED_NOTIFICATION, (params: EvaluatedParams) => evaluated.fire(params));
    return opened;
  }

  async function start(): Promise<void> {
    const starting = connection;
    setState('starting');
    try {
      await starting.start();
      if (starting === connection) {
        setState('running');
      }
    } catch {
      lost(starting);
    }
  }

  /** A connection ended without being asked to; one that fails to start says so twice. */
  function lost(ended: LanguageClient): void {
    if (ended !== connection || state === 'stopped') {
      return;
    }
    if (crashes.startAgain()) {
      connection = connect();
      void start();
    } else {
      setState('stopped');
    }
  }

  async function restart(): Promise<void> {
    if (state === 'starting') {
      return;
    }
    const ended = connection;
    connection = connect();
    if (ended.needsStop()) {
      // A server that does not answer is ended by the client library.
      await ended.stop().catch(() => undefined);
    }
    await start();
  }

  return {
    start,
    async stop() {
      if (connection.needsStop()) {
        await connection.stop();
      }
    },
    restart,
    get state() {
      return state;
    },
    onDidChangeState: stateChanged.event,
    runners: (params) => connection.sendRequest<RunnersResult>(RUNNERS_REQUEST, params),
    preview: (params) => connection.sendRequest<PreviewResponse>(PREVIEW_REQUEST, params),
    compare: (params) => connection.sendRequest<CompareResponse>(COMPARE_REQUEST, params),
    unknownValues: (params) => connection.sendRequest<UnknownValuesResult>(UNKNOWN_VALUES_REQUEST, params),
    runnerStates: (params) => connection.sendRequest<RunnerStatesResult>(RUNNER_STATES_REQUEST, params),
    chooseHost: (params) => connection.sendNotification(CHOOSE_HOST_NOTIFICATION, params).catch(() => undefined),
    setNixElsewhere: (params) => connection.sendNotification(NIX_ELSEWHERE_NOTIFICATION, params).catch(() => undefined),
    onEvaluated: evaluated.event,
  };
}
