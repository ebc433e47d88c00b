// The concrete syntax tree as flat arrays in preorder: read once through a cursor, then cheap to look at from
// anywhere, and free of the parser's memory.
import type { Language, Tree } from 'web-tree-sitter';

/** A node is its index in preorder: children come after their parent, and `next` is the index behind the subtree. */
export interface Cst {
  readonly size: number;
  /** Node type: the grammar's name, `ERROR`, or for the `inherit a;` node `inherit_binding` (the keyword is `inherit`). */
  readonly type: readonly string[];
  readonly field: readonly string[];
  /** UTF-16 offsets into the parsed text. */
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly next: readonly number[];
  /** Index of the parent; -1 for the root. */
  readonly parent: readonly number[];
}

/** Names of the grammar's node types and fields, indexed by their ids. */
export interface GrammarNames {
  readonly types: readonly string[];
  readonly fields: readonly string[];
  /** Whether a type has no children worth looking at: tokens, and variables, which are one identifier. */
  readonly isLeaf: readonly boolean[];
  /** Whether a type is punctuation or a keyword; these have no field but in operators, which are known by their type. */
  readonly isToken: readonly boolean[];
}

const namedLeaves: ReadonlySet<string> = new Set([
  'identifier',
  'variable_expression',
  'integer_expression',
  'float_expression',
  'spath_expression',
  'uri_expression',
  'path_fragment',
  'string_fragment',
  'escape_sequence',
  'dollar_escape',
  'ellipses',
  'comment',
]);

/** Reads the names that `readCst` needs from a loaded grammar. */
export function grammarNames(language: Language): GrammarNames {
  const types: string[] = [];
  const isLeaf: boolean[] = [];
  const isToken: boolean[] = [];
  for (let id = 0; id < language.nodeTypeCount; id++) {
    const name = language.nodeTypeForId(id) ?? '';
    const named = language.nodeTypeIsNamed(id);
    types.push(name === 'inherit' && named ? 'inherit_binding' : name);
    isLeaf.push(!named || namedLeaves.has(name));
    isToken.push(!named);
  }
  return { types, fields: language.fields.map((field) => field ?? ''), isLeaf, isToken };
}

/** Copies a tree out of the parser's memory; the tree can be deleted afterwards. */
export function readCst(tree: Tree, names: GrammarNames): Cst {
  const type: string[] = [];
  const field: string[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const next: number[] = [];
  const parent: number[] = [];
  const cursor = tree.walk();
  let open = -1;
  try {
    for (;;) {
      const index = type.length;
      // Each question to the cursor crosses into WebAssembly; few of them make this twice as fast.
      const id = cursor.nodeTypeId;
      type.push(names.types[id] ?? 'ERROR');
      field.push(names.isToken[id] === true ? '' : (names.fields[cursor.currentFieldId] ?? ''));
      start.push(cursor.startIndex);
      end.push(cursor.endIndex);
      next.push(index + 1);
      parent.push(open);
      if (names.isLeaf[id] !== true && cursor.gotoFirstChild()) {
        open = index;
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) {
          return { size: type.length, type, field, start, end, next, parent };
        }
        next[open] = type.length;
        open = parent[open] ?? -1;
      }
    }
  } finally {
    cursor.delete();
  }
}

/** The first direct child in a field, or -1. */
export function child(cst: Cst, node: number, field: string): number {
  const behind = cst.next[node] ?? 0;
  for (let c = node + 1; c < behind; c = cst.next[c] ?? behind) {
    if (cst.field[c] === field) {
      return c;
    }
  }
  return -1;
}

/** The direct children of a node. */
export function childrenOf(cst: Cst, node: number): number[] {
  const found: number[] = [];
  const behind = cst.next[node] ?? 0;
  for (let c = node + 1; c < behind; c = cst.next[c] ?? behind) {
    found.push(c);
  }
  return found;
}

/** The same tree with its offsets changed, for example to those of another text. */
export function mapOffsets(cst: Cst, map: (offset: number) => number): Cst {
  return { ...cst, start: cst.start.map(map), end: cst.end.map(map) };
}
