// Builtins that ask what a value is.
import { attrsFromMap, type AttrEntry } from '../attrs';
import { NixError, UnknownSignal } from '../errors';
import { Closure, PrimOp, Unknown, force, showType, typeOf, type Lazy, type Value } from '../values';
import { primOps } from './primop';

/** The type's name; of an unknown value only where that much is certain. */
function knownType(lazyValue: Lazy): string {
  const v = force(lazyValue);
  if (!(v instanceof Unknown)) return typeOf(v);
  if (v.type === undefined) throw new UnknownSignal(v);
  return v.type === 'package' ? 'set' : v.type;
}

function is(type: string): readonly [1, (v: Lazy) => Value] {
  return [1, (v) => knownType(v) === type];
}

/** `functionArgs`: the names of `{ a, b ? … }:` with whether each has a default. */
function functionArgs(lazyFn: Lazy): Value {
  const fn = force(lazyFn);
  if (fn instanceof Unknown) throw new UnknownSignal(fn);
  const args = new Map<string, AttrEntry>();
  if (fn instanceof Closure) {
    for (const f of fn.lambda.formals ?? []) args.set(f.name, { value: f.fallback !== undefined, at: f.at });
  } else if (fn instanceof PrimOp) {
    for (const [name, optional] of Object.entries(fn.formals ?? {})) args.set(name, { value: optional });
  } else throw new NixError(`'functionArgs' requires a function, but found ${showType(fn)}`);
  return attrsFromMap(args);
}

export const typeBuiltins = primOps({
  typeOf: [1, knownType],
  isNull: is('null'),
  isBool: is('bool'),
  isInt: is('int'),
  isFloat: is('float'),
  isString: is('string'),
  isPath: is('path'),
  isAttrs: is('set'),
  isList: is('list'),
  isFunction: is('lambda'),
  functionArgs: [1, functionArgs],
});
