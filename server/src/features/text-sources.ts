// Which lines of a Nix string the lines of a generated text come from.
import type { Position, Source } from '../evaluator/position';
import type { Expr, Span, StringExpr } from '../syntax/ast';
import { descendants } from '../syntax/visit';

/** A string that is written out somewhere. */
export interface WrittenString {
  readonly source: Source;
  readonly expr: StringExpr;
}

/** The strings that an expression is written out with, in the order of the source; none where it is computed elsewhere. */
export function stringsOf(source: Source, expr: Expr): WrittenString[] {
  const inside = (inner: Expr): WrittenString[] => stringsOf(source, inner);
  switch (expr.kind) {
    case 'String':
      return [{ source, expr }];
    case 'Binary':
      return [...inside(expr.left), ...inside(expr.right)];
    case 'List':
      return expr.items.flatMap(inside);
    case 'If':
      return [...inside(expr.consequent), ...inside(expr.alternative)];
    // `lib.mkAfter ''…''`, `lib.mkMerge [ … ]`, `lib.optionalString c ''…''`
    case 'Apply':
      return inside(expr.arg);
    case 'Let':
    case 'With':
      return inside(expr.body);
    default:
      return [];
  }
}

/** Shorter texts may be anybody's. */
const TELLING = 8;

/** The strings below an expression whose value can be `text`. */
export function stringsThatGive(root: Expr, text: string): StringExpr[] {
  return descendants(root).filter((expr): expr is StringExpr => expr.kind === 'String' && canBe(expr, text));
}

function canBe({ parts }: StringExpr, text: string): boolean {
  const literals = parts.filter((part) => typeof part === 'string');
  if (literals.join('').trim().length < TELLING) return false;
  let at = 0;
  for (const [i, part] of parts.entries()) {
    if (typeof part !== 'string') continue;
    const found = i === parts.length - 1 && i > 0 ? text.lastIndexOf(part) : text.indexOf(part, at);
    if (found < at || (i === 0 && found > 0)) return false;
    at = found + part.length;
  }
  return typeof parts.at(-1) !== 'string' || at === text.length;
}

/** Lines of a text that come from one place. */
export interface PlacedLines {
  readonly span: Span;
  /** `undefined` where none of the strings holds them. */
  readonly place: Position | undefined;
}

/**
 * Where the lines of a text are written.
 * @param given the part of the text that the strings were made into; lines in front of it belong to none of them
 */
export function placedLines(text: string, given: string, strings: readonly WrittenString[]): PlacedLines[] {
  const body = Math.max(0, text.lastIndexOf(given));
  const before = text.slice(0, body).split('\n').length - 1;
  const places = lineSources(text.split('\n').slice(before), strings);
  const found: { span: { start: number; end: number }; place: Position | undefined }[] = [];
  let start = 0;
  text.split('\n').forEach((line, i) => {
    const end = start + line.length;
    const last = found.at(-1);
    const place = line.trim() === '' ? last?.place : places[i - before];
    if (last !== undefined && last.place === place) last.span.end = end;
    else found.push({ span: { start, end }, place });
    start = end + 1;
  });
  return found;
}

/**
 * The place of each line in the strings that it was made of; a line that an interpolation gives has that of the line in
 * front of it.
 */
function lineSources(texts: readonly string[], strings: readonly WrittenString[]): (Position | undefined)[] {
  const lines = strings.flatMap(sourceLines);
  let next = 0;
  let last: Position | undefined;
  return texts.map((line) => {
    if (line.trim() === '') return last;
    const holds = (l: SourceLine, i: number): boolean => (l.isPartlyKnown || i === next) && l.pattern.test(line);
    const ahead = lines.findIndex((l, i) => i >= next && holds(l, i));
    // `lib.mkBefore` and its like change the order.
    const found = ahead < 0 ? lines.findIndex(holds) : ahead;
    const at = lines[found]?.at;
    if (at === undefined) return last;
    next = found + 1;
    return (last = at);
  });
}

interface SourceLine {
  readonly at: Position;
  /** It is more than an interpolation, which may be any text. */
  readonly isPartlyKnown: boolean;
  readonly pattern: RegExp;
}

/** Stands for an interpolation; no text of a person holds it. */
const HOLE = '\u{F0000}';

function sourceLines({ source, expr }: WrittenString): SourceLine[] {
  const quote = expr.style === 'indented' ? 2 : expr.style === 'double' ? 1 : 0;
  const end = expr.span.end - quote;
  const holes = expr.parts.flatMap((part) => (typeof part === 'string' ? [] : [holeAround(source.text, part)]));
  const lines: SourceLine[] = [];
  let text = '';
  let start = expr.span.start + quote;
  const push = (lineEnd: number): void => {
    lines.push(...valueLines(text, expr.style).flatMap((value) => sourceLine(source, start, lineEnd, value)));
    text = '';
  };
  for (let at = start; at < end;) {
    const hole = holes[0]?.start === at ? holes.shift() : undefined;
    if (hole !== undefined) {
      text += HOLE;
      at = hole.end;
      continue;
    }
    const c = source.text[at] ?? '';
    if (c === '\n') {
      push(at);
      start = at + 1;
    } else text += c;
    at++;
  }
  push(end);
  return lines;
}

function holeAround(text: string, { span }: Expr): { start: number; end: number } {
  return { start: text.lastIndexOf('${', span.start), end: text.indexOf('}', span.end) + 1 };
}

/** What a line in the source is in the value, where `\n` may make several of it. */
function valueLines(text: string, style: StringExpr['style']): string[] {
  switch (style) {
    case 'double':
      return text.split('\\n').map((line) => line.replace(/\\(.)/g, '$1'));
    case 'indented':
      return [text.replaceAll("'''", "''").replaceAll("''$", '$')];
    case 'uri':
      return [text];
  }
}

function sourceLine(source: Source, start: number, end: number, value: string): SourceLine[] {
  const text = value.trim();
  if (text === '') return [];
  const indent = /^\s*/.exec(source.text.slice(start, end))?.[0].length ?? 0;
  const parts = text.split(HOLE);
  const pattern = new RegExp(
    `^\\s*${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}\\s*$`,
  );
  return [
    { at: { source, start: start + indent, end }, isPartlyKnown: parts.some((part) => part.trim() !== ''), pattern },
  ];
}
