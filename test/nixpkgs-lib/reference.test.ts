import { describe, expect, it } from 'vitest';
import { evaluateJson, hasNix } from '../support/nix';
import { evaluate } from './eval';

/** A call of the library, and what it stands for in plain Nix. */
const PAIRS: readonly (readonly [call: string, plain: string])[] = [
  // lists
  ['lib.unique [ 1 1.0 "1" 1 [ 1 ] [ 1 ] { a = 1; } { a = 1; } null null ]', '[ 1 "1" [ 1 ] { a = 1; } null ]'],
  ['lib.foldl (a: b: "(${a}${b})") "0" [ "1" "2" ]', 'builtins.foldl\' (a: b: "(${a}${b})") "0" [ "1" "2" ]'],
  ['lib.crossLists (a: b: a * b) [ [ 1 2 ] [ 3 4 ] ]', 'builtins.concatMap (a: map (b: a * b) [ 3 4 ]) [ 1 2 ]'],
  ['lib.flatten [ [ [ ] ] [ 1 [ [ 2 ] ] ] "a" ]', '[ 1 2 "a" ]'],
  ['lib.sublist 1 9 [ 1 2 3 ]', '[ 2 3 ]'],
  ['lib.drop 5 [ 1 ]', '[ ]'],
  ['lib.take (0 - 0) [ 1 ]', '[ ]'],
  ['lib.intersectLists [ 3 2 ] [ 1 2 3 4 5 3 ]', 'builtins.filter (x: builtins.elem x [ 3 2 ]) [ 1 2 3 4 5 3 ]'],
  ['lib.count (x: x > 1) [ 1 2 3 ]', 'builtins.length (builtins.filter (x: x > 1) [ 1 2 3 ])'],
  ['lib.toposort (a: b: a < b) [ 3 2 1 ]', '{ result = [ 1 2 3 ]; }'],
  ['lib.toposort (a: b: true) [ 1 2 ]', '{ cycle = [ 1 2 ]; loops = [ 1 ]; }'],
  ['lib.naturalSort [ "disk11" "disk8" "disk100" "disk9" ]', '[ "disk8" "disk9" "disk11" "disk100" ]'],
  ['lib.naturalSort [ "10.46.133.149" "10.5.16.62" "10.54.16.25" ]', '[ "10.5.16.62" "10.46.133.149" "10.54.16.25" ]'],
  ['lib.zipLists [ 1 2 ] [ "a" ]', '[ { fst = 1; snd = "a"; } ]'],
  ['lib.mutuallyExclusive [ 1 2 ] [ 2 3 ]', 'false'],
  ['lib.findSingle (x: x == 3) "none" "multiple" [ 1 3 3 ]', '"multiple"'],
  // attribute sets
  ['lib.setAttrByPath [ "a" "b" ] 3', '{ a.b = 3; }'],
  ['lib.foldlAttrs (acc: n: v: acc + n + toString v) "" { b = 2; a = 1; }', '"a1b2"'],
  ['lib.recursiveUpdate { a.b = 1; a.c = [ 1 ]; } { a.c = [ 2 ]; d = 1; }', '{ a = { b = 1; c = [ 2 ]; }; d = 1; }'],
  ['lib.cartesianProduct { a = [ 1 2 ]; b = [ 3 ]; }', '[ { a = 1; b = 3; } { a = 2; b = 3; } ]'],
  [
    'lib.mapAttrsRecursiveCond (as: !(as ? stop)) (p: v: p) { a.b = 1; c = { stop = 1; }; }',
    '{ a.b = [ "a" "b" ]; c = [ "c" ]; }',
  ],
  ['lib.mapAttrsToListRecursive (p: v: "${toString p}=${v}") { b = "2"; a.x = "1"; }', '[ "a x=1" "b=2" ]'],
  [
    'lib.updateManyAttrsByPath [ { path = [ "a" "b" ]; update = old: { d = old.c; }; } { path = [ "a" "b" "c" ]; update = old: old + 1; } { path = [ "x" "y" ]; update = old: "xy"; } ] { a.b.c = 0; }',
    '{ a.b.d = 1; x.y = "xy"; }',
  ],
  ['lib.getAttrs [ "b" ] { a = 1; b = 2; }', '{ b = 2; }'],
  [
    'lib.zipAttrsWithNames [ "a" ] (n: vs: "${n} ${toString vs}") [ { a = "x"; } { a = "y"; b = "z"; } ]',
    '{ a = "a x y"; }',
  ],
  ['lib.attrNames (lib.getBin { outPath = "o"; bin = { outPath = "b"; }; })', '[ "outPath" ]'],
  ['lib.getFirstOutput [ "include" "dev" ] { dev = 1; out = 2; }', '1'],
  // strings
  ['lib.concatImapStringsSep "-" (p: x: toString (x / p)) [ 6 6 6 ]', '"6-3-2"'],
  ['lib.escape [ "(" ")" ] "(foo)"', '"\\\\(foo\\\\)"'],
  ['lib.strings.escapeNixString "a\\n\\"${"$"}{b}"', '"\\"a\\\\n\\\\\\"\\\\\\${b}\\""'],
  ['lib.stringAsChars (c: if c == "a" then "i" else c) "nüx"', '"nüx"'],
  ['lib.splitString "" "ab"', 'builtins.filter builtins.isString (builtins.split "" "ab")'],
  ['lib.splitString ", " "a, b,c"', '[ "a" "b,c" ]'],
  ['lib.strings.splitStringBy (p: c: c == "-") true "a-b-"', '[ "a" "-b" "-" ]'],
  ['lib.toCamelCase "hello-world fooBar_baz"', '"helloWorldFooBarBaz"'],
  ['lib.fixedWidthNumber 5 42', '"00042"'],
  ['lib.fixedWidthString 6 "ab" "xy"', '"ababxy"'],
  ['lib.strings.sanitizeDerivationName ""', '"unknown"'],
  ['lib.strings.sanitizeDerivationName "...a b/c"', '"a-b-c"'],
  ['builtins.stringLength (lib.strings.sanitizeDerivationName (lib.strings.replicate 300 "a"))', '207'],
  ['lib.toIntBase10 "00042"', '42'],
  ['lib.toIntBase10 " 000 "', '0'],
  ['lib.toInt "-5"', '-5'],
  ['lib.hasInfix "a.c" "xabcx"', 'false'],
  ['lib.versionOlder "1.1" "1.10"', 'builtins.compareVersions "1.1" "1.10" < 0'],
  ['lib.getName { pname = "p"; name = "n-1"; }', '"p"'],
  ['lib.getVersion { name = "n-1.2"; }', '"1.2"'],
  ['lib.strings.levenshtein "kitten" "sitting"', '3'],
  ['lib.strings.levenshteinAtMost 2 "kitten" "sitting"', 'false'],
  ['lib.strings.commonSuffixLength "abcd" "xbcd"', '3'],
  ['lib.isStorePath "/nix/store"', 'false'],
  // trivial
  ['lib.toHexString 250', '"FA"'],
  ['lib.toBaseDigits 10 0', '[ 0 ]'],
  ['lib.mod (0 - 7) 3', '(0 - 7) - 3 * ((0 - 7) / 3)'],
  ['lib.bitXor 6 3', 'builtins.bitXor 6 3'],
  ['lib.functionArgs ({ a, b ? 1 }: a)', 'builtins.functionArgs ({ a, b ? 1 }: a)'],
  ['(lib.toFunction { a = 1; }) 5', '{ a = 1; }'],
  ['lib.isFunction { __functor = self: x: x; }', 'true'],
  ['lib.splitByAndCompare (x: x < 3) lib.compare (a: b: 0 - lib.compare a b) 5 4', '-1'],
  // fixed points and overriding
  [
    '(lib.extend (final: prev: { double = x: prev.id (x * 2); quad = x: final.double (final.double x); })).quad 3',
    '12',
  ],
  [
    '(lib.makeOverridable ({ a, b ? 2 }: { sum = a + b; }) { a = 1; }).override { b = 5; } // { override = 0; overrideDerivation = 0; }',
    '{ override = 0; overrideDerivation = 0; sum = 6; }',
  ],
  ['((lib.makeOverridable ({ a }: { inherit a; }) { a = 1; }).override (old: { a = old.a + 1; })).a', '2'],
  ['lib.functionArgs (lib.makeOverridable ({ a, b ? 2 }: { }))', '{ a = false; b = true; }'],
  ['(lib.callPackageWith { x = 1; y = 2; } ({ x, z ? 3 }: { s = x + z; }) { }).s', '4'],
  [
    '(lib.makeScope (s: f: f (builtins.intersectAttrs (builtins.functionArgs f) s)) (self: { a = 1; b = self.callPackage ({ a }: a + 1); })).b',
    '2',
  ],
  [
    '((lib.makeScope (s: f: f) (self: { a = 1; b = self.a; })).overrideScope (final: prev: { a = prev.a + 1; })).b',
    '2',
  ],
  ["lib.fix' (self: { a = 1; }) // { __unfix__ = 0; }", '{ a = 1; __unfix__ = 0; }'],
  // generators
  [
    'lib.generators.toINI { listsAsDuplicateKeys = true; } { "a[1]" = { k = [ 1 2 ]; }; }',
    '"[a\\\\[1\\\\]]\\nk=1\\nk=2\\n"',
  ],
  [
    'lib.generators.toINIWithGlobalSection { } { globalSection = { a = 1; }; sections = { s = { b = 2; }; }; }',
    '"a=1\\n\\n[s]\\nb=2\\n"',
  ],
  [
    'lib.generators.toKeyValue { indent = "  "; mkKeyValue = lib.generators.mkKeyValueDefault { mkValueString = v: "<${toString v}>"; } ": "; } { a = 1; }',
    '"  a: <1>\\n"',
  ],
  [
    'lib.generators.toPretty { } { a = [ 1 "x\\ny" ]; f = { x, y ? 1 }: x; "b c" = null; e = { }; }',
    '"{\\n  a = [\\n    1\\n    \'\'\\n      x\\n      y\'\'\\n  ];\\n  \\"b c\\" = null;\\n  e = { };\\n  f = <function, args: {x, y?}>;\\n}"',
  ],
  ['lib.generators.toPretty { multiline = false; } "a\\nb"', '"\\"a\\\\nb\\""'],
  [
    'lib.generators.toLua { multiline = false; } { a = [ ]; b = lib.generators.mkLuaInline "f()"; }',
    '"{ [\\"a\\"] = {}, [\\"b\\"] = (f()) }"',
  ],
  ['lib.generators.toLua { asBindings = true; } { x = 1; y.z = 2; }', '"x = 1\\ny = {\\n  [\\"z\\"] = 2\\n}\\n"'],
  [
    'lib.generators.toDconfINI { "org/x" = { a = true; b = "it\'s"; c = [ "q" ]; }; }',
    "\"[org/x]\\na=true\\nb='it\\\\'s'\\nc=@as ['q']\\n\"",
  ],
  [
    'lib.cli.toGNUCommandLine { } { X = "PUT"; retry = 3; url = [ "a" "b" ]; v = true; q = false; n = null; }',
    '[ "-X" "PUT" "--retry" "3" "--url" "a" "--url" "b" "-v" ]',
  ],
  [
    'lib.cli.toCommandLine (n: { option = "-${n}"; sep = null; explicitBool = true; }) { a = true; b = [ 1 2 ]; }',
    '[ "-a" "true" "-b" "1" "-b" "2" ]',
  ],
  // others
  ['lib.mkEUI64Suffix "66:75:63:6B:20:75"', '"6475:63ff:fe6b:2075"'],
  ['lib.network.ipv6.fromString "2001:DB8::ffff/32"', '{ address = "2001:db8:0:0:0:0:0:ffff"; prefixLength = 32; }'],
  [
    'lib.textClosureList { a = { deps = [ "b" ]; text = "A"; }; b = { deps = [ ]; text = "B"; }; } [ "a" "b" ]',
    '[ "B" "A" ]',
  ],
  ['map lib.path.subpath.isValid [ "a/b" "/a" "" "a/../b" "./." ]', '[ true false false false true ]'],
  ['lib.path.subpath.components "./a//b/."', '[ "a" "b" ]'],
  ['lib.path.splitRoot /a/b // { root = 0; }', '{ root = 0; subpath = "./a/b"; }'],
  ['lib.path.hasPrefix /a/b /a/bc', 'false'],
  ['lib.appendToName "with-x" { name = "foo-1.0"; }', '{ name = "foo-with-x-1.0"; }'],
  ['lib.versions.pad 3 "1.3-rc1"', '"1.3.0-rc1"'],
  ['lib.sources.urlToName "https://example.org/repo.tar.gz"', '"repo"'],
  ['lib.sources.shortRev "refs/tags/v12.0"', '"12.0"'],
  ['lib.mergeAttrsWithFunc (a: b: a + b) { a = 1; } { a = 2; b = 3; }', '{ a = 3; b = 3; }'],
  ['lib.platforms.darwin', '[ "x86_64-darwin" "aarch64-darwin" ]'],
  ['(lib.systems.elaborate "aarch64-linux").config', '"aarch64-unknown-linux-gnu"'],
  ['(lib.systems.elaborate { config = "x86_64-unknown-linux-musl"; }).isMusl', 'true'],
  [
    'lib.fetchers.normalizeHash { } { sha256 = ""; url = "u"; }',
    '{ outputHash = "0000000000000000000000000000000000000000000000000000000000000000"; outputHashAlgo = "sha256"; url = "u"; }',
  ],
];

describe.skipIf(!hasNix)(`the library against plain Nix${hasNix ? '' : ' (needs nix-instantiate)'}`, () => {
  const list = PAIRS.map(([, plain]) => `(${plain})`).join('\n');
  const answers = hasNix ? (evaluateJson(`let lib = null; in [ ${list} ]`) as readonly unknown[]) : [];
  PAIRS.forEach(([call], i) => {
    it(call, () => expect(evaluate(call)).toMatchObject({ json: answers[i] }));
  });
});
