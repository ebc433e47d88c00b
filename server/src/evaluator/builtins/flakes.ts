// Builtins about flakes. The reference of a flake is taken apart; the flake itself is not fetched.
import { attrEntries, attrsOf } from '../attrs';
import { callPosition } from '../call';
import { forceClosedAttrs, forceTextNoContext } from '../coerce';
import { NixError, UnknownSignal } from '../errors';
import { flakeRefToString, parseFlakeRef, type FlakeRefValue } from '../flake-ref';
import { isString, textOf } from '../strings';
import { Unknown, force, showType, type Lazy, type Value } from '../values';
import { notFetched } from './fetch';
import { primOps, type BuiltinTable } from './primop';

function getFlake(v: Lazy): Value {
  const at = callPosition();
  return notFetched(`the flake ${forceTextNoContext(v)}`, 'set', at);
}

function flakeRefToStringBuiltin(v: Lazy): Value {
  const ref = new Map<string, FlakeRefValue>();
  for (const [name, value, at] of attrEntries(forceClosedAttrs(v))) {
    const x = force(value);
    if (x instanceof Unknown) throw new UnknownSignal(x);
    if (typeof x === 'number' || typeof x === 'bigint') {
      if (x < 0) throw new NixError(`negative value given for flake ref attr ${name}: ${x}`, at);
      ref.set(name, x);
    } else if (typeof x === 'boolean') ref.set(name, x);
    else if (isString(x)) ref.set(name, textOf(x));
    else
      throw new NixError(
        `flake reference attribute sets may only contain integers, Booleans, and strings, but attribute '${name}' is ${showType(x)}`,
        at,
      );
  }
  return flakeRefToString(ref);
}

export const flakeBuiltins: BuiltinTable = primOps({
  getFlake: [1, getFlake],
  parseFlakeRef: [1, (v) => attrsOf(Object.fromEntries(parseFlakeRef(forceTextNoContext(v))))],
  flakeRefToString: [1, flakeRefToStringBuiltin],
});
