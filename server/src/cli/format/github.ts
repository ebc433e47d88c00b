// `check --format github`: workflow commands that GitHub Actions shows as annotations in a pull request. Source: GitHub
// docs, "Workflow commands for GitHub Actions"; escaping as in actions/toolkit, packages/core/src/command.ts.
import type { Finding, Severity } from '../../rules';
import { shownFinding, type ShowPath, type ShownFinding } from './shown';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** One command per finding; lines and columns count from 1. `showPath` must give paths relative to the repository. */
export function formatGithub(findings: readonly Finding[], showPath: ShowPath): string {
  return findings.map((f) => `${command(shownFinding(f, showPath))}\n`).join('');
}

function command(finding: ShownFinding): string {
  const { start, end } = finding.range;
  const oneLine = start.line === end.line;
  const properties = {
    file: finding.file,
    line: start.line + 1,
    endLine: end.line + 1,
    // GitHub accepts columns only for an annotation within one line.
    ...(oneLine && { col: start.character + 1, endColumn: Math.max(end.character, start.character + 1) }),
    title: finding.rule,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${COMMANDS[finding.severity]} ${list.join(',')}::${escapeData(finding.message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
