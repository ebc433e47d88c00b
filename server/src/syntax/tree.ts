// One tree-sitter tree that follows a changing text.
import { Edit, type Parser, type Point, type Tree } from 'web-tree-sitter';
import { difference, type TextChange } from './change';
import { readCst, type Cst, type GrammarNames } from './cst';

/** What trees share: the parser, the grammar's names. */
export interface TreeTools {
  readonly parser: Parser;
  readonly names: GrammarNames;
}

export interface ParsedTree {
  readonly hasError: boolean;
  /** Copies the tree, which takes longer than parsing; before the next update only. */
  read(): Cst;
}

/** A tree in the parser's memory; whoever holds it calls `dispose`. */
export class FollowingTree {
  private tree: Tree | undefined;
  private text = '';

  constructor(private readonly tools: TreeTools) {}

  /**
   * Parses a text, taking over what it shares with the text before.
   * Undefined when `deadline` (milliseconds since the epoch) passes first.
   */
  update(text: string, deadline: number): ParsedTree | undefined {
    const { parser } = this.tools;
    const edited = this.tree;
    edited?.edit(editOf(difference(this.text, text), this.text, text));
    const tree = parser.parse(text, edited, { progressCallback: () => Date.now() > deadline });
    edited?.delete();
    this.tree = tree ?? undefined;
    this.text = text;
    if (tree === null) {
      // Without this the parser would go on with this text at its next call.
      parser.reset();
      return undefined;
    }
    return { hasError: tree.rootNode.hasError, read: () => readCst(tree, this.tools.names) };
  }

  dispose(): void {
    this.tree?.delete();
    this.tree = undefined;
  }
}

function editOf({ start, end, newText }: TextChange, before: string, after: string): Edit {
  const newEnd = start + newText.length;
  const startPosition = pointAt(before, start, 0, { row: 0, column: 0 });
  return new Edit({
    startIndex: start,
    oldEndIndex: end,
    newEndIndex: newEnd,
    startPosition,
    oldEndPosition: pointAt(before, end, start, startPosition),
    newEndPosition: pointAt(after, newEnd, start, startPosition),
  });
}

/** The row and column of an offset, counted on from a place whose point is known. */
function pointAt(text: string, offset: number, from: number, known: Point): Point {
  let { row } = known;
  let lineStart = from - known.column;
  for (let at = text.indexOf('\n', from); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}
