// Where a cursor stands: at a name of a set, behind a dot, where an expression begins, in a string, in a path literal.
// Told from what stands in front of it, and from the tree for what is around: the text may be broken.
import type { AttrSetExpr, Expr, ParseResult, Span } from '../../syntax/ast';
import type { FrameKind } from '../../syntax/frames';
import { nodeAt } from '../../syntax/visit';
import { MAKES_ATTRIBUTES, type ExpressionPlace, type PathName } from '../attribute-path';
import { before, type Around } from './before';
import { namesBefore, namesOf, operandsBefore, type Before } from './tokens';

interface AnyContext {
  /** What is typed of the name or text so far, and the rest of it behind the cursor: what a completion replaces. */
  readonly typed: Span;
  /** The expressions around, from the root on; variables in scope follow from them. */
  readonly chain: readonly Expr[];
}

/** An attribute's name in a binding. */
export interface NameContext extends AnyContext {
  readonly kind: 'name';
  /** The path that leads to the name, with the names in front of it in its own binding. */
  readonly place: ExpressionPlace;
  /** Whether names stand in front of it in its binding. */
  readonly dotted: boolean;
  readonly quoted: boolean;
  /** Whether it is a variable of `let`. */
  readonly inLet: boolean;
  /** The set around it, as far as the tree knows it. */
  readonly set: AttrSetExpr | undefined;
  /** Whether more of the binding follows: a dot or `=`. */
  readonly goesOn: boolean;
}

/** A name behind a dot in an expression, or behind `?`. */
export interface SelectContext extends AnyContext {
  readonly kind: 'select';
  /** The variable and the names that lead to the set; `undefined` where it is another expression. */
  readonly names: readonly string[] | undefined;
  /** The set, where `names` does not say it. */
  readonly target: Expr | undefined;
}

/** What the value at a place is for. */
export interface ValuePlace extends ExpressionPlace {
  /** How many lists there are between the attribute and the value. */
  readonly lists: number;
}

/** Where an operand or argument may begin. */
export interface ExpressionContext extends AnyContext {
  readonly kind: 'expression';
  /** The attribute whose value it is; `undefined` for a part of an expression. */
  readonly value: ValuePlace | undefined;
  /** Keywords that may go on here instead. */
  readonly keywords: readonly string[];
  /** Whether a whole operand stands in front, so that this is an argument of it. */
  readonly argument: boolean;
}

/** Inside of a string that may be the value of an attribute. */
export interface StringContext extends AnyContext {
  readonly kind: 'string';
  readonly value: ValuePlace | undefined;
  /** Whether the string has its end on this line. */
  readonly closed: boolean;
}

export interface InheritContext extends AnyContext {
  readonly kind: 'inherit';
  /** The set in parentheses. */
  readonly from: Expr | undefined;
  readonly hasFrom: boolean;
  /** Names that stand there already. */
  readonly names: readonly string[];
}

export interface PathContext extends AnyContext {
  readonly kind: 'path';
  /** From its beginning to the cursor: `./modules/ru`. */
  readonly written: string;
}

export type CursorContext =
  NameContext | SelectContext | ExpressionContext | StringContext | InheritContext | PathContext;

