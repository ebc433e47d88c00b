// Evaluates expressions over the complete embedded library, in process.
import { completeLib } from '../../server/src/modules/lib';
import { evaluate as evaluateWith, type Outcome } from '../nixpkgs-lib/eval';

export type { Outcome };

/** Evaluates `expr` with `lib` and `u`, a value nobody knows, in scope. */
export function evaluate(expr: string, release = '26.05'): Outcome {
  return evaluateWith(expr, completeLib(release));
}
