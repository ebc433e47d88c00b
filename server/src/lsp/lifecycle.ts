// The order of a session: what comes before `initialize` or after `shutdown` is refused, as the protocol asks.
import {
  ErrorCodes,
  ResponseError,
  type Connection,
  type MessageStrategy,
  type RequestMessage,
} from 'vscode-languageserver/node';

/** The method that a refused request is turned into; its parameter is the reason. */
const REFUSED = '$/refused';

interface Refusal {
  readonly code: number;
  readonly message: string;
}

const REFUSALS = {
  early: { code: ErrorCodes.ServerNotInitialized, message: 'The session begins with `initialize`.' },
  again: { code: ErrorCodes.InvalidRequest, message: 'The session was initialized already.' },
  late: { code: ErrorCodes.InvalidRequest, message: 'The session ended with `shutdown`.' },
} as const satisfies Record<string, Refusal>;

type Reason = keyof typeof REFUSALS;

/** Lets through what the session's state allows; `answerRefused` has to have registered the answers to the rest. */
export function inOrder(): MessageStrategy {
  let state: 'new' | 'running' | 'over' = 'new';

  function refusalOf(method: string): Reason | undefined {
    if (state === 'new') return method === 'initialize' ? undefined : 'early';
    if (state === 'over') return 'late';
    return method === 'initialize' ? 'again' : undefined;
  }

  return {
    handleMessage(message, next) {
      if (!('method' in message) || message.method === 'exit') return next(message);
      const { method } = message as RequestMessage;
      const reason = refusalOf(method);
      if (reason !== undefined) {
        const refused = { ...message, method: REFUSED, params: [reason] };
        // Notifications have no answer: they are dropped.
        return 'id' in message ? next(refused) : undefined;
      }
      if (method === 'initialize') state = 'running';
      if (method === 'shutdown') state = 'over';
      return next(message);
    },
  };
}

/** Answers the requests that `inOrder` refuses. */
export function answerRefused(connection: Connection): void {
  connection.onRequest(REFUSED, (reason: Reason) => {
    const { code, message } = REFUSALS[reason];
    return new ResponseError(code, message);
  });
}
