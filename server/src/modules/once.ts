// Parts of an evaluation that are computed when they are first asked for.
import { NixError } from '../evaluator/errors';

/**
 * A function that computes once and then answers from memory, like a thunk: asking while it computes is infinite
 * recursion, and after an error it can be asked again.
 */
export function once<T>(compute: () => T): () => T {
  let state: 'open' | 'running' | 'done' = 'open';
  let result: T | undefined;
  return () => {
    if (state === 'done') return result as T;
    if (state === 'running') throw new NixError('infinite recursion encountered');
    state = 'running';
    try {
      result = compute();
      state = 'done';
      return result;
    } finally {
      if (state === 'running') state = 'open';
    }
  };
}

/** An object whose parts are computed as `once` does, without a function for each: there are many options. */
export abstract class Parts {
  /** The parts that are being computed, a bit for each. */
  private running = 0;

  /** @param part a bit that no other part of the object has */
  protected compute<T>(part: number, f: () => T): T {
    if ((this.running & part) !== 0) throw new NixError('infinite recursion encountered');
    this.running |= part;
    try {
      return f();
    } finally {
      this.running &= ~part;
    }
  }
}
