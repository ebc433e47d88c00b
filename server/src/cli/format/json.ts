// `check --format json`: stable for programs; fields are added, never renamed or removed.
import type { Finding } from '../../rules';
import { redactTokens } from '../../rules/token-forms';
import type { AppliedFix } from '../fix';
import { shownFinding, type ShowPath } from './shown';

/** The version of the JSON that `check` and `preview` print. */
export const JSON_VERSION = 1;

/** `applied`: what `--fix` changed before; the places of the findings are those in the changed files. */
export function formatJson(
  findings: readonly Finding[],
  showPath: ShowPath,
  applied: readonly AppliedFix[] = [],
): string {
  const value = {
    version: JSON_VERSION,
    findings: findings.map((f) => shownFinding(f, showPath)),
    ...(applied.length > 0 && {
      fixed: applied.map(({ file, rule, title }) => ({ file: showPath(file), rule, title: redactTokens(title) })),
    }),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
