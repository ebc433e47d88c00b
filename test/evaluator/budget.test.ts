// Lists that fill the memory without calling a function: their elements count as steps.
import { expect, test } from 'vitest';
import { evaluate } from './store-support';

test.each([
  'builtins.length (builtins.genList (x: x) 5000)',
  'map builtins.length (builtins.genList (i: builtins.genList (x: x) 300) 10)',
  'builtins.length (map (x: x) (builtins.genList (x: x) 600))',
])('%s stops after 1000 steps', (expression) => {
  expect(evaluate(expression, { maxSteps: 1000 })).toBe(
    'error: evaluation was stopped after 1000 steps; it may never end',
  );
});

test('a list within the budget is made', () => {
  expect(evaluate('builtins.length (map (x: x) (builtins.genList (x: x) 400))', { maxSteps: 1000 })).toBe('400');
});
