// What evaluation can throw. Only these classes ever leave the evaluator.
import type { Position } from './position';
import type { Unknown } from './values';

/** One step of the way that led to an error, innermost first. */
export interface TraceFrame {
  readonly message: string;
  readonly at: Position | undefined;
}

/**
 * `thrown` and `assertion` are what `builtins.tryEval` catches; `abort` is `builtins.abort`;
 * `budget` is ours (too many steps, too deep, too large); everything else is `evaluation`.
 */
export type ErrorKind = 'thrown' | 'assertion' | 'abort' | 'evaluation' | 'budget';

/** An error that Nix would raise, or an exhausted budget. */
export class NixError extends Error {
  readonly trace: TraceFrame[] = [];
  constructor(
    message: string,
    public at: Position | undefined = undefined,
    readonly kind: ErrorKind = 'evaluation',
  ) {
    super(message);
  }
}

const MAX_TRACE = 40;

/** Adds a step to the way an error came, unless it is long enough already; returns the error for rethrowing. */
export function addTrace(error: unknown, message: string, at: Position | undefined): unknown {
  if (error instanceof NixError && error.trace.length < MAX_TRACE) error.trace.push({ message, at });
  return error;
}

/**
 * Thrown by code that needs a concrete value and met an unknown one; the nearest builtin call or operator
 * turns it into an unknown result. Never caught by `tryEval`.
 */
export class UnknownSignal {
  constructor(readonly unknown: Unknown) {}
}

/** Ends an evaluation that somebody else has to go before; nothing catches it but who asked for the evaluation. */
export class Interruption extends Error {
  constructor() {
    super('the evaluation was interrupted');
  }
}

/** The error for an overflown JavaScript stack, placed where a function was called; `undefined` for other errors. */
export function overflowError(error: unknown, at: Position | undefined): NixError | undefined {
  // At the end of the stack not even a regular expression can be compiled: that throws another error with this text.
  if (!(error instanceof Error) || !error.message.includes('Maximum call stack')) return undefined;
  return new NixError(
    'stack overflow; the evaluation is nested too deeply (possible infinite recursion)',
    at,
    'budget',
  );
}

/** The result of `f`; `undefined` where it depends on what is not known, or fails. */
export function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch (error) {
    if (error instanceof UnknownSignal || (error instanceof NixError && error.kind !== 'budget')) return undefined;
    throw error;
  }
}
