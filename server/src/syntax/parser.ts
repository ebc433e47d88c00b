// From text to AST, with tree-sitter's incremental parser. The parser comes in as bytes: this layer reads no files.
import { Language, Parser } from 'web-tree-sitter';
import type { Expr, ParseResult, Span, SyntaxProblem } from './ast';
import { isBalancedText } from './balance';
import { FaultyBlocks, blanked } from './blocks';
import { changedText, difference, narrowed, type TextChange } from './change';
import { parsedBlock, withBlocks, type ParsedBlock } from './confined';
import { grammarNames, mapOffsets, type Cst } from './cst';
import { differsFromNix } from './differences';
import { reparseAround } from './hollow';
import { lower } from './lower';
import { asSet, insideOf, parseOutside } from './outside';
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
  /**
   * Applies changes one after the other: each one's offsets are those of the text after the changes before it.
   * @param text the text after all of them, for whoever has it: one string for all saves copies of long ones
   */
  edit(changes: readonly TextChange[], text?: string): ParseResult;
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
    return result(this.open(text));
  }

  open(text: string): ParsedDocument {
    return new TreeSitterDocument(text, this.tools, this.limits);
  }
}

function result(document: ParsedDocument): ParseResult {
  document.dispose();
  return document.result;
}

class TreeSitterDocument implements ParsedDocument {
  result: ParseResult;
  /** Of the text without the bindings that are parsed by themselves; where there are none, the result. */
  private around: ParseResult | undefined;
  /** Whether brackets, quotes and comments match in the text of `around`. */
  private isBalanced = false;
  private readonly faulty = new FaultyBlocks();
  /** Runs of bindings, while there is a fault outside of them. */
  private insides: readonly ParseResult[] | undefined;
  private readonly written: FollowingTree;
  /** Of the text with its faults taken out, while it has some. */
  private readonly recovered: FollowingTree;

  constructor(
    text: string,
    private readonly tools: TreeTools,
    private readonly limits: ParserLimits,
    /** Whether it is a part of another text, of which it is known to be short or whole. */
    private readonly isPart = false,
  ) {
    this.written = new FollowingTree(tools);
    this.recovered = new FollowingTree(tools);
    this.result = this.parse(text, () => this.parseConfined(text) ?? this.parseOutside(text));
  }

  edit(changes: readonly TextChange[], text = changedText(this.result.text, changes)): ParseResult {
    const [only, ...others] = changes;
    const before = this.isBalanced && text.length <= this.limits.maxLength ? this.around : undefined;
    const change =
      only !== undefined && others.length === 0 && before === this.result
        ? narrowed(only, before.text)
        : difference(before?.text ?? '', text);
    const part = before && this.reparsed(before, change, text);
    if (part !== undefined) this.around = part;
    const insides = this.insides ?? [];
    this.insides = undefined;
    this.result =
      part ??
      this.parseConfined(text) ??
      (before === undefined && insides.length === 0 ? undefined : this.parseOutside(text, insides, before)) ??
      this.parse(text, () => undefined);
    return this.result;
  }

  dispose(): void {
    this.written.dispose();
    this.recovered.dispose();
  }

  /** The result after a change from the one before, where few of the text has to be parsed for it. */
  private reparsed(before: ParseResult, change: TextChange, text: string): ParseResult | undefined {
    return reparse(before, change, text, this.parsePart) ?? reparseAround(before, change, text, this.parsePart);
  }

  /** @param confined asked for the result when some bindings may be at fault */
  private parse(text: string, confined: () => ParseResult | undefined): ParseResult {
    const { maxLength, deadline } = this.limits;
    this.around = undefined;
    if (text.length > maxLength) {
      this.dispose();
      const size = `${megabytes(text.length)}; the limit is ${megabytes(maxLength)}`;
      return refused(text, `The file is too large to analyse (${size})`);
    }
    const until = Date.now() + deadline;
    const whole = this.parseWhole(text, until);
    if (whole !== undefined && whole !== 'broken') {
      this.isBalanced = true;
      return (this.around = whole);
    }
    const apart = whole === undefined ? undefined : confined();
    if (apart !== undefined) return apart;
    this.isBalanced = isBalancedText(text);
    const recovered = whole === undefined ? undefined : this.parseRecovered(text, until, 'root', this.recovered);
    return (this.around =
      recovered ?? refused(text, `The file takes too long to parse (more than ${deadline} ms): it is not analysed`));
  }

