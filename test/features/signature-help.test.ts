// How a function is called, while its arguments are written. The active parameter stands between ⟦ and ⟧.
import { describe, expect, test } from 'vitest';
import { signatureHelp, type SignatureCause, type SignatureHelp } from '../../server/src/features';
import { typed, type Typing } from './completion-support';

function help(source: string, cause: SignatureCause, typing: Typing = {}): SignatureHelp | undefined {
  const { moment, offset } = typed(source, typing);
  return signatureHelp(moment, offset, cause);
}

/** The signature at the cursor, with the active parameter marked. */
function shown(source: string, cause: SignatureCause = 'asked', typing: Typing = {}): string {
  const found = help(source, cause, typing);
  if (found === undefined) return 'nothing';
  const active = found.parameters[found.active]?.span;
  if (active === undefined) throw new Error('No parameter is active');
  const { label } = found;
  return `${label.slice(0, active.start)}⟦${label.slice(active.start, active.end)}⟧${label.slice(active.end)}`;
}

const module = (body: string): string => `{ config, lib, pkgs, ... }:\n{\n  networking.hostName = ${body}\n}\n`;
const space: SignatureCause = { typed: ' ' };
const brace: SignatureCause = { typed: '{' };

describe('a blank behind a function begins its first argument', () => {
  test.each([
    ['of the library', 'lib.mkIf $0', 'lib.mkIf ⟦condition⟧ content'],
    ['in a part of the library', 'lib.strings.concatStringsSep $0', 'lib.strings.concatStringsSep ⟦separator⟧ list'],
    ['of builtins', 'builtins.substring $0', 'builtins.substring ⟦start⟧ length string'],
    ['that is in scope everywhere', 'map $0', 'map ⟦f⟧ list'],
    ['that `with` brings', 'with lib; mkIf $0', 'mkIf ⟦condition⟧ content'],
    ['in parentheses', 'lib.mkDefault (map $0', 'map ⟦f⟧ list'],
    ['behind an operator', '"a" + toString $0', 'toString ⟦value⟧'],
    ['in an antiquotation', '"${toString $0', 'toString ⟦value⟧'],
    ['behind `then`', 'if true then toString $0', 'toString ⟦value⟧'],
    ['behind `in`', 'let a = 1; in toString $0', 'toString ⟦value⟧'],
    ['in the body of a function', 'x: y: toString $0', 'toString ⟦value⟧'],
    ['before more of the text', 'lib.mkIf $0true "a";', 'lib.mkIf ⟦condition⟧ content'],
    ['of the library in `pkgs`', 'pkgs.lib.mkIf $0', 'pkgs.lib.mkIf ⟦condition⟧ content'],
    ['under another name', 'let only = lib.mkIf; in only $0', 'only ⟦condition⟧ content'],
    ['that has an argument already', 'let f = lib.mkIf true; in f $0', 'f ⟦content⟧'],
  ])('%s', (_, body, expected) => {
    expect(shown(module(body), space)).toBe(expected);
  });
});

describe('the argument that the cursor is in', () => {
  test.each([
    ['the second one', 'lib.mkIf true $0', 'lib.mkIf condition ⟦content⟧'],
    ['the first one, partly written', 'lib.mkIf tr$0', 'lib.mkIf ⟦condition⟧ content'],
    ['a path of attributes', 'lib.mkIf config.services.$0', 'lib.mkIf ⟦condition⟧ content'],
    ['a path of attributes, closed', 'lib.mkIf config.services.x $0', 'lib.mkIf condition ⟦content⟧'],
    ['behind arguments in brackets', 'lib.foldl (a: b: a + b) [ 1 2 ] $0', 'lib.foldl op initial ⟦list⟧'],
    ['behind a set', 'lib.mapAttrs (n: v: v) { a = 1; } $0', 'nothing'],
    ['inside of parentheses', 'lib.mapAttrs (name: value: $0', 'lib.mapAttrs ⟦f⟧ set'],
    ['inside of a string', 'lib.concatStringsSep "$0"', 'lib.concatStringsSep ⟦separator⟧ list'],
    ['inside of a path literal', 'import ./a$0', 'import ⟦path⟧'],
    ['inside of a list', 'lib.concatStringsSep "," [ "a" $0', 'lib.concatStringsSep separator ⟦list⟧'],
    ['on another line', 'lib.mkIf\n    config.a\n    $0', 'lib.mkIf condition ⟦content⟧'],
    ['behind a comment', 'lib.mkIf /* when */ true $0', 'lib.mkIf condition ⟦content⟧'],
    ['of the inner of two calls', 'lib.mkIf true (map f $0', 'map f ⟦list⟧'],
    ['of the outer call, behind the inner', 'lib.mkIf (map f []) $0', 'lib.mkIf condition ⟦content⟧'],
    ['of the outer call, where the inner has all', 'lib.mkIf (toString 1 $0', 'lib.mkIf ⟦condition⟧ content'],
  ])('%s', (_, body, expected) => {
    expect(shown(module(body))).toBe(expected);
  });
});

