import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepareRename, rename } from '../../server/src/features';
import { scopesOf } from '../../server/src/syntax';
import { program } from '../syntax/programs';
import { edited, marked } from './marks';

/** The text after renaming what is at the marker to `new`, or why that is refused. */
function renamed(source: string, newName = 'new'): string {
  const { parse, offset, text } = marked(source);
  const found = rename(parse, offset, newName);
  if (found === undefined) return 'nothing';
  return 'problem' in found ? found.problem : edited(text, found.edits);
}

describe('every place of a variable', () => {
  test.each([
    ['from its definition', 'let a$0 = 1; in [ a a.b ]', 'let new = 1; in [ new new.b ]'],
    ['from its use', 'let a = 1; in [ a $0a ]', 'let new = 1; in [ new new ]'],
    ['in parts', 'let a.x = 1; $0a.y = a.x; in a', 'let new.x = 1; new.y = new.x; in new'],
    ['quoted', 'let "a" = 1; in $0a', 'let new = 1; in new'],
    ['in strings and paths', 'let $0a = 1; in "${a}${./${a}}"', 'let new = 1; in "${new}${./${new}}"'],
    ['not where another one hides it', 'a: [ $0a (a: a) ]', 'new: [ new (a: a) ]'],
    ['a parameter', '$0x: y: x + y', 'new: y: new + y'],
    ['all arguments', '{ a, ... }@$0args: args.a', '{ a, ... }@new: new.a'],
    ['in a recursive set', 'rec { $0a = 1; b = a; }', 'rec { new = 1; b = new; }'],
    ['behind the name', 'let a = 1; in a$0', 'let new = 1; in new'],
  ])('%s', (_, source, expected) => {
    expect(renamed(source)).toBe(expected);
  });
});

describe('inherit', () => {
  test.each([
    ['alone', 'let $0a = 1; in { inherit a; }', 'let new = 1; in { a = new; }'],
    [
      'the first of several',
      'let $0a = 1; b = 2; in { inherit a b; }',
      'let new = 1; b = 2; in { inherit b; a = new; }',
    ],
    [
      'the last of several',
      'let $0a = 1; b = 2; in { inherit b a; }',
      'let new = 1; b = 2; in { inherit b; a = new; }',
    ],
    [
      'on a line of its own',
      'a:\n{\n  inherit\n    $0a\n    b\n    ;\n}',
      'new:\n{\n  inherit\n    b\n    ;\n  a = new;\n}',
    ],
    ['in a let', 'a: let inherit $0a; in a', 'new: let a = new; in a'],
    ['what a let defines by it', 'a: let inherit a; in $0a', 'a: let new = a; in new'],
    ['from a set', 's: let inherit (s) $0a b; in a', 's: let inherit (s) b; new = s.a; in new'],
    ['from what is no name', 's: let inherit (s.x or { }) a; in $0a', 's: let new = (s.x or { }).a; in new'],
    ['the set that it takes from', '$0s: { inherit (s) a; }', 'new: { inherit (new) a; }'],
  ])('%s', (_, source, expected) => {
    expect(renamed(source)).toBe(expected);
  });
});

