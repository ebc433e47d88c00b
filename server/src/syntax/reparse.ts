// After a small change, parsing only the bindings around it. Whether a list of bindings stands for itself can be told:
// what is outside of it has no fault, it begins behind a `;` or `{`, nothing that it opens stays open, and between the
// braces of a set of its own it gives a list of bindings again. Then the rest of the text means what it meant before.
import type { AttrSetExpr, Binding, Comment, Expr, LegacyLet, Let, ParseResult, Span } from './ast';
import type { TextChange } from './change';
import { MAX_NESTING } from './lower';
import { movedBindings, movedNodes, replaced } from './moved';
import { recover } from './recovery';
import { childrenAt } from './visit';

type BindingList = AttrSetExpr | LegacyLet | Let;

/** What a list of bindings is put between to be parsed by itself; what is broken in it is taken as in its own place. */
const around: Readonly<Record<BindingList['kind'], readonly [string, string]>> = {
  AttrSet: ['{', '}'],
  LegacyLet: ['let {', '}'],
  Let: ['let ', ' in _'],
};

/**
 * The result for the text after a change, from the result before it. `undefined` where the bindings around the change
 * do not tell what the whole text means.
 * @param after the text after the change
 */
export function reparse(
  before: ParseResult,
  change: TextChange,
  after: string,
  parse: (text: string) => ParseResult,
): ParseResult | undefined {
  if (before.nesting >= MAX_NESTING) {
    return undefined;
  }
  for (const list of listsAround(before.root, change)) {
    const close = bindingsAround(list, change, before.text);
    if (close === undefined || !before.problems.every(({ span }) => holds(close, span))) {
      continue;
    }
    if (before.problems.length > 0 && !standsAlone(list, textOf(close, before.text))) {
      return undefined;
    }
    const found = parsePart(list, close, before.text, change, parse);
    if (found !== undefined && found.problems.length === 0) {
      return assembled(before, after, list, found);
    }
    // What is broken goes on up to a binding that is not, so that one has to be seen.
    const wide = withNext(list, close);
    if (!standsAlone(list, changedPart(wide, before.text, change))) {
      return undefined;
    }
    const broken = parsePart(list, wide, before.text, change, parse);
    return broken && endsUnbroken(list, wide, broken) ? assembled(before, after, list, broken) : undefined;
  }
  return undefined;
}

/** Whether what is broken in a list of bindings does not touch what is outside of it. */
function standsAlone(list: BindingList, bindings: string): boolean {
  const [open, close] = around[list.kind];
  return recover(open + bindings + close, Infinity)?.dependsOnSurroundings === false;
}

/** The lists of bindings in which the change lies, innermost first. */
function listsAround(root: Expr, { start, end }: TextChange): BindingList[] {
  const lists: BindingList[] = [];
  for (let at: Expr | undefined = root; at !== undefined;) {
    if (at.kind === 'AttrSet' || at.kind === 'Let' || at.kind === 'LegacyLet') {
      lists.unshift(at);
    }
    at = childrenAt(at, { start, end }).find(({ span }) => span.start < start && end < span.end);
  }
  return lists;
}

/**
 * From behind the last binding that ends before the change, or the opening brace, up to the first binding that begins
 * behind it, or the closing brace. The change does not touch what comes next.
 */
function bindingsAround(list: BindingList, { start, end }: TextChange, text: string): Span | undefined {
  const previous = list.bindings.findLast(({ span }) => span.end <= start && text[span.end - 1] === ';');
  const next = list.bindings.find(({ span }) => span.start > end);
  const isSet = list.kind === 'AttrSet' && !list.recursive && text[list.span.start] === '{';
  const from = previous?.span.end ?? (isSet && list.span.start < start ? list.span.start + 1 : undefined);
  const closes = list.kind !== 'Let' && text[list.span.end - 1] === '}' && end < list.span.end;
  const to = next?.span.start ?? (closes ? list.span.end - 1 : undefined);
  return from === undefined || to === undefined ? undefined : { start: from, end: to };
}

function withNext(list: BindingList, { start, end }: Span): Span {
  return { start, end: list.bindings.find(({ span }) => span.start === end)?.span.end ?? end };
}

function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** A part of a text that was parsed again, with everything in its place in the new text. */
interface Part extends Pick<ParseResult, 'problems' | 'comments' | 'nesting'> {
  /** In the text before the change. */
  readonly span: Span;
  readonly change: TextChange;
  readonly bindings: readonly Binding[];
}

function parsePart(
  list: BindingList,
  span: Span,
  text: string,
  change: TextChange,
  parse: (text: string) => ParseResult,
): Part | undefined {
  const [open, close] = around[list.kind];
  const changed = changedPart(span, text, change);
  const { root, problems, comments, nesting } = parse(open + changed + close);
  const whole = { start: open.length, end: open.length + changed.length };
  const isList =
    root.kind === list.kind &&
    root.span.start === 0 &&
    root.span.end === whole.end + close.length &&
    (root.kind !== 'Let' || root.body.span.start === root.span.end - 1);
  if (!isList || !problems.every((problem) => holds(whole, problem.span))) {
    return undefined;
  }
  const delta = span.start - open.length;
  return {
    span,
    change,
    bindings: movedBindings(root.bindings, delta),
    problems: movedNodes(problems, delta),
    comments: movedNodes(comments, delta),
    nesting,
  };
}

function changedPart(span: Span, text: string, { start, end, newText }: TextChange): string {
  return text.slice(span.start, start) + newText + text.slice(end, span.end);
}

/** Whether the part ends with the binding that stood there before, or with the end of the set. */
function endsUnbroken(list: BindingList, { end }: Span, part: Part): boolean {
  const next = list.bindings.find(({ span }) => span.end === end);
  if (next === undefined) {
    return true;
  }
  const delta = deltaOf(part.change);
  const last = part.bindings.at(-1)?.span;
  return (
    last?.start === next.span.start + delta &&
    last.end === end + delta &&
    part.problems.every(({ span }) => span.end <= last.start)
  );
}

function deltaOf({ start, end, newText }: TextChange): number {
  return newText.length - (end - start);
}

function assembled(before: ParseResult, text: string, list: BindingList, part: Part): ParseResult | undefined {
  const { span, change, bindings, problems } = part;
  const nesting = before.nesting + part.nesting;
  if (nesting >= MAX_NESTING) {
    return undefined;
  }
  const delta = deltaOf(change);
  return {
    text,
    root: replaced(before.root, { ...span, delta }, list.bindings, bindings),
    problems,
    comments: commentsAround(before.comments, part, delta),
    nesting,
  };
}

function commentsAround(comments: readonly Comment[], part: Part, delta: number): Comment[] {
  return [
    ...comments.filter(({ span }) => span.end <= part.span.start),
    ...part.comments,
    ...movedNodes(
      comments.filter(({ span }) => span.start >= part.span.end),
      delta,
    ),
  ];
}

function textOf({ start, end }: Span, text: string): string {
  return text.slice(start, end);
}
