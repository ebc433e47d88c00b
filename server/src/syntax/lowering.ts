// An AST that is being built from a concrete tree: what there is of it so far, and what is to be said about the text.
import type { Expr, Invalid, Span, SyntaxProblem } from './ast';
import { child, type Cst } from './cst';

export type PipeOperator = '|>' | '<|';

export interface LowerInput {
  readonly text: string;
  /** Offsets are those of `text`. A node that stands for something missing is empty. */
  readonly cst: Cst;
  /** Pipe operators, which the tree has as `->`, by their offset. */
  readonly pipes: ReadonlyMap<number, PipeOperator>;
}

export class Lowering {
  readonly text: string;
  readonly cst: Cst;
  readonly pipes: ReadonlyMap<number, PipeOperator>;
  /** By node; those behind the node at hand are built. */
  readonly exprs: (Expr | undefined)[];
  readonly problems: SyntaxProblem[] = [];

  constructor({ text, cst, pipes }: LowerInput) {
    this.text = text;
    this.cst = cst;
    this.pipes = pipes;
    this.exprs = new Array<Expr | undefined>(cst.size).fill(undefined);
  }

  span(node: number): Span {
    return { start: this.cst.start[node] ?? 0, end: this.cst.end[node] ?? 0 };
  }

  source(node: number): string {
    return this.text.slice(this.cst.start[node], this.cst.end[node]);
  }

  refuse(span: Span, message: string): Invalid {
    this.problems.push({ span, message });
    return { kind: 'Invalid', span, message };
  }

  /** The expression in a field; `Invalid` without a problem of its own where the text has none. */
  expr(node: number, field: string): Expr {
    const found = child(this.cst, node, field);
    return (
      this.exprs[found] ??
      absent(found < 0 ? { start: this.cst.end[node] ?? 0, end: this.cst.end[node] ?? 0 } : this.span(found))
    );
  }

  /** The same for a field that need not be there. */
  optional(node: number, field: string): Expr | undefined {
    return child(this.cst, node, field) < 0 ? undefined : this.expr(node, field);
  }
}

/** Stands for an expression that is missing, which the recovery has reported. */
export function absent(span: Span): Invalid {
  return { kind: 'Invalid', span, message: 'There is no expression here' };
}
