import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LIB_NAMES } from '../../server/src/nixpkgs-lib/names';
import { evaluate } from './eval';

/** What real Nix answered with nixpkgs' own `lib`; recorded outside of this repository. */
const GOLDEN = resolve(__dirname, '../../../shared/golden');
const CASES = resolve(GOLDEN, 'lib-cases.json');
const ATTRIBUTES = resolve(GOLDEN, 'nixpkgs-lib-attributes.json');

interface Case {
  readonly expr: string;
  readonly json?: unknown;
  readonly error?: string;
}

/** Parts of `lib` that the module system adds, which these tests run without. */
const UPPER = new Set(['types', 'options', 'modules'].flatMap((part) => [part, ...(LIB_NAMES.get(part) ?? [])]));
const needsUpper = (expr: string): boolean =>
  [...expr.matchAll(/lib\.([a-zA-Z']+)/g)].some((m) => UPPER.has(m[1] as string));

const title = existsSync(CASES) ? 'recorded answers of real Nix' : `recorded answers of real Nix (needs ${CASES})`;
describe.skipIf(!existsSync(CASES))(title, () => {
  const cases = existsSync(CASES) ? (JSON.parse(readFileSync(CASES, 'utf8')) as Case[]) : [];
  for (const { expr, json, error } of cases.filter((c) => !needsUpper(c.expr)))
    it(expr, () => {
      const got = evaluate(expr);
      if (error === undefined) expect(got).toMatchObject({ json });
      else expect(got.error?.message).toContain(error.split('\n')[0]);
    });
});

describe.skipIf(!existsSync(ATTRIBUTES))('names of nixpkgs', () => {
  it('are all listed', () => {
    const attributes = existsSync(ATTRIBUTES)
      ? (JSON.parse(readFileSync(ATTRIBUTES, 'utf8')) as Record<string, Record<string, unknown>>)
      : {};
    for (const [part, names] of Object.entries(attributes))
      expect(LIB_NAMES.get(part)).toEqual(expect.arrayContaining(Object.keys(names)));
  });
});
