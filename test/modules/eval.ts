// Evaluates expressions over the complete embedded library, in process.
import { completeLib } from '../../server/src/modules/index';
import { evaluateWith, type Outcome } from '../support/eval';

/** Evaluates `expr` with `lib` and `u`, a value nobody knows, in scope; its relative paths start in this folder. */
export function evaluate(expr: string, release = '26.05'): Outcome {
  return evaluateWith(expr, completeLib(release), __dirname);
}
