// Evaluates Nix expressions over the embedded library, in process.
import type { Attrs } from '../../server/src/evaluator/values';
import { baseLib } from '../../server/src/nixpkgs-lib/index';
import { evaluateWith, type Outcome } from '../support/eval';

/** Evaluates `expr` with `lib` and `u`, a value nobody knows, in scope; its relative paths start in this folder. */
export function evaluate(expr: string, lib: Attrs = baseLib): Outcome {
  return evaluateWith(expr, lib, __dirname);
}
