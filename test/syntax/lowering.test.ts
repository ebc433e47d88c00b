// Sources and the AST that they stand for.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Expr, NixParser } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { print, printProblems } from './print';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadNodeParser();
});

function read(source: string): string {
  const result = parser.parse(source);
  expect(printProblems(result)).toEqual([]);
  return print(result.root);
}

describe('expressions', () => {
  it.each([
    ['{ config, lib, ... }@args: config', '(fn args@{config lib ...} config)'],
    ['{ a, b ? 1, }: a', '(fn {a b?1} a)'],
    ['a.b."c d".${e} or f g', '((select a b.c d.${e} or f) g)'],
    ['f or x', '((f or) x)'],
    ['[ a or (b c) ]', '[(a or) (b c)]'],
    ['!a ? b.c && d', '(&& (! (has a b.c)) d)'],
    ['{ a.b = 1; inherit (x) c "d"; ${e} = 2; }', '(set (a.b = 1) (inherit from x c d) (${e} = 2))'],
    ['let { a = 1; body = a; }', '(legacy-let (a = 1) (body = a))'],
    ['./a/${b}.nix', '(path "./a/${b}.nix")'],
    ['http://a.b/c', '(uri "http://a.b/c")'],
    ['<nixpkgs/lib>', '(search nixpkgs/lib)'],
    ['a//b', '(// a b)'],
    ['(a) + (b)', '(+ a b)'],
  ])('%s', (source, expected) => {
    expect(read(source)).toBe(expected);
  });
});

describe('pipe operators, which Nix has since 2.24', () => {
  it.each([
    ['a |> f', '(|> a f)'],
    ['a |> f |> g', '(|> (|> a f) g)'],
    ['f <| g <| a', '(<| f (<| g a))'],
    ['a -> b |> f', '(|> (-> a b) f)'],
    ['a |> f -> g |> h', '(|> (|> a (-> f g)) h)'],
    ['a |> (b <| c)', '(|> a (<| b c))'],
    ['{ x = [ 1 2 ] |> map (n: n + 1); }', '(set (x = (|> [1 2] (map (fn n (+ n 1))))))'],
    ['f "|>" |> g', '(|> (f "|>") g)'],
  ])('%s', (source, expected) => {
    expect(read(source)).toBe(expected);
  });

  it('do not mix', () => {
    const result = parser.parse('a |> f <| b');
    expect(printProblems(result)).toEqual([
      '"<|": The operators `|>` and `<|` cannot be mixed: put one side in parentheses',
    ]);
  });

  it('have their own spans', () => {
    const { root, text } = parser.parse('(a) |> f -> g');
    expect(root.kind === 'Binary' && text.slice(root.operatorSpan.start, root.operatorSpan.end)).toBe('|>');
    expect(root.span).toEqual({ start: 0, end: 13 });
  });
});

describe('strings', () => {
  it('are stripped of their common indentation', () => {
    expect(read("''\n    set -e\n      exec ${run} \\\n\n    done\n  ''")).toBe(
      '"set -e\\n  exec ${run} \\\\\\n\\ndone\\n"',
    );
  });

  it('have no empty parts, and one part for neighbouring text', () => {
    const { root } = parser.parse("''a''$b''");
    expect(root).toMatchObject({ kind: 'String', style: 'indented', parts: ['a$b'] });
    expect(parser.parse('""').root).toMatchObject({ kind: 'String', parts: [] });
    expect(parser.parse('"${a}"').root).toMatchObject({ parts: [{ kind: 'Variable', name: 'a' }] });
  });
});

describe('spans', () => {
  it('leave parentheses out', () => {
    const { root, text } = parser.parse('((a + b))');
    expect(text.slice(root.span.start, root.span.end)).toBe('a + b');
  });

  it('are UTF-16 offsets', () => {
    const { root, text } = parser.parse('"𝄞" + b');
    expect(root.kind === 'Binary' && text.slice(root.right.span.start, root.right.span.end)).toBe('b');
  });

  it('of comments include their delimiters', () => {
    const { comments } = parser.parse('# a\r\n/* b\n c */ 1 # d');
    expect(comments.map(({ text }) => text)).toEqual(['# a', '/* b\n c */', '# d']);
  });
});

describe('limits', () => {
  it.each(['++', '+', '//', '->', '&&'])('a chain of 20,000 %s is read', (operator) => {
    const { root } = parser.parse(new Array(20_001).fill('a').join(` ${operator} `));
    expect(root.kind).toBe('Binary');
  });

  it('20,000 arguments are read', () => {
    let depth = 0;
    let { root }: { root: Expr } = parser.parse(new Array(20_001).fill('a').join(' '));
    while (root.kind === 'Apply') {
      root = root.fn;
      depth++;
    }
    expect(depth).toBe(20_000);
  });

  it('5,000 nested lists and parentheses are read', () => {
    expect(parser.parse(`${'('.repeat(5000)}1${')'.repeat(5000)}`)).toMatchObject({
      root: { kind: 'Int' },
      problems: [],
    });
    expect(parser.parse(`${'['.repeat(5000)}1${']'.repeat(5000)}`)).toMatchObject({
      root: { kind: 'List' },
      problems: [],
    });
  });

  it('deeper nesting is one problem', () => {
    const result = parser.parse(`${'['.repeat(20_000)}1${']'.repeat(20_000)}`);
    expect(result.problems.map(({ message }) => message)).toEqual([
      'Expressions are nested more than 10000 levels deep here',
    ]);
  });

  it('a file that is too large is not looked at', async () => {
    const small = await loadNodeParser({ maxLength: 1024 * 1024 });
    const result = small.parse(' '.repeat(10 * 1024 * 1024));
    expect(result.root.kind).toBe('Invalid');
    expect(result.problems.map(({ message, isLimit }) => [message, isLimit])).toEqual([
      ['The file is too large to analyse (10.0 MB; the limit is 1.0 MB)', true],
    ]);
  });

  it('a file that takes too long is given up, and the next one is read', async () => {
    const hasty = await loadNodeParser({ deadline: -1 });
    const result = hasty.parse(`[ ${'a '.repeat(100_000)}]`);
    expect(result.root.kind).toBe('Invalid');
    expect(result.problems[0]?.message).toContain('takes too long to parse');
    expect(hasty.parse('1').root.kind).toBe('Int');
  });

  it('numbers have to fit', () => {
    expect(printProblems(parser.parse('9223372036854775808'))).toEqual([
      '"9223372036854775808": Invalid integer \'9223372036854775808\': the largest is 9223372036854775807',
    ]);
  });
});
