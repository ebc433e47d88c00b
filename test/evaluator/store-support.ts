// Evaluating an expression as text, for the tests on the store.
import { builtins } from '../../server/src/evaluator/builtins/index';
import { call } from '../../server/src/evaluator/call';
import { NixError } from '../../server/src/evaluator/errors';
import { compileSource, evaluateProgram, inSession } from '../../server/src/evaluator/evaluate';
import { selectAttr } from '../../server/src/evaluator/operators';
import { printValue } from '../../server/src/evaluator/print';
import type { Source } from '../../server/src/evaluator/position';
import { DEFAULT_BUDGET, type FileAccess, type Session } from '../../server/src/evaluator/session';
import type { Value } from '../../server/src/evaluator/values';
import { nodeFiles } from '../../server/src/workspace/node-files';
import { loadNodeParser } from '../../server/src/workspace/node-parser';

const parser = await loadNodeParser();

export interface Options {
  readonly tolerant?: boolean;
  readonly files?: FileAccess;
  /** Folder of relative paths. */
  readonly folder?: string;
  readonly maxMilliseconds?: number;
  readonly maxSteps?: number;
}

function makeSession({ tolerant = false, files = nodeFiles(), ...limits }: Options): Session {
  const { maxMilliseconds = DEFAULT_BUDGET.maxMilliseconds, maxSteps = DEFAULT_BUDGET.maxSteps } = limits;
  const session: Session = {
    files,
    budget: { ...DEFAULT_BUDGET, maxMilliseconds, maxSteps },
    system: 'x86_64-linux',
    searchPath: [],
    compile: (source) => compileSource(source, parser.parse(source.text), { tolerant }),
    tolerant,
    imports: new Map(),
  };
  return session;
}

/** Evaluates an expression and gives its value to `use`, all within one session. */
export function evaluateWith<T>(expression: string, options: Options, use: (v: Value) => T): T {
  const s = makeSession(options);
  const source: Source = { path: '«string»', text: expression, folder: options.folder ?? '/' };
  return inSession(s, () => use(evaluateProgram(s.compile(source))));
}

/** The whole value as Nix prints it, or the error's message after `error: `. */
export function evaluate(expression: string, options: Options = {}): string {
  try {
    return evaluateWith(expression, options, (v) => {
      call(call(selectAttr(builtins, 'deepSeq'), v), null);
      return printValue(v);
    });
  } catch (error) {
    if (error instanceof NixError) return `error: ${error.message}`;
    throw error;
  }
}
