// Which named arguments a function takes (`lib.functionArgs`), and functions that carry another's.
import { attrsOf, getAttr } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs } from '../evaluator/coerce';
import { Attrs, force, type Lazy, type Value } from '../evaluator/values';
import { callBuiltin, later } from './support';

/** Names to whether they have a default; also of sets with `__functor` (nixpkgs, lib.trivial.functionArgs). */
export function functionArgsOf(f: Value): Attrs {
  if (f instanceof Attrs) {
    const functor = getAttr(f, '__functor');
    if (functor !== undefined) {
      const declared = getAttr(f, '__functionArgs');
      return declared === undefined ? functionArgsOf(call(force(functor), f)) : forceAttrs(declared);
    }
  }
  return forceAttrs(callBuiltin('functionArgs', f));
}

/** The callable set of `lib.setFunctionArgs f args`. */
export function setFunctionArgs(f: Lazy, args: Lazy): Attrs {
  return attrsOf({ __functor: primOp('__functor', 1, () => force(f)), __functionArgs: args });
}

/** `lib.mirrorFunctionArgs f g`: `g` with the named arguments of `f`. */
export function mirrorFunctionArgs(f: Lazy, g: Lazy): Attrs {
  return setFunctionArgs(
    g,
    later(() => functionArgsOf(force(f))),
  );
}
