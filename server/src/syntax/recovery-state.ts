// The state of a recovery: the place in the tokens, the open constructs, what was changed and said.
import type { Span, SyntaxProblem } from './ast';
import { TextEdits } from './edits';
import { frameInfo, type Frame, type FrameKind } from './frames';
import { lex, type LexedText, type Token } from './lexer';
import type { PipeOperator } from './lowering';
import { closeRunawayStrings } from './runaway';
import { isBalanced, matchBrackets, unmatchedClosers } from './tokens';

/** Stands for something that is missing. The tree has it as an empty node of the original text. */
export const PLACEHOLDER = ' _ ';

/** More than anybody reads; a broken binary file would give one per byte. */
const MAX_PROBLEMS = 100;

export class RecoveryState {
  /** As long as the original, in which only a runaway string's end may differ. */
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly matches: ReadonlyMap<number, number>;
  readonly frames: Frame[] = [{ kind: 'root', opener: 0, state: 'start', role: 'none' }];
  readonly edits = new TextEdits();
  readonly problems: SyntaxProblem[] = [];
  readonly pipes = new Map<number, PipeOperator>();
  index = 0;
  /** Whether what surrounds the text could have changed what its brackets belong to. */
  dependsOnSurroundings: boolean;
  private reportedAt = -1;
  private droppedAt = -2;

  constructor(text: string, within: 'root' | 'block' = 'root') {
    const shift = within === 'block' ? 1 : 0;
    const closed = closeRunawayStrings(text.slice(shift, text.length - shift));
    this.text = text.slice(0, shift) + closed.text + text.slice(text.length - shift);
    for (const opener of closed.openers) {
      const start = opener + shift;
      this.problems.push({ span: { start, end: start + 1 }, message: unclosedString });
    }
    const lexed = within === 'block' ? asBlock(lex(closed.text), text.length - 1) : lex(this.text);
    if (within === 'block') {
      this.frame.state = 'after';
      this.push('block', 0);
      this.index = 1;
    }
    this.tokens = lexed.tokens;
    this.matches = matchBrackets(lexed.tokens);
    this.dependsOnSurroundings = closed.openers.length > 0 || !isBalanced(lexed, this.matches);
    for (const token of lexed.tokens) {
      this.adapt(token);
    }
    for (const offset of lexed.carriageReturns) {
      this.edits.replace(offset, offset + 1, '\n');
    }
    if (lexed.unclosedComment !== undefined) {
      const start = lexed.unclosedComment;
      this.edits.replace(start, text.length - shift, '');
      this.problems.push({ span: { start, end: start + 2 }, message: 'Unclosed comment: there is no matching `*/`' });
    }
  }

