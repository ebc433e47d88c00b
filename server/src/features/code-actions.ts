// Changes that mend a finding, offered where the finding is.
import type { Finding, Fix } from '../rules/finding';
import { withoutTokens } from '../rules/token-forms';
import type { Span } from '../syntax/ast';
import type { FileAnalysis } from '../workspace/analysis';

export interface CodeAction {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** The fixes of the findings that lie in the file and touch the span; none repeats a token. */
export function codeActions(file: FileAnalysis, span: Span): CodeAction[] {
  return file.findings
    .filter(({ at }) => at.source.path === file.program.source.path && at.start <= span.end && span.start <= at.end)
    .flatMap((finding) => withoutTokens(finding.fixes ?? []).map((fix) => ({ finding, fix })));
}