const WORD_BEFORE = /[a-zA-Z_][a-zA-Z0-9_'-]*$/;
const WORD_AFTER = /^[a-zA-Z0-9_'-]*/;
const PATH_BEFORE = /(?<![a-zA-Z0-9._+\-/~"'}])(?:~|\.{1,2})?(?:\/[a-zA-Z0-9._+-]*)+$/;

/** What the cursor at an offset (UTF-16) is about; `undefined` in comments, numbers and other places without names. */
export function contextAt(parse: ParseResult, offset: number): CursorContext | undefined {
  const { text } = parse;
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const path = PATH_BEFORE.exec(line)?.[0];
  if (path !== undefined && !path.includes('//')) {
    const found = pathContext(parse, offset, path);
    if (found !== undefined) return found;
  }
  const word = WORD_BEFORE.exec(line)?.[0] ?? '';
  const cut = offset - word.length;
  // A number that goes on in letters is nothing yet.
  if (/[0-9]$/.test(text.slice(cut - 1, cut)) && word !== '') return undefined;
  const around = before(parse, cut);
  if (around.before.inComment) return undefined;
  const typed = { start: cut, end: offset + (WORD_AFTER.exec(text.slice(offset, offset + 200))?.[0].length ?? 0) };
  return new Reader(parse, offset, typed, around).read();
}

function pathContext(parse: ParseResult, offset: number, written: string): PathContext | undefined {
  const { before: open } = before(parse, offset - written.length);
  const top = open.frames.at(-1);
  const inText = top?.kind === 'string' || top?.kind === 'set' || top?.kind === 'let' || top?.kind === 'path';
  if (open.inComment || inText || (top?.state === 'after' && open.tokens.at(-1)?.type === 'INT')) return undefined;
  const name = written.slice(written.lastIndexOf('/') + 1);
  const rest = /^[a-zA-Z0-9._+-]*/.exec(parse.text.slice(offset, offset + 200))?.[0] ?? '';
  const typed = { start: offset - name.length, end: offset + rest.length };
  return { kind: 'path', typed, chain: nodeAt(parse.root, offset), written };
}

/** Functions that mark a definition, and the argument (from 0) that is the value itself. */
const PROPERTIES: Readonly<Partial<Record<string, number>>> = {
  mkDefault: 0,
  mkForce: 0,
  mkBefore: 0,
  mkAfter: 0,
  mkVMOverride: 0,
  mkIf: 1,
  mkOverride: 1,
  mkOrder: 1,
};

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
        return frames.at(-2)?.kind === 'path' ? this.quotedName() : this.string(top.opener);
      case 'set':
      case 'let':
        return this.name(frames.length - 1, [], this.typed);
      case 'inherit':
        return this.inherit(top.opener);
      case 'path':
        return this.inPath();
      case 'formals':
        return undefined;
      default:
        return this.binding() ?? this.expression(this.top());
    }
  }

  /** Index of the frame whose expression the cursor is in. */
  private top(): number {
    const { frames } = this.open;
    return frames.findLastIndex(({ kind }) => kind !== 'path' && kind !== 'pathLiteral');
  }

  private inPath(): CursorContext | undefined {
    const { frames, tokens } = this.open;
    const path = frames.at(-1);
    const isBinding = path?.role === 'binding';
    if (path?.state === 'start') {
      const { names } = namesBefore(this.open, tokens.length - 1);
      return isBinding ? this.name(frames.length - 2, names, this.typed) : (this.binding() ?? this.select());
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
    const place = this.placeOfFrame(container);
    const rest = this.parse.text.slice(typed.end, typed.end + 200);
    const inLet = this.open.frames[container]?.kind === 'let' && names.length === 0;
    return {
      kind: 'name',
      typed,
      chain: this.around.chain,
      place: { path: [...place.path, ...names], rooted: place.rooted },
      dotted: names.length > 0,
      quoted,
      inLet,
      set: this.around.set,
      goesOn: /^[ \t]*(?:=(?!=)|\.[ \t]*["$a-zA-Z_])/.test(rest),
    };
  }

  /** The path that leads to what stands inside of the frame at an index. */
  private placeOfFrame(index: number): ExpressionPlace {
    let { path, rooted } = this.around.place;
    for (const [i, frame] of this.open.frames.entries()) {
      if (i > index) break;
      switch (frame.kind) {
        case 'value':
          path = [...path, ...namesBefore(this.open, frame.opener).names];
          break;
        case 'set':
          if (frame.opener > 0 && this.isMadeByFunction(i)) path = [...path, undefined];
          break;
        case 'let':
        case 'antiquotation':
        case 'condition':
        case 'scope':
        case 'default':
        case 'inherit':
        case 'formals':
          path = [];
          rooted = false;
          break;
        case 'root':
        case 'paren':
        case 'list':
        case 'consequent':
        case 'implied':
        case 'path':
        case 'string':
        case 'pathLiteral':
          break;
        default:
          frame.kind satisfies never;
      }
    }
    return { path, rooted };
  }

  /** Whether the set is what a function such as `genAttrs names (name: { … })` makes of each name. */
  private isMadeByFunction(index: number): boolean {
    const { frames, tokens, text } = this.open;
    const set = frames[index];
    const paren = frames[index - 1];
    if (set === undefined || paren?.kind !== 'paren') return false;
    const outer = frames[index - 2]?.opener ?? -1;
    return tokens
      .slice(Math.max(outer, 0), paren.opener)
      .some((t) => t.type === 'ID' && MAKES_ATTRIBUTES[text.slice(t.start, t.end)] !== undefined);
  }

  private quotedName(): NameContext | undefined {
    const { frames, tokens, from } = this.open;
    const string = frames.at(-1);
    const opener = tokens[string?.opener ?? 0];
    const path = frames.at(-2);
    if (string === undefined || opener?.type !== '"' || path?.role !== 'binding') return undefined;
    if (tokens.slice(string.opener + 1).some(({ type }) => type !== 'TEXT')) return undefined;
    const names = tokens[string.opener - 1]?.type === '.' ? namesBefore(this.open, string.opener - 1).names : [];
    const rest = /^[^"\n\\$]*"/.exec(this.parse.text.slice(this.offset, this.offset + 200))?.[0].length ?? 0;
    return this.name(frames.length - 3, names, { start: from + opener.start, end: this.offset + rest }, true);
  }

  private string(opener: number): StringContext | undefined {
    const { frames, tokens, from } = this.open;
    const quote = tokens[opener];
    if (quote?.type !== '"' || tokens.slice(opener + 1).some(({ type }) => type !== 'TEXT')) return undefined;
    const rest = /^[^"\n\\$;]*(?=")/.exec(this.parse.text.slice(this.offset, this.offset + 200))?.[0].length;
    return {
      kind: 'string',
      typed: { start: from + quote.end, end: this.offset + (rest ?? 0) },
      chain: this.around.chain,
      value: this.valueAt(frames.length - 2, opener),
      closed: rest !== undefined,
    };
  }

  private inherit(opener: number): InheritContext {
    const { tokens, text, from } = this.open;
    const start = from + (tokens[opener]?.start ?? 0);
    const hasFrom = tokens[opener + 1]?.type === '(';
    const bindings = this.around.container?.bindings ?? [];
    const binding = bindings.find((b) => b.kind === 'inherit' && b.span.start === start);
    const names = tokens
      .slice(hasFrom ? tokens.findLastIndex(({ type }) => type === ')') : opener + 1)
      .flatMap(({ type, start: s, end }) => (type === 'ID' ? [text.slice(s, end)] : []));
    const inherited = binding?.kind === 'inherit' ? binding.from : undefined;
    return { kind: 'inherit', typed: this.typed, chain: this.around.chain, hasFrom, from: inherited, names };
  }

  private select(): SelectContext {
    const { tokens, frames, from } = this.open;
    const path = frames.at(-1);
    const written = namesBefore(this.open, tokens.length - 1);
    const target = path?.role === 'test' ? namesBefore(this.open, path.opener) : { names: [], start: 0 };
    const names = [...target.names, ...written.names];
    const known = names.flatMap((name) => (name === undefined ? [] : [name]));
    const begins = path?.role === 'test' ? target.start : written.start;
    // A path that does not begin with a variable: `(f x).y`.
    const isWhole = known.length > 0 && known.length === names.length && tokens[begins - 1]?.type !== '.';
    const dot = from + (tokens.at(-1)?.start ?? 0);
    const node = this.around.chain.findLast((e) => e.kind === 'Select' && e.target.span.end <= dot);
    const only = written.names.length === 0 && node?.kind === 'Select' ? node.target : undefined;
    return {
      kind: 'select',
      typed: this.typed,
      chain: this.around.chain,
      names: isWhole ? known : undefined,
      target: isWhole ? undefined : only,
    };
  }

  private expression(index: number): ExpressionContext | undefined {
    const frame = this.open.frames[index];
    const last = this.open.tokens.at(-1);
    const touches = last?.end === this.open.text.length && OPERAND_ENDS.has(last.type);
    if (frame === undefined || touches) return undefined;
    const argument = frame.state === 'after' && frame.kind !== 'list';
    return {
      kind: 'expression',
      typed: this.typed,
      chain: this.around.chain,
      value: this.valueAt(index, this.open.tokens.length),
      keywords: argument ? (GOES_ON[frame.kind] ?? []) : [],
      argument,
    };
  }

  /** The attribute whose value begins at the token `end` inside of the frame at `index`. */
  private valueAt(index: number, end: number): ValuePlace | undefined {
    const { frames } = this.open;
    const value = frames.findLastIndex(({ kind }, i) => i <= index && kind === 'value');
    let lists = 0;
    for (let i = Math.max(value, 0); i <= index; i++) {
      const frame = frames[i];
      if (frame === undefined) break;
      const start = i === 0 ? 0 : frame.opener + 1;
      if (frame.kind === 'list') lists++;
      else if (!HOLDS_VALUE.has(frame.kind)) return undefined;
      else if (!this.isValue(start, i === index ? end : (frames[i + 1]?.opener ?? end))) return undefined;
    }
    const place = this.placeOfFrame(index);
    return place.path.length === 0 ? undefined : { ...place, lists };
  }

  /** Whether what begins at a token is the value itself, or what a property such as `mkDefault` is about. */
  private isValue(start: number, end: number): boolean {
    const [fn, ...args] = operandsBefore(this.open, start, end);
    if (fn === undefined) return true;
    const name = namesOf(this.open, fn)?.at(-1);
    return name !== undefined && PROPERTIES[name] === args.length;
  }
}

/** Constructs whose expression is the value of the attribute around them. */
const HOLDS_VALUE: ReadonlySet<FrameKind> = new Set<FrameKind>(['root', 'value', 'paren', 'consequent', 'implied']);

const GOES_ON: Readonly<Partial<Record<string, readonly string[]>>> = { condition: ['then'], consequent: ['else'] };
