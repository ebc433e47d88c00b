// Numbers written in strings (toInt and toIntBase10 of nixpkgs' lib/strings.nix).
import { forceText } from '../evaluator/coerce';
import type { Lazy, Value } from '../evaluator/values';
import { nixStringLiteral } from './nix-syntax';
import { callBuiltin, thrown } from './support';

/** The number in a string, `zeros` telling what leading zeros mean. */
export function toInt(fn: string, lazyString: Lazy, zeros: 'refused' | 'ignored'): Value {
  const s = forceText(lazyString);
  const digits =
    zeros === 'ignored' ? /^[ \t\n\v\f\r]*0*(-?[0-9]+)[ \t\n\v\f\r]*$/ : /^[ \t\n\v\f\r]*(-?[0-9]+)[ \t\n\v\f\r]*$/;
  const stripped = digits.exec(s)?.[1];
  if (stripped === undefined) throw thrown(`${fn}: Could not convert ${nixStringLiteral(s)} to int.`);
  if (zeros === 'ignored' && /^0+$/.test(stripped)) return 0;
  if (zeros === 'refused' && /^0[0-9]+$/.test(stripped))
    throw thrown(`${fn}: Ambiguity in interpretation of ${nixStringLiteral(s)} between octal and zero padded integer.`);
  const parsed = callBuiltin('fromJSON', stripped);
  if (typeof parsed === 'number' || typeof parsed === 'bigint') return parsed;
  throw thrown(`${fn}: Could not convert ${nixStringLiteral(s)} to int.`);
}
