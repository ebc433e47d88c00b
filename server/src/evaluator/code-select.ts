// Code that looks attributes up: selections and `?`.
import { Node, type Code } from './code';
import { forceTextNoContext } from './coerce';
import { UnknownSignal } from './errors';
import { hasAttr, selectAttr } from './operators';
import type { Position } from './position';
import { derivedUnknown, eitherOf, located } from './unknowns';
import { Attrs, Unknown, force, type Env, type Lazy, type Shape, type Value } from './values';

/** A name in an attribute path: written, or computed. */
export type Name = string | Code;

/** A name's text; where a dynamic one is not known, the value of the expression at `at`, which selects by it. */
function nameOf(name: Name, env: Env, at: Position | undefined): string | Unknown {
  if (typeof name === 'string') return name;
  try {
    return forceTextNoContext(name.eval(env), name.at);
  } catch (error) {
    if (error instanceof UnknownSignal) return derivedUnknown(error.unknown, at);
    throw error;
  }
}

/** `target.name`, the common case. */
export class SelectOne extends Node {
  private shape: Shape | undefined;
  private index = 0;
  constructor(
    readonly target: Code,
    readonly name: string,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    const v = this.target.eval(env);
    if (v instanceof Attrs && v.base === null) {
      if (v.shape === this.shape) return located(force(v.values[this.index] as Lazy), this.at);
      const i = v.shape.index.get(this.name);
      if (i !== undefined) {
        this.shape = v.shape;
        this.index = i;
        return located(force(v.values[i] as Lazy), this.at);
      }
    }
    return selectAttr(v, this.name, this.at);
  }
}

/** `target.a.${b}.c or fallback`. */
export class Select extends Node {
  constructor(
    readonly target: Code,
    readonly path: readonly Name[],
    readonly fallback: Code | undefined,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    let v = this.target.eval(env);
    for (const part of this.path) {
      const name = nameOf(part, env, this.at);
      if (name instanceof Unknown) return name;
      if (this.fallback !== undefined) {
        const there = hasAttr(v, name, this.at);
        if (there === false) return this.fallback.eval(env);
        if (there instanceof Unknown)
          return eitherOf(there, [selectAttr(v, name, this.at), this.fallback.delay(env)], this.at);
      }
      v = selectAttr(v, name, this.at);
    }
    return v;
  }
}

/** `target ? a.b`. */
export class HasAttr extends Node {
  constructor(
    readonly target: Code,
    readonly path: readonly Name[],
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    let v = this.target.eval(env);
    for (let i = 0; i < this.path.length; i++) {
      const name = nameOf(this.path[i] as Name, env, this.at);
      if (name instanceof Unknown) return name;
      const there = hasAttr(v, name, this.at);
      if (there !== true) return there;
      if (i < this.path.length - 1) v = selectAttr(v, name, this.at);
    }
    return true;
  }
}
