// Builtins on strings, apart from regular expressions (regex.ts).
import { attrsOf } from '../attrs';
import { coerceToString, forceInt, forceList, forceShownString, forceTextNoContext, wholeText } from '../coerce';
import { NixError } from '../errors';
import { baseName, dirName } from '../paths';
import { checkStringLength } from '../session';
import { StringBuilder, byteLength, byteSlice, contextOfString, makeString, sliceString } from '../strings';
import { NixPath, force, type Lazy, type Value } from '../values';
import { primOps, type BuiltinDefinition } from './primop';
import { replaceStrings } from './replace';
import { compareVersions, parseDrvName, splitVersion } from './versions';

function stringLength(v: Lazy): Value {
  return byteLength(wholeText(coerceToString(v, { copy: true })));
}

function substring(lazyStart: Lazy, lazyLength: Lazy, v: Lazy): Value {
  const start = Number(forceInt(lazyStart));
  const wanted = Number(forceInt(lazyLength));
  if (start < 0) throw new NixError(`negative start position in 'substring'`);
  const s = coerceToString(v, { copy: true });
  if (typeof s !== 'string' && s.holes.length > 0) {
    // Only a slice of what stands before the first unknown part has known ends.
    if (start === 0 && wanted < 0) return s;
    const known = s.text.slice(0, s.holes[0]?.start);
    if (wanted >= 0 && start + wanted <= byteLength(known))
      return makeString(byteSlice(known, start, wanted), s.context);
  }
  const text = wholeText(s);
  return makeString(byteSlice(text, start, wanted < 0 ? Infinity : wanted), contextOfString(s));
}

function concatStringsSep(lazySeparator: Lazy, lazyList: Lazy): Value {
  const separator = forceShownString(lazySeparator);
  const parts = forceList(lazyList).map((item) => coerceToString(item, { copy: true }));
  if (typeof separator === 'string' && parts.every((part) => typeof part === 'string')) {
    checkStringLength(parts.reduce((sum, part) => sum + part.length + separator.length, 0));
    return parts.join(separator);
  }
  const out = new StringBuilder();
  // The separator's context stays even where it separates nothing.
  out.addContext(contextOfString(separator));
  parts.forEach((part, i) => {
    if (i > 0) out.append(separator);
    out.append(part);
  });
  return out.build();
}

function baseNameOf(v: Lazy): Value {
  const s = coerceToString(v, { copy: false });
  if (typeof s === 'string') return baseName(s);
  const hole = s.holes.at(-1);
  if (hole === undefined) return makeString(baseName(s.text), s.context);
  const slash = s.text.lastIndexOf('/', s.text.length - 2);
  if (slash < hole.end) wholeText(s);
  return makeString(baseName(s.text.slice(hole.end)), s.context);
}

function dirOf(lazyValue: Lazy): Value {
  const v = force(lazyValue);
  if (v instanceof NixPath) return new NixPath(dirName(v.path), v.at);
  const s = coerceToString(v, { copy: false });
  if (typeof s === 'string') return dirName(s);
  const hole = s.holes.at(-1);
  if (hole === undefined) return makeString(dirName(s.text), s.context);
  const slash = s.text.lastIndexOf('/');
  if (slash < hole.end) wholeText(s);
  return sliceString(s, 0, slash);
}

// By itself, because TypeScript expects the method of that name in an object literal.
const toString: BuiltinDefinition = [1, (v) => coerceToString(v, { more: true })];

export const stringBuiltins = primOps({
  toString,
  stringLength: [1, stringLength],
  substring: [3, substring],
  concatStringsSep: [2, concatStringsSep],
  replaceStrings: [3, replaceStrings],
  baseNameOf: [1, baseNameOf],
  dirOf: [1, dirOf],
  compareVersions: [2, (a, b) => compareVersions(forceTextNoContext(a), forceTextNoContext(b))],
  splitVersion: [1, (v) => splitVersion(forceTextNoContext(v))],
  parseDrvName: [1, (v) => attrsOf({ ...parseDrvName(forceTextNoContext(v)) })],
});
