// Parsing texts that exist only in the test. A `$0` marks the cursor.
import type { ParseResult, Span } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';

const parser = await loadNodeParser();

export interface Marked {
  readonly parse: ParseResult;
  /** UTF-16 offset of the marker. */
  readonly offset: number;
  /** The text without the marker. */
  readonly text: string;
}

export function marked(source: string): Marked {
  const text = source.replace('$0', '');
  return { parse: parser.parse(text), offset: source.indexOf('$0'), text };
}

/** The text with its edits made. Edits must not overlap. */
export function edited(text: string, edits: readonly { readonly span: Span; readonly newText: string }[]): string {
  let out = '';
  let from = 0;
  for (const { span, newText } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    if (span.start < from) throw new Error(`Edits overlap at ${span.start}`);
    out += text.slice(from, span.start) + newText;
    from = span.end;
  }
  return out + text.slice(from);
}

/** The text with each span between `open` and `close`. */
export function around(text: string, spans: readonly Span[], open = '⟦', close = '⟧'): string {
  return edited(
    text,
    spans.map((span) => ({ span, newText: `${open}${text.slice(span.start, span.end)}${close}` })),
  );
}
