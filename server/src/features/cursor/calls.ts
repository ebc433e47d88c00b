// The calls whose arguments a cursor stands in. Nix writes them without parentheses, so what is called is told from the
// operands that stand side by side in front of the cursor; beyond the set or `let` around it the tree tells.
import type { AttrSetExpr, Binding, Expr, ParseResult } from '../../syntax/ast';
import type { Frame } from '../../syntax/frames';
import { staticName } from '../../syntax/names';
import { nodeAt } from '../../syntax/visit';
import { before, type Around } from './before';
import { namesBefore, namesOf, segmentsBefore, type Segment, type TokenRange } from './tokens';

/**
 * How far the cursor is from the call: `at` where an argument may begin or is being written, `inside` of brackets or a
 * text that the argument has opened, `beyond` a set, `let` or function in it, where something else goes on.
 */
type Distance = 'at' | 'inside' | 'beyond';

export interface CallAt {
  /** The function as it is written. */
  readonly text: string;
  /** The variable and the names that lead to the function; `undefined` where it is another expression. */
  readonly names: readonly string[] | undefined;
  /** The function with its first `given` arguments, where the tree has that as an expression. */
  applied(given: number): Expr | undefined;
  /** Which argument the cursor is in, from 0. */
  readonly argument: number;
  /** Whether `|>` gives one more argument, behind those that are written. */
  readonly isPiped: boolean;
  /** Where the argument is a set around the cursor. */
  readonly inSet: InSet | undefined;
  readonly distance: Distance;
}

interface InSet {
  /** The attribute of the set that the cursor is at. */
  readonly attribute: string | undefined;
}

export interface Calls {
  /** The innermost first. */
  readonly calls: readonly CallAt[];
  /** The expressions around the cursor, from the root on; variables in scope follow from them. */
  readonly chain: readonly Expr[];
}

/** The calls around an offset (UTF-16); none in comments. */
export function callsAt(parse: ParseResult, offset: number): Calls {
  const around = before(parse, offset);
  return { calls: around.before.inComment ? [] : new Walk(parse, around).calls(), chain: around.chain };
}

class Walk {
  private readonly found: CallAt[] = [];
  private distance: Distance = 'at';
  /** The set that was left last, as long as it may be an argument. */
  private left: (InSet & { readonly distance: Distance }) | undefined;

  constructor(
    private readonly parse: ParseResult,
    private readonly around: Around,
  ) {}

  calls(): CallAt[] {
    this.inTokens();
    this.inTree();
    return this.found;
  }

  private inTokens(): void {
    const { frames, tokens, text } = this.around.before;
    let end = tokens.length;
    // Whether the operand in front of `end` goes on up to the cursor.
    let goesOn = tokens.at(-1)?.end === text.length;
    for (const [i, frame] of [...frames.entries()].reverse()) {
      const isInnermost = i === frames.length - 1;
      switch (frame.kind) {
        case 'path':
        case 'pathLiteral':
          if (frame.role === 'binding') {
            this.left = { attribute: this.nameFrom(frame.opener), distance: 'inside' };
          } else if (!isInnermost) {
            end = frame.opener + (frame.kind === 'path' ? 0 : 1);
            goesOn = true;
          }
          continue;
        case 'root':
        case 'paren':
        case 'antiquotation':
        case 'value':
        case 'scope':
        case 'condition':
        case 'consequent':
        case 'default':
        case 'implied': {
          const start = frame.kind === 'root' || frame.kind === 'implied' ? frame.opener : frame.opener + 1;
          if (frame.kind !== 'root' || end > 0) this.inExpression(start, end, goesOn);
          this.leave(frame);
          break;
        }
        case 'set':
        case 'block':
        case 'let':
        case 'formals':
        case 'inherit':
        case 'list':
        case 'string':
          this.leave(frame);
          break;
        default:
          frame.kind satisfies never;
      }
      end = this.openerOf(frame);
      goesOn = false;
    }
  }

  /** Where the construct of a frame begins: a set may have `rec` or `let` in front of its brace. */
  private openerOf({ kind, opener }: Frame): number {
    const before = this.around.before.tokens[opener - 1]?.type;
    return kind === 'set' && (before === 'rec' || before === 'let') ? opener - 1 : opener;
  }

  private leave(frame: Frame): void {
    const { tokens, text } = this.around.before;
    switch (frame.kind) {
      case 'set': {
        const isBegun = frame.opener === tokens.length - 1 && tokens.at(-1)?.end === text.length;
        const attribute = this.left?.attribute;
        this.left = { attribute, distance: this.distance === 'beyond' ? 'beyond' : isBegun ? 'at' : 'inside' };
        this.distance = 'beyond';
        return;
      }
      case 'value':
        this.left = { attribute: namesBefore(this.around.before, frame.opener).names[0], distance: 'inside' };
        return;
      case 'inherit': {
        const last = tokens.length - 1;
        const isTyped = last > frame.opener && tokens[last]?.end === text.length;
        this.left = { attribute: isTyped ? this.nameFrom(last) : undefined, distance: 'inside' };
        return;
      }
      case 'let':
      case 'formals':
        this.left = undefined;
        this.distance = 'beyond';
        return;
      case 'root':
        return;
      default:
        this.left = undefined;
        this.goInside();
    }
  }

