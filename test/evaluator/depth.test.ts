// Deep recursion and runaway programs, in the program as it is shipped (built by `npm test`).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const CLI = path.resolve('dist/cli.js');
const NUMBERS = 'builtins.genList (x: x) 100000';

function evaluate(expression: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [CLI, 'eval', '--strict', '-E', expression], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return (stdout || (stderr.split('\n')[0] ?? '')).trimEnd();
}

describe.skipIf(!existsSync(CLI))('with dist/cli.js, which npm run build makes', { timeout: 120_000 }, () => {
  test.each([
    ["builtins.foldl' (a: b: a + b) 0 (NUMBERS)", '4999950000'],
    ['let l = NUMBERS; go = i: if i == 100000 then 0 else builtins.elemAt l i + go (i + 1); in go 0', '4999950000'],
    ['let go = i: if i == 0 then { } else go (i - 1) // { "k${toString i}" = i; }; in (go 20000).k20000', '20000'],
    ['builtins.stringLength (builtins.foldl\' (a: i: a + "x") "" (builtins.genList (x: x) 50000))', '50000'],
    ['builtins.head (builtins.sort (a: b: a > b) (NUMBERS))', '99999'],
    ["builtins.deepSeq (builtins.foldl' (a: i: [ a ]) [ ] (NUMBERS)) 1", '1'],
    ["builtins.stringLength (builtins.toJSON (builtins.foldl' (a: i: [ a ]) [ ] (NUMBERS)))", '200002'],
    ["let deep = z: builtins.foldl' (a: i: [ a ]) [ z ] (NUMBERS); in deep 1 == deep 1 && deep 1 != deep 2", 'true'],
    ['builtins.length (builtins.match "(a*)*(.*)" (builtins.concatStringsSep "" (map (x: "a") (NUMBERS))))', '2'],
  ])('%s', (expression, answer) => {
    expect(evaluate(expression.replaceAll('NUMBERS', NUMBERS))).toBe(answer);
  });

  test.each([
    ['let f = x: f x; in f 1', /^error: stack overflow/],
    ['(x: x x) (x: x x)', /^error: stack overflow/],
    ['let x = { a = x; }; in builtins.toJSON x', /^error: stack overflow/],
    ['let x = x; in x', /^error: infinite recursion encountered/],
    ['builtins.genList (x: x) 1000000000000', /^error: a list of 1000000000000 elements is too large/],
    ['builtins.concatLists (builtins.genList (i: NUMBERS) 100000)', /^error: a list of \d+ elements is too large/],
    ['builtins.foldl\' (a: b: a + a) "xx" (NUMBERS)', /^error: a string of \d+ characters is too large/],
  ])('%s stops', (expression, error) => {
    expect(evaluate(expression.replaceAll('NUMBERS', NUMBERS))).toMatch(error);
  });

  test('a regular expression that backtracks forever elsewhere ends at once', () => {
    const text = 'a'.repeat(5000);
    expect(evaluate(`builtins.match "(a*)*(a|aa)*b" "${text}"`)).toBe('null');
  });

  test('a reader that goes away is no error', () => {
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${CLI}" eval --strict -E '${NUMBERS}' | head -c 10`],
      { encoding: 'utf8' },
    );
    expect([status, stdout, stderr]).toEqual([0, '[ 0 1 2 3 ', '']);
  });
});
