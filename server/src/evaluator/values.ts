// Nix values. Small ones are JavaScript's own, for speed:
//   null, boolean            as they are
//   number                   an integer within ±(2^53 − 1)
//   bigint                   an integer outside that range, still within 64 bits
//   string                   a string without context whose every part is known; always valid Unicode
//   readonly Lazy[]          a list
// Everything else is one of the classes below.
import type { Position } from './position';
import type { Code, LambdaCode } from './code';
import { runThunk } from './force';

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | NixFloat
  | NixString
  | NixPath
  | Attrs
  | List
  | Closure
  | PrimOp
  | Unknown;
export type List = readonly Lazy[];
/** A value, or a promise to compute it. */
export type Lazy = Value | Thunk;

/** Run-time frame of a `let`, `rec`, function call or `with`; slots are numbered when code is compiled. */
export class Env {
  constructor(
    readonly parent: Env | null,
    readonly slots: Lazy[],
  ) {}
}

/** A suspended computation; forced at most once (see force.ts). */
export class Thunk {
  /** `null` once the value is there. */
  code: Code | null;
  env: Env | null;
  value: Value = null;
  constructor(code: Code, env: Env | null) {
    this.code = code;
    this.env = env;
  }
}

export class NixFloat {
  constructor(readonly value: number) {}
}

export class NixPath {
  constructor(
    /** Absolute and canonical: no `.`, `..`, doubled or final slash. */
    readonly path: string,
    /** The literal it came from. */
    readonly at: Position | undefined = undefined,
  ) {}
}

/** What a string refers to in the store (Nix's string context), with where it came from. */
export interface ContextElement {
  /** `plain`: a store path; `output`: an output of a derivation; `deep`: a derivation with its whole closure. */
  readonly kind: 'plain' | 'output' | 'deep';
  readonly storePath: string;
  readonly output?: string;
  readonly origin?: Origin;
}
/** How a text or file got into the store. */
export interface Origin {
  readonly kind:
    'path-literal' | 'path-copy' | 'to-file' | 'write-text' | 'flake-source' | 'fetched' | 'package' | 'other';
  /** What the person reads: `./token`, `builtins.toFile "t"`, `pkgs.writeText "t"`. */
  readonly what: string;
  readonly at: Position | undefined;
  /** The text that was given to be written, where it is known. */
  readonly text?: Lazy;
  /** The file that was made of it. */
  readonly file?: StoredFile;
}
/** A text file in the store. */
export interface StoredFile {
  /** The name of its store path. */
  readonly name: string;
  /** Where it lies below its store path: empty for the store path itself, or for example `/bin/x`. */
  readonly destination: string;
  /** All that it holds, with what a function such as `pkgs.writeShellScript` puts around the given text. */
  readonly content: Lazy;
  /** Whether it can be run. */
  readonly executable: boolean;
  /** What nixpkgs lets shellcheck pass in it: a list of codes, or null for everything. */
  readonly excludedShellChecks?: Lazy;
}
/** Keyed by `contextKey`, so that equal elements are one. */
export type Context = ReadonlyMap<string, ContextElement>;
export const NO_CONTEXT: Context = new Map();

/** A part of a string that cannot be known; the text holds its placeholder at [start, end). */
export interface Hole {
  readonly start: number;
  readonly end: number;
  readonly unknown: Unknown;
}

/** A string with context, unknown parts, or bytes that are not UTF-8 (each escaped as U+DC00 + byte). */
export class NixString {
  constructor(
    readonly text: string,
    readonly context: Context,
    readonly holes: readonly Hole[] = [],
  ) {}
}

export class Closure {
  constructor(
    readonly lambda: LambdaCode,
    readonly env: Env,
  ) {}
}

// Parameters differ per builtin; calls go through `callPrimOp`, which checks the arity.
export type PrimOpImpl = (...args: Lazy[]) => Value;

/** A builtin function, with the arguments applied so far. */
export class PrimOp {
  constructor(
    readonly name: string,
    readonly arity: number,
    readonly impl: PrimOpImpl,
    readonly applied: readonly Lazy[] = [],
    /** For `builtins.functionArgs` of library functions that stand for `{ a, b ? … }:` functions. */
    readonly formals: Readonly<Record<string, boolean>> | undefined = undefined,
  ) {}
}

/** A value that the files at hand do not tell. Every operation on it gives an unknown again. */
export class Unknown {
  constructor(
    /** The Nix expression it stands for, as shown to people: `config.services.foo.port`. */
    readonly expression: string,
    /** Why it is unknown, as a clause: "the module argument `inputs` is not known here". */
    readonly reason: string,
    readonly at: Position | undefined = undefined,
    /** What it must be, where that is certain. */
    readonly type: 'package' | 'string' | 'set' | undefined = undefined,
    /** When it is one of these, for example the branches of an `if` on an unknown condition. */
    readonly alternatives: readonly Lazy[] | undefined = undefined,
    /** How it shows inside of a text; without it `‹expression›`. For packages: a store path without its hash. */
    readonly shown: string | undefined = undefined,
    /** The unknown value inside of the expression for which all of it is not known. */
    readonly cause: Unknown | undefined = undefined,
  ) {}

