// Offsets and editor positions.

/** A place as the language server protocol counts it: both from 0, `character` in UTF-16 units. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** Converts between UTF-16 offsets and lines of one text. Lines end with `\n`, `\r\n` or `\r`. */
export class LineIndex {
  private static last = new LineIndex('');

  /** The lines of a text. Those of the last one are kept, as most of what is asked in a row is asked about one text. */
  static of(text: string): LineIndex {
    if (LineIndex.last.text !== text) LineIndex.last = new LineIndex(text);
    return LineIndex.last;
  }

  private readonly starts: readonly number[];

  private constructor(private readonly text: string) {
    this.starts = text.includes('\r') ? startsOfAny(text) : startsOfLines(text);
  }

  /** Number of lines, at least 1. */
  get lineCount(): number {
    return this.starts.length;
  }

  /** The position of an offset; an offset outside of the text is moved to its nearest end. */
  position(offset: number): LinePosition {
    const at = Math.min(Math.max(offset, 0), this.text.length);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= at) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low, character: at - (this.starts[low] ?? 0) };
  }

  /** The offset of a position; a character behind the end of its line means the end of that line, without its break. */
  offset(position: LinePosition): number {
    if (position.line < 0) {
      return 0;
    }
    const start = this.starts[position.line];
    if (start === undefined) {
      return this.text.length;
    }
    return Math.min(start + Math.max(position.character, 0), this.lineEnd(position.line));
  }

  /** Offset of the first unit of a line. */
  lineStart(line: number): number {
    return this.starts[line] ?? this.text.length;
  }

  /** Offset behind the last unit of a line, not counting its line break. */
  lineEnd(line: number): number {
    let end = this.starts[line + 1] ?? this.text.length;
    if (line + 1 < this.starts.length) {
      end -= 1;
      if (this.text[end] === '\n' && this.text[end - 1] === '\r' && end > this.lineStart(line)) {
        end -= 1;
      }
    }
    return end;
  }
}

/** Of a text without `\r`, in which breaks are found faster than one by one. */
function startsOfLines(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function startsOfAny(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
