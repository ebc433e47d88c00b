// What string literals mean: escapes, line breaks and the indentation of '' strings.
// Source of the rules: Nix 2.8, lexer.l and `stripIndentation` in parser.y, checked against `nix-instantiate --parse`.
import type { Expr, StringPart } from './ast';

/** Literal text between two antiquotations as it stands in the source, or an antiquotation. */
export type RawPart = string | Expr;

/** The parts of a `"…"` string. */
export function doubleQuotedParts(raw: readonly RawPart[]): StringPart[] {
  return merge(raw.map((part) => (typeof part === 'string' ? unescape(part) : part)));
}

/**
 * The parts of a `''…''` string. Line breaks stay as they are in the file: Nix keeps a carriage return here, and
 * counts it as text, so that a CRLF file has no common indentation beyond its first line's.
 */
export function indentedParts(raw: readonly RawPart[]): StringPart[] {
  const tokens: (Token | Expr)[] = [];
  raw.forEach((part, index) => {
    if (typeof part !== 'string') {
      tokens.push(part);
      return;
    }
    tokenize(index === 0 ? part.replace(/^ *\n/, '') : part, tokens);
  });
  const indent = commonIndentation(tokens);
  return merge(stripped(tokens, indent));
}

/** Nix's `unescapeStr`. */
function unescape(text: string): string {
  return text.replace(/\\([^])|\r\n?/g, (_all, escaped: string | undefined) =>
    escaped === undefined ? '\n' : unescapedUnit(escaped),
  );
}

function unescapedUnit(unit: string): string {
  switch (unit) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return unit;
  }
}

/** A piece of an indented string. Only plain text counts as indentation, escapes are content. */
interface Token {
  readonly kind: 'token';
  readonly text: string;
  readonly plain: boolean;
}

// Nix's lexer rules of the IND_STRING state, longest first; a `$` takes the next unit with it, as does a `'`.
const indentedToken = /((?:[^$']|\$[^{']|'[^'$])+)|''\$|'''|''\\([^])|[^]/y;

function tokenize(text: string, into: (Token | Expr)[]): void {
  indentedToken.lastIndex = 0;
  for (let match = indentedToken.exec(text); match !== null; match = indentedToken.exec(text)) {
    const [all, plain, escaped] = match;
    let meaning = all;
    if (escaped !== undefined) {
      meaning = unescapedUnit(escaped);
    } else if (all === "'''") {
      meaning = "''";
    } else if (all === "''$") {
      meaning = '$';
    }
    into.push({ kind: 'token', text: meaning, plain: plain !== undefined });
  }
}

function isToken(part: Token | Expr): part is Token {
  return part.kind === 'token';
}

function commonIndentation(parts: readonly (Token | Expr)[]): number {
  let atStart = true;
  let least = Infinity;
  let current = 0;
  const content = (): void => {
    if (atStart) {
      atStart = false;
      least = Math.min(least, current);
    }
  };
  for (const part of parts) {
    if (!isToken(part) || !part.plain) {
      content();
      continue;
    }
    for (const unit of part.text) {
      if (unit === '\n') {
        atStart = true;
        current = 0;
      } else if (unit === ' ' && atStart) {
        current++;
      } else {
        content();
      }
    }
  }
  return least;
}

function stripped(parts: readonly (Token | Expr)[], indent: number): StringPart[] {
  let atStart = true;
  let dropped = 0;
  return parts.map((part, index) => {
    if (!isToken(part)) {
      atStart = false;
      dropped = 0;
      return part;
    }
    let text = '';
    for (const unit of part.text) {
      if (unit === '\n') {
        // Nix counts on only where it is at the start of a line already.
        dropped = atStart ? 0 : dropped;
        atStart = true;
        text += unit;
      } else if (atStart && unit === ' ') {
        if (dropped++ >= indent) {
          text += unit;
        }
      } else {
        dropped = atStart ? 0 : dropped;
        atStart = false;
        text += unit;
      }
    }
    // The last line, with the closing quotes, is not content when it holds only spaces.
    return index === parts.length - 1 ? text.replace(/\n *$/, '\n') : text;
  });
}

function merge(parts: readonly StringPart[]): StringPart[] {
  const merged: StringPart[] = [];
  for (const part of parts) {
    const last = merged[merged.length - 1];
    if (typeof part === 'string' && typeof last === 'string') {
      merged[merged.length - 1] = last + part;
    } else if (part !== '') {
      merged.push(part);
    }
  }
  return merged;
}
