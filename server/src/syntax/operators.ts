// Binary operators, and the pipe operators that the grammar does not know: it gets them as `->`, which is parsed with
// the lowest precedence and to the right, and the chain is grouped here as Nix does.
// Source: Nix 2.24, parser.y (`expr_pipe_from`, `expr_pipe_into`).
import type { BinaryOperator, Expr, Invalid, Span } from './ast';
import { child, childrenOf, type Cst } from './cst';

export type PipeOperator = '|>' | '<|';

export interface OperatorInput {
  readonly cst: Cst;
  readonly text: string;
  readonly pipes: ReadonlyMap<number, PipeOperator>;
  readonly expr: (node: number, field: string) => Expr;
  readonly refuse: (span: Span, message: string) => Invalid;
}

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
export function lowerOperator(input: OperatorInput, node: number): Expr | undefined {
  const { cst } = input;
  if (input.pipes.size > 0 && operatorText(input, node) === '->') {
    return isInnerImplication(input, node) ? undefined : lowerPipes(input, node);
  }
  const span = { start: cst.start[node] ?? 0, end: cst.end[node] ?? 0 };
  const operator = operatorOf(input, node);
  if (operator === undefined) {
    return { kind: 'Invalid', span, message: 'There is no operator here' };
  }
  if (isComparedWithout(input, child(cst, node, 'left'), operator.operator)) {
    input.refuse(operator.operatorSpan, 'Comparisons cannot be chained: put one of them in parentheses');
  }
  return { kind: 'Binary', span, ...operator, left: input.expr(node, 'left'), right: input.expr(node, 'right') };
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

function operatorToken(input: OperatorInput, node: number): number | undefined {
  return childrenOf(input.cst, node).find((part) => isBinaryOperator(input.cst.type[part] ?? ''));
}

/** The operator as the tree has it. */
function operatorText(input: OperatorInput, node: number): string {
  return input.cst.type[operatorToken(input, node) ?? -1] ?? '';
}

function operatorOf(input: OperatorInput, node: number): Operator | undefined {
  const token = operatorToken(input, node);
  if (token === undefined) {
    return undefined;
  }
  const start = input.cst.start[token] ?? 0;
  const operator = input.pipes.get(start) ?? input.cst.type[token] ?? '';
  return isBinaryOperator(operator)
    ? { operator, operatorSpan: { start, end: input.cst.end[token] ?? start } }
    : undefined;
}

const equality: ReadonlySet<string> = new Set(['==', '!=']);
const order: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/** Whether the left operand is a comparison of the same precedence without parentheses: Nix has no order for the two. */
function isComparedWithout(input: OperatorInput, left: number, operator: string): boolean {
  const same = equality.has(operator) ? equality : order.has(operator) ? order : undefined;
  return input.cst.type[left] === 'binary_expression' && same?.has(operatorText(input, left)) === true;
}

function isInnerImplication(input: OperatorInput, node: number): boolean {
  const parent = input.cst.parent[node] ?? 0;
  return (
    input.cst.type[parent] === 'binary_expression' &&
    operatorText(input, parent) === '->' &&
    child(input.cst, parent, 'right') === node
  );
}

/** Regroups `a -> (b -> (c -> d))`, where some of the arrows are pipes in the text. */
function lowerPipes(input: OperatorInput, top: number): Expr {
  const { cst } = input;
  const operands: Operand[] = [];
  const operators: Operator[] = [];
  let node = top;
  for (;;) {
    const operator = operatorOf(input, node);
    if (operator === undefined) {
      break;
    }
    operators.push(operator);
    operands.push(operandOf(input, node, 'left'));
    const right = child(cst, node, 'right');
    if (cst.type[right] !== 'binary_expression' || operatorText(input, right) !== '->') {
      operands.push(operandOf(input, node, 'right'));
      break;
    }
    node = right;
  }
  return group(input, operands, operators).expr;
}

function operandOf(input: OperatorInput, node: number, field: string): Operand {
  const found = child(input.cst, node, field);
  return {
    expr: input.expr(node, field),
    span: { start: input.cst.start[found] ?? 0, end: input.cst.end[found] ?? 0 },
  };
}

/** `->` binds tighter than the pipes and to the right; `|>` goes to the left, `<|` to the right, and they do not mix. */
function group(input: OperatorInput, operands: readonly Operand[], operators: readonly Operator[]): Operand {
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
    input.refuse(other.operatorSpan, 'The operators `|>` and `<|` cannot be mixed: put one side in parentheses');
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
