// The abstract syntax of the Nix language. Plain data: no parser objects, no evaluation.
// Every node carries its span; a parenthesised expression has the span of what is inside the parentheses.

/** Half-open range of UTF-16 offsets into the source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly span: Span;
}

/** A string part: literal text after escapes and indentation were taken out, or an antiquotation. */
export type StringPart = string | Expr;

/** One component of an attribute path. `"quoted"` names without interpolation are static. */
export type AttrName = StaticName | DynamicName;
export interface StaticName extends Node {
  readonly kind: 'static';
  readonly name: string;
}
/** `${expr}`, or a quoted name with interpolation (then `expr` is a `String`). */
export interface DynamicName extends Node {
  readonly kind: 'dynamic';
  readonly expr: Expr;
}

/** `path = value;` as written; nested paths are not expanded here. */
export interface ValueBinding extends Node {
  readonly kind: 'value';
  /** Never empty. */
  readonly path: readonly AttrName[];
  readonly value: Expr;
}
/** `inherit a b;` or `inherit (from) a b;`. */
export interface InheritBinding extends Node {
  readonly kind: 'inherit';
  readonly from: Expr | undefined;
  readonly names: readonly AttrName[];
}
export type Binding = ValueBinding | InheritBinding;

export interface Formal extends Node {
  readonly name: string;
  readonly nameSpan: Span;
  readonly fallback: Expr | undefined;
}
export interface Formals extends Node {
  readonly formals: readonly Formal[];
  readonly ellipsis: boolean;
}

export interface IntLiteral extends Node {
  readonly kind: 'Int';
  /** 64-bit signed; a literal that does not fit is an `Invalid` node. */
  readonly value: bigint;
}
export interface FloatLiteral extends Node {
  readonly kind: 'Float';
  readonly value: number;
}
/** Both string forms; adjacent literal text is one part, and there are no empty parts. URI literals have `style` `'uri'`. */
export interface StringExpr extends Node {
  readonly kind: 'String';
  readonly style: 'double' | 'indented' | 'uri';
  readonly parts: readonly StringPart[];
}
/** `./a/${b}/c`, `/abs`, `~/home`; the first part is always text as written. */
export interface PathExpr extends Node {
  readonly kind: 'Path';
  readonly parts: readonly StringPart[];
}
/** `<nixpkgs/lib>`; `path` without the angle brackets. */
export interface SearchPathExpr extends Node {
  readonly kind: 'SearchPath';
  readonly path: string;
}
export interface Variable extends Node {
  readonly kind: 'Variable';
  readonly name: string;
}
/** `target.a.${b} or fallback`. */
export interface Select extends Node {
  readonly kind: 'Select';
  readonly target: Expr;
  readonly path: readonly AttrName[];
  readonly fallback: Expr | undefined;
}
/** `target ? a.b`. */
export interface HasAttr extends Node {
  readonly kind: 'HasAttr';
  readonly target: Expr;
  readonly path: readonly AttrName[];
}
export interface Apply extends Node {
  readonly kind: 'Apply';
  readonly fn: Expr;
  readonly arg: Expr;
}
/** At least one of `param` and `formals` is there: `x: b`, `{ a }: b`, `args@{ a }: b`. */
export interface Lambda extends Node {
  readonly kind: 'Lambda';
  readonly param: StaticName | undefined;
  readonly formals: Formals | undefined;
  readonly body: Expr;
}
export interface Let extends Node {
  readonly kind: 'Let';
  readonly bindings: readonly Binding[];
  readonly body: Expr;
}
/** `let { …; body = …; }`. */
export interface LegacyLet extends Node {
  readonly kind: 'LegacyLet';
  readonly bindings: readonly Binding[];
}
export interface AttrSetExpr extends Node {
  readonly kind: 'AttrSet';
  readonly recursive: boolean;
  readonly bindings: readonly Binding[];
}
export interface ListExpr extends Node {
  readonly kind: 'List';
  readonly items: readonly Expr[];
}
export interface With extends Node {
  readonly kind: 'With';
  readonly scope: Expr;
  readonly body: Expr;
}
export interface Assert extends Node {
  readonly kind: 'Assert';
  readonly condition: Expr;
  readonly body: Expr;
}
export interface If extends Node {
  readonly kind: 'If';
  readonly condition: Expr;
  readonly consequent: Expr;
  readonly alternative: Expr;
}
export interface Unary extends Node {
  readonly kind: 'Unary';
  readonly operator: '-' | '!';
  readonly operand: Expr;
}
export type BinaryOperator =
  '+' | '-' | '*' | '/' | '++' | '//' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '&&' | '||' | '->' | '|>' | '<|';
export interface Binary extends Node {
  readonly kind: 'Binary';
  readonly operator: BinaryOperator;
  /** Span of the operator itself: Nix reports operator errors there. */
  readonly operatorSpan: Span;
  readonly left: Expr;
  readonly right: Expr;
}
/** Text that could not be parsed; the reason is in `ParseResult.problems`. Evaluates to an unknown value. */
export interface Invalid extends Node {
  readonly kind: 'Invalid';
  readonly message: string;
}

export type Expr =
  | IntLiteral
  | FloatLiteral
  | StringExpr
  | PathExpr
  | SearchPathExpr
  | Variable
  | Select
  | HasAttr
  | Apply
  | Lambda
  | Let
  | LegacyLet
  | AttrSetExpr
  | ListExpr
  | With
  | Assert
  | If
  | Unary
  | Binary
  | Invalid;

/** Something Nix's parser would reject. */
export interface SyntaxProblem extends Node {
  readonly message: string;
  /** A limit of this program kept it from reading the text, which may well be valid. */
  readonly isLimit?: true;
  /** What to write behind it, where nothing else is wrong. */
  readonly missing?: string;
}

export interface Comment extends Node {
  /** With its delimiters. */
  readonly text: string;
}

/** A parsed file. `root` is always there: an empty or hopeless file has an `Invalid` root. */
export interface ParseResult {
  readonly text: string;
  readonly root: Expr;
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Comment[];
  /** How many constructs lie inside of each other at the most; infinite where the grammar cannot tell. */
  readonly nesting: number;
}
