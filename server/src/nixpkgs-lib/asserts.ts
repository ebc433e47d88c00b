// nixpkgs' lib/asserts.nix.
import { forceBool, forceList } from '../evaluator/coerce';
import { textOf } from '../evaluator/strings';
import { Unknown, force, type Lazy, type Value } from '../evaluator/values';
import { contains } from './list-sets';
import { toPretty } from './pretty';
import { functions, interpolated, select, thrown, warn } from './support';

/** `assertMsg pred msg`: true, or the message as an error. An unknown condition does not fail. */
function assertMessage(pred: Lazy, message: Lazy): Value {
  const p = force(pred);
  if (p instanceof Unknown) return p;
  if (forceBool(p)) return true;
  throw thrown(textOf(interpolated(message)));
}

function assertOneOf(name: Lazy, value: Lazy, list: Lazy): Value {
  if (contains(forceList(list), force(value))) return true;
  throw thrown(`${textOf(interpolated(name))} must be one of ${toPretty(list)}, but is: ${toPretty(value)}`);
}

function assertEachOneOf(name: Lazy, values: Lazy, list: Lazy): Value {
  const allowed = forceList(list);
  if (forceList(values).every((v) => contains(allowed, force(v)))) return true;
  throw thrown(
    `each element in ${textOf(interpolated(name))} must be one of ${toPretty(list)}, but is: ${toPretty(values)}`,
  );
}

/** Raises the messages of assertions that fail, then tells the warnings. */
function checkAssertWarn(assertions: Lazy, warnings: Lazy, value: Lazy): Value {
  const failed = forceList(assertions).filter((a) => {
    const holds = select(a, 'assertion');
    return !(holds instanceof Unknown) && !forceBool(holds);
  });
  if (failed.length > 0)
    throw thrown(
      `\nFailed assertions:\n${failed.map((a) => `- ${textOf(interpolated(select(a, 'message')))}`).join('\n')}`,
    );
  for (const message of forceList(warnings)) warn(interpolated(message));
  return force(value);
}

export const asserts = functions({
  assertMsg: [2, assertMessage],
  assertOneOf: [3, assertOneOf],
  assertEachOneOf: [3, assertEachOneOf],
  checkAssertWarn: [3, checkAssertWarn],
});
