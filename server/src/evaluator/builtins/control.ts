// Builtins that steer evaluation: errors, forcing, tracing.
import { attrValues, attrsOf } from '../attrs';
import { coerceToString, forceShownString } from '../coerce';
import { NixError, addTrace } from '../errors';
import { session, tick } from '../session';
import { isString, textOf } from '../strings';
import { Attrs, Unknown, force, isList, type Lazy, type Value } from '../values';
import { printValue } from '../print';
import { primOps } from './primop';

function abort(message: Lazy): Value {
  const text = textOf(coerceToString(message, { copy: true }));
  throw new NixError(`evaluation aborted with the following error message: '${text}'`, undefined, 'abort');
}

function throwBuiltin(message: Lazy): Value {
  throw new NixError(textOf(coerceToString(message, { copy: true })), undefined, 'thrown');
}

function tryEval(v: Lazy): Value {
  try {
    const value = force(v);
    // Whether Nix would get a value is as unknown as the value.
    if (value instanceof Unknown) return attrsOf({ success: value, value });
    return attrsOf({ success: true, value });
  } catch (error) {
    if (error instanceof NixError && (error.kind === 'thrown' || error.kind === 'assertion'))
      return attrsOf({ success: false, value: false });
    throw error;
  }
}

function seq(first: Lazy, second: Lazy): Value {
  force(first);
  return force(second);
}

/** Forces a value all the way down; what is met twice is walked once, so that cycles end. */
export function forceDeep(lazyValue: Lazy): Value {
  const result = force(lazyValue);
  const seen = new Set<Value>();
  const work: Lazy[] = [result];
  while (work.length > 0) {
    const v = force(work.pop() as Lazy);
    if (!(v instanceof Attrs) && !isList(v)) continue;
    if (seen.has(v)) continue;
    seen.add(v);
    tick();
    const parts = v instanceof Attrs ? attrValues(v) : v;
    for (let i = parts.length - 1; i >= 0; i--) work.push(parts[i] as Lazy);
  }
  return result;
}

function deepSeq(first: Lazy, second: Lazy): Value {
  forceDeep(first);
  return force(second);
}

function trace(message: Lazy, result: Lazy): Value {
  const v = force(message);
  session().onTrace?.(`trace: ${isString(v) ? textOf(v) : printValue(v, false)}`);
  return force(result);
}

function warn(message: Lazy, result: Lazy): Value {
  session().onTrace?.(`evaluation warning: ${textOf(forceShownString(message))}`);
  return force(result);
}

function addErrorContext(message: Lazy, v: Lazy): Value {
  try {
    return force(v);
  } catch (error) {
    if (error instanceof NixError) addTrace(error, textOf(coerceToString(message, {})), undefined);
    throw error;
  }
}

export const controlBuiltins = primOps({
  abort: [1, abort],
  throw: [1, throwBuiltin],
  tryEval: [1, tryEval],
  seq: [2, seq],
  deepSeq: [2, deepSeq],
  trace: [2, trace],
  // Nix prints these only under `--trace-verbose`.
  traceVerbose: [2, (_message, result) => force(result)],
  warn: [2, warn],
  addErrorContext: [2, addErrorContext],
  break: [1, force],
});
