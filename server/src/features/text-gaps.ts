// The parts of a generated text that nobody can know from the files at hand.
import { jsonString, unknownStorePath, type Release } from '../nixos';
import type { PreviewUnknown } from '../runner/preview-unknowns';
import { unknownText } from './unknown-text';
import type { Span } from '../syntax/ast';

/** A part of a generated text that stands in for something else. */
export interface TextGap {
  /** A value that stands as its expression, or the hash of a path in the store. */
  readonly kind: 'value' | 'hash';
  readonly span: Span;
  /** Why it is not known, in Markdown. */
  readonly markdown: string;
}

const UNKNOWN_HASH = /^\/nix\/store\/(e+)-/.exec(unknownStorePath('x'))?.[1] ?? '';

const HASH_TEXT =
  'The hash of this store path is not known: it depends on how nixpkgs builds what the path holds. On the machine a real hash stands here.';

/** The gaps of a text, by their places. */
export function textGaps(release: Release, text: string, unknowns: readonly PreviewUnknown[]): TextGap[] {
  const values = unknowns.flatMap((unknown) =>
    [...new Set(spellings(release, unknown.placeholder))].flatMap((spelling) =>
      occurrences(text, spelling).map((span) => ({
        kind: 'value' as const,
        span,
        markdown: unknownText(unknown),
      })),
    ),
  );
  const hashes = occurrences(text, `/nix/store/${UNKNOWN_HASH}-`).map(({ start }) => ({
    kind: 'hash' as const,
    span: { start: start + '/nix/store/'.length, end: start + '/nix/store/'.length + UNKNOWN_HASH.length },
    markdown: HASH_TEXT,
  }));
  return outermost([...values, ...hashes]);
}

/** A placeholder as it stands in a unit, in JSON and in a word of the shell. */
function spellings(release: Release, placeholder: string): string[] {
  return [placeholder, jsonString(release, placeholder).slice(1, -1), placeholder.replaceAll("'", "'\\''")];
}

function occurrences(text: string, part: string): Span[] {
  const found: Span[] = [];
  for (let start = text.indexOf(part); start >= 0; start = text.indexOf(part, start + part.length))
    found.push({ start, end: start + part.length });
  return found;
}

/** Without those that lie in another one. */
function outermost(gaps: readonly TextGap[]): TextGap[] {
  const sorted = [...gaps].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  return sorted.filter((gap, i) => sorted.slice(0, i).every(({ span }) => span.end <= gap.span.start));
}
