// What is known of the result when a part is unknown. `u` is a value that cannot be known; `us` is a string.
import { describe, expect, test } from 'vitest';
import { forceDeep } from '../../server/src/evaluator/builtins/control';
import { callMany } from '../../server/src/evaluator/call';
import { printValue } from '../../server/src/evaluator/print';
import { Unknown } from '../../server/src/evaluator/values';
import { evaluateWith } from './store-support';

/** The value of `expression` with unknowns as `nix-instantiate` would print it; unknowns stand between ‹ and ›. */
function known(expression: string): string {
  return evaluateWith(`u: us: ${expression}`, { tolerant: true }, (fn) =>
    printValue(
      forceDeep(
        callMany(fn, [
          new Unknown('u', 'it is not known here'),
          new Unknown('us', 'it is not known here', undefined, 'string'),
        ]),
      ),
    ),
  );
}

const RESULTS: Readonly<Record<string, readonly (readonly [expression: string, result: string])[]>> = {
  'lists keep their length': [
    ['builtins.length [ u 1 ]', '2'],
    ['builtins.length (map u [ 1 2 3 ])', '3'],
    ['map (x: x) [ u 1 ]', '[ ‹u› 1 ]'],
    ['builtins.length (builtins.genList u 4)', '4'],
    ['builtins.length ([ u ] ++ [ 1 ])', '2'],
    ['builtins.head [ 1 u ]', '1'],
    ['builtins.tail [ u 1 ]', '[ 1 ]'],
    ['builtins.elemAt [ u 1 ] 1', '1'],
    ['builtins.length u', '‹builtins.length u›'],
    ['builtins.elemAt [ 1 2 ] u', '‹builtins.elemAt [ 1 2 ] u›'],
    ['builtins.filter u [ 1 ]', '‹builtins.filter u [ 1 ]›'],
    ['builtins.filter (x: true) [ u 1 ]', '[ ‹u› 1 ]'],
    ['builtins.concatLists [ [ 1 ] [ u ] ]', '[ 1 ‹u› ]'],
    ['builtins.sort builtins.lessThan [ 2 u ]', '‹builtins.sort builtins.lessThan [ 2 u ]›'],
    ["builtins.foldl' (a: b: b) 0 [ u 1 ]", '1'],
    ["builtins.foldl' (a: b: a + b) 0 [ u 1 ]", '‹a + b›'],
  ],
  'one known answer can decide': [
    ['builtins.any (x: x) [ u true ]', 'true'],
    ['builtins.any (x: x) [ u false ]', '‹builtins.any (x: x) [ u false ]›'],
    [
      'builtins.any (x: x) [ u (throw "never reached for certain") ]',
      '‹builtins.any (x: x) [ u (throw "never reached for certain") ]›',
    ],
    ['builtins.all (x: x) [ u false ]', 'false'],
    ['builtins.elem 1 [ u 1 ]', 'true'],
    ['builtins.elem 1 [ u 2 ]', '‹builtins.elem 1 [ u 2 ]›'],
    ['false && u', 'false'],
    ['u && false', 'false'],
    ['u || true', 'true'],
    ['u -> true', 'true'],
    ['u && true', '‹u && true›'],
    ['[ u 1 ] == [ u 2 ]', 'false'],
    ['[ 1 ] == [ u 2 ]', 'false'],
    ['[ u ] == [ 1 ]', '‹[ u ] == [ 1 ]›'],
    ['{ a = u; } == { b = 1; }', 'false'],
    ['"a${us}" == "b"', 'false'],
  ],
  'attribute sets keep their names': [
    ['builtins.attrNames { a = u; }', '[ "a" ]'],
    ['{ a = u; b = 1; }.b', '1'],
    ['u.a.b', '‹u.a.b›'],
    ['{ a = u; } ? a', 'true'],
    ['u ? a', '‹u ? a›'],
    ['u.a or 1', '‹u.a or 1›'],
    ['(u // { a = 1; }).a', '1'],
    ['({ a = 1; } // u).a', '‹u.a›'],
    ['builtins.attrNames (u // { a = 1; })', '‹builtins.attrNames (u // { a = 1; })›'],
    ['builtins.attrNames { ${us} = 1; }', '‹builtins.attrNames { ${us} = 1; }›'],
    ['{ ${us} = 1; b = 2; }.b', '2'],
    ['builtins.mapAttrs (n: v: n) { a = u; }', '{ a = "a"; }'],
    ['(builtins.mapAttrs (n: v: 1) (u // { a = 2; })).a', '1'],
    ['(removeAttrs (u // { a = 1; b = 2; }) [ "b" ]).a', '1'],
    ['builtins.intersectAttrs { a = 1; } { a = u; b = 2; }', '{ a = ‹u›; }'],
    ['builtins.catAttrs "a" [ { a = u; } { a = 1; } ]', '[ ‹u› 1 ]'],
    ['builtins.listToAttrs [ { name = "a"; value = u; } ]', '{ a = ‹u›; }'],
    ['builtins.listToAttrs [ { name = us; value = 1; } ]', '‹builtins.listToAttrs [ { name = us; value = 1; } ]›'],
  ],
  'strings keep their known parts': [
    ['"a${u}b"', '"a‹u›b"'],
    ['"a" + us', '"a‹us›"'],
    ['toString u', '"‹u›"'],
    ['builtins.concatStringsSep "," [ "a" us ]', '"a,‹us›"'],
    ['builtins.stringLength "a${us}"', '‹builtins.stringLength "a${us}"›'],
    ['builtins.substring 0 1 "ab${us}"', '"a"'],
    ['builtins.substring 0 9 "ab${us}"', '‹builtins.substring 0 9 "ab${us}"›'],
    ['builtins.substring 0 (-1) "ab${us}"', '"ab‹us›"'],
    ['baseNameOf "/${us}/file"', '"file"'],
    ['dirOf "/${us}/file"', '"/‹us›"'],
    ['baseNameOf "/a/${us}"', '‹baseNameOf "/a/${us}"›'],
    [`builtins.replaceStrings [ "'" ] [ "q" ] "'\${us}'"`, '"q‹us›q"'],
    ['builtins.replaceStrings [ "ab" ] [ "c" ] "a${us}"', '‹builtins.replaceStrings [ "ab" ] [ "c" ] "a${us}"›'],
    ['builtins.match "a.*" "a${us}"', '‹builtins.match "a.*" "a${us}"›'],
    ['builtins.toJSON { a = us; b = 1; }', '"{\\"a\\":\\"‹us›\\",\\"b\\":1}"'],
  ],
  'types are known where they must be': [
    ['builtins.typeOf us', '"string"'],
    ['builtins.isString us', 'true'],
    ['builtins.isList us', 'false'],
    ['builtins.isString u', '‹builtins.isString u›'],
    ['builtins.isString "a${u}"', 'true'],
    ['builtins.isFunction (u: u)', 'true'],
    ['builtins.functionArgs u', '‹builtins.functionArgs u›'],
  ],
  'control flow': [
    ['if u then 1 else 2', '‹if u then 1 else 2›'],
    ['assert u; 1', '1'],
    ['builtins.seq u 1', '1'],
    ['builtins.deepSeq [ u ] 1', '1'],
    ['builtins.tryEval u', '{ success = ‹u›; value = ‹u›; }'],
    ['u + 1', '‹u + 1›'],
    ['u < 1', '‹u < 1›'],
    ['-u', '‹-u›'],
    ['!u', '‹!u›'],
    ['u 1', '‹u 1›'],
    ['builtins.currentTime', '‹builtins.currentTime›'],
    ['builtins.getEnv "HOME"', '""'],
    ['with u; a', '‹a›'],
  ],
};

describe.each(Object.entries(RESULTS))('%s', (_name, results) => {
  test.each([...results])('%s is %s', (expression, result) => {
    expect(known(expression)).toBe(result);
  });
});
