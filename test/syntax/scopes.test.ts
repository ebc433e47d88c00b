// Which name means which variable.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../server/src/evaluator/builtins';
import { compileSource } from '../../server/src/evaluator/evaluate';
import { scopesOf, withsAround, type Scope, type Scopes } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { fragment, program } from './programs';

const parser = await loadNodeParser();

/** The text with a mark before each place of a variable: `⟨1:⟩` a definition of the first one, `⟨1⟩` a reference, `⟨?⟩` free. */
function marked(text: string): string {
  const scopes = scopesOf(parser.parse(text));
  const marks = scopes.variables.flatMap((variable, i) => [
    ...variable.definitions.map(({ span }) => ({ at: span.start, mark: `⟨${i + 1}:⟩` })),
    ...variable.references.map(({ span }) => ({ at: span.start, mark: `⟨${i + 1}⟩` })),
  ]);
  for (const { variable, span } of scopes.references)
    if (variable === undefined) marks.push({ at: span.start, mark: '⟨?⟩' });
  return marks.sort((a, b) => b.at - a.at).reduce((out, { at, mark }) => out.slice(0, at) + mark + out.slice(at), text);
}

describe('what a name means', () => {
  test.each([
    ['let', 'let ⟨1:⟩a = ⟨2⟩b; ⟨2:⟩b = 1; in ⟨1⟩a'],
    ['nothing brings it into scope', 'let ⟨1:⟩a = 1; in ⟨?⟩b'],
    ['the innermost', 'let ⟨1:⟩a = 1; in let ⟨2:⟩a = 2; in ⟨2⟩a'],
    ['a recursive set', 'rec { ⟨1:⟩a = 1; ⟨2:⟩b = { c = ⟨1⟩a; }; }'],
    ['a plain set binds nothing', '{ a = 1; b = ⟨?⟩a; }'],
    ['a parameter', '⟨1:⟩x: ⟨1⟩x'],
    ['formals and their defaults', '{ ⟨1:⟩a, ⟨2:⟩b ? ⟨1⟩a }: [ ⟨1⟩a ⟨2⟩b ]'],
    ['all arguments', '⟨1:⟩all@{ ⟨2:⟩a, ... }: ⟨1⟩all.a ⟨2⟩a'],
    ['all arguments, behind', '{ ⟨1:⟩a }@⟨2:⟩all: ⟨2⟩all // { b = ⟨1⟩a; }'],
    ['parts of one variable', 'let ⟨1:⟩a.x = 1; ⟨1:⟩a.y = ⟨1⟩a.x; in ⟨1⟩a'],
    ['sets that are merged', 'let ⟨1:⟩a = rec { ⟨2:⟩x = 1; }; ⟨1:⟩a = { ⟨3:⟩y = ⟨2⟩x; }; in ⟨1⟩a'],
    ['the first of merged sets says whether they are recursive', '{ a = { x = 1; }; a = rec { y = ⟨?⟩x; }; }'],
    ['a path is not recursive', 'rec { ⟨1:⟩a.b = 1; ⟨1:⟩a.c = ⟨?⟩b; }'],
    ['quoted', 'let ⟨1:⟩"a" = 1; in ⟨1⟩a'],
    ['in strings, paths and names', 'let ⟨1:⟩a = "b"; in { "${⟨1⟩a}" = ./${⟨1⟩a}; ${⟨1⟩a}.c = \'\'${⟨1⟩a}\'\'; }'],
    ['computed names of a recursive set', 'rec { ⟨1:⟩a = "b"; ${⟨1⟩a} = 1; }'],
    ['let as it was', 'let { ⟨1:⟩a = 1; ⟨2:⟩body = ⟨1⟩a; }'],
    ['with hides nothing', 'let ⟨1:⟩a = 1; in with { a = 2; }; [ ⟨1⟩a ⟨?⟩b ]'],
    ['refused by Nix, still the same name', 'let ⟨1:⟩a = 1; ⟨1:⟩a = ⟨2⟩b; ⟨2:⟩b = 2; in ⟨1⟩a'],
    ['broken', 'let ⟨1:⟩a = 1; ⟨2:⟩b = ; in [ ⟨1⟩a (⟨2⟩b ]'],
  ])('%s', (_, text) => {
    expect(marked(text.replaceAll(/⟨.*?⟩/g, ''))).toBe(text);
  });
});

describe('inherit', () => {
  const shown = (text: string): string[] =>
    scopesOf(parser.parse(text)).references.map(({ name, inherits, variable }) =>
      [name, inherits ? 'inherited' : 'used', variable?.kind ?? 'free', variable?.definitions[0]?.span.start].join(' '),
    );
  test('a set takes the variable around it', () => {
    expect(shown('let a = 1; in { inherit a; }')).toEqual(['a inherited let 4']);
  });
  test('a recursive set takes the variable from outside of itself', () => {
    expect(shown('a: rec { inherit a; b = a; }')).toEqual(['a inherited parameter 0', 'a used rec 17']);
  });
  test('from a set, the name is no variable of the scope', () => {
    expect(shown('s: let inherit (s) a; in a')).toEqual(['s used parameter 0', 'a used let 19']);
  });
  test('the source may be a variable of the same let', () => {
    expect(shown('let s = { a = 1; }; inherit (s) a; in a')).toEqual(['s used let 4', 'a used let 32']);
  });
});

