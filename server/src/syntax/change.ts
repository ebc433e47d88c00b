// Changes of a text.

/** Replaces the units from `start` up to `end` by `newText`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** The text after changes that are made one after the other: each one's offsets are those of the text before it. */
export function changedText(text: string, changes: readonly TextChange[]): string {
  return changes.reduce(
    (before, { start, end, newText }) => before.slice(0, start) + newText + before.slice(end),
    text,
  );
}

/** So many units at once are compared faster than one by one. */
const PIECE = 1024;

/** The smallest single change that turns one text into the other. */
export function difference(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start + PIECE <= shorter && before.slice(start, start + PIECE) === after.slice(start, start + PIECE))
    start += PIECE;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) {
    start++;
  }
  let same = 0;
  const most = shorter - start;
  const piece = (text: string): string => text.slice(text.length - same - PIECE, text.length - same);
  while (same + PIECE <= most && piece(before) === piece(after)) same += PIECE;
  while (same < most && before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)) {
    same++;
  }
  return { start, end: before.length - same, newText: after.slice(start, after.length - same) };
}

/** A change of `text` without what it replaces by the same, as editors send that replace more than what was typed. */
export function narrowed({ start, end, newText }: TextChange, text: string): TextChange {
  const inner = difference(text.slice(start, end), newText);
  return { start: start + inner.start, end: start + inner.end, newText: inner.newText };
}
