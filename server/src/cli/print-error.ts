// Evaluation errors as the command line shows them.
import type { NixError } from '../evaluator/errors';
import { lineAndColumn, type Position } from '../evaluator/position';

const MAX_FRAMES = 6;
const MAX_LINE = 120;

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
  const text = at.source.text.split('\n', line)[line - 1]?.replace(/\r$/, '') ?? '';
  if (text.length > MAX_LINE) return [];
  const number = String(line).padStart(13);
  return [`${number}| ${text}`, `${' '.repeat(number.length)}| ${' '.repeat(column - 1)}^`];
}
