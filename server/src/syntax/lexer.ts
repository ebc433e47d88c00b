// Nix's tokens, exactly as Nix 2.8's lexer.l cuts them. Only needed where the grammar's tokens differ or the file is
// broken: a well-formed file goes from tree-sitter straight to the AST.
import type { Span } from './ast';

/**
 * What a token is. Punctuation, operators and keywords are their own text; `"` and `''` are opening quotes, `"end` and
 * `''end` closing ones, `${` opens and `}$` closes an antiquotation, `TEXT` is the inside of a string, `PART` is a
 * piece of a path behind an antiquotation, `BAD` is a character that means nothing to Nix. `BEGIN` and `END` stand
 * around bindings that are looked at by themselves.
 */
export type TokenType = string;

export interface Token extends Span {
  readonly type: TokenType;
}

export interface LexedText {
  /** Ends with a token of type `EOF`. */
  readonly tokens: readonly Token[];
  /** Line comments that Nix ends at a carriage return in the middle of a line: the offsets of these. */
  readonly carriageReturns: readonly number[];
  /** Start of a comment that never ends. */
  readonly unclosedComment: number | undefined;
}

export const keywords: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'assert',
  'with',
  'let',
  'in',
  'rec',
  'inherit',
  'or',
]);

/** Where the text is cut otherwise. */
export type Mode = 'brace' | 'antiquotation' | 'string' | 'indented' | 'path';

