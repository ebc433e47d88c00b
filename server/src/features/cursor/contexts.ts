// What a cursor can be about.
import type { AttrSetExpr, Expr, Span } from '../../syntax/ast';
import type { ExpressionPlace, PathName } from '../attribute-path';

interface AnyContext {
  /** What is typed of the name or text so far, and the rest of it behind the cursor: what a completion replaces. */
  readonly typed: Span;
  /** The expressions around, from the root on; variables in scope follow from them. */
  readonly chain: readonly Expr[];
}

/** An attribute's name in a binding. */
export interface NameContext extends AnyContext {
  readonly kind: 'name';
  /** The path that leads to the name, with the names in front of it in its own binding. */
  readonly place: ExpressionPlace;
  /** The names in front of it in its own binding. */
  readonly names: readonly PathName[];
  /** Whether there are such. */
  readonly dotted: boolean;
  readonly quoted: boolean;
  /** Whether it is a variable of `let`. */
  readonly inLet: boolean;
  /** The set around it, as far as the tree knows it. */
  readonly set: AttrSetExpr | undefined;
  /** Whether more of the binding follows: a dot or `=`. */
  readonly goesOn: boolean;
  /** Whether the binding's `;` follows. */
  readonly ends: boolean;
}

/** How an expression leads to a set: names from a variable on, or below `target`. */
export interface SetReference {
  readonly names: readonly string[];
  readonly target: Expr | undefined;
}

/** A name behind a dot in an expression, or behind `?`. */
export interface SelectContext extends AnyContext {
  readonly kind: 'select';
  /** The set whose attribute it is; `undefined` where that cannot be told. */
  readonly of: SetReference | undefined;
  readonly quoted: boolean;
  /** The attribute whose value the whole selection is. */
  readonly value: ValuePlace | undefined;
}

/** What the value at a place is for. */
export interface ValuePlace extends ExpressionPlace {
  /** How many lists there are between the attribute and the value. */
  readonly lists: number;
  /** The value is a text made of it, as `toString x` and `"${x}"` are. */
  readonly asText?: true;
}

/** Where an operand or argument may begin. */
export interface ExpressionContext extends AnyContext {
  readonly kind: 'expression';
  /** The attribute whose value it is; `undefined` for a part of an expression. */
  readonly value: ValuePlace | undefined;
  /** Keywords that may go on here instead. */
  readonly keywords: readonly string[];
  /** Whether a whole operand stands in front, so that this is an argument of it. */
  readonly argument: boolean;
}

/** Inside of a string that may be the value of an attribute. */
export interface StringContext extends AnyContext {
  readonly kind: 'string';
  readonly value: ValuePlace | undefined;
  /** Whether the string has its end on this line. */
  readonly closed: boolean;
}

export interface InheritContext extends AnyContext {
  readonly kind: 'inherit';
  /** Whether there is a set in parentheses. */
  readonly hasFrom: boolean;
  /** That set; `undefined` where it cannot be told. */
  readonly from: SetReference | undefined;
  /** Names that stand there already. */
  readonly names: readonly string[];
}

/** A name that a function takes out of the set that is its argument. */
export interface FormalContext extends AnyContext {
  readonly kind: 'formal';
  /** Names that stand there already. */
  readonly names: readonly string[];
  /** Whether the function is a module: the whole file, or an element of `imports` or `modules`. */
  readonly isModule: boolean;
}

export interface PathContext extends AnyContext {
  readonly kind: 'path';
  /** From its beginning to the cursor: `./modules/ru`. */
  readonly written: string;
}

export type CursorContext =
  NameContext | SelectContext | ExpressionContext | StringContext | InheritContext | FormalContext | PathContext;
