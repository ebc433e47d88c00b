// What is left to say when values, conditions or whole modules cannot be known: `u` is a value nobody knows.
import { describe, expect, it } from 'vitest';
import { evaluate } from './eval';

const REASON = { unknown: 'nobody knows it' };

/** The merged value, or what `use` makes of it. */
function value(type: string, definitions: readonly string[], use = 'x: x'): unknown {
  const modules = definitions.map((d, i) => `{ _file = "def${i + 1}.nix"; config.x = ${d}; }`).join(' ');
  const got = evaluate(
    `(${use}) (lib.evalModules { modules = [ { options.x = with lib.types; lib.mkOption { type = ${type}; }; } ${modules} ]; }).config.x`,
  );
  return got.error === undefined ? got.json : { error: got.error.message.split('\n')[0] };
}

type Cases = (readonly [
  title: string,
  type: string,
  definitions: readonly string[],
  expected: unknown,
  use?: string,
])[];

describe('unknown definitions', () => {
  it.each([
    ['pass every check', 'int', ['u'], REASON],
    ['of a string type', 'strMatching "[a-z]+"', ['"a${u}"'], 'a‹u›'],
    [
      'do not hide the error of another',
      'int',
      ['u', '"x"'],
      { error: "A definition for option `x' is not of type `signed integer'. Definition values:" },
    ],
    [
      'of which each alternative is wrong',
      'int',
      ['(if u then "a" else "b")'],
      { error: "A definition for option `x' is not of type `signed integer'. Definition values:" },
    ],
    ['of which one alternative fits', 'int', ['(if u then 1 else "b")'], REASON],
    ['are elements of a joined list', 'listOf int', ['u', '[ 1 ]'], [1, REASON]],
    ['are parts of joined lines', 'lines', ['u', '"a"'], 'a\n‹u›'],
    ['leave the names of others known', 'attrsOf int', ['u', '{ a = 1; }'], 1, 'x: x.a'],
    [
      'leave a submodule its other definitions',
      'submodule { options.a = lib.mkOption { default = 1; }; options.b = lib.mkOption { }; }',
      ['u', '{ b = 2; }'],
      { a: REASON, b: 2 },
    ],
    ['may be null or not', 'nullOr int', ['u', '1'], REASON],
    ['take the side of either that the others take', 'either int (listOf int)', ['u', '[ 1 ]'], [1, REASON]],
    ['do not conflict', 'str', ['u', '"a"'], REASON],
    ['of a disjunction that is true anyway', 'boolByOr', ['u', 'true'], true],
    ['behind a function', 'functionTo int', ['(x: u)'], REASON, 'f: f 1'],
    ['are found by coercion to fit', 'coercedTo int toString str', ['u'], REASON],
    ['as an element', 'listOf int', ['[ u 1 ]'], [REASON, 1]],
    ['as an attribute', 'attrsOf int', ['{ a = u; b = 2; }'], { a: REASON, b: 2 }],
    ['in an enum', 'enum [ "a" "b" ]', ['"a${u}"'], 'a‹u›'],
    ['as a package', 'package', ['u'], REASON],
    ['as a path', 'path', ['"/run/${u}"'], '/run/‹u›'],
    [
      'as a path that is surely none',
      'path',
      ['"run/${u}"'],
      { error: "A definition for option `x' is not of type `absolute path'. Definition values:" },
    ],
    ['of anything', 'anything', ['u', '{ a = 1; }'], 1, 'x: x.a'],
  ] satisfies Cases)('%s (%s)', (_, type, definitions, expected, use?: string) => {
    expect(value(type, definitions, use)).toEqual(expected);
  });
});

