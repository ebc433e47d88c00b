// Random Nix expressions over all types, operators and pure builtins. They are well scoped, mostly well typed, and
// leave out what Nix 2.8 does otherwise than the versions that are followed here (docs/nix-language.md).
import fc, { type Arbitrary } from 'fast-check';

type Code = Arbitrary<string>;

/** An expression with generated parts: code`${int} + ${int}`. */
function code(texts: TemplateStringsArray, ...parts: readonly Code[]): Code {
  return fc.tuple(...parts).map((values) => texts.reduce((all, text, i) => all + text + (values[i] ?? ''), ''));
}

/** Variables in scope everywhere, one per type; functions bind the same names again. */
const PRELUDE = [
  'i = 7;',
  'r = 2.5;',
  'b = true;',
  's = "a-b";',
  'p = /a/b;',
  'li = [ 3 1 2 ];',
  'ls = [ "x" "" "y.z" ];',
  'm = { a = 1; b = { c = "d"; }; "x y" = [ 1 ]; };',
  'f = x: x;',
  'g = { x, y ? 2, ... }@args: x;',
  'u = { __functor = self: x: x; __toString = self: "u"; };',
].join(' ');

const NAMES = ['a', 'b', 'c', 'i', '"x y"', '${s}', '"${s}"'] as const;
const PATTERNS = ['a', '(a*)(b?)', '([a-z]+)-(.*)', '[[:space:]]*', '.', 'x|y.z', '(x)?(.*)', '[^-]+', '\\\\.', '('];
const VERSIONS = ['1.2', '1.2.3', '2.3pre1', '2.3', '', '1.0-rc2', '10', '1.a.2', 'pre', '2..3'];

interface Kinds {
  any: string;
  int: string;
  float: string;
  number: string;
  bool: string;
  string: string;
  path: string;
  ints: string;
  strings: string;
  list: string;
  attrs: string;
  derivation: string;
  fn: string;
  predicate: string;
  attrName: string;
}

const literalString = fc
  .array(fc.constantFrom('a', 'b', '-', '.', ' ', 'é', '\\n', '\\"', '$', '$${', '/', '1', '😀'), { maxLength: 5 })
  .map((cs) => `"${cs.join('')}"`);