describe('pipes give the last argument', () => {
  test.each([
    ['to a function that takes more', '[ 1 ] |> map $0', 'map ⟦f⟧ list'],
    ['to a function that has all others', '[ 1 ] |> map toString $0', 'nothing'],
    ['to a function of one argument', '1 |> toString $0', 'nothing'],
    ['from behind', 'map toString <| $0', 'map f ⟦list⟧'],
    ['from behind, with an operator', 'map toString <| [ 1 ] ++ $0', 'map f ⟦list⟧'],
    ['from behind, inside of a call of its own', 'map toString <| lib.take $0', 'lib.take ⟦count⟧ list'],
    ['in a chain', '[ 1 ] |> map (x: x) |> lib.take $0', 'lib.take ⟦count⟧ list'],
  ])('%s', (_, body, expected) => {
    expect(shown(module(body))).toBe(expected);
  });
});

describe('functions that people wrote', () => {
  const own = (body: string): string => `
let
  # Makes a runner’s name.
  # It is short.
  runnerName = site: number: "\${site}-\${toString number}";

  /**
    A runner.
  */
  runner =
    {
      # The runner’s address.
      url,
      labels ? [ "nix" ], # beside the usual ones
      ephemeral ? true,
      ...
    }:
    name:
    { inherit url name; };
  nested = a: let b = a; in { c ? "a very long default, longer than anybody reads", d }@args: b;
  callable = { __functor = self: target: depth: target; };
in
{ services.x = ${body}; }`;
  test.each([
    ['curried', 'runnerName "a" $0', 'runnerName site ⟦number⟧'],
    ['with a set of arguments', 'runner $0', 'runner ⟦{ url, labels ? [ "nix" ], ephemeral ? true, ... }⟧ name'],
    ['with a set that is begun', 'runner {$0 }', 'runner ⟦{ url, labels ? [ "nix" ], ephemeral ? true, ... }⟧ name'],
    [
      'at a name in the set',
      'runner { url = "u"; labels$0 }',
      'runner { url, ⟦labels ? [ "nix" ]⟧, ephemeral ? true, ... } name',
    ],
    [
      'at an inherited name in the set',
      'runner { inherit url$0',
      'runner { ⟦url⟧, labels ? [ "nix" ], ephemeral ? true, ... } name',
    ],
    [
      'at a value in the set',
      'runner { labels = [ ]; url = $0 }',
      'runner { ⟦url⟧, labels ? [ "nix" ], ephemeral ? true, ... } name',
    ],
    [
      'at a value that is not closed',
      'runner { labels = [ $0',
      'runner { url, ⟦labels ? [ "nix" ]⟧, ephemeral ? true, ... } name',
    ],
    [
      'at a later line of the set',
      'runner {\n  url = "u";\n  ephemeral = $0\n}',
      'runner { url, labels ? [ "nix" ], ⟦ephemeral ? true⟧, ... } name',
    ],
    [
      'at a name that it does not take',
      'runner { other = $0 }',
      'runner ⟦{ url, labels ? [ "nix" ], ephemeral ? true, ... }⟧ name',
    ],
    ['behind the set', 'runner { url = ""; } $0', 'runner { url, labels ? [ "nix" ], ephemeral ? true, ... } ⟦name⟧'],
    ['whose default is long', 'nested 1 { d = $0', 'nested a { c ? …, ⟦d⟧ }'],
    ['that are sets', 'callable $0', 'callable ⟦target⟧ depth'],
    ['without a name', '(x: y: x) $0', '(x: y: x) ⟦x⟧ y'],
  ])('%s', (_, body, expected) => {
    expect(shown(own(body))).toBe(expected);
  });

  test('say what their comments say', () => {
    expect(help(own('runnerName $0'), 'asked')?.documentation).toBe('Makes a runner’s name.\nIt is short.');
    const set = help(own('runner { labels = $0 }'), 'asked');
    expect(set?.documentation).toBe('A runner.');
    expect(set?.parameters.map(({ documentation }) => documentation)).toEqual([
      undefined,
      undefined,
      '`url`: The runner’s address.',
      '`labels`: beside the usual ones',
      undefined,
    ]);
  });

  test('in other files, at once and through `import`', () => {
    const others = {
      'runner.nix': '# One runner of our fleet.\n{ lib, name ? "ci" }:\nsite:\n{ }',
      'functions.nix': '{\n  # Joins.\n  join = a: b: a;\n}',
    };
    expect(shown('{ x = import ./runner.nix {$0 }; }', brace, { others })).toBe(
      'import ./runner.nix ⟦{ lib, name ? "ci" }⟧ site',
    );
    expect(help('{ x = import ./runner.nix { $0 }; }', 'asked', { others })?.documentation).toBe(
      'One runner of our fleet.',
    );
    const join = 'let f = import ./functions.nix; in { x = f.join 1 $0; }';
    expect(shown(join, space, { others })).toBe('f.join a ⟦b⟧');
    expect(help(join, 'asked', { others })?.documentation).toBe('Joins.');
  });

  test('are read as they stand, though an earlier text was evaluated', () => {
    const evaluated = '{ lib, ... }: let f = a: a; in { services.github-runners.x.name = f; }';
    const source = '{ lib, ... }: let f = first: second: a; in { services.github-runners.x.name = f 1 $0; }';
    expect(shown(source, space, { evaluated })).toBe('f first ⟦second⟧');
  });
});

