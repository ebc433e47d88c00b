import { describe, expect, it } from 'vitest';
import { evaluate } from './eval';

/** Calls that nixpkgs refuses, and its words. */
const CASES: readonly (readonly [expr: string, error: string])[] = [
  ['lib.range 1 2.5', 'expected an integer but found a float'],
  ['lib.last [ ]', 'lists.last: list must not be empty!'],
  ['lib.init [ ]', 'lists.init: list must not be empty!'],
  [
    'lib.lists.removePrefix [ 1 ] [ 2 ]',
    'lib.lists.removePrefix: First argument is not a list prefix of the second argument',
  ],
  ['lib.replaceElemAt [ 1 ] 3 0', "'lists.replaceElemAt' called with index 3 on a list of size 1"],
  [
    'lib.assertOneOf "ssl" "libressl" [ "openssl" "bearssl" ]',
    'ssl must be one of [\n  "openssl"\n  "bearssl"\n], but is: "libressl"',
  ],
  [
    'lib.asserts.assertEachOneOf "ssl" [ "a" ] [ "b" ]',
    'each element in ssl must be one of [\n  "b"\n], but is: [\n  "a"\n]',
  ],
  ['lib.asserts.checkAssertWarn [ { assertion = false; message = "no"; } ] [ ] 1', '\nFailed assertions:\n- no'],
  ['lib.toShellVar "a b" 1', 'toShellVar: a b is not a valid shell variable name'],
  ['lib.toSentenceCase 1', 'toSentenceCase does only accepts string values, but got int'],
  ['lib.strings.charToInt "ü"', "attribute 'ü' missing"],
  ['lib.toIntBase10 "x"', 'toIntBase10: Could not convert "x" to int.'],
  ['lib.attrVals [ "x" ] { }', "attribute 'x' missing"],
  ['(lib.attrsets.unionOfDisjoint { a = 1; } { a = 2; }).a', 'unionOfDisjoint: collision on a; complete list: a'],
  [
    'lib.updateManyAttrsByPath [ { path = [ "a" "b" ]; update = x: x; } ] { a = 1; }',
    "updateManyAttrsByPath: Path 'a.b' needs to be updated, but path 'a' of the given value is not an attribute set, so we can't update an attribute inside of it.",
  ],
  [
    'lib.updateManyAttrsByPath [ { path = [ "a" ]; update = x: x; } ] { }',
    "updateManyAttrsByPath: Path 'a' does not exist in the given value, but the first update to this path tries to access the existing value.",
  ],
  [
    'lib.generators.toINI { } { s.k = [ 1 ]; }',
    "evaluation aborted with the following error message: 'generators.mkValueStringDefault: lists not supported: [\n  1\n]'",
  ],
  ['lib.generators.toINI { no = 1; } { }', "function 'toINI' called with unexpected argument 'no'"],
  [
    'lib.path.append /a "/b"',
    'lib.path.append: Second argument is not a valid subpath string:\n    The given string "/b" starts with a `/`, representing an absolute path',
  ],
  ['lib.path.append "/a" "b"', 'lib.path.append: The first argument is of type string, but a path was expected'],
  [
    'lib.path.subpath.join [ "a" "../b" ]',
    'lib.path.subpath.join: Element at index 1 is not a valid subpath string:\n    The given string "../b" contains a `..` component, which is not allowed in subpaths\n',
  ],
  [
    'lib.getExe\' { type = "derivation"; outPath = "/x"; } "a/b"',
    'lib.meta.getExe\': The second argument "a/b" is a nested path with a "/" character, but it should just be the name of the executable instead.',
  ],
  [
    'lib.getExe "hello"',
    "lib.meta.getExe': The first argument is of type string, but it should be a derivation instead.",
  ],
  [
    'lib.callPackageWith { foo = 1; } ({ fooo }: fooo) { }',
    'evaluation aborted with the following error message: \'lib.customisation.callPackageWith: Function called without required argument "fooo" at /expression.nix:1, did you mean "foo"?\'',
  ],
  ['(lib.lazyDerivation { derivation = { }; }).outPath', 'lazyDerivation: input must be a derivation.'],
  [
    'toString (lib.gvariant.mkValue { })',
    'Cannot construct GVariant value from an attribute set. If you want to construct a dictionary, you will need to create an array containing items constructed with `lib.gvariant.mkDictionaryEntry`.',
  ],
  ['lib.fetchers.normalizeHash { } { }', 'fetcher called without `hash`'],
  ['lib.toBaseDigits 1 5', "assertion '(! (__lessThan base 2))' failed"],
];

describe('what the library refuses', () => {
  for (const [expr, error] of CASES) it(expr, () => expect(evaluate(expr).error?.message).toBe(error));
});

describe('warnings', () => {
  it('are told once, and the value goes on', () => {
    const { json, traces } = evaluate('let f = lib.fold; in f (a: b: a + b) 0 [ 1 2 ] + f (a: b: a + b) 0 [ 3 ]');
    expect(json).toBe(6);
    expect(traces).toEqual(['evaluation warning: fold has been deprecated, use foldr instead']);
  });
  it('name the package that does not tell its program', () => {
    const { json, traces } = evaluate('lib.getExe { type = "derivation"; name = "hello-1"; outPath = "/x"; }');
    expect(json).toBe('/x/bin/hello');
    expect(traces.join()).toContain('getExe: Package hello-1 does not have the meta.mainProgram attribute.');
  });
});
