// Texts that the grammar reads without an error, but otherwise than Nix.
import type { Cst } from './cst';
import { keywords } from './lexer';

/** Blanks to the grammar, but not to Nix; the byte order mark is one at the start of a file. */
const otherBlanks = /[\f\v\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/;

/** Whether a text has to be cut into tokens by Nix's own rules before the grammar may read it. */
export function differsFromNix(cst: Cst, text: string): boolean {
  if (cst.field.indexOf('expression') < 0) {
    return true;
  }
  const hasReturns = /\r(?!\n)/.test(text);
  for (let node = 0; node < cst.size; node++) {
    const start = cst.start[node] ?? 0;
    const end = cst.end[node] ?? 0;
    const type = cst.type[node];
    if (type === 'path_fragment' && text.slice(start, end).includes('//')) {
      // `a//b` updates a set.
      return true;
    }
    if (type === 'identifier' && isKeyword(text.slice(start, end))) {
      return true;
    }
    if (type === 'comment' && hasReturns && text[start] === '#' && /\r[^]/.test(text.slice(start, end))) {
      // Nix ends a comment at a carriage return.
      return true;
    }
  }
  return otherBlanks.test(text);
}

/** `or` is a name as well. */
function isKeyword(name: string): boolean {
  return name !== 'or' && keywords.has(name);
}
