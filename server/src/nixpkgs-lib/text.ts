// Strings whose parts may be unknown: what can be done to them without knowing those parts.
import { StringBuilder, makeString } from '../evaluator/strings';
import { NO_CONTEXT, NixString, type Context, type Hole } from '../evaluator/values';

/** A string's parts in order: known text, or an unknown part with the text that stands for it. */
export type Part = string | { readonly hole: Hole; readonly text: string };

export function partsOf(s: string | NixString): readonly Part[] {
  if (typeof s === 'string') return [s];
  if (s.holes.length === 0) return [s.text];
  const parts: Part[] = [];
  let at = 0;
  for (const hole of s.holes) {
    if (hole.start > at) parts.push(s.text.slice(at, hole.start));
    parts.push({ hole, text: s.text.slice(hole.start, hole.end) });
    at = hole.end;
  }
  if (at < s.text.length) parts.push(s.text.slice(at));
  return parts;
}

function holeString(part: Exclude<Part, string>): NixString {
  return new NixString(part.text, NO_CONTEXT, [{ start: 0, end: part.text.length, unknown: part.hole.unknown }]);
}

/** Replaces the known parts; what the string refers to and its unknown parts stay. */
export function mapKnown(s: string | NixString, f: (text: string) => string): string | NixString {
  if (typeof s === 'string') return f(s);
  const out = new StringBuilder().append(makeString('', s.context));
  for (const part of partsOf(s)) out.append(typeof part === 'string' ? f(part) : holeString(part));
  return out.build();
}

/** The known text before the first unknown part. */
export function knownStart(s: string | NixString): string {
  if (typeof s === 'string') return s;
  const hole = s.holes[0];
  return hole === undefined ? s.text : s.text.slice(0, hole.start);
}

/** The known text after the last unknown part. */
export function knownEnd(s: string | NixString): string {
  if (typeof s === 'string') return s;
  const hole = s.holes[s.holes.length - 1];
  return hole === undefined ? s.text : s.text.slice(hole.end);
}

/** Pieces between occurrences of a non-empty separator in the known parts, each with `context`. */
export function splitKnown(
  s: string | NixString,
  separator: string,
  context: Context = NO_CONTEXT,
): readonly (string | NixString)[] {
  if (typeof s === 'string' && context.size === 0) return s.split(separator);
  const pieces: StringBuilder[] = [];
  const start = (): StringBuilder => {
    const piece = new StringBuilder().append(makeString('', context));
    pieces.push(piece);
    return piece;
  };
  let piece = start();
  for (const part of partsOf(s)) {
    if (typeof part !== 'string') {
      piece.append(holeString(part));
      continue;
    }
    part.split(separator).forEach((text, i) => {
      if (i > 0) piece = start();
      piece.append(text);
    });
  }
  return pieces.map((p) => p.build());
}

/** The text from `start` to `end` (UTF-16 units, not inside an unknown part), with the whole string's context. */
export function sliceString(s: string | NixString, start: number, end: number): string | NixString {
  if (typeof s === 'string') return s.slice(start, end);
  const holes = s.holes
    .filter((h) => h.start >= start && h.end <= end)
    .map((h) => ({ start: h.start - start, end: h.end - start, unknown: h.unknown }));
  return makeString(s.text.slice(start, end), s.context, holes);
}
