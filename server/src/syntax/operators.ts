// Binary operators, and the pipe operators that the grammar does not know: it gets them as `->`, which is parsed with
// the lowest precedence and to the right, and the chain is grouped here as Nix does.
// Source: Nix 2.24, parser.y (`expr_pipe_from`, `expr_pipe_into`).
import type { BinaryOperator, Expr, Span } from './ast';
import { child, childrenOf } from './cst';
import type { Lowering } from './lowering';

const binaryOperators: ReadonlySet<string> = new Set<BinaryOperator>([
  '+',
  '-',
  '*',
  '/',
  '++',
  '//',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
  '->',
  '|>',
  '<|',
]);

function isBinaryOperator(text: string): text is BinaryOperator {
  return binaryOperators.has(text);
}

/** Lowers a `binary_expression`; undefined for a part of a chain of pipes, which its outermost node builds. */
export function lowerOperator(l: Lowering, node: number): Expr | undefined {
  const { cst } = l;
  if (l.pipes.size > 0 && operatorText(l, node) === '->') {
    return isInnerImplication(l, node) ? undefined : lowerPipes(l, node);
  }
  const span = l.span(node);
  const operator = operatorOf(l, node);
  if (operator === undefined) {
    return { kind: 'Invalid', span, message: 'There is no operator here' };
  }
  if (isComparedWithout(l, child(cst, node, 'left'), operator.operator)) {
    l.refuse(operator.operatorSpan, 'Comparisons cannot be chained: put one of them in parentheses');
  }
  return { kind: 'Binary', span, ...operator, left: l.expr(node, 'left'), right: l.expr(node, 'right') };
}

interface Operator {
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
}

interface Operand {
  readonly expr: Expr;
  /** With the parentheses around it. */
  readonly span: Span;
}

function operatorToken(l: Lowering, node: number): number | undefined {
  return childrenOf(l.cst, node).find((part) => isBinaryOperator(l.cst.type[part] ?? ''));
}

/** The operator as the tree has it. */
function operatorText(l: Lowering, node: number): string {
  return l.cst.type[operatorToken(l, node) ?? -1] ?? '';
}

function operatorOf(l: Lowering, node: number): Operator | undefined {
  const token = operatorToken(l, node);
  if (token === undefined) {
    return undefined;
  }
  const start = l.cst.start[token] ?? 0;
  const operator = l.pipes.get(start) ?? l.cst.type[token] ?? '';
  return isBinaryOperator(operator) ? { operator, operatorSpan: { start, end: l.cst.end[token] ?? start } } : undefined;
}

const equality: ReadonlySet<string> = new Set(['==', '!=']);
const order: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/** Whether the left operand is a comparison of the same precedence without parentheses: Nix has no order for the two. */
function isComparedWithout(l: Lowering, left: number, operator: string): boolean {
  const same = equality.has(operator) ? equality : order.has(operator) ? order : undefined;
  return l.cst.type[left] === 'binary_expression' && same?.has(operatorText(l, left)) === true;
}

function isInnerImplication(l: Lowering, node: number): boolean {
  const parent = l.cst.parent[node] ?? 0;
  return (
    l.cst.type[parent] === 'binary_expression' &&
    operatorText(l, parent) === '->' &&
    child(l.cst, parent, 'right') === node
  );
}

/** Regroups `a -> (b -> (c -> d))`, where some of the arrows are pipes in the text. */
function lowerPipes(l: Lowering, top: number): Expr {
  const { cst } = l;
  const operands: Operand[] = [];
  const operators: Operator[] = [];
  let node = top;
  for (;;) {
    const operator = operatorOf(l, node);
    if (operator === undefined) {
      break;
    }
    operators.push(operator);
    operands.push(operandOf(l, node, 'left'));
    const right = child(cst, node, 'right');
    if (cst.type[right] !== 'binary_expression' || operatorText(l, right) !== '->') {
      operands.push(operandOf(l, node, 'right'));
      break;
    }
    node = right;
  }
  return group(l, operands, operators).expr;
}

function operandOf(l: Lowering, node: number, field: string): Operand {
  return { expr: l.expr(node, field), span: l.span(child(l.cst, node, field)) };
}

/** `->` binds tighter than the pipes and to the right; `|>` goes to the left, `<|` to the right, and they do not mix. */
function group(l: Lowering, operands: readonly Operand[], operators: readonly Operator[]): Operand {
  const steps: Operand[] = [];
  const pipes: Operator[] = [];
  let from = 0;
  operators.forEach((operator, index) => {
    if (operator.operator !== '->') {
      steps.push(foldRight(operands.slice(from, index + 1), operators.slice(from, index)));
      pipes.push(operator);
      from = index + 1;
    }
  });
  steps.push(foldRight(operands.slice(from), operators.slice(from)));
  const [first] = pipes;
  const other = pipes.find((pipe) => pipe.operator !== first?.operator);
  if (other !== undefined) {
    l.refuse(other.operatorSpan, 'The operators `|>` and `<|` cannot be mixed: put one side in parentheses');
  }
  return first?.operator === '|>' ? foldLeft(steps, pipes) : foldRight(steps, pipes);
}

function foldLeft(operands: readonly Operand[], operators: readonly Operator[]): Operand {
  return operands.reduce((left, right, index) => join(left, operators[index - 1], right));
}

function foldRight(operands: readonly Operand[], operators: readonly Operator[]): Operand {
  return operands.reduceRight((right, left, index) => join(left, operators[index], right));
}

function join(left: Operand, operator: Operator | undefined, right: Operand): Operand {
  if (operator === undefined) {
    return left;
  }
  const span = { start: left.span.start, end: right.span.end };
  return { span, expr: { kind: 'Binary', span, ...operator, left: left.expr, right: right.expr } };
}