test('a function of the library says what it does, and what each parameter is', () => {
  const found = help(module('lib.mapAttrsToList $0'), space);
  expect(found?.documentation).toBe(
    'The list of `f name value` for each attribute, in the order of the names.\n\n`(String -> a -> b) -> AttrSet -> [b]`',
  );
  expect(found?.parameters.map(({ documentation }) => documentation)).toEqual([
    '`f : String -> a -> b`',
    '`set : AttrSet`',
  ]);
});

describe('a set of arguments of a function that is not written in Nix', () => {
  test.each([
    [
      'that a builtin takes',
      'builtins.path { name = $0 }',
      'builtins.path { path, ⟦name ? …⟧, filter ? …, recursive ? …, sha256 ? … }',
    ],
    ['that may be a string too', 'fetchTarball {$0 }', 'fetchTarball ⟦{ url, sha256 ? …, name ? … }⟧'],
    [
      'of which not all are listed',
      'builtins.fetchGit { ref = $0 }',
      'builtins.fetchGit { url, ⟦ref ? …⟧, rev ? …, ... }',
    ],
    ['behind which another argument follows', 'lib.types.unique {$0 }', 'lib.types.unique ⟦{ message }⟧ type'],
    ['with any names', 'lib.setFunctionArgs f $0', 'lib.setFunctionArgs f ⟦args⟧'],
    ['of a derivation', 'derivation $0', 'derivation ⟦args⟧'],
  ])('%s', (_, body, expected) => {
    expect(shown(module(body))).toBe(expected);
  });

  test('says what each is', () => {
    const found = help(module('builtins.path { recursive = $0 }'), 'asked');
    expect(found?.parameters[found.active]?.documentation).toBe('`recursive : Bool`');
  });
});

