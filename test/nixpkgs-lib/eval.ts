// Evaluates Nix expressions over the embedded library, in process.
import { attrEntries, getAttr } from '../../server/src/evaluator/attrs';
import { builtins } from '../../server/src/evaluator/builtins/index';
import { call } from '../../server/src/evaluator/call';
import { NixError } from '../../server/src/evaluator/errors';
import { compileSource, evaluateProgram, inSession } from '../../server/src/evaluator/evaluate';
import type { Source } from '../../server/src/evaluator/position';
import { DEFAULT_BUDGET, type Session } from '../../server/src/evaluator/session';
import { isString, textOf } from '../../server/src/evaluator/strings';
import { Attrs, Unknown, force, isList, type Lazy, type Value } from '../../server/src/evaluator/values';
import { baseLib } from '../../server/src/nixpkgs-lib/index';
import { nodeFiles } from '../../server/src/workspace/node-files';
import { loadNodeParser } from '../../server/src/workspace/node-parser';

const parser = await loadNodeParser();

/** What an expression came to. */
export interface Outcome {
  /** The value as JSON; unknown parts as `{ unknown: reason }`. */
  readonly json?: unknown;
  readonly error?: string;
  /** What was traced on the way. */
  readonly traces: readonly string[];
}

/** Evaluates `expr` with `lib` and `u`, a value nobody knows, in scope. */
export function evaluate(expr: string, lib: Attrs = baseLib): Outcome {
  const traces: string[] = [];
  const session: Session = {
    files: nodeFiles(),
    budget: DEFAULT_BUDGET,
    system: 'x86_64-linux',
    searchPath: [],
    compile,
    tolerant: false,
    onTrace: (message) => traces.push(message),
    imports: new Map(),
  };
  try {
    const json = inSession(session, () => {
      const fn = evaluateProgram(compile({ path: '/expression.nix', text: `lib: u: ${expr}`, folder: __dirname }));
      const unknown = new Unknown('u', 'nobody knows it');
      return toJson(call(call(fn, lib), unknown));
    });
    return { json, traces };
  } catch (error) {
    if (error instanceof NixError) return { error: error.message, traces };
    throw error;
  }
}

function compile(source: Source) {
  return compileSource(source, parser.parse(source.text), { tolerant: false });
}

function toJson(lazy: Lazy): unknown {
  const v: Value = force(lazy);
  if (v instanceof Unknown) return { unknown: v.reason };
  if (isString(v)) return textOf(v);
  if (isList(v)) return v.map(toJson);
  if (v instanceof Attrs && getAttr(v, 'outPath') === undefined && getAttr(v, '__toString') === undefined)
    return Object.fromEntries([...attrEntries(v)].map(([name, value]) => [name, toJson(value)]));
  const json = call(force(getAttr(builtins, 'toJSON') as Lazy), v);
  return isString(json) ? (JSON.parse(textOf(json)) as unknown) : json;
}
