// Broken sources: what is said, at which text, and what is still read.
import { beforeAll, describe, expect, it } from 'vitest';
import type { NixParser } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { print, printProblems } from './print';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadNodeParser();
});

/** Each case: the source, the problems, what is read. */
const cases: readonly (readonly [string, readonly string[], string])[] = [
  ['/* a', ['"/*": Unclosed comment: there is no matching `*/`'], '<invalid>'],
  ['', ['"": The file is empty: a Nix file holds one expression'], '<invalid>'],
  ['{ a = 1\n  b = 2; }', ['"1": Expected `;` after this binding'], '(set (a = 1) (b = 2))'],
  ['{ a = 1 }', ['"1": Expected `;` after this binding'], '(set (a = 1))'],
  [
    '{ a = foo.; b = 1; }',
    ['".": Expected an attribute name after this'],
    '(set (a = (select foo ${<invalid>})) (b = 1))',
  ],
  [
    '{ a = foo.\n  b = 1; }',
    ['".": Expected an attribute name after this'],
    '(set (a = (select foo ${<invalid>})) (b = 1))',
  ],
  ['{ a = ; b = 1; }', ['"=": Expected a value after `=`'], '(set (a = <invalid>) (b = 1))'],
  ['{ a =\n  b = 1; }', ['"=": Expected a value after `=`'], '(set (a = <invalid>) (b = 1))'],
  ['{ a = 1; enab }', ['"b": Expected `=` and a value after this name'], '(set (a = 1) (enab = <invalid>))'],
  ['{ enab\n  b = 1; }', ['"b": Expected `=` and a value after this name'], '(set (enab = <invalid>) (b = 1))'],
  ['{ a "x"; b = 1; }', ['"a": Expected `=` between this name and its value'], '(set (a = "x") (b = 1))'],
  ['{ a: 1; b = 2; }', ['":": Unexpected `:`: a binding is written `name = value;`'], '(set (a = 1) (b = 2))'],
  ['{ a = [ 1 2; b = 2; }', ['"[": Unclosed `[`: there is no matching `]`'], '(set (a = [1 2]) (b = 2))'],
  ['{ a = f (x; b = 2; }', ['"(": Unclosed `(`: there is no matching `)`'], '(set (a = (f x)) (b = 2))'],
  ['{ a = { b = 1; c = 2; }', ['"{": Unclosed `{`: there is no matching `}`'], '(set (a = (set (b = 1) (c = 2))))'],
  [
    '{ a = [ { x = 1; ]; b = 2; }',
    ['"{": Unclosed `{`: there is no matching `}`'],
    '(set (a = [(set (x = 1))]) (b = 2))',
  ],
  ['{ a = 1; } }', ['"}": Unexpected `}`'], '(set (a = 1))'],
  ['({ a = 1); b = 2; })', ['")": Unexpected `)`'], '(set (a = 1) (b = 2))'],
  ['{ a = "x;\n  b = "y";\n}', ['"\\"": Unclosed string: there is no closing quote'], '(set (a = "x") (b = "y"))'],
  ["{ b = 1; a = ''x\n  y", ['"\'\'": Unclosed string: there is no closing quote'], '(set (b = 1) (a = "x\\n  y"))'],
  ['let a = 1 in a', ['"1": Expected `;` after this binding'], '(let (a = 1) a)'],
  ['let a = 1;', ['"let": Expected `in` after the bindings of this `let`'], '(let (a = 1) <invalid>)'],
  ['if a then b', ['"then": Expected `else` after this `then`: Nix has no `if` without it'], '(if a b <invalid>)'],
  [
    '{ a = if b = c then 1 else 2; }',
    ['"=": Unexpected `=`: values are compared with `==`'],
    '(set (a = (if (== b c) 1 2)))',
  ],
  ['f x: x', ['"x": A function, `let`, `with`, `assert` or `if` needs parentheses here'], '(f (fn x x))'],
  [
    '[ 1 + 2 ]',
    ['"+": Unexpected `+` in a list, whose items are separated by blanks: an expression needs parentheses'],
    '[1 2]',
  ],
  [
    '[ a, b ]',
    ['",": Unexpected `,` in a list, whose items are separated by blanks: an expression needs parentheses'],
    '[a b]',
  ],
  ['{ a b }: a', ['"a": Expected `,` between the arguments'], '(fn {a b} a)'],
  ['{ ..., a }: 1', ['",": Unexpected `,`: nothing may follow `...`'], '(fn {...} 1)'],
  ["{ a = 'x'; b = 2; }", ["\"'\": Unexpected `'`: a string is written `\"…\"` or `''…''`"], "(set (a = x') (b = 2))"],
  ['{ a, a }: a', ['"a": Duplicate formal function argument \'a\''], '(fn {a a} a)'],
  [
    '{ pkgs, ... }\n{ a = 1; }',
    ['"}": Expected `:` and the body of the function after its arguments'],
    '(fn {pkgs ...} (set (a = 1)))',
  ],
  ['{ inherit a\n  b = 1; }', ['"a": Expected `;` after the inherited names'], '(set (inherit a) (b = 1))'],
  [
    '{ inherit "${a}"; }',
    ['"\\"${a}\\"": Dynamic attributes are not allowed in `inherit`: write the name itself'],
    '(set (inherit ${"${a}"}))',
  ],
  ['{ if = 1; b = 2; }', ['"if": `if` is a keyword: as an attribute name it needs quotes'], '(set (if = 1) (b = 2))'],
  ['a == b == c', ['"==": Comparisons cannot be chained: put one of them in parentheses'], '(== (== a b) c)'],
  ['./a/', ["\"./a/\": The path './a/' has a trailing slash: leave the last '/' out"], '(path "./a/")'],
  ['./a//b', ['"./a//b": The path \'./a//b\' has two slashes in a row: leave one of them out'], '(path "./a//b")'],
  [
    '{ a = 1; /* b',
    ['"{": Unclosed `{`: there is no matching `}`', '"/*": Unclosed comment: there is no matching `*/`'],
    '(set (a = 1))',
  ],
  [
    '{ a = 1; }\u00a0',
    ['"\u00a0": Unexpected character U+00A0, which Nix allows in strings and comments only'],
    '(set (a = 1))',
  ],
  [
    '{ a = 1\n  b = 2\n  c = 3;\n}',
    ['"1": Expected `;` after this binding', '"2": Expected `;` after this binding'],
    '(set (a = 1) (b = 2) (c = 3))',
  ],
];

describe('a broken source', () => {
  it.each(cases)('%j', (source, problems, expected) => {
    const result = parser.parse(source);
    expect(printProblems(result)).toEqual(problems);
    expect(print(result.root)).toBe(expected);
  });

  it('keeps its length in messages bounded', () => {
    expect(parser.parse('@ 1 '.repeat(1000)).problems.length).toBeLessThanOrEqual(100);
  });

  it('of a million brackets is given an answer', () => {
    const result = parser.parse('['.repeat(1_000_000));
    expect(result.problems.length).toBeGreaterThan(0);
  });

  it.each(['[', '{ a = (', '"${', 'x: [ ', 'let a = '])(
    'of thousands of %j and as many strange ends is given an answer',
    (open) => {
      const result = parser.parse(open.repeat(50_000) + '; ] , then '.repeat(20_000));
      expect(result.problems.length).toBeGreaterThan(0);
    },
  );
});
