import { describe, expect, it } from 'vitest';
import { attrsOf } from '../../server/src/evaluator/attrs';
import { makeLib } from '../../server/src/nixpkgs-lib/index';
import { evaluate } from './eval';

const UNKNOWN = { unknown: 'nobody knows it' };

/** Expressions with the unknown value `u`, and what is known of their values all the same. */
const CASES: readonly (readonly [expr: string, json: unknown])[] = [
  // An unknown condition leaves both branches open; none is chosen, none fails.
  ['lib.optional u 1', UNKNOWN],
  ['lib.optionals u [ 1 ]', UNKNOWN],
  ['(lib.optionalAttrs u { a = 1; }).a or 2', UNKNOWN],
  ['"x${lib.optionalString u "y"}z"', 'x‹lib.optionalString (u) …›z'],
  ['lib.throwIf u "never" 1', 1],
  ['lib.throwIfNot u "never" 1', 1],
  ['lib.assertMsg u "never"', UNKNOWN],
  // Strings keep what is known.
  ['lib.concatStringsSep " " [ "a" u "b" ]', 'a ‹u› b'],
  ['lib.concatMapStringsSep "," (x: "<${x}>") [ "a" u ]', '<a>,<‹u›>'],
  ['lib.escapeShellArg "it\'s ${u}"', "'it'\\''s ‹u›'"],
  ['lib.escapeShellArg "name-${u}"', 'name-‹u›'],
  ['lib.toUpper "a${u}b"', 'A‹u›B'],
  ['lib.removeSuffix ".git" "${u}.git"', '‹u›'],
  ['lib.removePrefix "https://" "https://x/${u}"', 'x/‹u›'],
  ['lib.trim "  a ${u} "', 'a ‹u›'],
  ['lib.generators.toKeyValue { } { a = u; b = 1; }', 'a=‹u›\nb=1\n'],
  ['lib.generators.toPretty { multiline = false; } { a = u; }', '{ a = ‹u›; }'],
  ['lib.makeBinPath [ "/usr" u ]', '/usr/bin:‹lib.getOutput "bin" u›/bin'],
  ['lib.getExe u', UNKNOWN],
  // A known part decides a comparison where it can.
  ['lib.hasPrefix "a" "ab${u}"', true],
  ['lib.hasPrefix "x" "ab${u}"', false],
  ['lib.hasPrefix "abc" "ab${u}"', UNKNOWN],
  ['lib.hasSuffix ".nix" "${u}.nix"', true],
  ['lib.hasSuffix ".nix" "${u}.txt"', false],
  ['lib.hasInfix "b" "ab${u}"', true],
  ['lib.hasInfix "z" "ab${u}"', UNKNOWN],
  // How many pieces an unknown part has is not known.
  ['lib.splitString "." "a.${u}"', UNKNOWN],
  // Sets stay usable where their names are known.
  ['(lib.recursiveUpdate u { a.b = 1; }).a.b', 1],
  ['(lib.recursiveUpdate u { a.b = 1; }).a.c', UNKNOWN],
  ['(lib.recursiveUpdate { a = 1; } { b = u; }).a', 1],
  ['(lib.genAttrs u (n: n + "!")).x', UNKNOWN],
  ['(lib.genAttrs [ "a" u ] (n: n + "!")).a', 'a!'],
  ['(lib.filterAttrs (n: v: v) { a = true; b = u; c = false; }).a', true],
  ['(lib.filterAttrs (n: v: v) { a = true; b = u; c = false; }) ? c', false],
  ['(lib.mapAttrs\' (n: v: lib.nameValuePair "x${n}" v) { a = u; }).xa', UNKNOWN],
  ['lib.attrByPath [ "a" "b" ] 1 u', UNKNOWN],
  ['lib.mapAttrsToList (n: v: n) { a = u; }', ['a']],
  ['lib.unique [ "a" u "a" ]', ['a', UNKNOWN]],
  ['lib.flatten [ 1 u ]', UNKNOWN],
  ['lib.length (map lib.id [ 1 u ])', 2],
];

describe('unknown values', () => {
  for (const [expr, json] of CASES) it(expr, () => expect(evaluate(expr)).toMatchObject({ json }));
});

describe('names that are not implemented', () => {
  it('are unknown, not missing', () => {
    expect(evaluate('lib.systems.parse.types').json).toEqual({
      unknown: 'only a part of what nixpkgs knows of platforms is embedded',
    });
    expect(evaluate('lib ? services && lib.services ? configure').json).toBe(true);
  });
  it('are missing when nixpkgs has none', () => {
    expect(evaluate('lib.noSuchFunction 1').error?.message).toBe("attribute 'noSuchFunction' missing");
    expect(evaluate('lib ? noSuchFunction').json).toBe(false);
  });
});

describe('releases', () => {
  const lib = makeLib({ types: attrsOf({}), options: {}, modules: {} }, '25.05');
  it('decide versions as far as they are known', () => {
    expect(evaluate('lib.trivial.release', lib).json).toBe('25.05');
    expect(evaluate('lib.versions.majorMinor lib.version', lib).json).toBe('25.05');
    expect(evaluate('lib.versionAtLeast lib.version "24.11"', lib).json).toBe(true);
    expect(evaluate('lib.versionOlder lib.version "25.11"', lib).json).toBe(true);
    expect(evaluate('lib.oldestSupportedReleaseIsAtLeast 2411', lib).json).toBe(true);
  });
  it('decide how shell arguments are quoted', () => {
    const older = makeLib({ types: attrsOf({}), options: {}, modules: {} }, '24.05');
    expect(evaluate('lib.escapeShellArgs [ "a" "b c" ]', older).json).toBe("'a' 'b c'");
    expect(evaluate('lib.escapeShellArgs [ "a" "b c" ]', lib).json).toBe("a 'b c'");
  });
});
