// The base-32 notation of Nix: 32 letters and digits without e, o, t and u, the last bits first.

const ALPHABET = '0123456789abcdfghijklmnpqrsvwxyz';

/** Characters that `bytes` bytes take in this notation. */
export function base32Length(bytes: number): number {
  return bytes === 0 ? 0 : Math.floor((bytes * 8 - 1) / 5) + 1;
}

/** Nix's own base 32, which store paths have. */
export function encodeBase32(bytes: Uint8Array): string {
  let out = '';
  for (let n = base32Length(bytes.length) - 1; n >= 0; n--) {
    const bit = n * 5;
    const i = bit >> 3;
    const shift = bit & 7;
    const pair = (bytes[i] as number) | ((bytes[i + 1] ?? 0) << 8);
    out += ALPHABET[(pair >> shift) & 31] as string;
  }
  return out;
}

/** The `size` bytes that `text` stands for; `undefined` when it has a wrong character, or bits beyond the last byte. */
export function decodeBase32(text: string, size: number): Uint8Array | undefined {
  const bytes = new Uint8Array(size);
  for (let n = 0; n < text.length; n++) {
    const digit = ALPHABET.indexOf(text[text.length - n - 1] as string);
    if (digit < 0) return undefined;
    const bit = n * 5;
    const i = bit >> 3;
    const shifted = digit << (bit & 7);
    if (i < size) bytes[i] = (bytes[i] as number) | (shifted & 0xff);
    else if ((shifted & 0xff) !== 0) return undefined;
    if (i + 1 < size) bytes[i + 1] = (bytes[i + 1] as number) | (shifted >> 8);
    else if (shifted >> 8 !== 0) return undefined;
  }
  return bytes;
}

/** Whether every character belongs to the notation. */
export function isBase32(text: string): boolean {
  return /^[0-9a-df-np-sv-z]*$/.test(text);
}
