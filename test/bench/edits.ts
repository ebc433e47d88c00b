// Edits as people make them: letters in strings and names, digits, blanks, whole lines. Each is taken back by the next,
// so that the text stays what it is however many there are.
import type { TextChange } from '../../server/src/syntax';

/** Numbers between 0 and 1 that are the same in each run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` edits of a text, one after the other; every second one is at the start, where the runner is. */
export function* randomEdits(text: string, count: number, random: () => number): Generator<TextChange> {
  for (let i = 0; i < count; i += 2) {
    const change = randomEdit(text, i % 4 === 0 ? Math.min(400, text.length) : text.length, random);
    yield change;
    if (i + 1 < count) yield undone(text, change);
  }
}

function randomEdit(text: string, within: number, random: () => number): TextChange {
  const below = (limit: number): number => Math.floor(random() * limit);
  const at = (pattern: RegExp): number => {
    const from = below(within);
    const found = text.slice(from, within).search(pattern);
    return found < 0 ? text.search(pattern) : from + found;
  };
  const lineStart = (): number => text.lastIndexOf('\n', below(within)) + 1;
  switch (below(8)) {
    case 0:
    case 1:
    case 2:
      return insertion(at(/[a-z]/), String.fromCharCode(97 + below(26)));
    case 3:
      return removal(at(/[a-z]/), 1);
    case 4:
      return insertion(at(/\d/), String(below(10)));
    case 5:
      return insertion(at(/ /), ' ');
    case 6:
      return insertion(lineStart(), `    option${below(1000)} = [ ${below(1000)} ];\n`);
    default: {
      const start = lineStart();
      return removal(start, text.indexOf('\n', start) + 1 - start);
    }
  }
}

function insertion(start: number, newText: string): TextChange {
  return { start, end: start, newText };
}

function removal(start: number, length: number): TextChange {
  return { start, end: start + Math.max(length, 0), newText: '' };
}

function undone(text: string, { start, end, newText }: TextChange): TextChange {
  return { start, end: start + newText.length, newText: text.slice(start, end) };
}
