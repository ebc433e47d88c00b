// What a handler of requests is, and what it gets to answer them.
import type {
  CancellationToken,
  ClientCapabilities,
  Connection,
  ResponseError,
  ServerCapabilities,
} from 'vscode-languageserver/node';
import type { Program } from '../../evaluator/evaluate';
import type { Moment } from '../../features';
import type { FileAnalysis } from '../../workspace/analysis';
import type { Workspace } from '../workspace';

/** Parameters of a request about one document. */
type AboutDocument = { readonly uri: string } | { readonly textDocument: { readonly uri: string } };

/** A handler as the connection takes it. */
export type Answering<P, R> = (params: P, token: CancellationToken) => Promise<R | ResponseError<void>>;

/**
 * Makes a handler of requests about one document that answers from something about it; with `nothing` where there is
 * nothing to say, or where answering fails, which is then logged as an error while doing `what`.
 */
export type AnswerFrom<S> = <P extends AboutDocument, R>(
  what: string,
  nothing: R,
  answer: (subject: S, params: P, workspace: Workspace) => R | undefined,
) => Answering<P, R>;

interface HandlerTools {
  readonly connection: Connection;
  /** What the client can do, once it has said so. */
  abilities(): ClientCapabilities | undefined;
  /** The session's state, once the client has begun it. */
  workspace(): Workspace | undefined;
  /** Runs `f`; an error is logged as one of doing `what`, and gives `undefined`. */
  guarded<T>(what: string, f: () => T): T | undefined;
  /** The address of a rule's page. */
  pageOf(rule: string): string | undefined;
  /** Calls `listener` after each evaluation of a document, with its address; without one after a change of settings. */
  onChange(listener: (uri: string | undefined) => void): void;
  /** From the document as it stands, evaluated as a part of its hosts. */
  readonly evaluated: AnswerFrom<FileAnalysis>;
  /** The same; where that takes long, from the last evaluation, which may have been of an earlier text. */
  readonly soonEvaluated: AnswerFrom<FileAnalysis>;
  /** From the text alone: waits for no evaluation. */
  readonly parsed: AnswerFrom<Program>;
  /** While somebody types: from the text as it stands, with what the last evaluation told of it or of an earlier text. */
  readonly typing: AnswerFrom<Moment>;
}

/** One feature on the wire: what the server says it can do, and the requests that it answers. */
export interface Handler {
  readonly capabilities?: Partial<ServerCapabilities> | ((client: ClientCapabilities) => Partial<ServerCapabilities>);
  register(tools: HandlerTools): void;
}
