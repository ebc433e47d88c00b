// `builtins.match` and `builtins.split`.
import { forceString, forceText, forceTextNoContext } from '../coerce';
import { regex, type RegexMatch } from '../regex';
import { bytesToString, textToBytes } from '../strings';
import type { Lazy, Value } from '../values';
import { primOps } from './primop';

function groupValues(text: string, found: RegexMatch): Value {
  return found.groups.map((g) => (g === undefined ? null : bytesToString(text.slice(g[0], g[1]))));
}

function match(lazyPattern: Lazy, lazyText: Lazy): Value {
  const pattern = regex(forceTextNoContext(lazyPattern));
  const text = textToBytes(forceText(lazyText));
  const found = pattern.matchWhole(text);
  return found === undefined ? null : groupValues(text, found);
}

function split(lazyPattern: Lazy, lazyText: Lazy): Value {
  const pattern = regex(forceTextNoContext(lazyPattern));
  const whole = forceString(lazyText);
  const text = textToBytes(forceText(whole));
  const parts: Value[] = [];
  let at = 0;
  for (const found of pattern.matches(text)) {
    parts.push(bytesToString(text.slice(at, found.start)), groupValues(text, found));
    at = found.end;
  }
  // Without a match the string stays itself, with its context.
  if (parts.length === 0) return [whole];
  parts.push(bytesToString(text.slice(at)));
  return parts;
}

export const regexBuiltins = primOps({ match: [2, match], split: [2, split] });
