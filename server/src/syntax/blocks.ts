// Where a bracket, quote or comment was forgotten. Brackets alone do not tell: a `{` too many takes in whatever follows.
// The way a text is indented does: people, and all formatters, indent what is inside of a binding, so that its lines
// are those up to the next one that is indented as far.
import type { Span } from './ast';
import { Balance } from './balance';
import { isBlankText } from './lexer';

interface Line extends Span {
  /** Characters before the first that is no blank; −1 for a line of blanks. */
  readonly indent: number;
}

const NAME = /[a-zA-Z_][\w'-]*|"[^"\n]*"|\$\{[^}\n]*\}/.source;
const BINDING = new RegExp(`(?:inherit\\b|(?:${NAME})(?:\\.(?:${NAME}))*[ \\t]*=(?!=))`, 'y');
const CLOSING = /[}\])]|''|"/y;

/** Shorter runs take no time to speak of. */
const MIN_RUN = 1000;

/** Finds the bindings of a text, by their lines, in which something is opened or closed that is not closed or opened. */
export class FaultyBlocks {
  private readonly balance = new Balance();

  /**
   * The smallest such bindings, with all of their lines, which may be nested in others. None where the text is balanced,
   * or would not be without them: then its indentation does not tell.
   */
  find(text: string): readonly Span[] {
    this.balance.forget();
    const textOf = ({ start, end }: Span): string => text.slice(start, end);
    const lines = linesOf(text);
    const blocks = blocksOf(lines, text);
    // Each piece is one string for all that is asked about it: V8 takes long to find out that two long ones are the same.
    const inBlocks = blocks.map(textOf);
    const faulty = blocks.filter((_, i) => !this.balance.isBalanced(inBlocks[i] ?? ''));
    if (faulty.length === 0) return [];
    const others = between(blocks, text.length).map(textOf);
    if (!this.balance.isBalanced(...others)) return [];
    if (this.balance.isBalanced(...others.flatMap((other, i) => [other, inBlocks[i] ?? '']))) return [];
    return faulty.flatMap((block) => this.smallest(block, lines, text));
  }

  /** Long runs of bindings in which everything that is opened is closed, each without the end of its last line. */
  runs(text: string): readonly Span[] {
    const runs: { start: number; end: number }[] = [];
    for (const block of blocksOf(linesOf(text), text)) {
      if (!this.balance.isBalanced(text.slice(block.start, block.end))) continue;
      const end = block.end - (/\r?\n?$/.exec(text.slice(block.end - 2, block.end))?.[0].length ?? 0);
      const last = runs.at(-1);
      if (last !== undefined && isBlankText(text.slice(last.end, block.start))) last.end = end;
      else runs.push({ start: block.start, end });
    }
    return runs.filter(({ start, end }) => end - start >= MIN_RUN);
  }

  /** The bindings inside of a faulty one that are at fault, if it is not without them; else itself. */
  private smallest(block: Span, lines: readonly Line[], text: string): Span[] {
    const inside = lines.slice(lineAt(lines, block.start) + 1, lineAt(lines, block.end));
    const faulty = blocksOf(inside, text)
      .filter(({ start, end }) => !this.balance.isBalanced(text.slice(start, end)))
      .flatMap((inner) => this.smallest(inner, lines, text));
    const without = blanked(text.slice(block.start, block.end), faulty, -block.start);
    return faulty.length > 0 && this.balance.isBalanced(without) ? faulty : [block];
  }
}

/** What lies in front of, between and behind spans of a text that is `length` units long. */
function between(spans: readonly Span[], length: number): Span[] {
  const ends = [0, ...spans.map(({ end }) => end)];
  const starts = [...spans.map(({ start }) => start), length];
  return ends.map((start, i) => ({ start, end: starts[i] ?? length }));
}

/** The text with blanks in place of spans, which stand `delta` units further in front in it; of the same length. */
export function blanked(text: string, spans: readonly Span[], delta = 0): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    pieces.push(text.slice(at, start + delta), text.slice(start + delta, end + delta).replace(/[^\n]/g, ' '));
    at = end + delta;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}

/** The lines of a text, each with its line break. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found + 1;
    let first = start;
    while (first < end && isBlank(text.charCodeAt(first))) first++;
    lines.push({ start, end, indent: first === end ? -1 : first - start });
    start = end;
  }
  return lines;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function startsWith(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** The index of the line that begins at an offset; of the line behind the last one for the end of the text. */
function lineAt(lines: readonly Line[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.start ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bindings that are indented least, each up to the next line that is indented as little. */
function blocksOf(lines: readonly Line[], text: string): Span[] {
  const begins = (pattern: RegExp, { start, indent }: Line): boolean =>
    indent >= 0 && startsWith(pattern, text, start + indent);
  let level = Infinity;
  for (const line of lines) if (line.indent < level && begins(BINDING, line)) level = line.indent;
  const blocks: Span[] = [];
  let open: { start: number; end: number } | undefined;
  for (const line of lines) {
    const { start, end, indent } = line;
    // What is indented further without a binding before it has lost that.
    if ((indent === level || open === undefined) && begins(BINDING, line)) {
      open = { start, end };
      blocks.push(open);
    } else if (open !== undefined && (indent < 0 || indent > level || (indent === level && begins(CLOSING, line)))) {
      open.end = end;
    } else {
      open = undefined;
    }
  }
  return blocks;
}
