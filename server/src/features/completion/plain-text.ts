// Plain values as a person writes them in Nix, on one line.
import { isNixFloat, type PlainValue } from '../../nixos';
import { nixIdentifier, nixStringLiteral } from '../../nixpkgs-lib/nix-syntax';

export function plainText(value: PlainValue): string {
  if (typeof value === 'string') return nixStringLiteral(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (isNixFloat(value)) return String((value as { float: number }).float);
  if (Array.isArray(value)) return bracketed('[', (value as readonly PlainValue[]).map(plainText), ']');
  const entries = Object.entries(value as Readonly<Record<string, PlainValue>>);
  return bracketed('{', entries.map(([name, inner]) => `${nixIdentifier(name)} = ${plainText(inner)};`), '}');
}

function bracketed(open: string, parts: readonly string[], close: string): string {
  return [open, ...parts, close].join(' ');
}
