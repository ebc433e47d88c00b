// Cases whose answers were recorded from real Nix (see record.ts).
import { describe, expect, test } from 'vitest';
import { BUILTIN_CASES } from './cases/builtins';
import { LANGUAGE_CASES } from './cases/language';
import recorded from './cases/recorded.json';
import { evaluate } from './store-support';

const ANSWERS: Readonly<Record<string, string | null>> = recorded;

describe.each([...Object.entries(BUILTIN_CASES), ...Object.entries(LANGUAGE_CASES)])('%s', (_name, expressions) => {
  test.each([...expressions])('%s', (expression) => {
    const answer = evaluate(expression);
    const expected = ANSWERS[expression];
    if (expected === null) expect(answer).toMatch(/^error: ./);
    else expect(answer).toBe(expected);
  });
});