  /** Rewrites tokens that the grammar cuts otherwise; what they mean is read from the original text. */
  private adapt({ type, start, end }: Token): void {
    const written = this.text.slice(start, end);
    if (type === 'TEXT' && /[\\$']/.test(written)) {
      this.edits.replace(start, end, 'x'.repeat(written.length));
    } else if (type === 'PATH' && written === '~/') {
      this.edits.replace(start, end, './');
    }
  }

  get token(): Token {
    return this.tokens[this.index] ?? { type: 'EOF', start: this.text.length, end: this.text.length };
  }

  get previous(): Token | undefined {
    return this.tokens[this.index - 1];
  }

  /** The innermost open construct; there is one until the text is at its end. */
  get frame(): Frame {
    const frame = this.frames[this.frames.length - 1];
    if (frame === undefined) {
      throw new RangeError('No construct is open');
    }
    return frame;
  }

  push(kind: FrameKind, opener: number, role: Frame['role'] = 'none'): Frame {
    const frame: Frame = { kind, opener, state: 'start', role };
    this.frames.push(frame);
    return frame;
  }

  /** One problem per token: what follows from it is not worth saying. */
  report(span: Span, message: string, missing?: string): void {
    if (this.reportedAt !== this.index && this.problems.length < MAX_PROBLEMS) {
      const { start, end } = span;
      this.problems.push({ span: { start, end }, message, ...(missing !== undefined && { missing }) });
    }
    this.reportedAt = this.index;
  }

  /** Reports at the last character before this place, behind which `missing` belongs. */
  reportEnd(message: string, missing?: string): void {
    const end = this.previous?.end ?? 0;
    this.report({ start: Math.max(end - 1, 0), end }, message, missing);
  }

  /** Inserts behind the last token, before blanks and comments. */
  insertHere(text: string): void {
    this.edits.insert(this.previous?.end ?? 0, text);
  }

  /** Whether a token is on a later line than the token before it. */
  isOnNewLine(token: Token): boolean {
    return this.text.slice(this.previous?.end ?? 0, token.start).includes('\n');
  }

  missingExpression(frame: Frame): void {
    const { previous, token } = this;
    if (previous === undefined && token.type === 'EOF') {
      // An unclosed comment is the reason, and reported, when one is all there is.
      if (this.problems.length === 0)
        this.report({ start: 0, end: 0 }, 'The file is empty: a Nix file holds one expression');
    } else if (previous?.type === '=') {
      this.report(previous, 'Expected a value after `=`');
    } else if (previous === undefined || frame.opener === this.index - 1 || isEnd(token)) {
      this.report(
        previous ?? token,
        `Expected an expression ${previous === undefined ? 'here' : `after ${name(this.text, previous)}`}`,
      );
    } else {
      this.report(token, `Expected an expression before ${name(this.text, token)}`);
    }
    this.insertHere(PLACEHOLDER);
    frame.state = 'after';
  }

  missingName(): void {
    this.report(this.previous ?? this.token, 'Expected an attribute name after this');
    this.insertHere(PLACEHOLDER);
  }

  /** Puts parentheses around what begins here and ends with the construct around it. */
  imply(token: Token): void {
    this.report(token, 'A function, `let`, `with`, `assert` or `if` needs parentheses here');
    this.edits.insert(token.start, ' (');
    this.push('implied', this.index);
  }

  /** Leaves a token out. Only the first of several in a row is worth a message. */
  drop(token: Token, frame: Frame, message?: string): void {
    if (this.droppedAt !== this.index - 1) {
      this.report(token, message ?? `Unexpected ${name(this.text, token)}${hint(this.text, token, frame)}`);
    }
    this.blank(this.index, this.index + 1);
    this.droppedAt = this.index;
    this.index++;
  }

  /** Leaves out what is no binding, up to where one may begin. */
  dropUntilBinding(token: Token): void {
    this.report(token, `Unexpected ${name(this.text, token)}: expected a binding \`name = value;\``);
    const from = this.index;
    let at = from;
    while (!['EOF', 'END', ';', '}', 'in', 'inherit', '}$', ')', ']'].includes(this.tokens[at]?.type ?? 'EOF')) {
      const next = (this.matches.get(at) ?? at) + 1;
      at = next;
      const previous = this.tokens[at - 1];
      const following = this.tokens[at];
      if (
        previous !== undefined &&
        following?.type === 'ID' &&
        this.text.slice(previous.end, following.start).includes('\n')
      ) {
        break;
      }
    }
    if (this.tokens[at]?.type === ';') {
      at++;
    }
    this.blank(from, Math.max(at, from + 1));
    this.index = Math.max(at, from + 1);
  }

  private blank(from: number, to: number): void {
    const start = this.tokens[from]?.start ?? 0;
    const end = this.tokens[to - 1]?.end ?? start;
    this.edits.replace(start, end, ' ');
  }

  /** Ends the constructs inside of the nearest one that waits for this token, or leaves the token out. */
  closeFor(token: Token, frame: Frame): void {
    const target = this.waitingFor(token.type);
    if (target < 0) {
      this.drop(token, frame);
    } else {
      this.closeAbove(target);
    }
  }

  /** Ends constructs up to and with the nearest one of a kind. */
  closeTo(kind: FrameKind): void {
    this.closeAbove(this.frames.findLastIndex((open) => open.kind === kind) - 1);
  }

  /** Ends the innermost construct without its own end. */
  close(frame: Frame): void {
    this.closeAbove(this.frames.lastIndexOf(frame) - 1);
  }

  private waitingFor(type: string): number {
    const staysInBraces = [';', ',', 'then', 'else'].includes(type);
    const isBracket = type === ')' || type === ']';
    let areBracesClosed: boolean | undefined;
    for (let at = this.frames.length - 1; at >= 0; at--) {
      const kind = this.frames[at]?.kind ?? 'root';
      if (frameInfo[kind].closers.includes(type)) {
        return at;
      }
      const isCollection = kind === 'set' || kind === 'block' || kind === 'let' || kind === 'formals';
      if (isCollection && (staysInBraces || (isBracket && (areBracesClosed ??= this.areBracesClosed())))) {
        return -1;
      }
      if (kind === 'string' && type !== 'EOF' && type !== 'END') {
        return -1;
      }
    }
    this.dependsOnSurroundings = true;
    return -1;
  }

  /** Whether every open `{` has its `}` further on, so that another bracket here is one too many. */
  private areBracesClosed(): boolean {
    const open = this.frames.filter(({ kind }) => kind === 'set' || kind === 'formals').length;
    return unmatchedClosers(this.tokens, this.index, '}') >= open;
  }

  private closeAbove(target: number): void {
    const closed = this.frames.splice(target + 1).reverse();
    const complaints = closed.flatMap((frame) => {
      const { complaint } = frameInfo[frame.kind];
      return complaint === undefined ? [] : [{ frame, ...complaint }];
    });
    const unended = complaints.find(({ frame }) => frame.kind === 'string');
    const atOpeners = unended === undefined ? complaints.filter(({ at }) => at === 'opener') : [unended];
    const silent = this.reportedAt === this.index;
    for (const { frame, message } of silent ? [] : atOpeners) {
      this.reportedAt = -1;
      this.report(this.tokens[frame.opener] ?? this.token, message);
    }
    const [first] = complaints;
    if (atOpeners.length === 0 && first !== undefined) {
      this.reportEnd(first.message, frameInfo[first.frame.kind].closing);
    }
    for (const frame of closed) {
      const { isExpression, closing } = frameInfo[frame.kind];
      const isEmpty = frame.state !== 'after' && (isExpression ? frame.kind !== 'list' : frame.kind === 'path');
      this.insertHere(isEmpty || (frame.kind === 'inherit' && frame.state !== 'after') ? PLACEHOLDER : '');
      this.insertHere(this.closingOf(frame, closing));
    }
  }

  private closingOf(frame: Frame, closing: string): string {
    switch (frame.kind) {
      case 'string':
        return this.tokens[frame.opener]?.type === "''" ? "''" : '"';
      case 'condition':
        return `${closing}${PLACEHOLDER} else `;
      case 'formals':
        return `${closing}: `;
      default:
        return closing;
    }
  }
}

/** Whether nothing comes behind a token. */
export function isEnd({ type }: Token): boolean {
  return type === 'EOF' || type === 'END';
}

/** The tokens of bindings with the braces around them, which nothing among them opens or closes; the last is at `end`. */
function asBlock({ tokens, carriageReturns, unclosedComment }: LexedText, end: number): LexedText {
  const inside = tokens.slice(0, -1).map((token) => ({ type: token.type, start: token.start + 1, end: token.end + 1 }));
  return {
    tokens: [
      { type: 'BEGIN', start: 0, end: 1 },
      ...inside,
      { type: 'END', start: end, end: end + 1 },
      { type: 'EOF', start: end + 1, end: end + 1 },
    ],
    carriageReturns: carriageReturns.map((offset) => offset + 1),
    unclosedComment: unclosedComment === undefined ? undefined : unclosedComment + 1,
  };
}

const unclosedString = frameInfo.string.complaint?.message ?? '';

function name(text: string, token: Token): string {
  const written = text.slice(token.start, token.end);
  if (token.type === 'EOF') {
    return 'the end of the file';
  }
  if (token.type === 'BAD' && !/^[!-~]$/.test(written)) {
    const point = written.codePointAt(0) ?? 0;
    const hex = (n: number, digits: number): string => n.toString(16).toUpperCase().padStart(digits, '0');
    // A byte that is no UTF-8, escaped when the file was read.
    if (point >= 0xdc80 && point <= 0xdcff)
      return `byte 0x${hex(point - 0xdc00, 2)}, which is not UTF-8: save the file with the encoding UTF-8`;
    const code = hex(point, 4);
    return `character U+${code}, which Nix allows in strings and comments only`;
  }
  return `\`${written}\``;
}

/** What was meant, perhaps. */
function hint(text: string, token: Token, frame: Frame): string {
  if (text.startsWith("'", token.start)) return ": a string is written `\"…\"` or `''…''`";
  return frame.kind === 'list'
    ? ' in a list, whose items are separated by blanks: an expression needs parentheses'
    : '';
}
