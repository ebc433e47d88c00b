// Derivations: every path must be the one that real Nix gives.
import { describe, expect, it } from 'vitest';
import { evaluateOne, hasNix } from '../support/nix';
import { evaluate } from './store-support';

const base = 'name = "a"; builder = "/b"; system = "x";';

/** Each expression is evaluated by both; the answers must be the same text. */
const SAME: Readonly<Record<string, string>> = {
  'the simplest': `derivation { ${base} }`,
  'its whole set': `builtins.attrNames (derivation { ${base} outputs = [ "x" ]; })`,
  arguments: `(derivation { ${base} args = [ "-c" "echo \\"$out\\"\n\t\r\\\\" 1 true null [ "a" [ ] "b" ] ]; }).drvPath`,
  'environment of every type': `(derivation { ${base} a = 1; b = 1.5; c = true; d = false; e = null; f = [ 1 "x" [ ] [ 2 3 ] ]; g = -9223372036854775807; h = "ä€😀"; }).drvPath`,
  'names of variables in order': `(derivation { ${base} B = 1; a = 2; _ = 3; "é" = 4; "a-b" = 5; aB = 6; "" = 7; }).drvPath`,
  'a set that becomes a string': `(derivation { ${base} a = { outPath = "x"; }; b = { __toString = self: "y"; outPath = 1; }; }).drvPath`,
  'several outputs': `let d = derivation { ${base} outputs = [ "out" "dev" "lib" ]; }; in [ d.outPath d.dev.outPath d.lib.outPath d.drvPath d.outputName d.dev.outputName ]`,
  'several outputs, the first not called out': `let d = derivation { ${base} outputs = [ "bin" "out" ]; }; in [ "\${d}" d.out.outPath (builtins.getContext "\${d}") ]`,
  'outputs in all': `let d = derivation { ${base} outputs = [ "out" "dev" ]; }; in map (x: x.outPath) d.dev.all`,
  'an output as input': `let d = derivation { ${base} outputs = [ "out" "dev" ]; }; in (derivation { ${base} dep = d; dev = d.dev; }).drvPath`,
  'a chain of inputs': `builtins.foldl' (d: i: derivation { ${base} inherit d; inherit i; }) "none" (builtins.genList (i: i) 20)`,
  'a derivation twice among the inputs': `let d = derivation { ${base} }; e = derivation { ${base} inherit d; }; in (derivation { ${base} inherit d e; both = "\${d} \${e}"; }).outPath`,
  'inputs whose hashes order them otherwise': `let d = n: derivation { name = n; builder = "/b"; system = "x"; }; in (derivation { ${base} deps = map d [ "q" "w" "e" "r" "t" "y" ]; }).outPath`,
  'a text as input': `(derivation { ${base} script = builtins.toFile "s.sh" "echo"; }).drvPath`,
  'a fixed output, flat': `(derivation { ${base} outputHash = "1111111111111111111111111111111111111111111111111111"; outputHashAlgo = "sha256"; }).outPath`,
  'a fixed output, recursive': `let d = derivation { ${base} outputHashMode = "recursive"; outputHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; outputHashAlgo = null; }; in [ d.outPath d.drvPath ]`,
  'a fixed output of another algorithm': `let d = algo: hash: derivation { ${base} outputHashMode = "recursive"; outputHash = hash; outputHashAlgo = algo; }; in [ (d "sha1" "0000000000000000000000000000000000000000").drvPath (d "md5" "d41d8cd98f00b204e9800998ecf8427e").outPath (d "sha512" (builtins.hashString "sha512" "")).outPath ]`,
  'a fixed output as input': `let f = url: derivation { ${base} inherit url; outputHash = "1111111111111111111111111111111111111111111111111111"; outputHashAlgo = "sha256"; }; d = url: derivation { ${base} src = f url; }; in [ (d "a").outPath ((d "a").outPath == (d "b").outPath) ((d "a").drvPath == (d "b").drvPath) ]`,
  'nulls left out': `(derivation { ${base} __ignoreNulls = true; a = null; b = 1; }).drvPath`,
  'nulls kept': `(derivation { ${base} __ignoreNulls = false; a = null; b = 1; }).drvPath`,
  'structured attributes': `(derivation { ${base} __structuredAttrs = true; a = { b = [ 1 2.5 null true "x\\ny" ]; c = { }; }; outputs = [ "out" "dev" ]; args = [ "x" ]; }).drvPath`,
  'structured attributes with inputs': `let d = derivation { ${base} }; in (derivation { ${base} __structuredAttrs = true; deps = [ d d.out "\${d}/bin" ]; nested.d = d; }).drvPath`,
  'structured attributes and a fixed output': `(derivation { ${base} __structuredAttrs = true; outputHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; outputHashMode = "recursive"; }).drvPath`,
  'structured attributes switched off': `(derivation { ${base} __structuredAttrs = false; a = 1; }).drvPath`,
  'content addressing switched off': `(derivation { ${base} __contentAddressed = false; }).drvPath`,
  'the builder from a derivation': `let sh = derivation { ${base} }; in (derivation { name = "b"; system = "x"; builder = "\${sh}/bin/sh"; }).outPath`,
  'a variable named like an output': `(derivation { ${base} out = "x"; dev = "y"; outputs = [ "out" "dev" ]; }).drvPath`,
  'the strict form': `builtins.derivationStrict { ${base} outputs = [ "out" "doc" ]; }`,
  'context of the paths': `let d = derivation { ${base} }; in [ (builtins.getContext d.drvPath) (builtins.getContext d.outPath) (builtins.getContext "\${d}\${d.drvPath}") ]`,
  'the wrapper is a function with formals': '[ (builtins.functionArgs derivation) (builtins.typeOf derivation) ]',
  laziness: `(derivation { name = throw "x"; outputs = [ "a" "b" ]; }).a.outputName`,
  placeholders: `map builtins.placeholder [ "out" "dev" "" ]`,
  'a placeholder in the environment': `(derivation { ${base} configureFlags = "--prefix=\${placeholder "out"}"; }).drvPath`,
};

