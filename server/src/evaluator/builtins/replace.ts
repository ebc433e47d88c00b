// `builtins.replaceStrings`: replaces at each place the first pattern of the list that stands there.
import { forceList, forceShownString, forceString, wholeText } from '../coerce';
import { NixError } from '../errors';
import { checkStringLength, tick } from '../session';
import { StringBuilder, bytesToString, hasEscapedBytes, isAscii, sliceString, textOf, textToBytes } from '../strings';
import { NixString, type Lazy, type Value } from '../values';

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

interface Patterns {
  /** Finds the next pattern that is not empty; where several begin, the first of the list. */
  readonly next: RegExp | undefined;
  /** Which pattern a found text is. */
  readonly indices: ReadonlyMap<string, number>;
  /** The first empty pattern, which matches everywhere. */
  readonly empty: number | undefined;
}

function patternsOf(texts: readonly string[]): Patterns {
  const indices = new Map<string, number>();
  texts.forEach((text, i) => {
    if (!indices.has(text)) indices.set(text, i);
  });
  const empty = indices.get('');
  // What stands behind an empty pattern is never met before it.
  const reachable = [...indices.keys()].filter(
    (text) => text !== '' && (indices.get(text) as number) < (empty ?? Infinity),
  );
  const next =
    reachable.length === 0
      ? undefined
      : new RegExp(reachable.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
  return { next, indices, empty };
}

function replaceIn(
  text: string,
  { next, indices, empty }: Patterns,
  replacement: Replacement,
  emitLiteral: (text: string) => void,
  emitReplacement: (r: string | NixString) => void,
): void {
  let length = 0;
  const replace = (index: number): void => {
    tick();
    const r = replacement(index);
    emitReplacement(r);
    checkStringLength((length += textOf(r).length));
  };
  let at = 0;
  while (at <= text.length) {
    let found: RegExpExecArray | null = null;
    if (next !== undefined) {
      next.lastIndex = at;
      found = next.exec(text);
    }
    const end = found?.index ?? text.length;
    if (empty === undefined) {
      if (at < end) emitLiteral(text.slice(at, end));
      if (found === null) return;
    } else {
      for (; at < end; at++) {
        replace(empty);
        emitLiteral(text.charAt(at));
      }
      if (found === null) {
        replace(empty);
        return;
      }
    }
    replace(indices.get(found[0]) as number);
    at = end + found[0].length;
  }
}
