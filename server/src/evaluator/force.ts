// Forcing thunks. Apart from values.ts so that the hot path there stays small.
import type { Code } from './code';
import { NixError } from './errors';
import { Thunk, type Env, type Lazy, type Value } from './values';

/** Marks a thunk under evaluation: meeting it again is infinite recursion. */
const BLACK_HOLE: Code = {
  at: undefined,
  eval(): Value {
    throw new NixError('infinite recursion encountered');
  },
  delay(): Lazy {
    throw new NixError('infinite recursion encountered');
  },
};

/** Computes a thunk's value. After an error the thunk can be tried again, as in Nix. */
export function runThunk(thunk: Thunk, code: Code): Value {
  if (code === BLACK_HOLE) throw new NixError('infinite recursion encountered');
  const env = thunk.env;
  thunk.code = BLACK_HOLE;
  try {
    const value = code.eval(env as Env);
    thunk.value = value;
    thunk.code = null;
    thunk.env = null;
    return value;
  } catch (error) {
    thunk.code = code;
    if (error instanceof NixError && error.at === undefined) error.at = code.at;
    throw error;
  }
}

class Computation implements Code {
  readonly at = undefined;
  constructor(private readonly compute: () => Value) {}
  eval(): Value {
    return this.compute();
  }
  delay(): Lazy {
    return new Thunk(this, null);
  }
}

/** A thunk over a JavaScript computation. */
export function lazy(compute: () => Value): Thunk {
  return new Thunk(new Computation(compute), null);
}
