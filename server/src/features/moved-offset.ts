// Places of a text in another state of it, from which one edit leads to it.
import type { Span } from '../syntax/ast';

/** What two texts do not share at their beginning and their end. */
function difference(from: string, to: string): Span & { readonly delta: number } {
  const shortest = Math.min(from.length, to.length);
  let start = 0;
  while (start < shortest && from.charCodeAt(start) === to.charCodeAt(start)) start++;
  let end = 0;
  while (end < shortest - start && from.charCodeAt(from.length - 1 - end) === to.charCodeAt(to.length - 1 - end)) end++;
  return { start, end: from.length - end, delta: to.length - from.length };
}

/** Gives the offset (UTF-16) in `to` that an offset in `from` has; −1 for what the edit replaced. */
export function movedOffset(from: string, to: string): (offset: number) => number {
  if (from === to) return (offset) => offset;
  const { start, end, delta } = difference(from, to);
  return (offset) => (offset <= start ? offset : offset >= end ? offset + delta : -1);
}

/** Gives the span in `to` that a span of `from` has; `undefined` for one that the edit touched. */
export function movedSpan(from: string, to: string): (span: Span) => Span | undefined {
  if (from === to) return (span) => span;
  const edit = difference(from, to);
  return (span) => {
    if (span.start >= edit.end) return { start: span.start + edit.delta, end: span.end + edit.delta };
    return span.end <= edit.start ? span : undefined;
  };
}
