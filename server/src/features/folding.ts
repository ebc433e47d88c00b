// What can be folded: sets, lists, strings and `let` blocks of several lines, comments, imports, regions.
import type { Binding, Comment, Expr, ParseResult, Span } from '../syntax/ast';
import { LineIndex } from '../syntax/lines';
import { collecting } from '../syntax/places';
import { bindingsOf } from '../syntax/visit';

export interface FoldingRange {
  /** First line, from 0; it stays. */
  readonly startLine: number;
  /** Last line that is hidden. */
  readonly endLine: number;
  readonly kind?: 'comment' | 'imports' | 'region';
}

/** The ranges in the order of their first lines, at most one for each. */
export function foldingRanges(parse: ParseResult): FoldingRange[] {
  const lines = LineIndex.of(parse.text);
  const ranges = new Map<number, FoldingRange>();
  const add = (startLine: number, endLine: number, kind?: FoldingRange['kind']): void => {
    const known = ranges.get(startLine);
    if (endLine <= startLine || (known !== undefined && known.endLine >= endLine)) return;
    ranges.set(startLine, { startLine, endLine, ...(kind && { kind }) });
  };
  const lineOf = (offset: number): number => lines.position(offset).line;
  for (const { span, kind } of placesIn(parse.root, parse.text))
    if (kind === 'bindings') add(lineOf(span.start), lineOf(span.end));
    else add(lineOf(span.start), closingLine(span), kind === 'imports' ? kind : undefined);
  for (const block of commentBlocks(parse, lines)) add(lineOf(block.start), lineOf(block.end), 'comment');
  for (const region of regions(parse.comments, lineOf)) add(region.startLine, region.endLine, 'region');
  return [...ranges.values()].sort((a, b) => a.startLine - b.startLine);

  /** The line before the closing bracket where that begins a line, so that it can be seen. */
  function closingLine({ end }: Span): number {
    const line = lineOf(end);
    const before = parse.text.slice(lines.lineStart(line), end);
    return /^\s*(?:[}\]"]|'')$/.test(before) ? line - 1 : line;
  }
}

/** What can be folded between brackets, or for the bindings of a `let` from the keyword on. */
const placesIn = collecting((expr): { readonly span: Span; readonly kind: 'block' | 'imports' | 'bindings' }[] => [
  ...bindingsOf(expr)
    .filter(isImports)
    .map(({ value }) => ({ span: value.span, kind: 'imports' as const })),
  ...(isBlock(expr) ? [{ span: expr.span, kind: 'block' as const }] : []),
  ...(expr.kind === 'Let' && expr.bindings.length > 0
    ? [{ span: { start: expr.span.start, end: expr.bindings.at(-1)!.span.end }, kind: 'bindings' as const }]
    : []),
]);

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
