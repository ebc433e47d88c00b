// Code of attribute sets and `let`: frames, inherited attributes, dynamic names.
import { attrEntries, attrsFromMap, getAttr, type AttrEntry } from './attrs';
import { attributeName, attrsWithUnnamed } from './unnamed';
import { forceAttrs } from './coerce';
import { Local, Node, type Code } from './code';
import { NixError, addTrace } from './errors';
import { selectAttr } from './operators';
import type { Position } from './position';
import { Attrs, Env, Thunk, force, type Lazy, type Shape, type UnnamedEntry, type Value } from './values';

/** Code for a set's or a `let`'s attributes in the order of their shape. */
export interface AttrCodes {
  readonly shape: Shape;
  readonly values: readonly Code[];
  /** Indices of values that see the enclosing scope instead (`inherit a;` in `rec` and `let`). */
  readonly outer: readonly boolean[];
  /** Sources of `inherit (source) …;`, evaluated once; they live in a frame of their own. */
  readonly sources: readonly Code[];
}

function fillSlots(codes: AttrCodes, slots: Lazy[], inner: Env, outer: Env): void {
  const { values, sources } = codes;
  let scope = inner;
  if (sources.length > 0) {
    const frame: Lazy[] = new Array<Lazy>(sources.length);
    scope = new Env(inner, frame);
    for (let i = 0; i < sources.length; i++) frame[i] = (sources[i] as Code).delay(inner);
  }
  for (let i = 0; i < values.length; i++) {
    const code = values[i] as Code;
    slots[i] = code.delay(codes.outer[i] ? outer : code instanceof FromSource ? scope : inner);
  }
}

/** The value of `name` in `inherit (source) name;`; runs in the frame of sources. */
export class FromSource extends Node {
  constructor(
    readonly source: number,
    readonly name: string,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    return selectAttr(force(env.slots[this.source] as Lazy), this.name, this.at);
  }
}

interface DynamicAttr {
  readonly name: Code;
  readonly value: Code;
  readonly at: Position;
}

/** Code for all of a set. */
export interface SetCodes extends AttrCodes {
  readonly dynamic: readonly DynamicAttr[];
}

/** `{ … }` and `rec { … }`, compiled by `compile` when it is evaluated first: most sets of a long file never are. */
export class AttrsCode extends Node {
  private compiled: SetCodes | undefined;
  constructor(
    private readonly compile: () => SetCodes,
    readonly recursive: boolean,
    at: Position | undefined,
  ) {
    super(at);
  }
  protected get codes(): SetCodes {
    return (this.compiled ??= this.compile());
  }
  /** The names in the order of the frame's slots. */
  get names(): readonly string[] {
    return this.codes.shape.names;
  }
  eval(env: Env): Value {
    const { codes } = this;
    const slots: Lazy[] = new Array<Lazy>(codes.values.length);
    const inner = this.recursive ? new Env(env, slots) : env;
    fillSlots(codes, slots, inner, env);
    let attrs = new Attrs(codes.shape, slots);
    if (this.recursive) {
      const overrides = getAttr(attrs, '__overrides');
      if (overrides !== undefined) {
        // What took another attribute's value before must ask for it again, now that it may be replaced.
        const { values, outer } = codes;
        for (let i = 0; i < slots.length; i++) {
          const code = values[i] as Code;
          if (!outer[i] && code instanceof Local) slots[i] = new Thunk(code, inner);
        }
        attrs = applyOverrides(attrs, slots, forceAttrs(overrides, this.at));
      }
    }
    return codes.dynamic.length === 0 ? attrs : this.addDynamic(attrs, inner);
  }
  /** The frame that the values run in; they are compiled when it is there, also those that paths of names lead to. */
  frame(env: Env): Env {
    const { codes } = this;
    compileNested(codes.values);
    compileNested(codes.dynamic.map(({ value }) => value));
    if (!this.recursive) return env;
    const slots: Lazy[] = new Array<Lazy>(codes.values.length);
    const inner = new Env(env, slots);
    fillSlots(codes, slots, inner, env);
    return inner;
  }
  private addDynamic(attrs: Attrs, env: Env): Value {
    const entries = new Map<string, AttrEntry>();
    for (const [name, value, at] of attrEntries(attrs)) entries.set(name, { value, at });
    const unnamed: UnnamedEntry[] = [];
    for (const { name: code, value, at } of this.codes.dynamic) {
      const nameValue = code.eval(env);
      if (nameValue === null) continue;
      const name = attributeName(nameValue, code.at);
      if (typeof name !== 'string') {
        unnamed.push({ ...name, value: value.delay(env), at });
        continue;
      }
      const before = entries.get(name);
      if (before !== undefined) throw duplicateAttribute(name, before.at, at);
      entries.set(name, { value: value.delay(env), at });
    }
    return attrsWithUnnamed(entries, unnamed, this.at);
  }
}

function duplicateAttribute(name: string, before: Position | undefined, at: Position | undefined): NixError {
  const error = new NixError(`attribute '${name}' already defined`, at);
  addTrace(error, 'it is defined first', before);
  return error;
}

/** The legacy `__overrides` attribute: replaces attributes, also as the others of the set see them. */
function applyOverrides(attrs: Attrs, slots: Lazy[], overrides: Attrs): Attrs {
  const entries = new Map<string, AttrEntry>();
  for (const [name, value, at] of attrEntries(attrs)) entries.set(name, { value, at });
  for (const [name, value, at] of attrEntries(overrides)) {
    const slot = attrs.shape.index.get(name);
    if (slot !== undefined) slots[slot] = value;
    entries.set(name, { value, at });
  }
  return attrsFromMap(entries);
}

/** The set that names in paths (`a.b = …; a.c = …;`) make: its values are parts of the set that the paths stand in. */
export class NestedAttrsCode extends AttrsCode {
  compileAll(): void {
    compileNested(this.codes.values);
    compileNested(this.codes.dynamic.map(({ value }) => value));
  }
}

/** Compiles the values that paths lead to, so that the code of each is known. */
export function compileNested(values: readonly Code[]): void {
  for (const value of values) if (value instanceof NestedAttrsCode) value.compileAll();
}

/** `let … in body`. */
export class LetCode extends Node {
  constructor(
    readonly codes: AttrCodes,
    readonly body: Code,
    at: Position | undefined,
  ) {
    super(at);
  }
  /** The frame that the body runs in. */
  frame(env: Env): Env {
    const slots: Lazy[] = new Array<Lazy>(this.codes.values.length);
    const inner = new Env(env, slots);
    fillSlots(this.codes, slots, inner, env);
    return inner;
  }
  eval(env: Env): Value {
    return this.body.eval(this.frame(env));
  }
}
