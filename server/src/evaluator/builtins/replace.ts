// `builtins.replaceStrings`: replaces at each place the first pattern of the list that stands there.
import { forceList, forceShownString, forceString, wholeText } from '../coerce';
import { NixError } from '../errors';
import { checkStringLength, tick } from '../session';
import { StringBuilder, bytesToString, hasEscapedBytes, isAscii, sliceString, textOf, textToBytes } from '../strings';
import { NixString, type Lazy, type Value } from '../values';

interface Pattern {
  readonly text: string;
  readonly index: number;
}

export function replaceStrings(lazyFrom: Lazy, lazyTo: Lazy, v: Lazy): Value {
  const from = forceList(lazyFrom);
  const to = forceList(lazyTo);
  if (from.length !== to.length)
    throw new NixError(
      `'from' and 'to' arguments passed to builtins.replaceStrings have different lengths (${from.length} and ${to.length})`,
    );
  const texts = from.map((p) => wholeText(forceString(p)));
  const s = forceString(v);
  // A replacement is only looked at when its pattern is met.
  const replacements = new Map<number, string | NixString>();
  const replacement = (i: number): string | NixString => {
    let r = replacements.get(i);
    if (r === undefined) replacements.set(i, (r = forceShownString(to[i] as Lazy)));
    return r;
  };
  if (s instanceof NixString && s.holes.length > 0) return replaceAroundHoles(s, texts, replacement);
  const text = textOf(s);
  const out = new StringBuilder();
  // An empty pattern matches between bytes, also inside of a character, and half a character matches its half; then
  // the work is done on bytes.
  const onBytes = !isAscii(text) && (texts.includes('') || [text, ...texts].some(hasEscapedBytes));
  replaceIn(
    onBytes ? textToBytes(text) : text,
    patternsOf(onBytes ? texts.map(textToBytes) : texts),
    replacement,
    (literal) => out.append(onBytes ? bytesToString(literal) : literal),
    (r) => out.append(r),
  );
  if (s instanceof NixString) out.addContext(s.context);
  return out.build();
}

/** Unknown parts stay as they are; patterns of one unit cannot reach over their borders. */
function replaceAroundHoles(s: NixString, texts: readonly string[], replacement: Replacement): Value {
  if (texts.some((t) => t.length !== 1)) wholeText(s);
  const patterns = patternsOf(texts);
  const out = new StringBuilder();
  const append = (part: string | NixString): unknown => out.append(part);
  let at = 0;
  for (const hole of s.holes) {
    replaceIn(s.text.slice(at, hole.start), patterns, replacement, append, append);
    out.append(sliceString(s, hole.start, hole.end));
    at = hole.end;
  }
  replaceIn(s.text.slice(at), patterns, replacement, append, append);
  out.addContext(s.context);
  return out.build();
}

type Replacement = (index: number) => string | NixString;

/** Patterns by their first unit; the empty ones are under ''. */
function patternsOf(texts: readonly string[]): Map<string, Pattern[]> {
  const patterns = new Map<string, Pattern[]>();
  texts.forEach((text, index) => {
    const first = text.charAt(0);
    const known = patterns.get(first);
    if (known === undefined) patterns.set(first, [{ text, index }]);
    else known.push({ text, index });
  });
  return patterns;
}

function replaceIn(
  text: string,
  patterns: ReadonlyMap<string, readonly Pattern[]>,
  replacement: Replacement,
  emitLiteral: (text: string) => void,
  emitReplacement: (r: string | NixString) => void,
): void {
  const empty = patterns.get('')?.[0];
  let copied = 0;
  let length = 0;
  for (let at = 0; at <= text.length;) {
    const candidates = at < text.length ? patterns.get(text.charAt(at)) : undefined;
    let found = candidates?.find((p) => text.startsWith(p.text, at));
    if (empty !== undefined && (found === undefined || empty.index < found.index)) found = empty;
    if (found === undefined) {
      at++;
      continue;
    }
    tick();
    if (copied < at) emitLiteral(text.slice(copied, at));
    const r = replacement(found.index);
    emitReplacement(r);
    checkStringLength((length += textOf(r).length));
    if (found.text === '') {
      if (at < text.length) emitLiteral(text.charAt(at));
      at++;
    } else at += found.text.length;
    copied = at;
  }
  if (copied < text.length) emitLiteral(text.slice(copied));
}