describe('arguments that are given by name', () => {
  test.each([
    ['a call', 'let f = { $0a }: a; in f { a = 1; }', 'let f = { new }: new; in f { new = 1; }'],
    ['from the use', 'let f = { a }: $0a; in f { a = 1; }', 'let f = { new }: new; in f { new = 1; }'],
    ['a part of a call', 'let f = { $0a }: a; in f { a.b = 1; }', 'let f = { new }: new; in f { new.b = 1; }'],
    [
      'every call',
      'let f = { $0a, b ? a }: a; in [ (f { a = 1; }) (f { b = 2; a = 3; }) ]',
      'let f = { new, b ? new }: new; in [ (f { new = 1; }) (f { b = 2; new = 3; }) ]',
    ],
    ['with a default, not given', 'let f = { $0a ? 1 }: a; in f { }', 'let f = { new ? 1 }: new; in f { }'],
    [
      'behind other arguments',
      'let f = x: { $0a }: a; in f 1 { a = 2; }',
      'let f = x: { new }: new; in f 1 { new = 2; }',
    ],
    ['given by inherit', 'a: let f = { $0a }: a; in f { inherit a; }', 'a: let f = { new }: new; in f { new = a; }'],
    [
      'given to itself',
      'let f = { $0a }: f { inherit a; }; in f { a = 1; }',
      'let f = { new }: f { inherit new; }; in f { new = 1; }',
    ],
    [
      'taken from all of them',
      'let f = { $0a }@all: all.a; in f { a = 1; }',
      'let f = { new }@all: all.new; in f { new = 1; }',
    ],
    [
      'inherited from all of them',
      'let f = { $0a }@all: { inherit (all) a; }; in f { a = 1; }',
      'let f = { new }@all: { a = all.new; }; in f { new = 1; }',
    ],
    ['called on the spot', '({ $0a }: a) { a = 1; }', '({ new }: new) { new = 1; }'],
    ['piped in', 'let f = { $0a }: a; in { a = 1; } |> f', 'let f = { new }: new; in { new = 1; } |> f'],
  ])('%s', (_, source, expected) => {
    expect(renamed(source)).toBe(expected);
  });

  test.each([
    ['a module', '{ config, $0lib, ... }: lib.id config', 'it may be called from where this file does not show'],
    ['handed on', 'let f = { $0a }: a; in map f [ ]', 'line 1 uses the function without writing its arguments out'],
    ['inherited', 'let f = { $0a }: a; in { inherit f; }', 'line 1 hands `f` on'],
    [
      'computed',
      'x: let f = { $0a }: a; in f x',
      'line 1 calls the function with arguments that are not written out there',
    ],
    ['all of them', 'let f = { $0a }@all: g all; g = x: x; in f { a = 1; }', 'line 1 uses all arguments as `all`'],
    [
      'made by another function',
      'g: let f = g ({ $0a }: a); in f { a = 1; }',
      'it may be called from where this file does not show',
    ],
  ])('not where some are out of view: %s', (_, source, why) => {
    expect(renamed(source)).toMatch(/^`(a|lib)` is also the name of an attribute: /);
    expect(renamed(source)).toContain(`: ${why}. Nothing was renamed.`);
  });
});

describe('attributes of a recursive set', () => {
  test.each([
    ['selected', 'let s = rec { $0a = 1; b = a; }; in s.a', 'let s = rec { new = 1; b = new; }; in s.new'],
    ['asked for', 'let s = rec { $0a = 1; }; in s ? a', 'let s = rec { new = 1; }; in s ? new'],
    ['inherited', 'let s = rec { $0a = 1; }; in { inherit (s) a; }', 'let s = rec { new = 1; }; in { a = s.new; }'],
  ])('%s', (_, source, expected) => {
    expect(renamed(source)).toBe(expected);
  });
  test('brought into scope by with', () => {
    expect(renamed('let s = rec { $0a = 1; }; in with s; a')).toContain('line 1 brings it into scope by `with`');
  });
});