const pathUnit = '[a-zA-Z0-9._\\-+]';
type Pattern = readonly [type: string, pattern: RegExp];
const NAME: Pattern = ['ID', /[a-zA-Z_][a-zA-Z0-9_'-]*/y];
const NUMBERS: readonly Pattern[] = [
  ['INT', /[0-9]+/y],
  ['FLOAT', /(?:[1-9][0-9]*\.[0-9]*|0?\.[0-9]+)(?:[Ee][+-]?[0-9]+)?/y],
];
const PATHS: readonly Pattern[] = [
  ['PATH', new RegExp(`${pathUnit}*(?:/${pathUnit}+)+/?`, 'y')],
  ['PATH', new RegExp(`${pathUnit}*/(?=\\$\\{)`, 'y')],
];
const HOME: Pattern = ['PATH', new RegExp(`~(?:(?:/${pathUnit}+)+/?|/(?=\\$\\{))`, 'y')];
const SEARCH_PATH: Pattern = ['SPATH', new RegExp(`<${pathUnit}+(?:/${pathUnit}+)*>`, 'y')];
const URI: Pattern = ['URI', /[a-zA-Z][a-zA-Z0-9+\-.]*:[a-zA-Z0-9%/?:@&=+$,\-_.!~*']+/y];
const OPERATOR: Pattern = ['OPERATOR', /\.\.\.|==|!=|<=|>=|&&|\|\||->|\/\/|\+\+|\|>|<\||[{}()[\];:,.@?=<>+\-*/!]/y];
/** What paths and the schemes of URIs begin with. */
const pathRun = new RegExp(`${pathUnit}*`, 'y');
const pathPart = new RegExp(`(?:${pathUnit}|/)+`, 'y');
const blank = /(?:[ \t\r\n]+|#[^\r\n]*|\/\*(?:[^*]|\*+[^*/])*\*+\/)+/y;
const stringText = /(?:[^$"\\]|\$(?!\{)[^"\\]|\$(?=["\\]|$)|\\[^])+/y;
const indentedText = /(?:[^$']|\$[^{']|\$(?=')|''\$|'''|''\\[^]|'(?!'))+/y;

/** Cuts a text into tokens; never fails. */
export function lex(text: string): LexedText {
  const tokens: Token[] = [];
  const ends = scan(text, (type, start, end) => tokens.push({ type, start, end }));
  return { tokens, ...ends };
}

/**
 * As `lex`, with the tokens given one by one.
 * @param around what is open where the text begins, the innermost last
 */
export function scan(
  text: string,
  token: (type: TokenType, start: number, end: number) => void,
  around: readonly Mode[] = [],
): Omit<LexedText, 'tokens'> {
  const carriageReturns: number[] = [];
  const hasReturns = text.includes('\r');
  const modes = [...around];
  let at = 0;
  let unclosedComment: number | undefined;
  const take = (type: TokenType, end: number): void => {
    token(type, at, end);
    at = end;
  };
  while (at < text.length) {
    const mode = modes[modes.length - 1];
    if (mode === 'string' || mode === 'indented') {
      const quote = mode === 'string' ? '"' : "''";
      const end = matchEnd(mode === 'string' ? stringText : indentedText, text, at);
      if (end > at) {
        take('TEXT', end);
      } else if (text.startsWith('${', at)) {
        take('${', at + 2);
        modes.push('antiquotation');
      } else if (text.startsWith(quote, at)) {
        take(`${quote}end`, at + quote.length);
        modes.pop();
      } else {
        take('TEXT', at + 1);
      }
      continue;
    }
    if (mode === 'path') {
      const end = matchEnd(pathPart, text, at);
      if (end > at) {
        take('PART', end);
      } else if (text.startsWith('${', at)) {
        take('${', at + 2);
        modes.push('antiquotation');
      } else {
        modes.pop();
      }
      continue;
    }
    const afterBlank = matchEnd(blank, text, at);
    if (afterBlank > at) {
      if (hasReturns) loneReturns(text.slice(at, afterBlank), at, carriageReturns);
      at = afterBlank;
    } else if (text.startsWith('/*', at)) {
      unclosedComment = at;
      break;
    } else if (text.startsWith('${', at)) {
      take('${', at + 2);
      modes.push('antiquotation');
    } else if (text[at] === '"') {
      take('"', at + 1);
      modes.push('string');
    } else if (text.startsWith("''", at)) {
      take("''", at + 2);
      modes.push('indented');
    } else {
      const [type, end] = longest(text, at);
      const punctuation = type === 'OPERATOR' || (type === 'ID' && keywords.has(text.slice(at, end)));
      const name = punctuation ? text.slice(at, end) : type;
      if (name === '{') {
        modes.push('brace');
      } else if (type === 'PATH') {
        modes.push('path');
      }
      take(name === '}' && mode === 'antiquotation' ? '}$' : name, end);
      if (name === '}') {
        modes.pop();
      }
    }
  }
  const end = unclosedComment ?? text.length;
  token('EOF', end, end);
  return { carriageReturns, unclosedComment };
}

/** Whether a text is nothing but blanks and comments. */
export function isBlankText(text: string): boolean {
  return matchEnd(blank, text, 0) === text.length;
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Flex takes the longest match and among equals the first rule. */
function longest(text: string, at: number): [string, number] {
  let type = 'BAD';
  let end = at;
  for (const [name, pattern] of candidates(text, at)) {
    const found = matchEnd(pattern, text, at);
    if (found > end) {
      type = name;
      end = found;
    }
  }
  // A character outside of the basic plane is two units; half of one would be no text.
  return end > at ? [type, end] : ['BAD', at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)];
}

/** The patterns that can match at an offset; most are told from the first character. */
function candidates(text: string, at: number): readonly Pattern[] {
  const first = text[at] ?? '';
  if (first === '~') return [HOME];
  if (first === '<') return [SEARCH_PATH, OPERATOR];
  const run = matchEnd(pathRun, text, at);
  const next = text[run];
  if (run === at) return next === '/' ? [...PATHS, OPERATOR] : ONLY_OPERATOR;
  const isPath = next === '/';
  if (/[a-zA-Z_]/.test(first)) {
    if (isPath) return [NAME, ...PATHS];
    return next === ':' ? [NAME, URI] : ONLY_NAME;
  }
  return [...NUMBERS, ...(isPath ? PATHS : []), OPERATOR];
}

const ONLY_NAME: readonly Pattern[] = [NAME];
const ONLY_OPERATOR: readonly Pattern[] = [OPERATOR];

function loneReturns(blankText: string, at: number, into: number[]): void {
  for (const match of blankText.matchAll(/\/\*[^]*?\*\/|#[^\r\n]*\r(?!\n)/g)) {
    if (match[0].startsWith('#')) {
      into.push(at + match.index + match[0].length - 1);
    }
  }
}
