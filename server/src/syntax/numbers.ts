// Number literals: what Nix's lexer accepts and what fits.
import type { Expr, Invalid, Span } from './ast';

const MAX_INT = 2n ** 63n - 1n;
const SMALLEST_NORMAL = 2 ** -1022;

/** The literal's value, or what `refuse` makes of the message when it does not fit into Nix's 64-bit numbers. */
export function lowerNumber(text: string, span: Span, refuse: (message: string) => Invalid): Expr {
  if (/^[0-9]+$/.test(text)) {
    const value = BigInt(text);
    return value > MAX_INT
      ? refuse(`Invalid integer '${text}': the largest is ${MAX_INT}`)
      : { kind: 'Int', span, value };
  }
  const value = Number(text);
  // Nix refuses what strtod reports as out of range: infinities, and what has lost digits near zero.
  const underflow = value < SMALLEST_NORMAL && /[1-9]/.test(text.replace(/e.*$/i, ''));
  return !Number.isFinite(value) || underflow
    ? refuse(`Invalid float '${text}': it does not fit into a 64-bit float`)
    : { kind: 'Float', span, value };
}
