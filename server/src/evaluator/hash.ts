// Hashes and their notations: base 16, Nix's base 32, base 64, and SRI (`sha256-…`).
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { base32Length, decodeBase32, encodeBase32 } from './base32';
import { NixError } from './errors';

export type HashAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha512';
export type HashFormat = 'base16' | 'nix32' | 'base64' | 'sri';

export interface Hash {
  readonly algorithm: HashAlgorithm;
  readonly bytes: Uint8Array;
}

const FUNCTIONS = { md5, sha1, sha256, sha512 } as const;
/** Bytes of a hash. */
const SIZES: Readonly<Record<HashAlgorithm, number>> = { md5: 16, sha1: 20, sha256: 32, sha512: 64 };

/** Takes data piece by piece. */
export interface Hasher {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** A hash of what comes in pieces. */
export function startHash(algorithm: HashAlgorithm): Hasher {
  return FUNCTIONS[algorithm].create();
}

export function hashBytes(algorithm: HashAlgorithm, data: Uint8Array): Hash {
  return { algorithm, bytes: FUNCTIONS[algorithm](data) };
}

export function isHashAlgorithm(name: string): name is HashAlgorithm {
  return Object.hasOwn(FUNCTIONS, name);
}

/** The algorithm of that name; throws Nix's error for another name. */
export function parseHashAlgorithm(name: string): HashAlgorithm {
  if (isHashAlgorithm(name)) return name;
  throw new NixError(`unknown hash algorithm '${name}', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'`);
}

/** Bytes as lower-case hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  let out = '';
  for (const b of bytes) out += b.toString(16).padStart(2, '0');
  return out;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function encodeBase64(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const rest = bytes.length - i;
    const bits = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += (BASE64[bits >> 18] as string) + (BASE64[(bits >> 12) & 63] as string);
    out += rest > 1 ? (BASE64[(bits >> 6) & 63] as string) : '=';
    out += rest > 2 ? (BASE64[bits & 63] as string) : '=';
  }
  return out;
}

/** Bytes up to the first `=`; a line break is skipped, as Nix does. */
function decodeBase64(text: string): Uint8Array {
  const out: number[] = [];
  let bits = 0;
  let count = 0;
  for (const c of text) {
    if (c === '=') break;
    if (c === '\n') continue;
    const digit = BASE64.indexOf(c);
    if (digit < 0) throw new NixError(`invalid character in Base64 string: '${c}'`);
    bits = ((bits << 6) | digit) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out.push((bits >> count) & 0xff);
    }
  }
  return Uint8Array.from(out);
}

function decodeHex(text: string): Uint8Array | undefined {
  if (!/^[0-9a-fA-F]*$/.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** A hash in a notation; `prefix` puts `sha256:` before it (SRI always begins `sha256-`). */
export function formatHash(hash: Hash, format: HashFormat, prefix = false): string {
  switch (format) {
    case 'base16':
      return (prefix ? `${hash.algorithm}:` : '') + toHex(hash.bytes);
    case 'nix32':
      return (prefix ? `${hash.algorithm}:` : '') + encodeBase32(hash.bytes);
    case 'base64':
      return (prefix ? `${hash.algorithm}:` : '') + encodeBase64(hash.bytes);
    case 'sri':
      return `${hash.algorithm}-${encodeBase64(hash.bytes)}`;
  }
}

/** A hash whose algorithm may be told by the text itself, by the caller, or by both. Throws Nix's errors. */
export function parseHash(text: string, expected: HashAlgorithm | undefined): Hash {
  const colon = text.indexOf(':');
  const separator = colon >= 0 ? colon : text.indexOf('-');
  const isSri = colon < 0 && separator >= 0;
  let algorithm = expected;
  if (separator >= 0) {
    const named = parseHashAlgorithm(text.slice(0, separator));
    if (expected !== undefined && named !== expected)
      throw new NixError(`hash '${text}' should have type '${expected}'`);
    algorithm = named;
  }
  if (algorithm === undefined)
    throw new NixError(`hash '${text}' does not include a type, nor is the type otherwise known from context`);
  return parseHashBody(text.slice(separator + 1), algorithm, isSri);
}

/** As `parseHash`, but an empty text is a hash of zeros, which people write to learn the right one. */
export function parseHashOrEmpty(text: string, expected: HashAlgorithm | undefined): Hash {
  if (text !== '') return parseHash(text, expected);
  if (expected === undefined) throw new NixError('empty hash requires explicit hash algorithm');
  return { algorithm: expected, bytes: new Uint8Array(SIZES[expected]) };
}

/** A hash of a known algorithm without its name before it; the length tells the notation. Throws Nix's errors. */
function parseHashBody(text: string, algorithm: HashAlgorithm, isSri: boolean): Hash {
  const size = SIZES[algorithm];
  if (!isSri && text.length === size * 2) {
    const bytes = decodeHex(text);
    if (bytes === undefined) throw new NixError(`invalid base-16 hash '${text}'`);
    return { algorithm, bytes };
  }
  if (!isSri && text.length === base32Length(size)) {
    const bytes = decodeBase32(text, size);
    if (bytes === undefined) throw new NixError(`invalid base-32 hash '${text}'`);
    return { algorithm, bytes };
  }
  if (isSri || text.length === Math.ceil(size / 3) * 4) {
    const bytes = decodeBase64(text);
    if (bytes.length !== size) throw new NixError(`invalid ${isSri ? 'SRI' : 'base-64'} hash '${text}'`);
    return { algorithm, bytes };
  }
  throw new NixError(`hash '${text}' has wrong length for hash algorithm '${algorithm}'`);
}

/** Folds a hash to `size` bytes by exclusive or. */
export function compressHash(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  bytes.forEach((b, i) => {
    out[i % size] = (out[i % size] as number) ^ b;
  });
  return out;
}
