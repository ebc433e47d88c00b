// Executable form of expressions; sets and `let` are in code-attrs.ts, selections in code-select.ts, operators in
// code-operators.ts. Variables are resolved to slots when code is compiled (compile.ts), so that running it is a walk over
// these nodes. A class per node, because a method call on a node is the fastest dispatch there is for a tree in
// JavaScript, and each method sees objects of one form only.
import { getAttr, hasListed } from './attrs';
import { call, callMany } from './call';
import { coerceToString } from './coerce';
import { NixError } from './errors';
import { canonicalPath } from './paths';
import type { Position } from './position';
import { findInSearchPath } from './search-path';
import { checkStringLength } from './session';
import { StringBuilder, textOf } from './strings';
import { derivedUnknown, eitherOf, expressionAt, located } from './unknowns';
import { Attrs, Closure, Env, NixPath, Thunk, Unknown, force, showType, type Lazy, type Value } from './values';

/** A compiled expression. */
export interface Code {
  readonly at: Position | undefined;
  /** The value, forced. */
  eval(env: Env): Value;
  /** The value if it is there already, else a thunk. */
  delay(env: Env): Lazy;
}

/** What all nodes have. */
export abstract class Node implements Code {
  constructor(readonly at: Position | undefined) {}
  abstract eval(env: Env): Value;
  delay(env: Env): Lazy {
    return new Thunk(this, env);
  }
}