  /** `undefined` when that takes too long. */
  private parseWhole(text: string, until: number): ParseResult | 'broken' | undefined {
    const written = this.written.update(text, until);
    if (written === undefined) return undefined;
    const cst = written.hasError ? undefined : written.read();
    return cst === undefined || differsFromNix(cst, text) ? 'broken' : lower({ text, cst, pipes: new Map() });
  }

  /** A text of which some bindings are at fault, these by themselves; `undefined` where it cannot be told which. */
  private parseConfined(text: string): ParseResult | undefined {
    const spans = text.length > this.limits.maxLength ? [] : this.faulty.find(text);
    if (spans.length === 0) return undefined;
    const until = Date.now() + this.limits.deadline;
    const blocks: ParsedBlock[] = [];
    for (const span of spans) {
      const parsed = this.parseBlock(text.slice(span.start, span.end), until);
      const block = parsed && parsedBlock(span, parsed);
      if (block === undefined) return undefined;
      blocks.push(block);
    }
    const quiet = blanked(text, spans);
    const around = this.parseAround(quiet, until);
    const result = around && withBlocks(text, around, blocks);
    if (result !== undefined) {
      this.around = around;
      this.isBalanced = true;
    }
    return result;
  }

  /**
   * A text with a fault outside of its large bindings, and these by themselves; `undefined` where it has no such.
   * @param insides what they were before
   * @param before a result from which they can be taken
   */
  private parseOutside(
    text: string,
    insides: readonly ParseResult[] = [],
    before?: ParseResult,
  ): ParseResult | undefined {
    const runs = this.isPart || text.length > this.limits.maxLength ? [] : this.faulty.runs(text);
    if (runs.length === 0) return undefined;
    const change = before && difference(before.text, text);
    const inside = (i: number, isFaultOutside: boolean): ParseResult | undefined => {
      const run = runs[i] as Span;
      const set = asSet(text.slice(run.start, run.end));
      const known = insides[i] ?? (before && change && insideBefore(before, change, run));
      if (known?.text === set) return known;
      // Without a fault outside, there is one in a run.
      if (known === undefined) return isFaultOutside ? this.parsePart(set) : undefined;
      return reparse(known, difference(known.text, set), set, this.parsePart) ?? this.parsePart(set);
    };
    const outside = parseOutside(text, runs, inside, this.parsePart);
    if (outside === undefined) return undefined;
    this.isBalanced = outside.result.problems.length === 0;
    this.around = this.isBalanced ? outside.result : undefined;
    this.insides = this.isBalanced ? undefined : outside.insides;
    return outside.result;
  }

  private readonly parsePart = (text: string): ParseResult =>
    result(new TreeSitterDocument(text, this.tools, this.limits, true));

  private parseAround(text: string, until: number): ParseResult | undefined {
    const before = this.isBalanced ? this.around : undefined;
    const part = before && this.reparsed(before, difference(before.text, text), text);
    if (part !== undefined) return part;
    const whole = this.parseWhole(text, until);
    return whole === 'broken' ? this.parseRecovered(text, until, 'root', this.recovered) : whole;
  }

  private parseBlock(bindings: string, until: number): ParseResult | undefined {
    const tree = new FollowingTree(this.tools);
    const result = this.parseRecovered(`{${bindings}}`, until, 'block', tree);
    tree.dispose();
    return result;
  }

  private parseRecovered(
    text: string,
    until: number,
    within: 'root' | 'block',
    tree: FollowingTree,
  ): ParseResult | undefined {
    const recovery = recover(text, until, within);
    const recovered = recovery && updated(tree, recovery.edited.text, until);
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
}

/** A run of bindings of a text in the result before a change, which the change did not touch. */
function insideBefore(before: ParseResult, { start, end, newText }: TextChange, run: Span): ParseResult | undefined {
  if (run.end < start) return insideOf(before, run);
  const delta = newText.length - (end - start);
  return run.start > end + delta ? insideOf(before, { start: run.start - delta, end: run.end - delta }) : undefined;
}

/** Where the grammar sees an error it takes it for another one after another text, so it has to forget that. */
function updated(tree: FollowingTree, text: string, until: number): ParsedTree | undefined {
  const parsed = tree.update(text, until);
  if (parsed?.hasError !== true) {
    return parsed;
  }
  tree.dispose();
  return tree.update(text, until);
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