test('what a variable stands for', () => {
  const text = 's: { d ? 1 }@all: let v = 2; set = { }; set.more = 3; inherit s; inherit (all) d; in 0';
  const shown = scopesOf(parser.parse(text)).variables.map(
    ({ name, kind, definitions }) =>
      `${kind} ${name}: ${definitions
        .map(({ value, inherited }) =>
          inherited === 'scope'
            ? 'inherit'
            : inherited
              ? `inherit from ${text.slice(inherited.span.start, inherited.span.end)}`
              : (value?.kind ?? '-'),
        )
        .join(', ')}`,
  );
  expect(shown).toEqual([
    'parameter s: -',
    'formal d: Int',
    'arguments all: -',
    'let v: Int',
    'let set: AttrSet, -',
    'let s: inherit',
    'let d: inherit from all',
  ]);
});

/** What can be named in a scope, the innermost first, hidden ones once. */
function namesIn(scope: Scope | undefined): string[] {
  const names: string[] = [];
  for (let s = scope; s !== undefined; s = s.parent) names.push(...s.variables.keys());
  return [...new Set(names)];
}

describe('in scope at the cursor', () => {
  const names = (text: string): string => {
    const scope = scopesOf(parser.parse(text.replace('$0', ''))).at(text.indexOf('$0'));
    const withs = withsAround(scope).length;
    return namesIn(scope)
      .concat(withs > 0 ? [`with × ${withs}`] : [])
      .join(' ');
  };
  test.each([
    ['nothing around it', '$0', ''],
    ['the inner ones first', 'a: let b = 1; in c: $0b', 'c b a'],
    ['hidden ones once', 'a: b: a: a$0', 'a b'],
    ['in a value of let', 'let a = 1; b = $0; in a', 'a b'],
    ['before let', '[ $0 (let a = 1; in a) ]', ''],
    ['behind the parentheses', '[ (let a = 1; in a) $0 ]', ''],
    ['where the body is to come', 'let a = 1; in $0', 'a'],
    ['where the body is to come, in a set', '{ x = let a = 1; in $0; }', 'a'],
    ['behind a comment', 'a: # why\n  $0', 'a'],
    ['where another argument is to come', '{ x = let f = 1; in f $0 }', 'f'],
    ['with', 'lib: with lib; $0', 'lib with × 1'],
    ['in the set of a with', 'with (lib$0); 1', ''],
    ['in an antiquotation', 'a: "${$0}"', 'a'],
    ['in a list that is not closed', 'a: [ $0', 'a'],
    ['in a recursive set that is not closed', 'rec { a = 1; b = $0', 'a b'],
    ['inherit takes from outside', 'a: rec { b = 1; inherit $0; }', 'a'],
    ['inherit from a set sees the inside', 'a: rec { b = 1; inherit ($0) c; }', 'b c a'],
    ['in a default', '{ a, b ? $0 }: 1', 'a b'],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toBe(expected);
  });
});

/** Names that neither a scope nor a `with` nor the builtins have, as the compiler finds them and as the scopes do. */
function free(text: string): { compiled: string[]; scoped: string[] } {
  const parse = parser.parse(text);
  const { problems } = compileSource({ path: '/a.nix', text, folder: '/' }, parse, { tolerant: true });
  const unbound = ({ references }: Scopes): string[] =>
    references
      .filter(({ variable, scope, name }) => !variable && !withsAround(scope).length && !ROOT.scope.slots?.has(name))
      .map(({ span, name }) => `${span.start} ${name}`);
  return {
    compiled: problems
      .filter(({ kind }) => kind === 'undefined-variable')
      .sort((a, b) => a.start - b.start)
      .map(({ start, name }) => `${start} ${name ?? ''}`),
    scoped: unbound(scopesOf(parse)),
  };
}

test('the compiler and the scopes miss the same names', () => {
  let seen = 0;
  const same = (text: string): void => {
    const { compiled, scoped } = free(text);
    expect(
      scoped.filter((name) => !compiled.includes(name)),
      text,
    ).toEqual([]);
    expect(
      compiled.filter((name) => !scoped.includes(name)),
      text,
    ).toEqual([]);
    seen += compiled.length;
  };
  fc.assert(
    fc.property(program, (text) => same(text)),
    { numRuns: 300 },
  );
  expect(seen).toBeGreaterThan(100);
});

test('they do so in edited programs, as far as those are compiled', () => {
  fc.assert(
    fc.property(program, fc.nat(), fc.nat({ max: 3 }), fragment, (source, at, length, text) => {
      const start = at % (source.length + 1);
      const { compiled, scoped } = free(source.slice(0, start) + text + source.slice(start + length));
      expect(compiled.filter((name) => !scoped.includes(name))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
