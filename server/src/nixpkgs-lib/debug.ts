// nixpkgs' lib/debug.nix: printing values while they are evaluated, and small tests.
import { attrEntries, attrsOf, getAttr, mapValues, orIfMissing } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceBool, forceClosedAttrs, forceList, forceText } from '../evaluator/coerce';
import { textOf } from '../evaluator/strings';
import { Attrs, force, isList, type Lazy, type Value } from '../evaluator/values';
import { prettyString, toPretty } from './pretty';
import {
  applied,
  callBuiltin,
  forceIndex,
  functions,
  inherited,
  interpolated,
  later,
  sameValue,
  select,
  takeFormals,
  thrown,
  withFormals,
  type LibTable,
} from './support';

function shown(text: string, v: Value): Attrs {
  return attrsOf({ __pretty: primOp('__pretty', 1, () => text), val: v });
}

/** The value with what lies deeper than `depth` levels shown as `[…]` or `{…}`. */
function snipped(depth: number, lazyValue: Lazy): Value {
  const v = force(lazyValue);
  if (depth === 0) return isList(v) ? shown('[…]', v) : v instanceof Attrs ? shown('{…}', v) : v;
  if (isList(v)) return v.map((x) => later(() => snipped(depth - 1, x)));
  if (v instanceof Attrs) return mapValues(v, (_, x) => later(() => snipped(depth - 1, x)));
  return v;
}

function traceDepth(depth: number, x: Lazy, y: Lazy): Value {
  return callBuiltin('trace', prettyString(snipped(depth, x), { allowPrettyValues: true }), y);
}

const deep = (v: Lazy): Lazy => later(() => callBuiltin('deepSeq', v, v));

/** `runTests tests`: those named `test…` (or listed in `tests`) whose `expr` is not `expected`. */
function runTests(lazyTests: Lazy): Value {
  const tests = forceClosedAttrs(lazyTests);
  const listed = getAttr(tests, 'tests');
  const only = listed === undefined ? [] : forceList(listed).map((name) => forceText(name));
  const failures: Lazy[] = [];
  for (const [name, test] of attrEntries(tests)) {
    if (only.length > 0 ? !only.includes(name) : !name.startsWith('test')) continue;
    const expected = later(() => select(test, 'expected'));
    const result = later(() => select(test, 'expr'));
    if (!sameValue(force(result), force(expected))) failures.push(attrsOf({ name, expected, result }));
  }
  return failures;
}

const FAILURES = { failures: false, description: true } as const;

function throwTestFailures(arg: Lazy): Value {
  const attrs = takeFormals('throwTestFailures', arg, FAILURES, true);
  const failures = forceList(getAttr(attrs, 'failures') as Lazy);
  if (failures.length === 0) return null;
  for (const failure of failures) {
    const text = (name: string): string => toPretty(select(failure, name), { allowPrettyValues: true });
    callBuiltin('trace', `FAIL ${text('name')}:\nExpected:\n${text('expected')}\n\nResult:\n${text('result')}\n`, null);
  }
  const names = failures.map((f) => textOf(interpolated(select(f, 'name')))).join('\n- ');
  const json = textOf(interpolated(callBuiltin('toJSON', failures)));
  const description = textOf(interpolated(orIfMissing(getAttr(attrs, 'description'), 'tests')));
  throw thrown(`${failures.length} ${description} failed:\n- ${names}\n\n${json}`);
}

export const debug: LibTable = {
  ...inherited(['addErrorContext', 'trace', 'unsafeGetAttrPos']),
  throwTestFailures: withFormals('throwTestFailures', FAILURES, 1, throwTestFailures),
  ...functions({
    traceIf: [3, (pred, message, x) => (forceBool(pred) ? callBuiltin('trace', message, x) : force(x))],
    traceVal: [1, (x) => callBuiltin('trace', x, x)],
    traceValFn: [2, (f, x) => callBuiltin('trace', applied(f, x), x)],
    traceSeq: [2, (x, y) => callBuiltin('trace', deep(x), y)],
    traceSeqN: [3, (depth, x, y) => traceDepth(forceIndex(depth), x, y)],
    traceValSeq: [1, (v) => callBuiltin('trace', deep(v), deep(v))],
    traceValSeqFn: [2, (f, v) => callBuiltin('trace', applied(f, deep(v)), deep(v))],
    traceValSeqN: [2, (depth, v) => traceDepth(forceIndex(depth), v, v)],
    traceValSeqNFn: [3, (f, depth, v) => traceDepth(forceIndex(depth), applied(f, v), v)],
    traceFnSeqN: [
      4,
      (depth, name, f, v) => {
        const to = later(() => call(force(f), v));
        return traceDepth(forceIndex(depth) + 1, attrsOf({ fn: name, from: v, to }), to);
      },
    ],
    runTests: [1, runTests],
    testAllTrue: [1, (expr) => attrsOf({ expr, expected: later(() => forceList(expr).map(() => true)) })],
  }),
};
