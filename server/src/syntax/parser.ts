// From text to AST, with tree-sitter's incremental parser. The parser comes in as bytes: this layer reads no files.
import { Language, Parser } from 'web-tree-sitter';
import type { Expr, ParseResult, SyntaxProblem } from './ast';
import { changedText, difference, narrowed, type TextChange } from './change';
import { grammarNames, mapOffsets, type Cst } from './cst';
import { differsFromNix } from './differences';
import { lower } from './lower';
import { recover } from './recovery';
import { reparse } from './reparse';
import { FollowingTree, type ParsedTree, type TreeTools } from './tree';

export interface ParserLimits {
  /** Largest text in UTF-16 units. */
  readonly maxLength: number;
  /** Time for one text, in milliseconds. */
  readonly deadline: number;
}

const defaultLimits: ParserLimits = { maxLength: 4 * 1024 * 1024, deadline: 2000 };

/** An open text that is parsed again after each edit, using what is left of the last tree. */
export interface ParsedDocument {
  readonly result: ParseResult;
  /** Applies changes one after the other: each one's offsets are those of the text after the changes before it. */
  edit(changes: readonly TextChange[]): ParseResult;
  /** Frees the parser's memory; the results stay usable. */
  dispose(): void;
}

export interface NixParser {
  /** Never throws on any text. */
  parse(text: string): ParseResult;
  open(text: string): ParsedDocument;
}

/** The two WebAssembly modules: web-tree-sitter's own, and the grammar. */
export interface ParserModules {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** Loads the parser. Throws when the modules cannot be compiled or do not fit each other. */
export async function loadNixParser(wasm: ParserModules, limits: Partial<ParserLimits> = {}): Promise<NixParser> {
  await Parser.init({ wasmBinary: wasm.runtime });
  const language = await Language.load(wasm.grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  return new TreeSitterNixParser({ parser, names: grammarNames(language) }, { ...defaultLimits, ...limits });
}

class TreeSitterNixParser implements NixParser {
  constructor(
    private readonly tools: TreeTools,
    private readonly limits: ParserLimits,
  ) {}

  parse(text: string): ParseResult {
    const document = this.open(text);
    document.dispose();
    return document.result;
  }

  open(text: string): ParsedDocument {
    return new TreeSitterDocument(text, this.tools, this.limits, (part) => this.parse(part));
  }
}

class TreeSitterDocument implements ParsedDocument {
  result: ParseResult;
  private readonly written: FollowingTree;
  /** Of the text with its faults taken out, while it has some. */
  private readonly recovered: FollowingTree;

  constructor(
    text: string,
    tools: TreeTools,
    private readonly limits: ParserLimits,
    private readonly parsePart: (text: string) => ParseResult,
  ) {
    this.written = new FollowingTree(tools);
    this.recovered = new FollowingTree(tools);
    this.result = this.parse(text);
  }

  edit(changes: readonly TextChange[]): ParseResult {
    const text = changedText(this.result.text, changes);
    const [only, ...others] = changes;
    const change =
      only !== undefined && others.length === 0 ? narrowed(only, this.result.text) : difference(this.result.text, text);
    const part = text.length > this.limits.maxLength ? undefined : reparse(this.result, change, this.parsePart);
    this.result = part ?? this.parse(text);
    return this.result;
  }

  dispose(): void {
    this.written.dispose();
    this.recovered.dispose();
  }

  private parse(text: string): ParseResult {
    const { maxLength, deadline } = this.limits;
    if (text.length > maxLength) {
      this.dispose();
      const size = `${megabytes(text.length)}; the limit is ${megabytes(maxLength)}`;
      return refused(text, `The file is too large to analyse (${size})`);
    }
    const until = Date.now() + deadline;
    const late = `The file takes too long to parse (more than ${deadline} ms): it is not analysed`;
    const written = this.written.update(text, until);
    if (written === undefined) {
      return refused(text, late);
    }
    const cst = written.hasError ? undefined : written.read();
    if (cst !== undefined && !differsFromNix(cst, text)) {
      return lower({ text, cst, pipes: new Map() });
    }
    return this.parseRecovered(text, until) ?? refused(text, late);
  }

  private parseRecovered(text: string, until: number): ParseResult | undefined {
    const recovery = recover(text, until);
    const recovered = recovery && this.updateRecovered(recovery.edited.text, until);
    if (recovery === undefined || recovered === undefined) {
      return undefined;
    }
    const { edited, problems, pipes } = recovery;
    const cst = mapOffsets(recovered.read(), (offset) => edited.original(offset));
    const result = lower({ text, cst, pipes });
    return {
      ...result,
      nesting: recovered.hasError ? Infinity : result.nesting,
      problems: inOrder([...problems, ...result.problems, ...leftOver(recovered.hasError, cst, problems)]),
    };
  }

  /** Where the grammar sees an error it takes it for another one after another text, so it has to forget that. */
  private updateRecovered(text: string, until: number): ParsedTree | undefined {
    const tree = this.recovered.update(text, until);
    if (tree?.hasError !== true) {
      return tree;
    }
    this.recovered.dispose();
    return this.recovered.update(text, until);
  }
}

function inOrder(problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  return [...problems].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** What the recovery did not see but the grammar does not accept. */
function leftOver(hasError: boolean, cst: Cst, problems: readonly SyntaxProblem[]): SyntaxProblem[] {
  const error = hasError && problems.length === 0 ? cst.type.indexOf('ERROR') : -1;
  const start = cst.start[error];
  const end = cst.end[error];
  return start === undefined || end === undefined ? [] : [{ span: { start, end }, message: 'This is not valid Nix' }];
}

function megabytes(units: number): string {
  return `${(units / 1024 / 1024).toFixed(1)} MB`;
}

/** The problem is at the start: a squiggle under all of a huge file helps nobody. */
function refused(text: string, message: string): ParseResult {
  const root: Expr = { kind: 'Invalid', span: { start: 0, end: text.length }, message };
  const span = { start: 0, end: Math.min(1, text.length) };
  return { text, root, problems: [{ span, message, isLimit: true }], comments: [], nesting: 0 };
}
