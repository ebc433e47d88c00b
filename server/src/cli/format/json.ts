// `check --format json`: stable for programs; fields are added, never renamed or removed.
import type { Finding } from '../../rules';
import { shownFinding, type ShowPath } from './shown';

/** The version of the JSON that `check` and `preview` print. */
export const JSON_VERSION = 1;

export function formatJson(findings: readonly Finding[], showPath: ShowPath): string {
  return `${JSON.stringify({ version: JSON_VERSION, findings: findings.map((f) => shownFinding(f, showPath)) }, null, 2)}\n`;
}
