// `builtins.toJSON` and `builtins.fromJSON`.
import { attrEntries, getAttr } from '../attrs';
import { call } from '../call';
import { coerceToString, forceClosedAttrs, forceTextNoContext } from '../coerce';
import { NixError } from '../errors';
import { parseJson } from '../parse-json';
import { tick } from '../session';
import { copyToStore } from '../store';
import { StringBuilder, hasEscapedBytes, unknownString } from '../strings';
import { Attrs, NixFloat, NixPath, NixString, Thunk, Unknown, force, isList, showType, type Lazy } from '../values';
import { primOps } from './primop';

export interface JsonOptions {
  /** Fail on what is not evaluated yet, as `--json` does without `--strict`. */
  readonly lazily?: boolean;
}

/** A value as JSON text without spaces, forced all the way; the context of all its strings is kept. */
export function toJson(v: Lazy, options: JsonOptions = {}): string | NixString {
  const out = new StringBuilder();
  writeJson(force(v), out, options);
  return out.build();
}

function writeJson(lazyValue: Lazy, out: StringBuilder, options: JsonOptions): void {
  tick();
  if (options.lazily && isUnevaluated(lazyValue)) throw new NixError('cannot convert a thunk to JSON');
  const v = force(lazyValue);
  if (v === null || typeof v === 'boolean' || typeof v === 'number' || typeof v === 'bigint') out.append(String(v));
  else if (typeof v === 'string' || v instanceof NixString) writeString(v, out);
  else if (v instanceof NixFloat) out.append(jsonFloat(v.value));
  else if (v instanceof NixPath) writeString(copyToStore(v, undefined), out);
  else if (v instanceof Attrs) writeAttrs(v, out, options);
  else if (isList(v)) writeList(v, out, options);
  else if (v instanceof Unknown) {
    if (v.type === 'string') writeString(unknownString(v), out);
    else out.append(unknownString(v));
  } else throw new NixError(`cannot convert ${showType(v)} to JSON`);
}

function isUnevaluated(v: Lazy): boolean {
  return v instanceof Thunk && v.code !== null;
}

function writeList(list: readonly Lazy[], out: StringBuilder, options: JsonOptions): void {
  out.append('[');
  list.forEach((x, i) => {
    if (i > 0) out.append(',');
    writeJson(x, out, options);
  });
  out.append(']');
}

function writeAttrs(attrs: Attrs, out: StringBuilder, options: JsonOptions): void {
  const toString = getAttr(attrs, '__toString');
  if (toString !== undefined) {
    writeString(coerceToString(call(force(toString), attrs), {}), out);
    return;
  }
  const outPath = getAttr(attrs, 'outPath');
  if (outPath !== undefined) {
    writeJson(outPath, out, options);
    return;
  }
  out.append('{');
  let first = true;
  for (const [name, value] of attrEntries(forceClosedAttrs(attrs))) {
    if (!first) out.append(',');
    first = false;
    writeString(name, out);
    out.append(':');
    writeJson(value, out, options);
  }
  out.append('}');
}

/** A string literal; unknown parts stand in it as they are. */
function writeString(s: string | NixString, out: StringBuilder): void {
  out.append('"');
  if (typeof s === 'string') out.append(escapeJson(s));
  else {
    let at = 0;
    for (const hole of s.holes) {
      out.append(escapeJson(s.text.slice(at, hole.start)));
      out.append(unknownString(hole.unknown));
      at = hole.end;
    }
    out.append(escapeJson(s.text.slice(at)));
    out.addContext(s.context);
  }
  out.append('"');
}

function escapeJson(text: string): string {
  if (hasEscapedBytes(text))
    throw new NixError(`cannot convert the string '${text}' to JSON, because it is not valid UTF-8`);
  return JSON.stringify(text).slice(1, -1);
}

/** The shortest digits that give the number back; a float stays recognisable as one (Nix 2.31). */
function jsonFloat(f: number): string {
  if (!Number.isFinite(f)) return 'null';
  const [mantissa, exponent] = f.toExponential().split('e') as [string, string];
  const e = Number(exponent);
  if (Object.is(f, -0)) return '-0.0';
  if (e < -4 || e >= 15) return `${mantissa}e${e < 0 ? '-' : '+'}${String(Math.abs(e)).padStart(2, '0')}`;
  const plain = String(f);
  return plain.includes('.') ? plain : `${plain}.0`;
}

export const jsonBuiltins = primOps({
  toJSON: [1, (v) => toJson(v)],
  fromJSON: [1, (v) => parseJson(forceTextNoContext(v))],
});
