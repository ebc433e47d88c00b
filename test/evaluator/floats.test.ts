// Floats as text: ties go to the even digit, as in C.
import { expect, it } from 'vitest';
import { evaluateOne, hasNix } from '../support/nix';
import { evaluate } from './store-support';

const CASES: readonly (readonly [float: string, printed: string, text: string])[] = [
  ['(-10.15625)', '-10.1562', '-10.156250'],
  ['10.15635', '10.1563', '10.156350'],
  ['0.0078125', '0.0078125', '0.007812'],
  ['0.0000015', '1.5e-06', '0.000002'],
  ['100000.5', '100000', '100000.500000'],
  ['100001.5', '100002', '100001.500000'],
  ['999999.5', '1e+06', '999999.500000'],
  ['8388608.5', '8.38861e+06', '8388608.500000'],
  ['(1.0 / 3)', '0.333333', '0.333333'],
];

it.each(CASES)('%s', (float, printed, text) => {
  expect(evaluate(`[ ${float} (toString ${float}) ]`)).toBe(`[ ${printed} "${text}" ]`);
});

it.skipIf(!hasNix)('are what real Nix prints (needs nix-instantiate)', () => {
  const expression = `[ ${CASES.map(([float]) => `${float} (toString ${float})`).join(' ')} ]`;
  expect(evaluate(expression)).toBe(evaluateOne(expression));
});