test('the library is known by its name where its value is not', () => {
  const source = '{ inputs, ... }: let inherit (inputs.nixpkgs) lib; in { services.x = lib.optionals true $0; }';
  expect(shown(source, space)).toBe('lib.optionals condition ⟦list⟧');
});

test('another function of a known name is not taken for the library’s', () => {
  const source = 'let map = only: only; in { x = map $0; }';
  expect(shown(source, space)).toBe('map ⟦only⟧');
});

describe('a blank says nothing', () => {
  test.each([
    ['between items of a list', module('[ map $0 ]')],
    ['behind a name that is no function', module('config.x $0')],
    ['behind a name that nobody knows', module('unknown $0')],
    ['behind the last argument', module('toString 1 $0')],
    ['behind an attribute’s name', '{ lib, ... }: { map $0= 1; }'],
    ['behind a path of attributes', '{ lib, ... }: { lib.mkIf $0 }'],
    ['behind `?`', module('config ? map $0')],
    ['in a string', module('"map $0"')],
    ['in a comment', module('1; # map $0\n')],
    ['in `inherit`', '{ inherit map $0; }'],
    ['in formals', '{ map, $0 }: map'],
    ['at the value of an attribute', module('lib.mkIf true { a = $0 }')],
    ['in a list in an argument', module('map toString [ 1 $0 ]')],
    ['in parentheses of an argument', module('lib.mkIf (a && $0)')],
    ['as indentation of a new line', module('map\n  $0')],
    ['behind a set of arguments’ value', 'let f = { a, b }: a; in f { a = $0 }'],
  ])('%s', (_, source) => {
    expect(shown(source, space)).toBe('nothing');
  });
});

describe('an opening brace', () => {
  const f = 'let f = { a, b ? 1 }: a; in ';
  test('begins the arguments of a function that takes a set of them', () => {
    expect(shown(`${f} f {$0}`, brace)).toBe('f ⟦{ a, b ? 1 }⟧');
  });
  test.each([
    ['of another argument', module('lib.mkIf true {$0}')],
    ['of a value', module('{$0}')],
    ['in a list', `${f} [ f {$0} ]`],
    ['in the arguments', `${f} f { a = {$0} }`],
  ])('%s says nothing', (_, source) => {
    expect(shown(source, brace)).toBe('nothing');
  });
});

describe('help that is shown', () => {
  test.each([
    ['stays in parentheses', module('lib.mkIf (a && $0'), 'lib.mkIf ⟦condition⟧ content'],
    ['stays in a list', module('map toString [ 1 $0'), 'map f ⟦list⟧'],
    ['stays at the values of arguments', 'let f = { a }: a; in f { a = $0 }', 'f { ⟦a⟧ }'],
    ['goes with the last argument', module('toString 1 $0'), 'nothing'],
    ['goes where a set begins', module('lib.mkIf true { $0 }'), 'nothing'],
    ['goes in a set in an argument', 'let f = { a }: a; in f { a = { $0 }; }', 'nothing'],
    ['goes behind the binding', module('toString 1;\n  $0'), 'nothing'],
    ['goes in the bindings of `let`', module('toString (let a = $0'), 'nothing'],
  ])('%s', (_, source, expected) => {
    expect(shown(source, 'shown')).toBe(expected);
  });
});

test('a person who asks sees the function around, however far', () => {
  expect(shown(module('lib.mkIf true { a.b = { c = $0 }; }'))).toBe('lib.mkIf condition ⟦content⟧');
  expect(shown(module('lib.mkMerge [ { a = 1;\n b = $0 } ]'))).toBe('lib.mkMerge ⟦contents⟧');
});

test('a token in a call is not repeated', () => {
  const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
  const found = help(`{ x = (a: b: a) "${token}" $0; }`, 'asked');
  expect(JSON.stringify(found)).not.toContain(token);
  expect(shown(`let f = { a ? "${token}" }: a; in f {$0 }`)).toBe('f ⟦{ a ? … }⟧');
});
