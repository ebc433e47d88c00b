// Evaluation errors as the command line shows them.
import type { NixError } from '../evaluator/errors';
import { maskTokens } from '../rules/token-forms';
import { lineAndColumn, type Position } from '../evaluator/position';

const MAX_FRAMES = 6;
/** Characters of a source line that are shown, and how many of them stand before the place in a longer line. */
const MAX_LINE = 120;
const BEFORE = 60;

/** `error: …`, the place with its source line, and the nearest steps of the way that led there. */
export function errorText(error: NixError): string {
  const parts = [`error: ${error.message}`];
  if (error.at !== undefined) parts.push('', `       at ${place(error.at)}:`, '', ...excerpt(error.at));
  const frames = error.trace.filter((f) => f.at !== undefined || f.message !== '');
  if (frames.length > 0) parts.push('');
  for (const { message, at } of frames.slice(0, MAX_FRAMES))
    parts.push(`       … ${message}${at === undefined ? '' : `, at ${place(at)}`}`);
  if (frames.length > MAX_FRAMES) parts.push(`       … (${frames.length - MAX_FRAMES} more steps)`);
  return `${parts.join('\n')}\n`;
}

function place(at: Position): string {
  const { line, column } = lineAndColumn(at);
  return `${at.source.path}:${line}:${column}`;
}

function excerpt(at: Position): string[] {
  const { line, column } = lineAndColumn(at);
  // A part of a token would pass unseen, so that it is covered before the line is cut.
  const whole = maskTokens(at.source.text.split('\n', line)[line - 1]?.replace(/\r$/, '') ?? '');
  const from = whole.length > MAX_LINE ? Math.max(0, Math.min(column - 1 - BEFORE, whole.length - MAX_LINE)) : 0;
  const before = `${from > 0 ? '…' : ''}${whole.slice(from, column - 1)}`;
  const after = `${whole.slice(column - 1, from + MAX_LINE)}${from + MAX_LINE < whole.length ? '…' : ''}`;
  const number = String(line).padStart(13);
  // Tabs stay, so that the mark stands below the place however wide they are.
  return [`${number}| ${before}${after}`, `${' '.repeat(number.length)}| ${before.replace(/[^\t]/g, ' ')}^`];
}