const FAIL: Readonly<Record<string, readonly [expression: string, message: string]>> = {
  'no name': ['(derivation { }).drvPath', "attribute 'name' missing"],
  'no builder': ['(derivation { name = "a"; }).drvPath', "required attribute 'builder' missing"],
  'no system': ['(derivation { name = "a"; builder = "b"; }).drvPath', "required attribute 'system' missing"],
  'an empty builder': [
    '(derivation { name = "a"; builder = ""; system = "x"; }).drvPath',
    "required attribute 'builder' missing",
  ],
  'a name of another type': ['(derivation { name = 1; }).drvPath', 'expected a string but found an integer'],
  'a name with a space': [
    '(derivation { name = "a b"; builder = "b"; system = "x"; }).drvPath',
    "invalid derivation name: name 'a b' contains illegal character ' '. Please pass a different 'name'.",
  ],
  'a name like a derivation file': [
    '(derivation { name = "a.drv"; builder = "b"; system = "x"; }).drvPath',
    "derivation names are allowed to end in '.drv' only if they produce a single derivation file",
  ],
  'an output twice': [`(derivation { ${base} outputs = [ "a" "a" ]; }).drvPath`, "duplicate derivation output 'a'"],
  'an output named drvPath': [
    `(derivation { ${base} outputs = [ "drvPath" ]; }).outPath`,
    "invalid derivation output name 'drvPath'",
  ],
  'no outputs': [`derivation { ${base} outputs = [ ]; }`, "'builtins.head' called on an empty list"],
  'a set in the environment': [`(derivation { ${base} x = { }; }).drvPath`, 'cannot coerce a set to a string'],
  'a function among the arguments': [
    `(derivation { ${base} args = [ (x: x) ]; }).drvPath`,
    'cannot coerce a function to a string',
  ],
  'arguments that are no list': [`(derivation { ${base} args = "x"; }).drvPath`, 'expected a list but found a string'],
  'a hash without algorithm': [
    `(derivation { ${base} outputHash = "00"; }).drvPath`,
    "hash '00' does not include a type, nor is the type otherwise known from context",
  ],
  'a hash of the wrong length': [
    `(derivation { ${base} outputHash = "00"; outputHashAlgo = "sha256"; }).drvPath`,
    "hash '00' has wrong length for hash algorithm 'sha256'",
  ],
  'an unknown mode': [
    `(derivation { ${base} outputHashMode = "x"; }).drvPath`,
    "invalid value 'x' for 'outputHashMode' attribute",
  ],
  'two fixed outputs': [
    `(derivation { ${base} outputs = [ "out" "b" ]; outputHash = ""; outputHashAlgo = "sha256"; }).drvPath`,
    'multiple outputs are not supported in fixed-output derivations',
  ],
  'content addressing': [
    `(derivation { ${base} __contentAddressed = true; }).drvPath`,
    "experimental Nix feature 'ca-derivations' is disabled; add '--extra-experimental-features ca-derivations' to enable it",
  ],
};

