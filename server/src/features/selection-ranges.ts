// Growing a selection along the syntax: name, path, definition, what is between the brackets, the whole.
import type { AttrName, Expr, ParseResult, Span } from '../syntax/ast';
import { bindingsOf, nodeAt } from '../syntax/visit';

/** The spans around an offset (UTF-16), from the smallest to the whole text; each one holds the one before. */
export function selectionRanges({ root, comments, text }: ParseResult, offset: number): Span[] {
  const holds = ({ start, end }: Span): boolean => start <= offset && offset <= end;
  const spans: Span[] = [{ start: 0, end: text.length }];
  for (const expr of nodeAt(root, offset)) {
    spans.push(...parentheses(text, expr.span), expr.span, ...insideBrackets(text, expr));
    for (const binding of bindingsOf(expr)) {
      if (!holds(binding.span)) continue;
      spans.push(binding.span, ...pathSpans(binding.kind === 'value' ? binding.path : [], offset));
      spans.push(...(binding.kind === 'inherit' ? binding.names : []).map(({ span }) => span));
    }
    if (expr.kind === 'Select' || expr.kind === 'HasAttr') spans.push(...pathSpans(expr.path, offset));
    if (expr.kind === 'Lambda') {
      if (expr.param) spans.push(expr.param.span);
      if (expr.formals)
        spans.push(expr.formals.span, ...expr.formals.formals.flatMap(({ span, nameSpan }) => [span, nameSpan]));
    }
  }
  spans.push(...comments.map(({ span }) => span));
  return growing(spans.filter(holds));
}

/** From `a.b.c` with the cursor in `b`: the whole path, `a.b`, `b`. */
function pathSpans(path: readonly AttrName[], offset: number): Span[] {
  const start = path[0]?.span.start;
  const end = path.at(-1)?.span.end;
  const at = path.find(({ span }) => span.start <= offset && offset <= span.end);
  if (start === undefined || end === undefined || at === undefined) return [];
  return [{ start, end }, { start, end: at.span.end }, at.span];
}

/** The spans with the parentheses around an expression, the innermost last. */
function parentheses(text: string, span: Span): Span[] {
  const found: Span[] = [];
  let { start, end } = span;
  for (;;) {
    const before = /\(\s*$/.exec(text.slice(Math.max(0, start - MAX_BLANK), start));
    const behind = /^\s*\)/.exec(text.slice(end, end + MAX_BLANK));
    if (before === null || behind === null) return found;
    start -= before[0].length;
    end += behind[0].length;
    found.unshift({ start, end });
  }
}

/** Blanks beside an expression that are looked at for a parenthesis. */
const MAX_BLANK = 500;

function insideBrackets(text: string, expr: Expr): Span[] {
  const { start, end } = expr.span;
  const [open, close] =
    expr.kind === 'List' || expr.kind === 'AttrSet'
      ? [text.slice(start, end).search(/[[{]/) + 1, 1]
      : expr.kind === 'String' && expr.style !== 'uri'
        ? expr.style === 'double'
          ? [1, 1]
          : [2, 2]
        : [0, 0];
  if (open === 0 || start + open > end - close) return [];
  const inner = text.slice(start + open, end - close);
  const first = inner.search(/\S/);
  if (first < 0) return [];
  return [{ start: start + open + first, end: start + open + inner.trimEnd().length }];
}

/** The spans by size, each within the next one. */
function growing(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.end - a.start - (b.end - b.start))) {
    const last = out.at(-1);
    if (last === undefined || (span.start <= last.start && span.end >= last.end && isLarger(span, last)))
      out.push(span);
  }
  return out;
}

function isLarger(a: Span, b: Span): boolean {
  return a.end - a.start > b.end - b.start;
}
