// Which side of an operator is evaluated first shows in the error when both fail.
import { expect, it } from 'vitest';
import { evaluateOne, hasNix } from '../support/nix';
import { evaluate } from './store-support';

const FIRST: readonly (readonly [operator: string, side: 'left' | 'right'])[] = [
  ['+', 'left'],
  ['++', 'left'],
  ['//', 'left'],
  ['==', 'left'],
  ['<', 'left'],
  ['>=', 'left'],
  ['>', 'right'],
  ['<=', 'right'],
];

it.each(FIRST)('%s: the %s side', (operator, side) => {
  const expression = `(throw "left") ${operator} (throw "right")`;
  expect(evaluate(expression)).toBe(`error: ${side}`);
  if (hasNix) expect(evaluateOne(expression)).toBe(`error: ${side}`);
});
