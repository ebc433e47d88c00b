// Functions at the top of an expression, called with the command line's arguments; selection paths (-A).
import { attrsFromMap, getAttr, type AttrEntry } from '../evaluator/attrs';
import { call } from '../evaluator/call';
import { NixError } from '../evaluator/errors';
import { Attrs, Closure, force, isList, showType, type Lazy, type Value } from '../evaluator/values';

export type AutoArguments = ReadonlyMap<string, Lazy>;

/** Calls a function of named arguments with those that are given, as `nix-instantiate` does; leaves other values alone. */
export function autoCall(fn: Value, args: AutoArguments): Value {
  if (fn instanceof Attrs) {
    const functor = getAttr(fn, '__functor');
    return functor === undefined ? fn : autoCall(call(force(functor), fn), args);
  }
  if (!(fn instanceof Closure) || fn.lambda.formals === undefined) return fn;
  const { formals, ellipsis } = fn.lambda;
  const given = new Map<string, AttrEntry>();
  if (ellipsis) for (const [name, value] of args) given.set(name, { value });
  for (const { name, fallback, at } of formals) {
    const value = args.get(name);
    if (value !== undefined) given.set(name, { value });
    else if (fallback === undefined)
      throw new NixError(
        `cannot evaluate a function that has an argument without a value ('${name}'); give it one with --arg or --argstr`,
        at,
      );
  }
  return call(fn, attrsFromMap(given));
}

/** The value at a selection path such as `a."b.c".0`, with functions on the way called. Throws Nix's errors. */
export function selectPath(root: Value, path: string, args: AutoArguments): Value {
  let v = root;
  for (const name of splitPath(path)) {
    v = autoCall(v, args);
    if (/^[0-9]+$/.test(name)) {
      if (!isList(v)) throw shouldBe('a list', path, v);
      const item = v[Number(name)];
      if (item === undefined) throw new NixError(`list index ${name} in selection path '${path}' is out of range`);
      v = force(item);
      continue;
    }
    if (!(v instanceof Attrs)) throw shouldBe('a set', path, v);
    if (name === '') throw new NixError(`empty attribute name in selection path '${path}'`);
    const found = getAttr(v, name);
    if (found === undefined) throw new NixError(`attribute '${name}' in selection path '${path}' not found`);
    v = force(found);
  }
  return v;
}

function shouldBe(wanted: string, path: string, v: Value): NixError {
  return new NixError(
    `the expression selected by the selection path '${path}' should be ${wanted} but is ${showType(v)}`,
  );
}

function splitPath(path: string): string[] {
  const names = [''];
  for (const part of path.matchAll(/"([^"]*)("?)|\.|[^".]+/g)) {
    if (part[0] === '.') names.push('');
    else if (part[0].startsWith('"') && part[2] === '')
      throw new NixError(`missing closing quote in selection path '${path}'`);
    else names[names.length - 1] += part[1] ?? part[0];
  }
  // Nix takes no notice of an empty name at the end.
  if (names.at(-1) === '') names.pop();
  return names;
}