function kinds(): { [K in keyof Kinds]: Code } {
  return fc.letrec<Kinds>((tie) => {
    const t = (name: keyof Kinds): Code => tie(name) as Code;
    const any = t('any');
    const int = t('int');
    const number = t('number');
    const bool = t('bool');
    const string = t('string');
    const path = t('path');
    const ints = t('ints');
    const strings = t('strings');
    const list = t('list');
    const attrs = t('attrs');
    const fn = t('fn');
    const predicate = t('predicate');
    const name = t('attrName');
    // Now and then something of another type, so that type errors come about.
    const of = (...choices: [Code, ...Code[]]): Code =>
      fc.oneof(
        { maxDepth: 6, depthSize: 'max', depthIdentifier: 'nix' },
        choices[0],
        { arbitrary: fc.oneof(...choices), weight: 24 },
        { arbitrary: any, weight: 1 },
      );
    /** Forms that any type has. */
    const general = (k: Code): Code[] => [
      code`(if ${bool} then ${k} else ${k})`,
      code`(let q = ${k}; in q)`,
      code`(let i = ${int}; s = ${string}; in ${k})`,
      code`(with { i = ${int}; z = ${k}; }; z)`,
      code`(assert ${bool}; ${k})`,
      code`((i: ${k}) ${int})`,
      code`(({ i ? 1, s ? ${string}, ... }: ${k}) ${attrs})`,
      code`{ z = ${k}; }.z`,
      code`({ ${name} = ${k}; }.${name} or ${k})`,
      code`(builtins.elemAt [ ${k} ${k} ] ${int})`,
      code`(builtins.head [ ${k} ])`,
      code`(builtins.seq ${any} ${k})`,
      code`(builtins.deepSeq ${any} ${k})`,
      code`(rec { y = ${k}; z = y; }).z`,
      code`(f ${k})`,
      code`(u ${k})`,
      code`(builtins.foldl' (q: i: ${k}) ${k} ${ints})`,
      code`(builtins.tryEval ${k}).value`,
    ];
    return {
      any: of(
        fc.constantFrom('null', 'i', 's', 'm', 'li'),
        int,
        t('float'),
        bool,
        string,
        path,
        list,
        attrs,
        fn,
        code`(builtins.tryEval ${any})`,
        code`(throw ${string})`,
        code`(abort ${string})`,
        code`(builtins.fromJSON (builtins.toJSON ${attrs}))`,
        code`(builtins.functionArgs ${fn})`,
        code`${attrs}.${name}`,
        code`(${attrs}.a.c or ${any})`,
      ),
      int: of(
        fc.constantFrom('i', '0', '1', '2', '3', '(-1)', '100', 'm.a'),
        code`(${int} + ${int})`,
        code`(${int} - ${int})`,
        code`(${int} * ${fc.constantFrom('2', '3', '(-1)', 'i')})`,
        code`(${int} / ${int})`,
        code`(- ${int})`,
        code`(builtins.length ${list})`,
        code`(builtins.stringLength ${string})`,
        code`(builtins.add ${int} ${int})`,
        code`(builtins.sub ${int} ${int})`,
        code`(builtins.mul ${int} 3)`,
        code`(builtins.div ${int} ${int})`,
        code`(builtins.bitAnd ${int} ${int})`,
        code`(builtins.bitOr ${int} ${int})`,
        code`(builtins.bitXor ${int} ${int})`,
        code`(builtins.floor ${number})`,
        code`(builtins.ceil ${number})`,
        code`(builtins.compareVersions ${fc.constantFrom(...VERSIONS.map((v) => `"${v}"`))} ${fc.constantFrom(...VERSIONS.map((v) => `"${v}"`))})`,
        code`(builtins.foldl' builtins.add ${int} ${ints})`,
        ...general(int),
      ),
      float: of(
        fc.constantFrom('r', '0.5', '1.0', '(-2.25)', '1.0e10', '3.14159265', '0.1'),
        code`(${t('float')} + ${number})`,
        code`(${number} - ${t('float')})`,
        code`(${t('float')} * ${number})`,
        code`(${t('float')} / ${number})`,
        code`(- ${t('float')})`,
      ),
      number: fc.oneof(int, t('float')),
      bool: of(
        fc.constantFrom('b', 'true', 'false'),
        code`(${bool} && ${bool})`,
        code`(${bool} || ${bool})`,
        code`(${bool} -> ${bool})`,
        code`(! ${bool})`,
        code`(${any} == ${any})`,
        code`(${any} != ${any})`,
        code`(${attrs} == ${attrs})`,
        code`(${list} == ${list})`,
        code`(${number} < ${number})`,
        code`(${number} >= ${number})`,
        code`(${string} <= ${string})`,
        code`(${path} > ${path})`,
        code`(${ints} < ${ints})`,
        code`(${attrs} ? ${name})`,
        code`(${any} ? a.b)`,
        code`(builtins.hasAttr "a" ${attrs})`,
        code`(builtins.hasContext ${string})`,
        code`(builtins.elem ${any} ${list})`,
        code`(builtins.any ${predicate} ${ints})`,
        code`(builtins.all ${predicate} ${ints})`,
        ...['Attrs', 'Bool', 'Float', 'Function', 'Int', 'List', 'Null', 'Path', 'String'].map(
          (type) => code`(builtins.is${fc.constant(type)} ${any})`,
        ),
        code`(builtins.tryEval ${any}).success`,
        code`(builtins.lessThan ${number} ${number})`,
        ...general(bool),
      ),
      string: of(
        fc.constant('s'),
        literalString,
        code`(${string} + ${string})`,
        code`"<${fc.constant('${')}${string}}>"`,
        code`"${fc.constant('${')}toString ${any}}"`,
        code`''${fc.constant('\n')}  a${fc.constant('\n')}    ${fc.constant('${')}${string}}${fc.constant('\n')}  ''`,
        code`(toString ${any})`,
        code`(builtins.substring ${fc.constantFrom('0', '1', '2', '(-1)')} ${fc.constantFrom('0', '1', '3', '99')} ${string})`,
        code`(builtins.concatStringsSep ${string} ${strings})`,
        code`(builtins.replaceStrings ${strings} ls ${string})`,
        code`(builtins.replaceStrings [ "a" ${string} "" ] [ "b" "c" s ] ${string})`,
        code`(builtins.toJSON ${fc.oneof(int, string, attrs, list, bool)})`,
        code`(builtins.typeOf ${any})`,
        code`(baseNameOf ${fc.oneof(string, path)})`,
        code`(dirOf ${string})`,
        code`(builtins.hashString "sha256" ${string})`,
        code`(builtins.head (builtins.attrNames ${attrs}))`,
        code`(builtins.unsafeDiscardStringContext ${string})`,
        code`(builtins.toFile "n" ${string})`,
        code`(builtins.placeholder ${string})`,
        code`${t('derivation')}.outPath`,
        // Another derivation could not refer to it: nothing is written here.
        code`(builtins.unsafeDiscardStringContext ${t('derivation')}.drvPath)`,
        code`(builtins.toXML ${fc.oneof(int, string, attrs, list)})`,
        ...general(string),
      ),
      path: of(
        fc.constantFrom('p', '/a', '/x/y.nix', '/.'),
        code`(${path} + ${fc.constantFrom('"b"', '"/x"', '"../c"', '"//"', 's', '""')})`,
        code`(dirOf ${path})`,
        code`(/a + ${path})`,
      ),
      ints: of(
        fc.constantFrom('li', '[ ]', '[ 1 ]'),
        code`[ ${int} ${int} ${number} ]`,
        code`(${ints} ++ ${ints})`,
        code`(map (i: ${int}) ${list})`,
        code`(builtins.genList (i: ${int}) ${fc.constantFrom('0', '1', '4', '(-1)')})`,
        code`(builtins.sort (x: y: x < y) ${ints})`,
        code`(builtins.sort builtins.lessThan ${ints})`,
        code`(builtins.filter ${predicate} ${ints})`,
        code`(builtins.tail ${ints})`,
        ...general(ints),
      ),
      strings: of(
        fc.constantFrom('ls', '[ ]'),
        code`[ ${string} ${string} ]`,
        code`(builtins.attrNames ${attrs})`,
        code`(builtins.splitVersion ${fc.constantFrom(...VERSIONS.map((v) => `"${v}"`))})`,
        code`(builtins.sort (x: y: x < y) ${strings})`,
        code`(builtins.concatMap (s: [ ${string} s ]) ${strings})`,
      ),
      list: of(
        ints,
        strings,
        fc.constant('[ ]'),
        code`[ ${any} ${any} ]`,
        code`(${list} ++ ${list})`,
        code`(builtins.attrValues ${attrs})`,
        code`(builtins.catAttrs "a" [ ${attrs} ${attrs} ])`,
        code`(builtins.concatLists [ ${list} ${list} ])`,
        code`(builtins.match "${fc.constantFrom(...PATTERNS)}" ${string})`,
        code`(builtins.split "${fc.constantFrom(...PATTERNS)}" ${string})`,
        code`(builtins.genericClosure { startSet = [ { key = ${any}; } { key = ${int}; } ]; operator = x: if x.key < 5 then [ { key = x.key + 2; } ] else [ ]; })`,
        code`(map (i: ${any}) ${list})`,
        ...general(list),
      ),
      attrs: of(
        fc.constantFrom('m', '{ }', 'u'),
        code`{ a = ${any}; b = ${any}; }`,
        code`{ ${name} = ${any}; }`,
        code`{ a.b = ${any}; a.c = ${any}; "x y".z = ${any}; }`,
        code`{ a = { d = ${any}; }; a.${name} = ${any}; }`,
        code`{ inherit i s; inherit (${attrs}) a b; }`,
        code`(rec { a = ${any}; c = a; ${name} = ${any}; })`,
        code`(let { i = ${int}; body = ${attrs}; })`,
        code`(${attrs} // ${attrs})`,
        code`(builtins.removeAttrs ${attrs} ${strings})`,
        code`(builtins.intersectAttrs ${attrs} ${attrs})`,
        code`(builtins.mapAttrs (s: q: ${any}) ${attrs})`,
        code`(builtins.listToAttrs [ { name = ${string}; value = ${any}; } { name = "a"; value = ${any}; } ])`,
        code`(builtins.zipAttrsWith (s: q: { inherit s q; }) [ ${attrs} ${attrs} ])`,
        code`(builtins.groupBy (s: ${string}) ${list})`,
        code`(builtins.partition ${predicate} ${ints})`,
        code`(builtins.parseDrvName ${string})`,
        code`(builtins.getContext ${string})`,
        code`(derivationStrict { name = "n"; system = "s"; builder = "b"; a = ${string}; })`,
        code`(builtins.tryEval ${any})`,
        ...general(attrs),
      ),
      derivation: of(
        code`(derivation { name = "n"; system = "s"; builder = ${string}; a = ${any}; b = ${strings}; })`,
        code`(derivation { name = "n"; system = ${string}; builder = "b"; args = ${list}; outputs = [ "out" "dev" ]; }).dev`,
        code`(derivation { name = "n"; system = "s"; builder = "b"; __structuredAttrs = ${bool}; ${name} = ${any}; })`,
        code`(derivation { name = "n"; system = "s"; builder = "b"; __ignoreNulls = ${bool}; c = ${any}; d = ${number}; })`,
        code`(derivation { name = "n"; system = "s"; builder = "b"; outputHash = builtins.hashString "sha256" ${string}; outputHashAlgo = "sha256"; outputHashMode = ${fc.constantFrom('"flat"', '"recursive"', '"x"')}; })`,
      ),
      fn: of(
        fc.constantFrom('f', 'g', 'u', 'builtins.add', '(builtins.add 1)', 'toString'),
        code`(i: ${any})`,
        code`({ a ? ${any}, ... }: ${any})`,
      ),
      predicate: of(fc.constantFrom('(i: i > 1)', '(i: true)'), code`(i: ${bool})`, code`(builtins.lessThan ${int})`),
      attrName: fc.constantFrom(...NAMES),
    };
  });
}

/** Whole programs. */
export const program: Code = kinds().any.map((body) => `let ${PRELUDE} in ${body}`);
