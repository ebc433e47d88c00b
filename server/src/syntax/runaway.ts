// A forgotten closing quote turns the rest of a file inside out: what was code becomes text and the other way round.
import { lex, type Token } from './lexer';

/** How often the end of a line is tried as the end of a string before the file's end is taken. */
const MAX_TRIES = 3;

export interface ClosedStrings {
  /** Of the same length as the text before, with quotes in the place of the ends of some lines. */
  readonly text: string;
  /** Offsets of the opening quotes that were closed so. */
  readonly openers: readonly number[];
}

/**
 * Where a `"` string never ends, closes the first one that runs over the end of its line, there, before a `;`. Done
 * only when it makes every string end. Strings over several lines are rare in Nix: there are `''` strings for that.
 */
export function closeRunawayStrings(text: string): ClosedStrings {
  const openers: number[] = [];
  let changed = text;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { tokens } = lex(changed);
    if (!endsInString(tokens)) {
      return { text: changed, openers };
    }
    const opener = tokens.find((token, index) => token.type === '"' && runsOn(changed, tokens, index));
    if (opener === undefined) {
      break;
    }
    openers.push(opener.start);
    changed = closedAtLineEnd(changed, opener);
  }
  return endsInString(lex(changed).tokens) ? { text, openers: [] } : { text: changed, openers };
}

function endsInString(tokens: readonly Token[]): boolean {
  let open = 0;
  for (const { type } of tokens) {
    if (type === '"' || type === "''") {
      open++;
    } else if (type === '"end' || type === "''end") {
      open--;
    }
  }
  return open > 0;
}

function runsOn(text: string, tokens: readonly Token[], opener: number): boolean {
  const from = tokens[opener]?.end ?? 0;
  const lineEnd = lineEndAfter(text, from);
  const next = tokens[opener + 1];
  return lineEnd < text.length && next?.type === 'TEXT' && next.end > lineEnd;
}

function lineEndAfter(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}

function closedAtLineEnd(text: string, opener: Token): string {
  const end = lineEndAfter(text, opener.end);
  const line = text.slice(opener.end, end);
  const tail = /[;)\]}\s]*$/.exec(line)?.[0] ?? '';
  const at = end - tail.length;
  return `${text.slice(0, at)}"${tail}${text.slice(end + 1)}`;
}