  /** The same with some parts changed. */
  with(parts: Partial<Omit<Unknown, 'with'>>): Unknown {
    const { expression, reason, at, type, alternatives, shown, cause } = { ...this, ...parts };
    return new Unknown(expression, reason, at, type, alternatives, shown, cause);
  }
}

/** The names of an attribute set with their positions, shared between sets of the same form. */
export class Shape {
  private places: ReadonlyMap<string, number> | undefined = undefined;
  private plans: Map<Shape, ShapeMerge> | undefined = undefined;
  constructor(
    /** Sorted as Nix sorts them (by UTF-8 bytes), without duplicates. */
    readonly names: readonly string[],
    readonly positions: readonly (Position | undefined)[],
  ) {}
  /** The place of each name; made when somebody looks for one, since many sets are only walked. */
  get index(): ReadonlyMap<string, number> {
    return (this.places ??= placesOf(this.names));
  }
  /** Result shapes of `//` with another shape, so that a merge in a loop is planned once. */
  get merges(): Map<Shape, ShapeMerge> {
    return (this.plans ??= new Map());
  }
}

function placesOf(names: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (let i = 0; i < names.length; i++) places.set(names[i] as string, i);
  return places;
}
export interface ShapeMerge {
  readonly shape: Shape;
  /** For each name of the result: index in the right set, or −1 − index in the left one. */
  readonly from: readonly number[];
}

/** An attribute whose name is not wholly known. */
export interface UnnamedEntry {
  /** The name as it shows: `ci-‹config.site›`. */
  readonly name: string;
  /** What is not known of it. */
  readonly unknown: Unknown;
  readonly value: Lazy;
  readonly at: Position | undefined;
}

/** Answers for names that a set does not list, when not all of its names are known. */
export interface OpenRest {
  /** The value of a name that is not listed; `undefined`: certainly not there. */
  select(name: string): Lazy | undefined;
  /** Stands for "the other names" where all of them are asked for. */
  readonly unknown: Unknown;
  /** Attributes that are there under names which are not known; `select` gives them as possible values. */
  readonly unnamed?: readonly UnnamedEntry[];
  /** Whether none of its names is one that a set under it (`set // this`) lists. */
  readonly isApart?: boolean;
  /** Whether the set has no other names at all, and this answers for those that somebody selects in vain. */
  readonly isStandIn?: boolean;
}

/**
 * An attribute set: values in the order of its shape's names, laid over `base` (whose names it shadows).
 * Sets with a base come from `//` on large sets; use the functions of attrs.ts, which handle both forms.
 */
export class Attrs {
  constructor(
    public shape: Shape,
    public values: readonly Lazy[],
    public base: Attrs | null = null,
    readonly rest: OpenRest | null = null,
  ) {}
}

/** The type's name as `builtins.typeOf` gives it; `unknown` for unknowns. */
export function typeOf(
  v: Value,
): 'null' | 'bool' | 'int' | 'float' | 'string' | 'path' | 'set' | 'list' | 'lambda' | 'unknown' {
  switch (typeof v) {
    case 'boolean':
      return 'bool';
    case 'number':
    case 'bigint':
      return 'int';
    case 'string':
      return 'string';
    default:
      if (v === null) return 'null';
      if (v instanceof Attrs) return 'set';
      if (Array.isArray(v)) return 'list';
      if (v instanceof NixString) return 'string';
      if (v instanceof NixPath) return 'path';
      if (v instanceof NixFloat) return 'float';
      if (v instanceof Unknown) return 'unknown';
      return 'lambda';
  }
}

const ARTICLE_TYPES = {
  null: 'null',
  bool: 'a Boolean',
  int: 'an integer',
  float: 'a float',
  string: 'a string',
  path: 'a path',
  set: 'a set',
  list: 'a list',
  lambda: 'a function',
  unknown: 'an unknown value',
} as const;

/** The type as Nix's error messages name it, for example "a string with context" or "the built-in function 'map'". */
export function showType(v: Value): string {
  if (v instanceof PrimOp)
    return v.applied.length > 0
      ? `the partially applied built-in function '${v.name}'`
      : `the built-in function '${v.name}'`;
  if (v instanceof NixString && v.context.size > 0) return 'a string with context';
  return ARTICLE_TYPES[typeOf(v)];
}

export function isList(v: Value): v is List {
  return Array.isArray(v);
}

/** The value of a thunk, computed once; any other value as it is. */
export function force(v: Lazy): Value {
  if (v instanceof Thunk) return v.code === null ? v.value : runThunk(v, v.code);
  return v;
}
