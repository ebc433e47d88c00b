import { describe, expect, it } from 'vitest';
import { evaluate } from './eval';

/** Each holds an error that nixpkgs' definition does not look at. */
const CASES: readonly (readonly [expr: string, json: unknown])[] = [
  ['lib.optional false (throw "x")', []],
  ['lib.optionals false (throw "x")', []],
  ['lib.optionalString false (throw "x")', ''],
  ['lib.optionalAttrs false (throw "x")', {}],
  ['lib.length (lib.optional true (throw "x"))', 1],
  ['lib.foldr (x: acc: x == 1 || acc) false [ 1 (throw "x") ]', true],
  ['lib.foldl (acc: x: x) (throw "x") [ (throw "y") 2 ]', 2],
  ['lib.const 1 (throw "x")', 1],
  ['lib.or true (throw "x")', true],
  ['lib.and false (throw "x")', false],
  ['lib.defaultTo (throw "x") 1', 1],
  ['lib.mapNullable (throw "x") null', null],
  ['lib.attrNames (lib.mapAttrs (n: v: throw "x") { a = 1; })', ['a']],
  ['lib.attrNames (lib.genAttrs [ "a" ] (n: throw "x"))', ['a']],
  ['lib.attrNames (lib.mapAttrs\' (n: v: { name = "y" + n; value = throw "x"; }) { a = 1; })', ['ya']],
  ['lib.length (lib.mapAttrsToList (n: v: throw "x") { a = 1; })', 1],
  ['lib.attrNames (lib.recursiveUpdate { a = throw "x"; } { b = throw "y"; })', ['a', 'b']],
  ['(lib.recursiveUpdate { a = throw "x"; } { a = 1; }).a', 1],
  ['(lib.recursiveUpdate { a.b = throw "x"; } { a.c = 1; }).a.c', 1],
  ['lib.attrByPath [ "a" ] (throw "x") { a = 1; }', 1],
  ['lib.attrNames (lib.setAttrByPath [ "a" "b" ] (throw "x"))', ['a']],
  ['lib.findFirst (x: x == 1) (throw "x") [ 1 (throw "y") ]', 1],
  ['lib.any (x: x == 1) [ 1 (throw "y") ]', true],
  ['lib.take 1 [ 1 (throw "y") ]', [1]],
  ['lib.last [ (throw "y") 1 ]', 1],
  ['lib.length (lib.imap1 (i: v: throw "x") [ 1 ])', 1],
  ['lib.length (lib.zipListsWith (throw "f") [ 1 ] [ 2 ])', 1],
  ['lib.length (lib.reverseList [ (throw "x") ])', 1],
  ['(lib.fix (self: { a = self.b; b = 1; c = throw "x"; })).a', 1],
  ['((lib.makeOverridable ({ a, b ? throw "b" }: { x = a; y = b; }) { a = 1; }).override { a = 2; }).x', 2],
  ['(lib.makeExtensible (self: { a = throw "x"; b = 2; })).b', 2],
  ['(lib.composeExtensions (f: p: { a = 1; }) (f: p: { b = throw "x"; }) { } { }).a', 1],
  ['lib.throwIf false (throw "x") 1', 1],
  ['lib.warnIf false (throw "x") 1', 1],
  ['lib.assertMsg true (throw "x")', true],
  ['(lib.lazyDerivation { derivation = throw "x"; }).type', 'derivation'],
  ['lib.attrNames (lib.zipAttrsWith (n: vs: throw "x") [ { a = 1; } ])', ['a']],
  ['(lib.foldAttrs (n: a: throw "x") [ ] [ { a = 1; } ]) ? a', true],
];

describe('arguments that are not needed', () => {
  for (const [expr, json] of CASES) it(`are left alone: ${expr}`, () => expect(evaluate(expr)).toMatchObject({ json }));
});

/** Each looks at an error that nixpkgs' definition needs. */
const FAILING: readonly (readonly [expr: string, error: string])[] = [
  ['lib.foldl\' (acc: x: x) (throw "x") [ 1 ]', 'x'],
  ['lib.filter (x: x) [ (throw "x") ]', 'x'],
  ['lib.unique [ (throw "x") 1 ]', 'x'],
  ['lib.recursiveUpdate { } (throw "x")', 'x'],
  ['lib.throwIf true "bad" 1', 'bad'],
  ['lib.throwIfNot false "bad"', 'bad'],
];

describe('arguments that are needed', () => {
  for (const [expr, error] of FAILING)
    it(`are forced: ${expr}`, () => expect(evaluate(expr).error?.message).toBe(error));
});
