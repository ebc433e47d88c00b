// Tokens written into the source, which everybody who can read the repository can use.
import type { Rule } from './rule';
import { tokensIn } from './token-forms';

export const secretInSource: Rule = {
  name: 'secret-in-source',
  severity: 'error',
  summary: 'A GitHub token is written into the file.',
  checkFile({ program }) {
    const { source } = program;
    return tokensIn(source.text).flatMap(({ form, start, end }) => {
      // Without a prefix only a whole string of the exact form counts, and what is called a token.
      const isWhole = isQuote(source.text[start - 1]) && isQuote(source.text[end]);
      if (!form.certain && !isWhole && !NAMED.test(source.text.slice(Math.max(0, start - LEAD), start))) return [];
      return [
        {
          rule: 'secret-in-source',
          severity: form.certain ? 'error' : 'warning',
          message: `This is ${form.kind}. Whoever can read this file can use it, and NixOS copies the file into the world-readable Nix store. Revoke the token on GitHub, and keep the new one in a file outside the repository that \`tokenFile\` names.`,
          at: { source, start, end },
        },
      ];
    });
  },
};

/** How many characters before a token may say that it is one. */
const LEAD = 40;
/** `--token`, `RUNNER_TOKEN=`, `token: ` and the like. */
const NAMED = /token["']?[ \t]*[=:]?[ \t]*["']?$/i;

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}
