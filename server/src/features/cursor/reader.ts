// Reads what the cursor is about off the constructs that are open there and the tokens in front of it.
import type { Expr, HasAttr, ParseResult, Select, Span } from '../../syntax/ast';
import { nodeAt } from '../../syntax/visit';
import { placeOf, type PathName } from '../attribute-path';
import type { Around } from './before';
import type {
  CursorContext,
  ExpressionContext,
  FormalContext,
  InheritContext,
  NameContext,
  SelectContext,
  SetReference,
  StringContext,
} from './contexts';
import { placeOfFrame, valuePlace } from './frame-place';
import { namesBefore, namesOf, type Before, type TokenRange } from './tokens';

/** How much of the text behind the cursor is looked at. */
const AHEAD = 200;

/** Tokens behind which an operand is complete. */
const OPERAND_ENDS: ReadonlySet<string> = new Set([
  'ID',
  'INT',
  'FLOAT',
  'URI',
  'SPATH',
  'PATH',
  'PART',
  '"end',
  "''end",
  ')',
  ']',
  '}',
  '}$',
]);

const GOES_ON: Readonly<Partial<Record<string, readonly string[]>>> = { condition: ['then'], consequent: ['else'] };

/** Reads what the cursor at an offset is about; `typed` is the name that it touches, `around` what is in front of that. */
export function readCursor(parse: ParseResult, offset: number, typed: Span, around: Around): CursorContext | undefined {
  return new Reader(parse, offset, typed, around).read();
}

class Reader {
  private readonly open: Before;
  constructor(
    private readonly parse: ParseResult,
    private readonly offset: number,
    private readonly typed: Span,
    private readonly around: Around,
  ) {
    this.open = around.before;
  }

  read(): CursorContext | undefined {
    const { frames } = this.open;
    const top = frames.at(-1);
    if (top === undefined) return undefined;
    switch (top.kind) {
      case 'string':
        return frames.at(-2)?.kind === 'path' ? this.quotedName(top.opener) : this.string(top.opener);
      case 'set':
      case 'let':
        return this.formalInTree() ?? this.name(frames.length - 1, [], this.typed);
      case 'inherit':
        return this.inherit(top.opener);
      case 'path':
        return this.inPath();
      case 'formals':
        return this.formal(top.opener);
      default:
        return this.binding() ?? this.expression(this.top());
    }
  }

  /** Index of the frame whose expression the cursor is in. */
  private top(): number {
    const { frames } = this.open;
    return frames.findLastIndex(({ kind }) => kind !== 'path' && kind !== 'pathLiteral' && kind !== 'string');
  }

  private inPath(): CursorContext | undefined {
    const { frames, tokens } = this.open;
    const path = frames.at(-1);
    const isBinding = path?.role === 'binding';
    if (path?.state === 'start') {
      const { names } = namesBefore(this.open, tokens.length - 1);
      return isBinding
        ? this.name(frames.length - 2, names, this.typed)
        : (this.binding() ?? this.select(tokens.length, this.typed));
    }
    if (!isBinding) return this.binding() ?? this.expression(this.top());
    return this.startsLine() ? this.name(frames.length - 2, [], this.typed) : undefined;
  }

  /** A binding behind one that lacks its `;`: a name, or a path of names, that stands as far left as that one. */
  private binding(): NameContext | undefined {
    const { frames, tokens, text } = this.open;
    const at = this.top();
    const value = frames[at];
    const first = this.firstOnLine();
    if (value?.kind !== 'value' || first - 1 <= value.opener || !this.startsLine()) return undefined;
    if (!OPERAND_ENDS.has(tokens[first - 1]?.type ?? '')) return undefined;
    const start = tokens[namesBefore(this.open, value.opener).start]?.start ?? 0;
    const column = start - (text.lastIndexOf('\n', start) + 1);
    const indent = /[ \t]*$/.exec(this.lineStart())?.[0].length ?? 0;
    if (indent > column) return undefined;
    const { names } = namesBefore(this.open, tokens.length - 1);
    return this.name(at - 1, first === tokens.length ? [] : names, this.typed);
  }

