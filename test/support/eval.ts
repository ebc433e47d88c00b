// Evaluates expressions over an embedded library, in process.
import { attrEntries, getAttr, hasListed } from '../../server/src/evaluator/attrs';
import { builtins } from '../../server/src/evaluator/builtins/index';
import { call, callMany } from '../../server/src/evaluator/call';
import { NixError } from '../../server/src/evaluator/errors';
import { compileSource, evaluateProgram, inSession, type Program } from '../../server/src/evaluator/evaluate';
import type { Source } from '../../server/src/evaluator/position';
import { DEFAULT_BUDGET, type Session } from '../../server/src/evaluator/session';
import { isString, textOf } from '../../server/src/evaluator/strings';
import { Attrs, Unknown, force, isList, type Lazy } from '../../server/src/evaluator/values';
import { nodeFiles } from '../../server/src/workspace/node-files';
import { loadNodeParser } from '../../server/src/workspace/node-parser';

const parser = await loadNodeParser();

/** What an expression came to. */
export interface Outcome {
  /** The value as JSON; unknown parts as `{ unknown: reason }`. */
  readonly json?: unknown;
  readonly error?: NixError;
  /** What was traced on the way. */
  readonly traces: readonly string[];
}

export function testSession(onTrace: (message: string) => void = () => undefined): Session {
  return {
    files: nodeFiles(),
    budget: DEFAULT_BUDGET,
    system: 'x86_64-linux',
    searchPath: [],
    compile,
    tolerant: false,
    onTrace,
    imports: new Map(),
  };
}

function compile(source: Source): Program {
  return compileSource(source, parser.parse(source.text), { tolerant: false });
}

/** An expression made ready to run. */
export function compileText(text: string, folder = '/'): Program {
  return compile({ path: '/expression.nix', text, folder });
}

/**
 * Evaluates `expr` with `lib` and `u`, a value nobody knows, in scope.
 * @param folder where its relative paths start
 */
export function evaluateWith(expr: string, lib: Attrs, folder: string): Outcome {
  const traces: string[] = [];
  const session = testSession((message) => traces.push(message));
  try {
    const json = inSession(session, () => {
      const fn = evaluateProgram(compileText(`lib: u: ${expr}`, folder));
      return toJson(callMany(fn, [lib, new Unknown('u', 'nobody knows it')]));
    });
    return { json, traces };
  } catch (error) {
    if (error instanceof NixError) return { error, traces };
    throw error;
  }
}

export function toJson(lazyValue: Lazy): unknown {
  const v = force(lazyValue);
  if (v instanceof Unknown) return { unknown: v.reason };
  if (isString(v)) return textOf(v);
  if (isList(v)) return v.map(toJson);
  if (v instanceof Attrs && !hasListed(v, 'outPath') && !hasListed(v, '__toString'))
    return Object.fromEntries([...attrEntries(v)].map(([name, value]) => [name, toJson(value)]));
  const json = call(force(getAttr(builtins, 'toJSON') as Lazy), v);
  return isString(json) ? (JSON.parse(textOf(json)) as unknown) : json;
}
