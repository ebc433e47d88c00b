// Bindings that are parsed by themselves because brackets, quotes or comments in them do not match, put into the tree of
// the text without them.
import type { AttrSetExpr, Binding, Comment, Expr, LegacyLet, Let, ParseResult, Span, SyntaxProblem } from './ast';
import { movedBindings, movedNodes, replaced } from './moved';
import { childrenAt } from './visit';

/** Bindings with their faults, in their place in the text. */
export interface ParsedBlock extends Span {
  readonly bindings: readonly Binding[];
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Comment[];
}

/** What the parse of a block between two braces says, with everything where it is in the text around it. */
export function parsedBlock({ start, end }: Span, { root, problems, comments }: ParseResult): ParsedBlock | undefined {
  if (root.kind !== 'AttrSet' || problems.length === 0) return undefined;
  const delta = start - 1;
  return {
    start,
    end,
    bindings: movedBindings(root.bindings, delta),
    problems: movedNodes(problems, delta),
    comments: movedNodes(comments, delta),
  };
}

/**
 * The result for a text from that for the same text with blanks in the place of the blocks. `undefined` where a block is
 * not among bindings.
 */
export function withBlocks(text: string, around: ParseResult, blocks: readonly ParsedBlock[]): ParseResult | undefined {
  let { root } = around;
  for (const block of blocks) {
    const list = listAround(root, block, around.text);
    if (list === undefined || around.comments.some(({ span }) => touches(span, block))) return undefined;
    root = replaced(root, { start: block.start, end: block.end, delta: 0 }, list.bindings, block.bindings);
  }
  const inOrder = <T extends { readonly span: Span }>(own: readonly T[], others: readonly T[]): T[] =>
    [...own, ...others].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return {
    text,
    root,
    problems: inOrder(
      around.problems,
      blocks.flatMap(({ problems }) => problems),
    ),
    comments: inOrder(
      around.comments,
      blocks.flatMap(({ comments }) => comments),
    ),
    nesting: around.nesting,
  };
}

/** The innermost list of bindings around a span, if the span is between two of them, or before or behind all. */
function listAround(root: Expr, block: Span, text: string): AttrSetExpr | LegacyLet | Let | undefined {
  let at = root;
  for (;;) {
    const inner = childrenAt(at, block).find(({ span }) => touches(span, block));
    if (inner === undefined) break;
    at = inner;
  }
  if (at.kind !== 'AttrSet' && at.kind !== 'Let' && at.kind !== 'LegacyLet') return undefined;
  if (block.start <= at.span.start || block.end >= at.span.end) return undefined;
  if (at.bindings.some(({ span }) => touches(span, block))) return undefined;
  const opens = text.slice(at.span.start, Math.min(block.start, at.bindings[0]?.span.start ?? block.start));
  if (at.kind !== 'Let') return opens.includes('{') ? at : undefined;
  const isBehindIn =
    at.bindings.every(({ span }) => span.end <= block.start) &&
    !/^\s*in\b/.test(text.slice(block.end, at.body.span.start));
  return isBehindIn ? undefined : at;
}

function touches(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