describe('unknown conditions', () => {
  it.each([
    ['keep their content', 'int', ['lib.mkIf u 1'], 1],
    ['contradict nothing', 'int', ['lib.mkIf u 1', '2'], REASON],
    ['and equal values', 'int', ['lib.mkIf u 1', '1'], 1],
    ['null or not', 'nullOr int', ['lib.mkIf u 1', 'null'], REASON],
    ['defined once only', 'unique { message = ""; } int', ['lib.mkIf u 1', '2'], REASON],
    ['in a list', 'listOf int', ['[ (lib.mkIf u 1) 2 ]'], [1, 2]],
    [
      'do not hide wrong types',
      'int',
      ['lib.mkIf u "a"'],
      { error: "A definition for option `x' is not of type `signed integer'. Definition values:" },
    ],
    [
      'inside of a submodule',
      'submodule { options.a = lib.mkOption { type = int; }; }',
      ['lib.mkIf u { a = 1; }', '{ a = 2; }'],
      { a: REASON },
    ],
    [
      'inside of a submodule made by a function',
      'submodule { options.a = lib.mkOption { type = int; }; }',
      ['lib.mkIf u ({ ... }: { a = 1; })', '{ a = 2; }'],
      { a: REASON },
    ],
    [
      'one tag or the other',
      'attrTag { a = lib.mkOption { type = int; }; b = lib.mkOption { type = int; }; }',
      ['lib.mkIf u { a = 1; }', '{ b = 1; }'],
      REASON,
    ],
  ] satisfies Cases)('%s (%s)', (_, type, definitions, expected, use?: string) => {
    expect(value(type, definitions, use)).toEqual(expected);
  });
});

function config(modules: string): unknown {
  const got = evaluate(`(lib.evalModules { modules = [ ${modules} ]; }).config`);
  return got.error === undefined ? got.json : { error: got.error.message.split('\n')[0] };
}

describe('unknown modules', () => {
  it.each([
    [
      'an import that cannot be followed',
      '{ options.a = lib.mkOption { default = 1; }; } { imports = [ u ]; a = 2; }',
      { a: 2 },
    ],
    [
      'a list of imports that cannot be known',
      '{ options.a = lib.mkOption { default = 1; }; } { imports = u; a = 2; }',
      { a: 2 },
    ],
    [
      'one of two imports',
      '{ options.a = lib.mkOption { type = lib.types.int; }; } { imports = [ (if u then { a = 1; } else { a = 2; }) ]; }',
      { a: REASON },
    ],
    [
      'imports on a condition',
      '{ options.a = lib.mkOption { default = 1; }; } { imports = [ ] ++ lib.optionals u [ { a = 2; } ]; }',
      { a: 2 },
    ],
    ['a configuration that is unknown', '{ options.a = lib.mkOption { default = 1; }; } { config = u; }', { a: 1 }],
    [
      'a configuration that is partly unknown',
      '{ options.a = lib.mkOption { default = 1; }; } { config = if u then { a = 2; } else { }; }',
      { a: 2 },
    ],
    [
      'a group that is unknown',
      '{ options.g = { a = lib.mkOption { default = 1; }; b = lib.mkOption { }; c = lib.mkOption { default = 3; }; }; } { g = u; } { g.c = 4; }',
      { g: { a: REASON, b: REASON, c: 4 } },
    ],
    [
      'a set with names that nobody knows',
      '{ options.g = { a = lib.mkOption { type = lib.types.int; }; b = lib.mkOption { type = lib.types.int; }; }; } { g = u // { a = 1; }; }',
      { g: { a: 1, b: REASON } },
    ],
    [
      'and still checks names',
      '{ options.a = lib.mkOption { default = 1; }; } { config = u // { a = 2; }; } { b = 3; }',
      { error: "The option `b' does not exist. Definition values:" },
    ],
    ['a type that is unknown', '{ options.a = lib.mkOption { type = u; }; } { a = 1; }', { a: 1 }],
  ] as const)('%s', (_, modules, expected) => {
    expect(config(modules)).toEqual(expected);
  });
});

it('an unknown value keeps what its type tells', () => {
  expect(
    evaluate(
      `let c = (lib.evalModules { modules = [ { options.a = lib.mkOption { type = lib.types.str; }; config.a = u; } ]; }).config; in c.a + "x"`,
    ).json,
  ).toBe('‹u›x');
});
