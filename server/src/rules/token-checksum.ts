// The checksum at the end of GitHub's tokens, which tells them from placeholders.

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM_LENGTH = 6;

/**
 * Whether the last six characters of a `ghp_…` token are the checksum of the characters between prefix and checksum
 * ("Behind GitHub's new authentication token formats", GitHub engineering, 2021).
 */
export function carriesChecksum(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1, -CHECKSUM_LENGTH);
  return checksumOf(body) === token.slice(-CHECKSUM_LENGTH);
}

/** The checksum that belongs to the random part of a token: its CRC-32 in base 62. */
export function checksumOf(body: string): string {
  return base62(crc32(body));
}

function base62(n: number): string {
  let text = '';
  for (let rest = n; rest > 0; rest = Math.floor(rest / DIGITS.length))
    text = (DIGITS[rest % DIGITS.length] ?? '') + text;
  return text.padStart(CHECKSUM_LENGTH, '0');
}

/** CRC-32 (IEEE 802.3, reflected) of an ASCII text. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
