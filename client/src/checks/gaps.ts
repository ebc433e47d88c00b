// Generated texts without what is not known: programs would judge an expression between `‹` and `›` as if it were the value.
import type { PreviewDocument } from '../../../server/src/lsp/protocol';

/** Lines of a text, from 0, that hold something unknown. */
export function unknownLines({ text, gaps }: Pick<PreviewDocument, 'text' | 'gaps'>): Set<number> {
  const found = new Set<number>();
  for (const { kind, range } of gaps) {
    for (let line = range.start.line; kind === 'value' && line <= range.end.line; line++) {
      found.add(line);
    }
  }
  text.split('\n').forEach((line, i) => {
    if (/[‹›]/.test(line)) {
      found.add(i);
    }
  });
  return found;
}