/** A value known when compiling: literals and builtins. */
export class Constant extends Node {
  constructor(
    readonly value: Value,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(): Value {
    return this.value;
  }
  override delay(): Lazy {
    return this.value;
  }
}

/** A variable bound `depth` frames up, in slot `slot`. */
export class Local extends Node {
  constructor(
    readonly name: string,
    readonly depth: number,
    readonly slot: number,
    at: Position | undefined,
  ) {
    super(at);
  }
  private find(env: Env): Lazy | undefined {
    let frame = env;
    for (let d = this.depth; d > 0; d--) frame = frame.parent as Env;
    return frame.slots[this.slot];
  }
  eval(env: Env): Value {
    const v = this.find(env) as Lazy;
    return v instanceof Thunk ? force(v) : v;
  }
  override delay(env: Env): Lazy {
    // A slot of a frame that is being filled may be empty still.
    const v = this.find(env);
    return v === undefined ? new Thunk(this, env) : v;
  }
}

/** A variable that only enclosing `with`s can bind; `depths` leads to their frames, innermost first. */
export class FromWith extends Node {
  constructor(
    readonly name: string,
    readonly depths: readonly number[],
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    // A set of which not all names are known may bind the variable, but one further out that lists it does so surely.
    let possible: Value | undefined;
    for (const depth of this.depths) {
      let frame = env;
      for (let d = depth; d > 0; d--) frame = frame.parent as Env;
      const scope = force(frame.slots[0] as Lazy);
      if (scope instanceof Unknown) {
        possible ??= new Unknown(this.name, scope.reason, this.at);
        continue;
      }
      if (!(scope instanceof Attrs)) throw new NixError(`expected a set but found ${showType(scope)}`, this.at);
      const found = getAttr(scope, this.name);
      if (found === undefined) continue;
      if (scope.rest === null || hasListed(scope, this.name)) return force(found);
      // An outer set that knows what the name stands for is the better guess.
      if (possible === undefined || possible instanceof Unknown) {
        const guess = force(found);
        possible = possible !== undefined && guess instanceof Unknown ? possible : guess;
      }
    }
    if (possible !== undefined) return possible;
    throw new NixError(`undefined variable '${this.name}'`, this.at);
  }
}

/** Something that the compiler reported; raises it when it is evaluated all the same. */
export class Broken extends Node {
  constructor(
    readonly message: string,
    readonly name: string | undefined,
    readonly tolerant: boolean,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(): Value {
    if (this.tolerant) return new Unknown(this.name ?? expressionAt(this.at), this.message, this.at);
    throw new NixError(this.message, this.at);
  }
}

/** `"text ${…}"`. */
export class Interpolation extends Node {
  constructor(
    readonly parts: readonly (string | Code)[],
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    // Joined at the end, plain texts become one flat string instead of a tree of its parts.
    const texts: string[] = [];
    let length = 0;
    let out: StringBuilder | undefined;
    for (const part of this.parts) {
      const text =
        typeof part === 'string' ? part : coerceToString(located(part.eval(env), part.at), { copy: true, at: part.at });
      if (out !== undefined) out.append(text);
      else if (typeof text === 'string') {
        texts.push(text);
        length += text.length;
      } else out = new StringBuilder().append(texts.join('')).append(text);
    }
    if (out !== undefined) return out.build();
    checkStringLength(length);
    return texts.join('');
  }
}

/** `./a/${b}`; `parts` begins with the text of an absolute path. */
export class PathInterpolation extends Node {
  constructor(
    readonly parts: readonly (string | Code)[],
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    let text = '';
    for (const part of this.parts) {
      if (typeof part === 'string') {
        text += part;
        continue;
      }
      const s = coerceToString(part.eval(env), { copy: false, at: part.at });
      if (typeof s !== 'string') {
        if (s.context.size > 0)
          throw new NixError('a string that refers to a store path cannot be appended to a path', part.at);
        if (s.holes.length > 0) return derivedUnknown(s.holes[0]!.unknown, this.at);
      }
      text += textOf(s);
    }
    return new NixPath(canonicalPath(text), this.at);
  }
}

/** `<name>`. */
export class SearchPath extends Node {
  constructor(
    readonly path: string,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(): Value {
    return findInSearchPath(this.path, this.at);
  }
}

/** `fn a b …`. */
export class Apply extends Node {
  constructor(
    readonly fn: Code,
    readonly args: readonly Code[],
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    const fn = this.fn.eval(env);
    const args = this.args;
    if (args.length === 1) return call(fn, (args[0] as Code).delay(env), this.at);
    const lazyArgs: Lazy[] = new Array<Lazy>(args.length);
    for (let i = 0; i < args.length; i++) lazyArgs[i] = (args[i] as Code).delay(env);
    return callMany(fn, lazyArgs, this.at);
  }
}

export interface FormalCode {
  readonly name: string;
  readonly fallback: Code | undefined;
  readonly at: Position;
}

/** A function; calls are in call.ts. */
export class LambdaCode extends Node {
  /** Set when the body has been compiled: it may refer to this function's own slots. */
  body!: Code;
  formals: readonly FormalCode[] | undefined;
  constructor(
    /** The name it is bound to, for traces. */
    readonly name: string | undefined,
    /** The name of the whole argument (`x: …`, `x@{ … }: …`), which slot 0 then holds; formals take the slots after it. */
    readonly argument: string | undefined,
    readonly ellipsis: boolean,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    return new Closure(this, env);
  }
  override delay(env: Env): Lazy {
    return new Closure(this, env);
  }
}

export class ListCode extends Node {
  constructor(
    readonly items: readonly Code[],
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    const out: Lazy[] = new Array<Lazy>(this.items.length);
    for (let i = 0; i < out.length; i++) out[i] = (this.items[i] as Code).delay(env);
    return out;
  }
}

export class WithCode extends Node {
  constructor(
    readonly scope: Code,
    readonly body: Code,
    at: Position | undefined,
  ) {
    super(at);
  }
  frame(env: Env): Env {
    return new Env(env, [this.scope.delay(env)]);
  }
  eval(env: Env): Value {
    return this.body.eval(this.frame(env));
  }
}

export class AssertCode extends Node {
  constructor(
    readonly condition: Code,
    readonly body: Code,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    const c = this.condition.eval(env);
    if (c === false) {
      const shown = this.condition.at === undefined ? '' : ` '${expressionAt(this.condition.at)}'`;
      throw new NixError(`assertion${shown} failed`, this.at, 'assertion');
    }
    if (c !== true && !(c instanceof Unknown)) throw notBoolean(c, this.condition.at);
    return this.body.eval(env);
  }
}

/** The error for a value where a Boolean must be. */
export function notBoolean(v: Value, at: Position | undefined): NixError {
  return new NixError(`expected a Boolean but found ${showType(v)}`, at);
}

export class IfCode extends Node {
  constructor(
    readonly condition: Code,
    readonly consequent: Code,
    readonly alternative: Code,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    const c = this.condition.eval(env);
    if (c === true) return this.consequent.eval(env);
    if (c === false) return this.alternative.eval(env);
    if (c instanceof Unknown) return eitherOf(c, [this.consequent.delay(env), this.alternative.delay(env)], this.at);
    throw notBoolean(c, this.condition.at);
  }
}
