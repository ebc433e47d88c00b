import { describe, expect, it } from 'vitest';
import { evaluate } from './eval';

/** Sets made by the library, each with an attribute `a`, and the column of what defines it. */
const CASES: readonly (readonly [set: string, marked: string])[] = [
  ['lib.mapAttrs (n: v: v) { a = 1; }', 'a = 1'],
  ['lib.filterAttrs (n: v: true) { a = 1; b = 2; }', 'a = 1'],
  ['lib.recursiveUpdate { a = 1; } { b = 2; }', 'a = 1'],
  ['lib.recursiveUpdate { a.x = 1; } { a = { y = 2; }; }', 'a = { y'],
  ["lib.mapAttrs' (n: v: { name = n; value = v; }) { a = 1; }", 'value = v'],
  ["lib.mapAttrs' (n: v: lib.nameValuePair n (v + 1)) { a = 1; }", 'v + 1'],
  ['lib.genAttrs [ "a" ] (n: n + "!")', 'n + "!"'],
  ['lib.getAttrs [ "a" ] { a = 1; b = 2; }', 'a = 1'],
  ['lib.overrideExisting { a = 1; } { a = 2; }', 'a = 1'],
];

describe('places of attributes', () => {
  for (const [set, marked] of CASES)
    it(set, () => {
      const { json } = evaluate(`builtins.unsafeGetAttrPos "a" (${set})`);
      // The line is `lib: u: builtins.unsafeGetAttrPos "a" (…)`; columns count from 1.
      const before = 'lib: u: builtins.unsafeGetAttrPos "a" ('.length;
      expect(json).toMatchObject({ line: 1, column: before + set.indexOf(marked) + 1 });
    });
});
