// A text with small changes, and the way back from its offsets to those of the original.

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Collects changes to a text; `apply` gives the changed text. Changes must not overlap. */
export class TextEdits {
  private readonly changes: Change[] = [];

  /** Text inserted at the same offset keeps the order of the calls. */
  insert(offset: number, text: string): void {
    this.changes.push({ start: offset, end: offset, text });
  }

  replace(start: number, end: number, text: string): void {
    this.changes.push({ start, end, text });
  }

  apply(text: string): EditedText {
    // The sort is stable, and an insertion stands before what is replaced at its offset.
    const changes = [...this.changes].sort((a, b) => a.start - b.start || a.end - b.end);
    const pieces: string[] = [];
    const anchors: Anchor[] = [{ edited: 0, original: 0 }];
    let at = 0;
    let length = 0;
    for (const change of changes) {
      const kept = text.slice(at, change.start);
      length += kept.length;
      // Inside of inserted text every offset means the place of the insertion.
      anchors.push({ edited: length, original: change.start, limit: change.end });
      length += change.text.length;
      anchors.push({ edited: length, original: change.end });
      pieces.push(kept, change.text);
      at = change.end;
    }
    pieces.push(text.slice(at));
    return new EditedText(pieces.join(''), anchors);
  }
}

interface Anchor {
  readonly edited: number;
  readonly original: number;
  /** Offsets from here to the next anchor do not go beyond this. */
  readonly limit?: number;
}

export class EditedText {
  constructor(
    readonly text: string,
    private readonly anchors: readonly Anchor[],
  ) {}

  /** The offset in the original text. */
  original(offset: number): number {
    let low = 0;
    let high = this.anchors.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.anchors[middle]?.edited ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    const anchor = this.anchors[low];
    return anchor === undefined
      ? offset
      : Math.min(anchor.original + offset - anchor.edited, anchor.limit ?? Number.MAX_SAFE_INTEGER);
  }
}
