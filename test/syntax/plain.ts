// Results of parsing as text, to compare them whatever way they were made in.
import type { ParseResult } from '../../server/src/syntax';

/** All that a result says but for the nesting, of which an edit keeps an upper bound only. */
export function plain({ text, root, problems, comments }: ParseResult): string {
  return JSON.stringify({ text, root, problems, comments }, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if ('kind' in value && value.kind === 'AttrSet' && 'bindings' in value && 'recursive' in value && 'span' in value) {
      // The bindings of a set that was moved are made when they are asked for.
      return { kind: value.kind, span: value.span, recursive: value.recursive, bindings: value.bindings };
    }
    // As is what is in a binding.
    if ('kind' in value && value.kind === 'value' && 'path' in value && 'value' in value && 'span' in value)
      return { kind: value.kind, path: value.path, span: value.span, value: value.value };
    if ('kind' in value && value.kind === 'inherit' && 'from' in value && 'names' in value && 'span' in value)
      return { kind: value.kind, from: value.from, names: value.names, span: value.span };
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
