// Beginnings, ends and parts of strings (hasPrefix, removeSuffix, trim …), also where strings are known in part only.
import { makeString, textOf, isWhole } from '../evaluator/strings';
import { NO_CONTEXT, NixPath, Unknown, force, type Lazy, type NixString, type Value } from '../evaluator/values';
import { forceString, wholeText } from '../evaluator/coerce';
import { interpolated, stringified, warn } from './support';
import { knownEnd, knownStart, mapKnown, partsOf, sliceString } from './text';

type Text = string | NixString;

function firstUnknown(...strings: readonly Text[]): Unknown {
  for (const s of strings) if (typeof s !== 'string' && s.holes[0] !== undefined) return s.holes[0].unknown;
  throw new Error('every part is known');
}

/** Whether `known` part of `whole` decides that one begins with the other. */
function beginsWith(s: Text, prefix: Text): boolean | Unknown {
  const want = knownStart(prefix);
  const have = knownStart(s);
  if (isWhole(prefix) && have.startsWith(want)) return true;
  const length = Math.min(want.length, have.length);
  if (want.slice(0, length) !== have.slice(0, length)) return false;
  if (isWhole(s) && have.length < want.length) return false;
  return firstUnknown(prefix, s);
}

function endsWith(s: Text, suffix: Text): boolean | Unknown {
  const want = knownEnd(suffix);
  const have = knownEnd(s);
  if (isWhole(suffix) && have.endsWith(want)) return true;
  const length = Math.min(want.length, have.length);
  if (want.slice(want.length - length) !== have.slice(have.length - length)) return false;
  if (isWhole(s) && have.length < want.length) return false;
  return firstUnknown(suffix, s);
}

function includes(s: Text, infix: Text): boolean | Unknown {
  if (!isWhole(infix)) return firstUnknown(infix);
  const text = wholeText(infix);
  if (partsOf(s).some((part) => typeof part === 'string' && part.includes(text))) return true;
  return isWhole(s) ? false : firstUnknown(s);
}

/** What nixpkgs says when a path is given where a text is meant. */
function warnOfPath(fn: string, argument: string, v: Value, consequence: string, hint: string): void {
  if (!(v instanceof NixPath)) return;
  warn(
    [
      `lib.strings.${fn}: The ${argument} (${textOf(stringified(v))}) is a path value, but only strings are supported.`,
      `    There is almost certainly a bug in the calling code, since this function ${consequence} in such a case.`,
      '    This function also copies the path to the Nix store, which may not be what you want.',
      `    This behavior is deprecated and will throw an error in the future.${hint}`,
    ].join('\n'),
  );
}

const PATH_PREFIX_HINT = (fn: string): string =>
  fn === 'hasPrefix' ? '\n    You might want to use `lib.path.hasPrefix` instead, which correctly supports paths.' : '';

/** Runs `compare` on both strings; a path never equals a part of a string. */
function asks(
  fn: string,
  argument: string,
  part: Lazy,
  whole: Lazy,
  compare: (whole: Text, part: Text) => boolean | Unknown,
): boolean | Unknown {
  const p = force(part);
  warnOfPath(fn, argument, p, 'always returns `false`', PATH_PREFIX_HINT(fn));
  const text = interpolated(p);
  const answer = compare(interpolated(whole), text);
  return p instanceof NixPath ? false : answer;
}

/** `lib.hasPrefix prefix s`; unknown where unknown parts of the strings decide it. */
export function hasPrefix(prefix: Lazy, s: Lazy): boolean | Unknown {
  return asks('hasPrefix', 'first argument', prefix, s, beginsWith);
}

/** `lib.hasSuffix suffix s`; unknown where unknown parts of the strings decide it. */
export function hasSuffix(suffix: Lazy, s: Lazy): boolean | Unknown {
  return asks('hasSuffix', 'first argument', suffix, s, endsWith);
}

/** `lib.hasInfix infix s`; unknown where unknown parts of the strings decide it. */
export function hasInfix(infix: Lazy, s: Lazy): boolean | Unknown {
  const p = force(infix);
  warnOfPath('hasInfix', 'first argument', p, 'always returns `false`', '');
  return includes(interpolated(s), p instanceof NixPath ? interpolated(p) : forceString(p));
}

/** `lib.removePrefix prefix s`. */
export function removePrefix(prefix: Lazy, s: Lazy): Value {
  const p = force(prefix);
  warnOfPath('removePrefix', 'first argument', p, 'never removes any prefix', '');
  const there = p instanceof NixPath ? false : beginsWith(interpolated(s), interpolated(p));
  if (there instanceof Unknown) return there;
  if (!there) return force(s);
  const text = interpolated(s);
  return sliceString(text, textOf(interpolated(p)).length, textOf(text).length);
}

/** `lib.removeSuffix suffix s`. */
export function removeSuffix(suffix: Lazy, s: Lazy): Value {
  const p = force(suffix);
  warnOfPath('removeSuffix', 'first argument', p, 'never removes any suffix', '');
  const there = p instanceof NixPath ? false : endsWith(interpolated(s), interpolated(p));
  if (there instanceof Unknown) return there;
  if (!there) return force(s);
  const text = interpolated(s);
  return sliceString(text, 0, textOf(text).length - textOf(interpolated(p)).length);
}

const LEADING = /^[ \t\r\n]+/;
const TRAILING = /[ \t\r\n]+$/;

/** Without white space at the ends. As with nixpkgs' regular expressions, the string's context is lost. */
export function trim(s: Text, start: boolean, end: boolean): Text {
  if (typeof s === 'string' || s.holes.length === 0) {
    let text = textOf(s);
    if (start) text = text.replace(LEADING, '');
    if (end) text = text.replace(TRAILING, '');
    return makeString(text);
  }
  const from = start ? (LEADING.exec(knownStart(s))?.[0].length ?? 0) : 0;
  const to = s.text.length - (end ? (TRAILING.exec(knownEnd(s))?.[0].length ?? 0) : 0);
  const cut = sliceString(s, from, to);
  return typeof cut === 'string' ? cut : makeString(cut.text, NO_CONTEXT, cut.holes);
}

const REGEX_CHARACTER = /[\\^$.*+?()[\]{}|]/g;

/**
 * Replaces the texts of `from`, the first that fits at each place, in the known parts of `s`. None of `from` may be
 * empty.
 */
export function replaceEach(s: Text, from: readonly string[], replacement: (match: string) => string): Text {
  if (from.length === 0) return s;
  const pattern = new RegExp(from.map((f) => f.replace(REGEX_CHARACTER, '\\$&')).join('|'), 'g');
  return mapKnown(s, (text) => text.replace(pattern, replacement));
}
