// Tokens written into the source, which everybody who can read the repository can use.
import type { Position } from '../evaluator/position';
import { carriesChecksum } from './token-checksum';
import type { Severity } from './finding';
import type { Rule } from './rule';

export const secretInSource: Rule = {
  name: 'secret-in-source',
  severity: 'error',
  summary: 'A GitHub token is written into the file.',
  checkFile({ program }) {
    const { source } = program;
    return FORMS.flatMap(({ pattern, kind, accept, severity }) =>
      [...source.text.matchAll(pattern)].flatMap((match) => {
        const token = match[0];
        if (!accept(token)) return [];
        const at: Position = { source, start: match.index, end: match.index + token.length };
        return [
          {
            rule: 'secret-in-source' as const,
            severity,
            message: `This is ${kind}. Whoever can read this file can use it, and NixOS copies the file into the world-readable Nix store. Revoke the token on GitHub, and keep the new one in a file outside the repository that \`tokenFile\` names.`,
            at,
          },
        ];
      }),
    );
  },
};

interface TokenForm {
  readonly pattern: RegExp;
  readonly kind: string;
  readonly severity: Severity;
  /** Whether a text of this form is a token rather than a placeholder. */
  accept(token: string): boolean;
}

/** A placeholder repeats a few characters; random ones do not. */
function looksRandom(secret: string): boolean {
  return new Set(secret).size >= 14 && /\d/.test(secret) && !/(.)\1{3}/.test(secret);
}

/** Forms of tokens as GitHub documents them ("About authentication to GitHub", token formats). */
const FORMS: readonly TokenForm[] = [
  {
    pattern: /(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g,
    kind: 'a GitHub token',
    severity: 'error',
    accept: carriesChecksum,
  },
  {
    pattern: /(?<![A-Za-z0-9_])github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9])/g,
    kind: 'a fine-grained personal access token',
    severity: 'error',
    accept: (token) => looksRandom(token.slice('github_pat_'.length)),
  },
  {
    // A registration token has no prefix: only a whole string of its exact form counts.
    pattern: /(?<=["'])A[A-Z0-9]{28}(?=["'])/g,
    kind: 'probably a runner registration token',
    severity: 'warning',
    accept: (token) => looksRandom(token) && (token.match(/\d/g)?.length ?? 0) >= 4,
  },
];
