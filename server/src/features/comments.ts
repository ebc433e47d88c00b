// What comments say about what they stand at, as Markdown.
import type { Comment, ParseResult, Span } from '../syntax/ast';

/** The comment on the lines right above what begins at an offset (UTF-16). */
export function commentAbove({ text, comments }: ParseResult, offset: number): string | undefined {
  const found: Comment[] = [];
  let at = offset;
  for (const comment of [...comments].reverse()) {
    if (comment.span.end > at) continue;
    const gap = text.slice(comment.span.end, at);
    if (!/^[ \t\r]*\n?[ \t]*$/.test(gap) || !startsLine(text, comment.span.start)) break;
    if (isBlock(comment) && found.length > 0) break;
    found.unshift(comment);
    at = comment.span.start;
    if (isBlock(comment)) break;
  }
  return markdownOf(found);
}

/** The comment that ends right in front of an offset, whatever its line begins with. */
export function commentBefore({ text, comments }: ParseResult, offset: number): string | undefined {
  const comment = comments.findLast(({ span }) => span.end <= offset);
  const touches = comment !== undefined && text.slice(comment.span.end, offset).trim() === '';
  return touches ? markdownOf([comment]) : undefined;
}

/** The comment that follows on the line that something ends on, behind a comma or semicolon. */
export function commentBehind({ text, comments }: ParseResult, { end }: Span): string | undefined {
  const comment = comments.find(({ span }) => span.start >= end);
  const touches = comment !== undefined && /^[ \t]*[,;]?[ \t]*$/.test(text.slice(end, comment.span.start));
  return touches ? markdownOf([comment]) : undefined;
}

function startsLine(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
}

function isBlock({ text }: Comment): boolean {
  return text.startsWith('/*');
}

/** Comments that talk to programs. */
const DIRECTIVE = /^\s*(nixos-github-runner:|region\b|endregion\b|#?(?:region|endregion)\b)/;

function markdownOf(comments: readonly Comment[]): string | undefined {
  const lines = comments.flatMap((comment) => (isBlock(comment) ? blockLines(comment.text) : [lineOf(comment.text)]));
  const text = withoutIndentation(lines.filter((line) => !DIRECTIVE.test(line)))
    .join('\n')
    .trim();
  return /[\p{L}\p{N}]/u.test(text) ? text : undefined;
}

function lineOf(text: string): string {
  return text.replace(/^#+ ?/, '').trimEnd();
}

/** The lines of a block, with or without a star in front of each. */
function blockLines(text: string): string[] {
  const lines = text
    .replace(/^\/\*+/, '')
    .replace(/\*+\/$/, '')
    .split(/\r?\n/);
  const inner = lines.slice(1).filter((line) => line.trim() !== '');
  const starred = inner.length > 0 && inner.every((line) => /^\s*\*(?:\s|$)/.test(line));
  return lines.map((line, i) => (i === 0 ? line.trim() : starred ? line.replace(/^\s*\* ?/, '') : line).trimEnd());
}

function withoutIndentation(lines: readonly string[]): string[] {
  const rest = lines.slice(1).filter((line) => line.trim() !== '');
  const indent = Math.min(...rest.map((line) => /^\s*/.exec(line)?.[0].length ?? 0));
  return lines.map((line, i) => (i === 0 ? line : line.slice(Number.isFinite(indent) ? indent : 0)));
}
