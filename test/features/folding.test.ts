import { describe, expect, test } from 'vitest';
import { foldingRanges, selectionRanges } from '../../server/src/features';
import { marked } from './marks';

/** Each range as `first-last kind`, lines from 1. */
function folds(text: string): string[] {
  return foldingRanges(marked(text).parse).map(({ startLine, endLine, kind }) =>
    `${startLine + 1}-${endLine + 1} ${kind ?? ''}`.trim(),
  );
}

describe('folding', () => {
  test('sets, lists and strings, down to the line before the bracket', () => {
    expect(folds("{\n  a = [\n    1\n  ];\n  b = ''\n    text\n  '';\n}")).toEqual(['1-7', '2-3', '5-6']);
  });
  test('down to the last line where something stands before the bracket', () => {
    expect(folds('{ a = 1;\n  b = 2; }')).toEqual(['1-2']);
  });
  test('nothing on one line', () => {
    expect(folds('{ a = [ 1 2 ]; }')).toEqual([]);
  });
  test('what begins on one line folds as the largest', () => {
    expect(folds('f { a = {\n  b = 1;\n}; c = {\n};\n}')).toEqual(['1-4']);
  });
  test('let, down to its last definition', () => {
    expect(folds('let\n  a = 1;\n  b = 2;\nin\na')).toEqual(['1-3']);
  });
  test('imports', () => {
    expect(folds('{\n  imports = [\n    ./a.nix\n  ];\n}')).toEqual(['1-4', '2-3 imports']);
  });
  test('comments: blocks, and lines that follow each other', () => {
    expect(folds('# one\n# two\n{\n  /* three\n     four */\n}\n# alone')).toEqual([
      '1-2 comment',
      '3-5',
      '4-5 comment',
    ]);
  });
  test('a comment behind code is no block', () => {
    expect(folds('[ 1 # one\n# two\n2 ]')).toEqual(['1-3']);
  });
  test('regions, one in the other', () => {
    expect(folds('# region outer\n#region inner\n1\n#endregion\n# endregion')).toEqual(['1-5 region', '2-4 region']);
  });
  test('a region that is not closed does not fold', () => {
    expect(folds('# region\n1')).toEqual([]);
  });
  test('a set that is not closed', () => {
    expect(folds('{\n  a = 1;\n  b = {\n    c = 2;\n')[0]).toMatch(/^1-/);
  });
});

describe('selection', () => {
  const steps = (source: string): string[] => {
    const { parse, offset, text } = marked(source);
    return selectionRanges(parse, offset).map(({ start, end }) => text.slice(start, end));
  };
  test('from a name to the file', () => {
    expect(steps('{ a = { b.c$0.d = 1; }; }')).toEqual([
      'c',
      'b.c',
      'b.c.d',
      'b.c.d = 1;',
      '{ b.c.d = 1; }',
      'a = { b.c.d = 1; };',
      '{ a = { b.c.d = 1; }; }',
    ]);
  });
  test('what is between brackets comes before the brackets', () => {
    expect(steps('[ (f $0x) 2 ]')).toEqual(['x', 'f x', '(f x)', '(f x) 2', '[ (f x) 2 ]']);
  });
  test('strings', () => {
    expect(steps('"a $0b"')).toEqual(['a b', '"a b"']);
    expect(steps("''a ${b$0} c''")).toEqual(['b', 'a ${b} c', "''a ${b} c''"]);
  });
  test('parameters', () => {
    expect(steps('{ a, b$0 ? 1 }: a')).toEqual(['b', 'b ? 1', '{ a, b ? 1 }', '{ a, b ? 1 }: a']);
  });
  test('inherit', () => {
    expect(steps('{ inherit a$0 b; }')).toEqual(['a', 'inherit a b;', '{ inherit a b; }']);
  });
  test('a comment', () => {
    expect(steps('{ /* wh$0y */ }')).toEqual(['/* why */', '{ /* why */ }']);
  });
});
