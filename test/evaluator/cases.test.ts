// Cases whose answers were recorded from real Nix (see record.ts).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUILTIN_CASES } from './cases/builtins';
import { LANGUAGE_CASES } from './cases/language';
import { evaluate } from './store-support';

/** A printed value, or null for an error. */
const ANSWERS = JSON.parse(readFileSync(path.join(import.meta.dirname, 'cases/recorded.json'), 'utf8')) as Readonly<
  Record<string, string | null>
>;

describe.each([...Object.entries(BUILTIN_CASES), ...Object.entries(LANGUAGE_CASES)])('%s', (_name, expressions) => {
  test.each([...expressions])('%s', (expression) => {
    const answer = evaluate(expression);
    const expected = ANSWERS[expression];
    if (expected === null) expect(answer).toMatch(/^error: ./);
    else expect(answer).toBe(expected);
  });
});
