// What GitHub's tokens look like, and how to keep them out of what is shown to people.
import type { Fix } from './finding';
import { carriesChecksum } from './token-checksum';

/** A form of tokens. */
interface TokenForm {
  readonly pattern: RegExp;
  readonly kind: string;
  /** Whether nothing but a token has this form. */
  readonly certain: boolean;
  /** Whether a text of this form is a token rather than a placeholder. */
  accept(token: string): boolean;
}

/** A token in a text; offsets are UTF-16, half-open. */
export interface FoundToken {
  readonly form: TokenForm;
  readonly start: number;
  readonly end: number;
}

/** A placeholder repeats a few characters; random ones do not. */
function looksRandom(secret: string): boolean {
  return new Set(secret).size >= 14 && /\d/.test(secret) && !/(.)\1{3}/.test(secret);
}

/** Forms of tokens as GitHub documents them ("About authentication to GitHub", token formats). */
const FORMS: readonly TokenForm[] = [
  {
    // 36 characters today; GitHub keeps the right to make them longer.
    pattern: /(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36,251}(?![A-Za-z0-9])/g,
    kind: 'a GitHub token',
    certain: true,
    accept: carriesChecksum,
  },
  {
    pattern: /(?<![A-Za-z0-9_])github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9])/g,
    kind: 'a fine-grained personal access token',
    certain: true,
    accept: (token) => looksRandom(token.slice('github_pat_'.length)),
  },
  {
    // A registration token has no prefix that nothing else has.
    pattern: /(?<![A-Za-z0-9_+/-])A[A-Z0-9]{28}(?![A-Za-z0-9_+/=-])/g,
    kind: 'probably a runner registration token',
    certain: false,
    accept: (token) => looksRandom(token) && (token.match(/\d/g)?.length ?? 0) >= 2,
  },
];

/** The tokens in a text, in order. */
export function tokensIn(text: string): FoundToken[] {
  return FORMS.flatMap((form) =>
    [...text.matchAll(form.pattern)].flatMap((match) =>
      form.accept(match[0]) ? [{ form, start: match.index, end: match.index + match[0].length }] : [],
    ),
  ).sort((a, b) => a.start - b.start);
}

/** The beginning of a token where a long text was cut off. */
const CUT_OFF = /(?<![A-Za-z0-9_])(gh[pousr]_|github_pat_|A(?=[A-Z0-9]*\d))[A-Za-z0-9_]{6,}…/g;

/** The text with the secret part of each token left out: `ghp_…redacted`. */
export function redactTokens(text: string): string {
  const whole = replaceTokens(text, (token) => `${prefixOf(token)}…redacted`);
  return whole.replace(CUT_OFF, (start) => `${prefixOf(start)}…redacted`);
}

/** The text with the secret part of each token covered, all columns staying what they are. */
export function maskTokens(text: string): string {
  const mask = (token: string): string =>
    `${prefixOf(token)}…redacted`.padEnd(token.length, '*').slice(0, token.length);
  return replaceTokens(text, mask).replace(CUT_OFF, mask);
}

/** The fixes that do not repeat a token. */
export function withoutTokens(fixes: readonly Fix[]): readonly Fix[] {
  return fixes.filter((fix) => fix.edits.every(({ newText }) => redactTokens(newText) === newText));
}

function replaceTokens(text: string, replacement: (token: string) => string): string {
  let result = '';
  let at = 0;
  for (const { start, end } of tokensIn(text)) {
    result += text.slice(at, start) + replacement(text.slice(start, end));
    at = end;
  }
  return result + text.slice(at);
}

function prefixOf(token: string): string {
  return /^(?:gh[pousr]|github_pat)_/.exec(token)?.[0] ?? '';
}