  /** The name that begins at a token, as far as it is typed. */
  private nameFrom(at: number): string | undefined {
    const { tokens, text } = this.around.before;
    const name = tokens[at];
    return name?.type === 'ID' ? text.slice(name.start, name.end) : undefined;
  }

  /** The calls among what stands between two tokens of one expression. */
  private inExpression(start: number, end: number, goesOn: boolean): void {
    const segments = segmentsBefore(this.around.before, start, end);
    const last = segments[segments.length - 1] as Segment;
    const { operands, separator } = last;
    const whole = goesOn ? operands.slice(0, -1) : operands;
    if (separator !== '?') this.call(whole, separator === '|>');
    if (operands.length > 0) this.goInside();
    // `f x <| y`: all that follows is the last argument of what stands in front.
    for (let i = segments.length - 1; i > 0 && BINARY.has(segments[i]?.separator ?? ''); i--) {
      if (segments[i]?.separator !== '<|') continue;
      const left = segments[i - 1]?.operands ?? [];
      this.call(left, false);
      this.goInside();
    }
    this.left = undefined;
  }

  private goInside(): void {
    if (this.distance === 'at') this.distance = 'inside';
  }

  /** The call of the first operand with the others; the cursor is in the argument behind them. */
  private call(operands: readonly TokenRange[], isPiped: boolean): void {
    const { before } = this.around;
    const [fn] = operands;
    if (fn === undefined) return;
    const at = (index: number, side: 'start' | 'end'): number => before.from + (before.tokens[index]?.[side] ?? 0);
    this.add({
      text: this.parse.text.slice(at(fn.start, 'start'), at(fn.end - 1, 'end')),
      names: namesOf(before, fn),
      applied: (given) => {
        const until = operands[given];
        return until && exprAt(this.parse.root, at(fn.start, 'start'), at(until.end - 1, 'end'));
      },
      argument: operands.length - 1,
      isPiped,
    });
  }

  private add(call: Omit<CallAt, 'inSet' | 'distance'>): void {
    const { left } = this;
    this.found.push({ ...call, inSet: left, distance: left?.distance ?? this.distance });
    this.left = undefined;
  }

  /** Goes on where the tokens end: at the set or `let` that they begin in. */
  private inTree(): void {
    const { outer } = this.around;
    for (let i = outer.length - 2; i >= 0; i--) {
      const parent = outer[i] as Expr;
      const child = outer[i + 1] as Expr;
      if (parent.kind === 'AttrSet') this.left = { attribute: attributeOf(parent, child), distance: 'beyond' };
      else if (parent.kind === 'Apply' && parent.arg === child) {
        const pipe = outer[i - 1];
        this.applied(parent.fn, pipe?.kind === 'Binary' && pipe.operator === '|>' && pipe.right === parent);
      } else if (parent.kind === 'Binary' && parent.operator === '<|' && parent.right === child) {
        this.applied(parent.left, false);
      } else this.left = undefined;
      this.distance = 'beyond';
    }
  }

  /** A call of what may have arguments already. */
  private applied(fn: Expr, isPiped: boolean): void {
    const applications = [fn];
    for (let at = fn; at.kind === 'Apply'; at = at.fn) applications.unshift(at.fn);
    const [base] = applications as [Expr];
    this.add({
      text: this.parse.text.slice(base.span.start, base.span.end),
      names: undefined,
      applied: (given) => applications[given],
      argument: applications.length - 1,
      isPiped,
    });
  }
}

/** Operators of one expression: behind anything else another one begins. */
const BINARY: ReadonlySet<string> = new Set('+ - * / ++ // == != < <= > >= && || -> |> <| !'.split(' '));

/** The name in a set whose value an expression is. */
function attributeOf({ bindings }: AttrSetExpr, value: Expr): string | undefined {
  const binding = bindings.find(
    (candidate): candidate is Extract<Binding, { kind: 'value' }> =>
      candidate.kind === 'value' && candidate.value === value,
  );
  const [first] = binding?.path ?? [];
  return first && staticName(first);
}

/** The expression that is written between two offsets, parentheses around it aside. */
function exprAt(root: Expr, start: number, end: number): Expr | undefined {
  const chain = nodeAt(root, start);
  const whole = chain.find(({ span }) => span.start === start && span.end === end);
  if (whole !== undefined) return whole;
  return nodeAt(root, Math.floor((start + end) / 2)).find(({ span }) => start < span.start && span.end < end);
}
