// Where a value or an error comes from: a file's text and a span in it.
import type { Span } from '../syntax/ast';
import { Attached } from '../syntax/attached';
import { LineIndex } from '../syntax/lines';

/** A text that was parsed: a file, or an expression from the command line. */
export interface Source {
  /** Absolute path, or a display name such as `«string»`. */
  readonly path: string;
  readonly text: string;
  /** Folder that relative path literals start from. */
  readonly folder: string;
}

/** A place in a source; offsets are UTF-16, half-open. */
export interface Position extends Span {
  readonly source: Source;
  /** For the place of an attribute's name: the span of its value. */
  readonly value?: Span;
}

const LINES = new Attached<Source, LineIndex>();

/** The lines of a source; found once for each. */
export function linesOf(source: Source): LineIndex {
  let lines = LINES.get(source);
  if (lines === undefined) LINES.set(source, (lines = LineIndex.of(source.text)));
  return lines;
}

/** Line and column from 1, as Nix prints them; columns count UTF-8 bytes there, characters here. */
export function lineAndColumn(at: Position): { line: number; column: number } {
  const before = at.source.text.slice(0, at.start);
  const lastBreak = before.lastIndexOf('\n');
  let line = 1;
  for (let i = before.indexOf('\n'); i >= 0; i = before.indexOf('\n', i + 1)) line++;
  return { line, column: at.start - lastBreak };
}

/** The text at a place. */
export function sourceText(at: Position): string {
  return at.source.text.slice(at.start, at.end);
}
