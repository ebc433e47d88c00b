// Whether what a text opens is closed in it: brackets, quotes, comments. Texts come in pieces of whole lines, so that of
// a long one that is asked about after each edit only the pieces that are new are looked at.
import { scan, type Mode } from './lexer';
import { closing, pairs } from './tokens';

/** What a piece begins in. */
type Surroundings = 'code' | 'string' | 'indented' | 'comment';

const MODES: ReadonlyMap<string, Mode> = new Map([
  ['}', 'brace'],
  ['}$', 'antiquotation'],
  ['"end', 'string'],
  ["''end", 'indented'],
]);

/** What a piece does to the text around it. */
interface Effect {
  /** Closing tokens whose opening ones stand in front of the piece. */
  readonly closes: readonly string[];
  /** The closing tokens that it waits for, the last one first to come. */
  readonly opens: readonly string[];
  /** Whether it ends in a comment. */
  readonly isInComment: boolean;
}

const NOTHING: Effect = { closes: [], opens: [], isInComment: false };
const COMMENT: Effect = { closes: [], opens: [], isInComment: true };

export class Balance {
  /** By what the pieces begin in; a mismatch is `undefined`. */
  private known = noEffects();
  private before = noEffects();

  /** Forgets the pieces that were not asked about since the last call. */
  forget(): void {
    this.before = this.known;
    this.known = noEffects();
  }

  /** Whether every bracket, quote and comment is closed, and none that was not opened. Pieces end where a line ends. */
  isBalanced(...pieces: readonly string[]): boolean {
    const open: string[] = [];
    let isInComment = false;
    for (const piece of pieces) {
      const effect = this.effectOf(piece, open, isInComment);
      if (effect?.closes.every((closer) => open.pop() === closer) !== true) return false;
      for (const opener of effect.opens) open.push(opener);
      isInComment = effect.isInComment;
    }
    return open.length === 0 && !isInComment;
  }

  private effectOf(piece: string, open: readonly string[], isInComment: boolean): Effect | undefined {
    const compute = (): Effect | undefined =>
      effectIn(
        piece,
        open.flatMap((closer) => MODES.get(closer) ?? []),
        isInComment,
      );
    // What follows the end of an antiquotation depends on the string around that.
    if (open.includes('}$')) return compute();
    const inside = isInComment ? 'comment' : surroundings(open.at(-1));
    const known = this.known[inside];
    if (known.has(piece)) return known.get(piece);
    const before = this.before[inside];
    const effect = before.has(piece) ? before.get(piece) : compute();
    known.set(piece, effect);
    return effect;
  }
}

/** `isBalanced` of one text. */
export function isBalancedText(text: string): boolean {
  return new Balance().isBalanced(text);
}

function noEffects(): Readonly<Record<Surroundings, Map<string, Effect | undefined>>> {
  return { code: new Map(), string: new Map(), indented: new Map(), comment: new Map() };
}

function surroundings(waitsFor: string | undefined): Surroundings {
  if (waitsFor === '"end') return 'string';
  return waitsFor === "''end" ? 'indented' : 'code';
}

/** `undefined` where something is closed by what does not belong to it. */
function effectIn(piece: string, modes: readonly Mode[], isInComment: boolean): Effect | undefined {
  if (isInComment) {
    const end = piece.indexOf('*/');
    return end < 0 ? COMMENT : effectIn(piece.slice(end + 2), modes, false);
  }
  const closes: string[] = [];
  const opens: string[] = [];
  let isMatching = true;
  const { unclosedComment } = scan(
    piece,
    (type) => {
      const closer = pairs.get(type);
      if (closer !== undefined) opens.push(closer);
      else if (closing.has(type) && opens.length === 0) closes.push(type);
      else if (closing.has(type) && opens.pop() !== type) isMatching = false;
    },
    modes,
  );
  if (!isMatching) return undefined;
  const endsInComment = unclosedComment !== undefined;
  return closes.length === 0 && opens.length === 0 && !endsInComment
    ? NOTHING
    : { closes, opens, isInComment: endsInComment };
}