describe('refused', () => {
  test.each([
    ['a keyword', 'let $0a = 1; in a', 'with', '`with` is a word of the Nix language. Choose another name.'],
    [
      'no identifier',
      'let $0a = 1; in a',
      'a b',
      "`a b` is no name for a variable: it takes a letter or `_`, then letters, digits, `_`, `-` and `'`.",
    ],
    [
      'nothing',
      'let $0a = 1; in a',
      '',
      "`` is no name for a variable: it takes a letter or `_`, then letters, digits, `_`, `-` and `'`.",
    ],
    ['taken beside it', 'let\n  b = 1;\n  $0a = 2;\nin a', 'b', '`b` is already defined beside `a`, in line 2.'],
    [
      'another formal',
      'let f = { $0a, b }: a; in f { a = 1; b = 2; }',
      'b',
      '`b` is already defined beside `a`, in line 1.',
    ],
    [
      'hidden by an inner one',
      'let $0a = 1; in b: a',
      'b',
      'In line 1, `b` would mean the variable that line 1 defines.',
    ],
    [
      'hides an outer one',
      'b: let $0a = 1; in b',
      'b',
      '`b` in line 1 would mean this variable instead of what it means now.',
    ],
    [
      'hides a builtin',
      'let $0a = 1; in map',
      'map',
      '`map` in line 1 would mean this variable instead of what it means now.',
    ],
    [
      'hides what `with` brings',
      'p: with p; let $0a = 1; in git',
      'git',
      '`git` in line 1 would mean this variable instead of what it means now.',
    ],
    [
      'hidden in what becomes of inherit',
      'a: let inherit $0a; b = 1; in b',
      'b',
      'In line 1, `b` would mean the variable that line 1 defines.',
    ],
    [
      'taken in a call',
      'let f = { $0a, ... }: a; in f { a = 1; b = 2; }',
      'b',
      'There is already an attribute `b` where `a` is one.',
    ],
    [
      'a builtin',
      '$0map',
      'b',
      '`map` is not defined in this file. Only variables and arguments of this file can be renamed.',
    ],
    [
      'an attribute',
      '{ $0a = 1; }',
      'b',
      '`a` is the name of an attribute. Only variables and arguments can be renamed.',
    ],
    [
      'a selected attribute',
      'x: x.$0a',
      'b',
      '`a` is the name of an attribute. Only variables and arguments can be renamed.',
    ],
    [
      'no variable outside of inherit',
      '{ inherit $0"a b"; }',
      'b',
      '`"a b"` is not defined in this file. Only variables and arguments of this file can be renamed.',
    ],
    [
      'what is inherited under no name',
      'rec { inherit "$0a b"; }',
      'b',
      '`a b` can be taken by `inherit` alone, so that it has to keep its name.',
    ],
    [
      'the value of an old let',
      'let { $0body = 1; }',
      'b',
      '`body` is the value of this `let { … }`. It cannot have another name.',
    ],
  ])('%s', (_, source, name, problem) => {
    expect(renamed(source, name)).toBe(problem);
  });
  test('nothing to rename', () => {
    expect(renamed('let a = $01; in a')).toBe('nothing');
  });
});

test('a name that does not change needs no edit', () => {
  expect(renamed('let $0a = 1; in a', 'a')).toBe('let a = 1; in a');
});

test('what is to be renamed is shown first', () => {
  const { parse, offset, text } = marked('let "a" = 1; in [ $0a ]');
  const found = prepareRename(parse, offset);
  expect(found && 'variable' in found && [found.variable.name, text.slice(found.span.start, found.span.end)]).toEqual([
    'a',
    'a',
  ]);
});

test('renaming neither frees nor catches a name, whatever the program', () => {
  let count = 0;
  fc.assert(
    fc.property(program, (source) => {
      const { parse } = marked(source);
      const free = (text: string): string[] =>
        scopesOf(marked(text).parse)
          .references.filter(({ variable }) => !variable)
          .map(({ name }) => name)
          .sort();
      const before = free(source);
      for (const { definitions, references } of scopesOf(parse).variables.slice(0, 8)) {
        const [first] = definitions;
        const found = first && rename(parse, first.span.start, 'fresh_1');
        if (found === undefined || 'problem' in found) continue;
        const after = edited(source, found.edits);
        expect(marked(after).parse.problems, `${source}\n${after}`).toEqual(parse.problems);
        expect(free(after), `${source}\n${after}`).toEqual(before);
        count += references.length;
      }
    }),
    { numRuns: 60 },
  );
  expect(count).toBeGreaterThan(50);
});
