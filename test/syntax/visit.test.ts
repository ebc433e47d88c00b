import { beforeAll, describe, expect, it } from 'vitest';
import { LineIndex, nodeAt, type NixParser } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadNodeParser();
});

describe('nodeAt', () => {
  it.each([
    ['{ a = f x$0; }', 'AttrSet Apply Variable'],
    ['{ a = f$0 x; }', 'AttrSet Apply Variable'],
    ['{ $0a = 1; }', 'AttrSet'],
    ['{ a."${b$0}" = 1; }', 'AttrSet String Variable'],
    ['{ inherit (f.$0g) h; }', 'AttrSet Select'],
    ['{ a ? [ 1$0 ] }: a', 'Lambda List Int'],
    ['{ a = b.$0; }', 'AttrSet Select Invalid'],
    ['1   $0', ''],
  ])('%s', (marked, kinds) => {
    const offset = marked.indexOf('$0');
    const { root } = parser.parse(marked.replace('$0', ''));
    expect(
      nodeAt(root, offset)
        .map(({ kind }) => kind)
        .join(' '),
    ).toBe(kinds);
  });
});

describe('LineIndex', () => {
  const text = 'a\nbc\r\n\rd𝄞e\n';
  const lines = LineIndex.of(text);

  it('counts lines as the protocol does', () => {
    expect(lines.lineCount).toBe(5);
    expect(lines.position(0)).toEqual({ line: 0, character: 0 });
    expect(lines.position(3)).toEqual({ line: 1, character: 1 });
    expect(lines.position(6)).toEqual({ line: 2, character: 0 });
    expect(lines.position(text.indexOf('e'))).toEqual({ line: 3, character: 3 });
    expect(lines.position(999)).toEqual({ line: 4, character: 0 });
  });

  it('turns every offset into a position and back', () => {
    for (let offset = 0; offset <= text.length; offset++) {
      // Between the two units of a line break there is no place of its own.
      const isInsideBreak = text[offset - 1] === '\r' && text[offset] === '\n';
      expect(lines.offset(lines.position(offset))).toBe(isInsideBreak ? offset - 1 : offset);
    }
  });

  it('keeps positions that are out of range inside of the text', () => {
    expect(lines.offset({ line: 1, character: 99 })).toBe(4);
    expect(lines.offset({ line: 99, character: 0 })).toBe(text.length);
    expect(lines.offset({ line: -1, character: 5 })).toBe(0);
  });
});