  /** Index of the first token on the cursor's line. */
  private firstOnLine(): number {
    const { tokens, text } = this.open;
    const line = text.lastIndexOf('\n') + 1;
    const found = tokens.findIndex((token) => token.start >= line);
    return found < 0 ? tokens.length : found;
  }

  /** The blanks that the cursor's line begins with. */
  private lineStart(): string {
    const { text } = this.open;
    return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n') + 1))?.[0] ?? '';
  }

  /** Whether there is nothing on the line but a path of names up to the cursor. */
  private startsLine(): boolean {
    const { tokens, text } = this.open;
    if (!text.includes('\n')) return false;
    const first = this.firstOnLine();
    return (
      first === tokens.length ||
      (tokens.at(-1)?.type === '.' && namesBefore(this.open, tokens.length - 1).start === first)
    );
  }

  private name(container: number, names: readonly PathName[], typed: Span, quoted = false): NameContext {
    const place = placeOfFrame(this.around, container);
    const rest = this.parse.text.slice(typed.end, typed.end + AHEAD);
    const inLet = this.open.frames[container]?.kind === 'let' && names.length === 0;
    return {
      kind: 'name',
      typed,
      chain: this.around.chain,
      place: { path: [...place.path, ...names], rooted: place.rooted },
      names,
      dotted: names.length > 0,
      quoted,
      inLet,
      set: this.around.set,
      goesOn: /^\s*(?:=(?!=)|\.\s*["$a-zA-Z_])/.test(rest),
      ends: /^\s*;/.test(rest),
    };
  }

  private quotedName(opener: number): CursorContext | undefined {
    const { frames, tokens, from } = this.open;
    const quote = tokens[opener];
    const path = frames.at(-2);
    if (quote?.type !== '"' || tokens.slice(opener + 1).some(({ type }) => type !== 'TEXT')) return undefined;
    if (this.isInterpolatedAhead()) return undefined;
    const rest = /^[^"\n\\$=;{}]*"/.exec(this.ahead())?.[0].length ?? 0;
    const typed = { start: from + quote.start, end: this.offset + rest };
    if (path?.role !== 'binding') return this.select(opener, typed, true);
    const names = tokens[opener - 1]?.type === '.' ? namesBefore(this.open, opener - 1).names : [];
    return this.name(frames.length - 3, names, typed, true);
  }

  /** Whether a value follows in the string around the cursor, so that what stands there is no text to be chosen. */
  private isInterpolatedAhead(): boolean {
    return /^[^"\n\\$=;{}]*\$\{/.test(this.ahead());
  }

  private ahead(): string {
    return this.parse.text.slice(this.offset, this.offset + AHEAD);
  }

  private string(opener: number): StringContext | undefined {
    const { frames, tokens, from } = this.open;
    const quote = tokens[opener];
    if (quote?.type !== '"' || tokens.slice(opener + 1).some(({ type }) => type !== 'TEXT')) return undefined;
    if (this.isInterpolatedAhead()) return undefined;
    const rest = /^[^"\n\\$;]*(?=")/.exec(this.ahead())?.[0].length;
    return {
      kind: 'string',
      typed: { start: from + quote.end, end: this.offset + (rest ?? 0) },
      chain: this.around.chain,
      value: valuePlace(this.around, frames.length - 2, opener),
      closed: rest !== undefined,
    };
  }

  private inherit(opener: number): InheritContext {
    const { tokens, text, from } = this.open;
    const start = from + (tokens[opener]?.start ?? 0);
    const hasFrom = tokens[opener + 1]?.type === '(';
    const end = hasFrom ? tokens.findLastIndex(({ type }) => type === ')') : opener;
    const bindings = this.around.container?.bindings ?? [];
    const binding = bindings.find((b) => b.kind === 'inherit' && b.span.start === start);
    const target = binding?.kind === 'inherit' ? binding.from : undefined;
    return {
      kind: 'inherit',
      typed: this.typed,
      chain: this.around.chain,
      hasFrom,
      from: target === undefined ? this.written({ start: opener + 2, end }) : { names: [], target },
      names: tokens.slice(end + 1).flatMap((t) => (t.type === 'ID' ? [text.slice(t.start, t.end)] : [])),
    };
  }

  /** The variable, and names below it, that the tokens of a range are. */
  private written(range: TokenRange): SetReference | undefined {
    const names = namesOf(this.open, range);
    return names && { names, target: undefined };
  }

  /** A name of a function's argument that the text in front of it alone would take for one of a set. */
  private formalInTree(): FormalContext | undefined {
    const { tokens, from } = this.open;
    const fn = this.around.chain.findLast((e) => e.kind === 'Lambda');
    const formals = fn?.kind === 'Lambda' ? fn.formals : undefined;
    const opener = tokens.length - 1;
    const isOpener = formals !== undefined && from + (tokens[opener]?.start ?? 0) === formals.span.start;
    return isOpener && this.offset <= formals.span.end ? this.formal(opener) : undefined;
  }

  private formal(opener: number): FormalContext | undefined {
    const { tokens, text, from } = this.open;
    const last = tokens.at(-1)?.type;
    if (last !== '{' && last !== ',') return undefined;
    const start = from + (tokens[opener]?.start ?? 0);
    const chain = nodeAt(this.parse.root, start);
    const fn = chain.findLast((e) => e.kind === 'Lambda' && e.formals?.span.start === start);
    const formals = fn?.kind === 'Lambda' ? (fn.formals?.formals ?? []) : [];
    const before = tokens.slice(opener + 1).flatMap((t) => (t.type === 'ID' ? [text.slice(t.start, t.end)] : []));
    const behind = formals.flatMap(({ name, span }) => (span.start > this.typed.end ? [name] : []));
    const outer = chain.slice(0, fn === undefined ? 0 : chain.indexOf(fn));
    return {
      kind: 'formal',
      typed: this.typed,
      chain: outer,
      names: [...before, ...behind],
      isModule: fn !== undefined && isModulePlace([...outer, fn]),
    };
  }

  /** What is selected from by the name in front of which `end` tokens stand, the last of them a dot or `?`. */
  private select(end: number, typed: Span, quoted = false): SelectContext {
    const { tokens, frames, from } = this.open;
    const path = frames.findLast(({ kind }) => kind === 'path');
    const dot = tokens[end - 1]?.type === '.';
    const written = dot ? namesBefore(this.open, end - 1) : { names: [], start: end - 1 };
    const tested = path?.role === 'test' ? namesBefore(this.open, path.opener) : undefined;
    const first = tested ?? written;
    const all = [...(tested?.names ?? []), ...written.names];
    const names = all.flatMap((name) => name ?? []);
    const value = valuePlace(this.around, this.top(), first.start);
    const base = { kind: 'select', typed, chain: this.around.chain, quoted, value } as const;
    if (names.length < all.length) return { ...base, of: undefined };
    const sign = first.names.length > 0 ? first.start - 1 : tested === undefined ? end - 1 : (path?.opener ?? 0);
    if (first.names.length > 0 && tokens[sign]?.type !== '.') return { ...base, of: { names, target: undefined } };
    // A path that does not begin with a variable: `(f x).y`.
    const at = from + (tokens[sign]?.start ?? 0);
    const node = this.around.chain.findLast(
      (e): e is Select | HasAttr => (e.kind === 'Select' || e.kind === 'HasAttr') && e.target.span.end <= at,
    );
    return { ...base, of: node && { names, target: node.target } };
  }

  private expression(index: number): ExpressionContext | undefined {
    const frame = this.open.frames[index];
    const last = this.open.tokens.at(-1);
    const touches = last?.end === this.open.text.length && OPERAND_ENDS.has(last.type);
    if (frame === undefined || touches || last?.type === '.') return undefined;
    const argument = frame.state === 'after' && frame.kind !== 'list';
    return {
      kind: 'expression',
      typed: this.typed,
      chain: this.around.chain,
      value: valuePlace(this.around, index, this.open.tokens.length),
      keywords: argument ? (GOES_ON[frame.kind] ?? []) : [],
      argument,
    };
  }
}

/** Whether the expression at the end of a chain is the whole file or an element of a list of modules. */
function isModulePlace(chain: readonly Expr[]): boolean {
  const last = placeOf(chain).path.at(-1);
  return chain.length === 1 || last === 'imports' || last === 'modules';
}
