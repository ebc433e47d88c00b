// `check --format text`: for people, with the source under each finding.
import { linesOf, type Position } from '../../evaluator/position';
import type { Finding, Severity } from '../../rules';
import { maskTokens, redactTokens } from '../../rules/token-forms';
import type { AppliedFix } from '../fix';
import { shownFinding, type ShowPath } from './shown';

export interface TextOptions {
  readonly showPath: ShowPath;
  /** Whether to use ANSI colours. */
  readonly colour: boolean;
  /** How many files were checked, for the last line. */
  readonly files: number;
  /** What `--fix` changed before. */
  readonly applied?: readonly AppliedFix[];
}

const COLOURS: Readonly<Record<Severity | 'faint' | 'bold', string>> = {
  error: '31;1',
  warning: '33;1',
  information: '34;1',
  hint: '36;1',
  faint: '2',
  bold: '1',
};

/** Findings one after another, and a line that sums them up. */
export function formatText(findings: readonly Finding[], options: TextOptions): string {
  const paint = painter(options.colour);
  const blocks = findings.map((f) => block(f, options.showPath, paint));
  const { applied = [] } = options;
  const fixed = applied.map((fix) => `${paint('bold', fixedText(fix, options.showPath))}\n`).join('');
  const all = fixed === '' ? blocks : [fixed, ...blocks];
  return [...all, `${paint('bold', summary(findings, options.files, applied.length))}\n`].join('\n');
}

/** A line about a fix that was applied. */
export function fixedText({ file, rule, title }: AppliedFix, showPath: ShowPath): string {
  return `${showPath(file)}: fixed: ${redactTokens(title)} [${rule}]`;
}

type Paint = (style: keyof typeof COLOURS, text: string) => string;

function painter(colour: boolean): Paint {
  return colour ? (style, text) => `\u001b[${COLOURS[style]}m${text}\u001b[0m` : (_style, text) => text;
}

function block(finding: Finding, showPath: ShowPath, paint: Paint): string {
  const { severity, rule, message, related = [], fixes = [] } = shownFinding(finding, showPath);
  const lines = [
    `${paint('bold', `${place(finding.at, showPath)}:`)} ${paint(severity, `${severity}:`)} ${indented(message)} ${paint('faint', `[${rule}]`)}`,
    ...excerpt(finding.at, severity, paint),
  ];
  for (const [i, { message: note }] of related.entries()) {
    const at = finding.related?.[i]?.at;
    if (at === undefined) continue;
    lines.push(`  ${paint('bold', `${place(at, showPath)}:`)} ${paint('faint', 'note:')} ${indented(note)}`);
    lines.push(...excerpt(at, 'faint', paint));
  }
  for (const fix of fixes) lines.push(`  ${paint('faint', 'fix:')} ${fix.title}`);
  return `${lines.join('\n')}\n`;
}

function indented(message: string): string {
  return message.trimEnd().replaceAll('\n', '\n    ');
}

/** `file:line:column`, from 1. */
function place(at: Position, showPath: ShowPath): string {
  const { line, character } = linesOf(at.source).position(at.start);
  return `${showPath(at.source.path)}:${line + 1}:${character + 1}`;
}

/** What is left of a long line, around the marked part. */
const MAX_WIDTH = 160;
const CONTEXT = 60;

/** The line of a place with carets under what is meant; nothing for an empty file. */
function excerpt(at: Position, style: keyof typeof COLOURS, paint: Paint): string[] {
  const { text } = at.source;
  if (text.length === 0) return [];
  const lines = linesOf(at.source);
  const { line } = lines.position(at.start);
  const from = lines.lineStart(line);
  const to = lines.lineEnd(line);
  const start = Math.min(at.start, to);
  const end = Math.max(start, Math.min(at.end, to));
  const left = to - from > MAX_WIDTH ? Math.max(from, start - CONTEXT) : from;
  const right = to - from > MAX_WIDTH ? Math.min(to, Math.max(end, start + 1) + CONTEXT, left + MAX_WIDTH) : to;
  const masked = maskTokens(text.slice(from, to)).replace(UNPRINTABLE, '·');
  const shown = (a: number, b: number): string => masked.slice(a - from, Math.max(a, b) - from);
  const before = `${left > from ? '… ' : ''}${shown(left, start)}`;
  const source = `${before}${shown(start, right)}${right < to ? ' …' : ''}`;
  const caretEnd = Math.min(end, right);
  // Tabs stay tabs, so that the carets stand under the text however wide a tab is.
  const pad = [...before].map((c) => (c === '\t' ? '\t' : ' '.repeat(displayWidth(c)))).join('');
  const width = [...shown(start, caretEnd)].reduce((sum, c) => sum + displayWidth(c), 0);
  const number = String(line + 1);
  return [
    `  ${paint('faint', `${number} |`)} ${source}`,
    `  ${paint('faint', `${' '.repeat(number.length)} |`)} ${pad}${paint(style, '^'.repeat(Math.max(1, width)))}`,
  ];
}

/** Control characters, which a terminal would obey. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

const COMBINING = /^\p{M}$|^[\u200b-\u200f\ufe00-\ufe0f]$/u;
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff00-\uff60]$/u;

/** How many columns a character takes in a terminal. */
function displayWidth(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

const NAMES: readonly (readonly [Severity, one: string, many: string])[] = [
  ['error', 'error', 'errors'],
  ['warning', 'warning', 'warnings'],
  ['information', 'note', 'notes'],
  ['hint', 'hint', 'hints'],
];

function summary(findings: readonly Finding[], files: number, fixed: number): string {
  const where = `${files} ${files === 1 ? 'file' : 'files'} checked`;
  const left = NAMES.flatMap(([severity, one, many]) => {
    const count = findings.filter((f) => f.severity === severity).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  const counts = fixed === 0 ? left : [`${String(fixed)} fixed`, ...left];
  return `${where}: ${counts.length === 0 ? 'nothing to report' : counts.join(', ')}.`;
}
