// After a small change outside of the large lists of bindings, such as one of a function's arguments at the top of a file:
// the text without what is in these lists is parsed, and the bindings are put back. What stands between the braces of a
// set, or between `let` and `in`, means the same whatever is around it, as long as that is without a fault.
import type { AttrSetExpr, Binding, Comment, Expr, LegacyLet, Let, ParseResult, Span } from './ast';
import type { TextChange } from './change';
import { MAX_NESTING } from './lower';
import { movedBindings, replaced } from './moved';
import { bindingChildren, bindingsOf, childrenAt, childrenBesideBindings } from './visit';

/** Each list that is put back costs a look at what is around it. */
const MAX_LISTS = 8;

type BindingList = AttrSetExpr | LegacyLet | Let;

/** From the first to the last of the bindings of a list. */
interface Inside extends Span {
  readonly list: BindingList;
}

/**
 * The result for the text after a change, from the result before it; `undefined` where there is a fault in either, or
 * where the lists are no lists any more.
 * @param after the text after the change
 */
export function reparseAround(
  before: ParseResult,
  change: TextChange,
  after: string,
  parse: (text: string) => ParseResult,
): ParseResult | undefined {
  if (before.problems.length > 0) return undefined;
  const insides = listsOutside(before.root, change);
  if (insides.length === 0 || insides.length > MAX_LISTS) return undefined;
  const { hollow, places } = hollowed(before.text, change, insides);
  const { root, problems, comments, nesting } = parse(hollow);
  if (problems.length > 0 || before.nesting + nesting >= MAX_NESTING) return undefined;
  let filled = root;
  // From the last to the first, so that the places of the others stay what they are.
  for (const { list, start, place } of places.toReversed()) {
    const empty = emptyListAt(filled, place, list);
    // A comment in front of the bindings may take in the first of them.
    if (empty === undefined || comments.some(({ span }) => span.start <= place && place <= span.end)) return undefined;
    const { end } = list.bindings.at(-1)?.span ?? { end: start };
    const bindings = movedBindings(list.bindings, place - start);
    const whole = list.kind === 'AttrSet' ? list : undefined;
    filled = replaced(filled, { start: place, end: place, delta: end - start }, empty.bindings, bindings, whole);
  }
  const delta = change.newText.length - (change.end - change.start);
  return {
    text: after,
    root: filled,
    problems: [],
    comments: allComments(before.comments, comments, places, change, delta),
    nesting: before.nesting + nesting,
  };
}

/** The outermost lists that a change does not touch, in the order of the text. */
function listsOutside(root: Expr, change: TextChange): Inside[] {
  const found: Inside[] = [];
  const look = (e: Expr): void => {
    if (found.length > MAX_LISTS) return;
    if (e.kind === 'AttrSet' || e.kind === 'LegacyLet' || e.kind === 'Let') {
      const inside = insideOf(e.bindings);
      if (inside !== undefined && (change.end < inside.start || change.start > inside.end)) {
        found.push({ ...inside, list: e });
        if (e.kind === 'Let') look(e.body);
        return;
      }
    }
    // Of a long list with many lists in it, those that come first tell that there are too many.
    for (const binding of bindingsOf(e)) {
      if (found.length > MAX_LISTS) return;
      bindingChildren(binding).forEach(look);
    }
    childrenBesideBindings(e).forEach(look);
  };
  look(root);
  return found;
}

function insideOf(bindings: readonly Binding[]): Span | undefined {
  const first = bindings[0];
  const last = bindings.at(-1);
  return first && last && { start: first.span.start, end: last.span.end };
}

interface Hollow extends Inside {
  /** Where the bindings were, in the text without any. */
  readonly place: number;
}

function hollowed(
  text: string,
  { start, end, newText }: TextChange,
  insides: readonly Inside[],
): { hollow: string; places: Hollow[] } {
  const pieces: string[] = [];
  const places: Hollow[] = [];
  let at = 0;
  let length = 0;
  const take = (to: number): void => {
    const crosses = at <= start && end <= to;
    const piece = crosses ? text.slice(at, start) + newText + text.slice(end, to) : text.slice(at, to);
    pieces.push(piece);
    length += piece.length;
  };
  for (const inside of insides) {
    take(inside.start);
    places.push({ ...inside, place: length });
    at = inside.end;
  }
  take(text.length);
  return { hollow: pieces.join(''), places };
}

/** The list without bindings around a place, if it is of the kind of `like`. */
function emptyListAt(root: Expr, place: number, like: BindingList): BindingList | undefined {
  let at = root;
  for (;;) {
    const inner = childrenAt(at, { start: place, end: place }).find(
      ({ span }) => span.start < place && place < span.end,
    );
    if (inner === undefined) break;
    at = inner;
  }
  if (at.kind !== like.kind || (at.kind !== 'AttrSet' && at.kind !== 'LegacyLet' && at.kind !== 'Let'))
    return undefined;
  const isRecursive = (list: BindingList): boolean => list.kind === 'AttrSet' && list.recursive;
  return at.bindings.length === 0 && isRecursive(at) === isRecursive(like) ? at : undefined;
}

function allComments(
  before: readonly Comment[],
  around: readonly Comment[],
  places: readonly Hollow[],
  change: TextChange,
  delta: number,
): Comment[] {
  const moved = (comment: Comment, by: number): Comment => ({
    ...comment,
    span: { start: comment.span.start + by, end: comment.span.end + by },
  });
  const inside = before.filter(({ span }) => places.some(({ start, end }) => start <= span.start && span.end <= end));
  const filledBefore = (offset: number): number =>
    places.reduce((sum, { place, start, end }) => (place <= offset ? sum + end - start : sum), 0);
  return [
    ...inside.map((comment) => moved(comment, comment.span.start >= change.end ? delta : 0)),
    ...around.map((comment) => moved(comment, filledBefore(comment.span.start))),
  ].sort((a, b) => a.span.start - b.span.start);
}
