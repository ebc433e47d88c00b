// Decimal digits of floats as C rounds them: a tie goes to the even digit, where JavaScript takes the larger number.

/** More digits than the formats here round to, exact for every double that can be a tie. */
const EXACT = 100;

/** `x` with `digits` digits after the point, as C's `%.<digits>f`; for magnitudes below 1e21. */
export function toFixedEven(x: number, digits: number): string {
  return tieToEven(x.toFixed(EXACT), digits) ?? x.toFixed(digits);
}

/** `x` with `digits` digits after the first one, as C's `%.<digits>e` but with JavaScript's exponent. */
export function toExponentialEven(x: number, digits: number): string {
  const [mantissa, exponent] = x.toExponential(EXACT).split('e') as [string, string];
  const tie = tieToEven(mantissa, digits);
  return tie === undefined ? x.toExponential(digits) : `${tie}e${exponent}`;
}

/** The number cut off after `digits` decimals, where what follows is exactly one half and the digit before it even. */
function tieToEven(exact: string, digits: number): string | undefined {
  const [whole = '', decimals = ''] = exact.split('.');
  if (!/^50*$/.test(decimals.slice(digits))) return undefined;
  const kept = digits === 0 ? whole : `${whole}.${decimals.slice(0, digits)}`;
  return '02468'.includes(kept.slice(-1)) ? kept : undefined;
}
