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
