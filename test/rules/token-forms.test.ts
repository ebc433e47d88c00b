// What counts as a token, and what is left of it where it is shown.
import { expect, it } from 'vitest';
import { checksumOf } from '../../server/src/rules/token-checksum';
import { maskTokens, redactTokens, tokensIn } from '../../server/src/rules/token-forms';

const BODY = 'Zr4mQ7vLx0NcT2bK9sYwE1hJ6uGpDf';
const token = (prefix: string, body = BODY): string => `${prefix}_${body}${checksumOf(body)}`;

it.each(['ghp', 'gho', 'ghu', 'ghs', 'ghr'])('%s_… counts with the right checksum only', (prefix) => {
  const right = token(prefix);
  expect(tokensIn(`a ${right} b`).map(({ start, end }) => [start, end])).toEqual([[2, 2 + right.length]]);
  const wrong = `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}`;
  expect(tokensIn(wrong)).toEqual([]);
});

it('counts longer tokens, and no parts of other words', () => {
  const long = token('ghs', BODY.repeat(3));
  expect(tokensIn(long)).toHaveLength(1);
  expect(tokensIn(`x${long}`)).toEqual([]);
  expect(tokensIn(`${long}x`)).toEqual([]);
});

it('shows the prefix alone', () => {
  expect(redactTokens(`url = "https://x:${token('ghp')}@github.com"`)).toBe(
    'url = "https://x:ghp_…redacted@github.com"',
  );
});

it('covers tokens without moving what follows, also where they were cut off', () => {
  for (const text of [
    `${token('ghp')} end`,
    `${token('ghp').slice(0, 20)}… end`,
    `${token('ghp').slice(0, 12)}… end`,
  ]) {
    const masked = maskTokens(text);
    expect(masked).toHaveLength(text.length);
    expect(masked).toMatch(/^ghp_…/);
    expect(masked.endsWith(' end')).toBe(true);
    expect(masked).not.toContain(BODY.slice(0, 6));
  }
});
