// Keeps tokens out of what is sent to the editor, whichever feature made it.
import { maskTokens, redactTokens } from '../rules/token-forms';

/** What goes back into documents, or identifies something, has to stay as it is. */
const KEPT = new Set(['newText', 'uri', 'targetUri', 'id']);

/**
 * A message's content without the secret parts of tokens. In `text`, which holds whole documents, all columns stay what
 * they are.
 */
export function redacted<T>(content: T): T {
  return redact(content, '') as T;
}

function redact(value: unknown, key: string): unknown {
  if (typeof value === 'string')
    return KEPT.has(key) ? value : key === 'text' ? maskTokens(value) : redactTokens(value);
  if (typeof value !== 'object' || value === null) return value;
  // Semantic tokens are long lists of numbers.
  if (Array.isArray(value)) return typeof value[0] === 'number' ? value : value.map((item) => redact(item, key));
  // Errors and the like are no plain data.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redact(inner, name)]));
}
