// Strings with context and unknown parts: building, taking apart.
import { checkStringLength } from './session';
import type { Unknown } from './values';
import { NO_CONTEXT, NixString, type Context, type ContextElement, type Hole, type Value } from './values';

/** What tells elements of a context apart, in the form that Nix's own context strings have. */
export function contextKey(e: ContextElement): string {
  switch (e.kind) {
    case 'plain':
      return e.storePath;
    case 'deep':
      return `=${e.storePath}`;
    case 'output':
      return `!${e.output ?? 'out'}!${e.storePath}`;
  }
}

/** The context of these elements. */
export function contextOf(elements: Iterable<ContextElement>): Context {
  const map = new Map<string, ContextElement>();
  for (const e of elements) map.set(contextKey(e), e);
  return map;
}

/** What both strings refer to; of equal elements the first counts. */
export function mergeContexts(a: Context, b: Context): Context {
  if (b.size === 0 || a === b) return a;
  if (a.size === 0) return b;
  const merged = new Map(a);
  for (const [k, e] of b) if (!merged.has(k)) merged.set(k, e);
  return merged;
}

/** Bytes that are not UTF-8 stand in texts as U+DC80 … U+DCFF, one each. */
const ESCAPED_BYTE = /[\udc80-\udcff]/;
/** Such a code unit when it is not the second half of a pair. */
const LONE_ESCAPE = /(?<![\ud800-\udbff])[\udc80-\udcff]/;

/** The simplest value for a string: JavaScript's own unless there is more to say. */
export function makeString(
  text: string,
  context: Context = NO_CONTEXT,
  holes: readonly Hole[] = [],
): string | NixString {
  if (context.size === 0 && holes.length === 0 && !(ESCAPED_BYTE.test(text) && LONE_ESCAPE.test(text))) return text;
  return new NixString(text, context, holes);
}

/** The text of a string value; unknown parts as `‹expression›`. */
export function textOf(v: string | NixString): string {
  return typeof v === 'string' ? v : v.text;
}

/** What a string refers to in the store. */
export function contextOfString(v: string | NixString): Context {
  return typeof v === 'string' ? NO_CONTEXT : v.context;
}

/** Whether a value is a string in either of its forms. */
export function isString(v: Value): v is string | NixString {
  return typeof v === 'string' || v instanceof NixString;
}

/** Whether every part is known. */
export function isWhole(s: string | NixString): boolean {
  return typeof s === 'string' || s.holes.length === 0;
}

/** A string that is wholly one unknown part. */
export function unknownString(u: Unknown): NixString {
  const text = u.shown ?? `‹${u.expression}›`;
  return new NixString(text, NO_CONTEXT, [{ start: 0, end: text.length, unknown: u }]);
}

/** The part [start, end) in UTF-16 units, with the whole context and the unknown parts that lie in it. */
export function sliceString(s: NixString, start: number, end: number): string | NixString {
  const holes = s.holes
    .filter((h) => h.start >= start && h.end <= end)
    .map((h) => ({ ...h, start: h.start - start, end: h.end - start }));
  return makeString(s.text.slice(start, end), s.context, holes);
}

/** Collects parts of a string. */
export class StringBuilder {
  private text = '';
  private context: Context = NO_CONTEXT;
  private holes: Hole[] = [];
  private escaped = false;

  append(part: string | NixString): this {
    if (typeof part === 'string') this.text += part;
    else {
      for (const h of part.holes)
        this.holes.push({ start: this.text.length + h.start, end: this.text.length + h.end, unknown: h.unknown });
      this.context = mergeContexts(this.context, part.context);
      if (ESCAPED_BYTE.test(part.text)) this.escaped = true;
      this.text += part.text;
    }
    checkStringLength(this.text.length);
    return this;
  }

  addContext(context: Context): this {
    this.context = mergeContexts(this.context, context);
    return this;
  }

  build(): string | NixString {
    const text = this.escaped && this.holes.length === 0 ? rejoinBytes(this.text) : this.text;
    if (this.context.size === 0 && this.holes.length === 0 && !this.escaped) return text;
    return makeString(text, this.context, this.holes);
  }
}

/** The parts one after the other. */
export function concatStrings(...parts: readonly (string | NixString)[]): string | NixString {
  const out = new StringBuilder();
  for (const part of parts) out.append(part);
  return out.build();
}

/** The parts with `separator` between them. */
export function joinStrings(separator: string, parts: readonly (string | NixString)[]): string | NixString {
  const out = new StringBuilder();
  parts.forEach((part, i) => out.append(i === 0 ? '' : separator).append(part));
  return out.build();
}

/** Escaped bytes that now stand next to the rest of their character become that character again. */
function rejoinBytes(text: string): string {
  return LONE_ESCAPE.test(text) ? decodeUtf8(encodeUtf8(text)) : text;
}

const encoder = new TextEncoder();

/** UTF-8 bytes of a text, escaped bytes given back as they were. */
export function encodeUtf8(text: string): Uint8Array {
  if (!LONE_ESCAPE.test(text)) return encoder.encode(text);
  const chunks = text
    .split(/((?<![\ud800-\udbff])[\udc80-\udcff])/)
    .map((part) =>
      part.length === 1 && LONE_ESCAPE.test(part) ? Uint8Array.of(part.charCodeAt(0) - 0xdc00) : encoder.encode(part),
    );
  const out = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of bytes; those that are not UTF-8 are escaped one by one, so that nothing is lost. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeEscaping(bytes);
  }
}

function decodeEscaping(bytes: Uint8Array): string {
  let text = '';
  let i = 0;
  while (i < bytes.length) {
    const first = bytes[i] as number;
    const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    let decoded: string | undefined;
    if (length > 0 && i + length <= bytes.length) {
      try {
        decoded = strictDecoder.decode(bytes.subarray(i, i + length));
      } catch {
        decoded = undefined;
      }
    }
    if (decoded === undefined) {
      text += String.fromCharCode(0xdc00 + first);
      i++;
    } else {
      text += decoded;
      i += length;
    }
  }
  return text;
}

const NON_ASCII = /[^\x00-\x7f]/;

/** Length in bytes, as Nix counts. */
export function byteLength(text: string): number {
  return NON_ASCII.test(text) ? encodeUtf8(text).length : text.length;
}

/** `length` bytes from `start`; a character cut in two becomes escaped bytes. */
export function byteSlice(text: string, start: number, length: number): string {
  if (!NON_ASCII.test(text)) return text.slice(start, start + length);
  return decodeUtf8(encodeUtf8(text).subarray(start, start + length));
}

/** Whether a text is ASCII, so that its units are its bytes. */
export function isAscii(text: string): boolean {
  return !NON_ASCII.test(text);
}

/** Whether a text holds bytes that are not UTF-8. */
export function hasEscapedBytes(text: string): boolean {
  return LONE_ESCAPE.test(text);
}

/** The bytes of a text as a string of units up to 0xFF, for work that counts in bytes. */
export function textToBytes(text: string): string {
  if (isAscii(text)) return text;
  let bytes = '';
  for (const b of encodeUtf8(text)) bytes += String.fromCharCode(b);
  return bytes;
}

/** The string whose bytes `textToBytes` gave, or a part of them. */
export function bytesToString(bytes: string): string | NixString {
  if (isAscii(bytes)) return bytes;
  return makeString(decodeUtf8(Uint8Array.from(bytes, (c) => c.charCodeAt(0))));
}
