// What can be folded: sets, lists, strings and `let` blocks of several lines, comments, imports, regions.
import type { Binding, Comment, Expr, ParseResult, Span } from '../syntax/ast';
import { LineIndex } from '../syntax/lines';
import { bindingsOf, descendants } from '../syntax/visit';

export interface FoldingRange {
  /** First line, from 0; it stays. */
  readonly startLine: number;
  /** Last line that is hidden. */
  readonly endLine: number;
  readonly kind?: 'comment' | 'imports' | 'region';
}

/** The ranges in the order of their first lines, at most one for each. */
export function foldingRanges(parse: ParseResult): FoldingRange[] {
  const lines = new LineIndex(parse.text);
  const ranges = new Map<number, FoldingRange>();
  const add = (startLine: number, endLine: number, kind?: FoldingRange['kind']): void => {
    const known = ranges.get(startLine);
    if (endLine <= startLine || (known !== undefined && known.endLine >= endLine)) return;
    ranges.set(startLine, { startLine, endLine, ...(kind && { kind }) });
  };
  const lineOf = (offset: number): number => lines.position(offset).line;
  for (const expr of descendants(parse.root)) {
    for (const binding of bindingsOf(expr))
      if (isImports(binding)) add(lineOf(binding.value.span.start), closingLine(binding.value), 'imports');
    if (isBlock(expr)) add(lineOf(expr.span.start), closingLine(expr));
    if (expr.kind === 'Let') {
      const last = expr.bindings.at(-1);
      if (last !== undefined) add(lineOf(expr.span.start), lineOf(last.span.end));
    }
  }
  for (const block of commentBlocks(parse, lines)) add(lineOf(block.start), lineOf(block.end), 'comment');
  for (const region of regions(parse.comments, lineOf)) add(region.startLine, region.endLine, 'region');
  return [...ranges.values()].sort((a, b) => a.startLine - b.startLine);

  /** The line before the closing bracket where that begins a line, so that it can be seen. */
  function closingLine({ span }: Expr): number {
    const line = lineOf(span.end);
    const before = parse.text.slice(lines.lineStart(line), span.end);
    return /^\s*(?:[}\]"]|'')$/.test(before) ? line - 1 : line;
  }
}

function isBlock(expr: Expr): boolean {
  return expr.kind === 'AttrSet' || expr.kind === 'List' || expr.kind === 'String' || expr.kind === 'LegacyLet';
}

function isImports(binding: Binding): binding is Extract<Binding, { kind: 'value' }> {
  if (binding.kind !== 'value' || binding.path.length !== 1) return false;
  const [name] = binding.path;
  return name?.kind === 'static' && name.name === 'imports';
}

/** Comments of several lines, and line comments on lines of their own that follow each other. */
function commentBlocks({ comments, text }: ParseResult, lines: LineIndex): Span[] {
  const blocks: Span[] = [];
  let last: { readonly start: number; end: number; line: number } | undefined;
  for (const { span, text: comment } of comments) {
    const { line } = lines.position(span.start);
    const isAlone = text.slice(lines.lineStart(line), span.start).trim() === '';
    if (!comment.startsWith('#')) {
      blocks.push(span);
      last = undefined;
    } else if (!isAlone || isMarker(comment)) last = undefined;
    else if (last?.line === line - 1) {
      last.end = span.end;
      last.line = line;
    } else {
      last = { ...span, line };
      blocks.push(last);
    }
  }
  return blocks;
}

const REGION = /^#\s*region\b/;
const END_REGION = /^#\s*endregion\b/;

function isMarker(comment: string): boolean {
  return REGION.test(comment) || END_REGION.test(comment);
}

function regions(comments: readonly Comment[], lineOf: (offset: number) => number): FoldingRange[] {
  const open: number[] = [];
  return comments.flatMap(({ text, span }) => {
    if (REGION.test(text)) open.push(lineOf(span.start));
    const startLine = END_REGION.test(text) ? open.pop() : undefined;
    return startLine === undefined ? [] : [{ startLine, endLine: lineOf(span.start) }];
  });
}