/** Nix 2.8 called this output `drv`; newer versions say what it collides with. */
const NEWER = new Set(['an output named drvPath']);

describe('derivation', () => {
  it.skipIf(!hasNix).each(Object.entries(SAME))('%s: as real Nix (needs nix-instantiate)', (_what, expression) => {
    const expected = evaluateOne(expression);
    expect(expected).not.toMatch(/^error/);
    expect(evaluate(expression)).toBe(expected);
  });

  it.skipIf(!hasNix)('a graph of 150 derivations of all kinds: as real Nix (needs nix-instantiate)', () => {
    // What each derivation is made of depends on a hash of its number, the same in both evaluators.
    const graph = `
      let
        digit = n: s: builtins.stringLength (builtins.head (builtins.split "[0-7]" (builtins.hashString "md5" "\${s}\${toString n}")));
        when = c: a: if c then a else { };
        make = n: earlier:
          let
            pick = s: if earlier == [ ] then "none" else builtins.elemAt earlier (digit n s * 31 + n - (digit n s * 31 + n) / builtins.length earlier * builtins.length earlier);
            dep = pick "dep";
          in
          derivation (
            { name = "p-\${toString n}"; builder = "/bin/sh"; system = "x86_64-linux"; inherit n; inherit dep; }
            // when (digit n "a" == 0) { args = [ "-c" (pick "args") n ]; }
            // when (digit n "b" == 0) { outputs = [ "out" "dev" "lib" ]; }
            // when (digit n "c" == 0) { __structuredAttrs = true; deep.list = [ (pick "x") { y = pick "y"; } null 1.5 ]; }
            // when (digit n "d" == 1) { outputs = [ "out" ]; outputHashMode = "recursive"; outputHashAlgo = "sha256"; outputHash = builtins.hashString "sha256" (toString n); }
            // when (digit n "e" == 0 && dep != "none") { dev = dep.dev or dep.all; inherit (dep) drvAttrs; drvAttrsText = builtins.toJSON dep.drvAttrs; }
            // when (digit n "f" == 0) { script = builtins.toFile "s" "run \${toString n}"; text = "\${pick "t"}/bin:\${pick "u"}"; }
            // when (digit n "g" == 0) { __ignoreNulls = true; nothing = null; }
          ) // { drvAttrs = n; };
        all = builtins.foldl' (list: n: list ++ [ (make n list) ]) [ ] (builtins.genList (n: n) 150);
      in
      map (d: [ d.drvPath d.outPath ]) all`;
    const expected = evaluateOne(graph);
    expect(expected).not.toMatch(/^error/);
    expect(evaluate(graph)).toBe(expected);
  });

  it.each(Object.entries(FAIL))('%s is an error', (_what, [expression, message]) => {
    expect(evaluate(expression)).toBe(`error: ${message}`);
  });

  it.skipIf(!hasNix).each(Object.entries(FAIL).filter(([what]) => !NEWER.has(what)))(
    '%s is an error in real Nix too (needs nix-instantiate)',
    (_what, [expression]) => {
      expect(evaluateOne(expression)).toMatch(/^error: /);
    },
  );
});
