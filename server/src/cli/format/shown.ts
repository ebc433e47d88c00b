// Findings as plain data: what every output format is made of.
import { linesOf, type Position } from '../../evaluator/position';
import type { Finding, RuleName, Severity } from '../../rules';
import { redactTokens, withoutTokens } from '../../rules/token-forms';
import type { LinePosition } from '../../syntax/lines';

/** A stretch of text; lines and characters count from 0, characters in UTF-16 units. */
export interface ShownRange {
  readonly start: LinePosition;
  readonly end: LinePosition;
}

export interface ShownPlace {
  readonly file: string;
  readonly range: ShownRange;
}

export interface ShownEdit extends ShownPlace {
  readonly newText: string;
}

interface ShownFix {
  readonly title: string;
  readonly edits: readonly ShownEdit[];
}

/** A finding in the form of `check --format json`. */
export interface ShownFinding extends ShownPlace {
  readonly rule: RuleName;
  readonly severity: Severity;
  readonly message: string;
  readonly option?: string;
  readonly hosts?: readonly string[];
  readonly related?: readonly (ShownPlace & { readonly message: string })[];
  readonly fixes?: readonly ShownFix[];
}

/** How a file's absolute path is written in an output. */
export type ShowPath = (path: string) => string;

/** A place as the JSON formats have it: lines and characters count from 0, in UTF-16 units. */
export function shownPlace(at: Position, showPath: ShowPath): ShownPlace {
  const lines = linesOf(at.source);
  return {
    file: showPath(at.source.path),
    range: { start: lines.position(at.start), end: lines.position(at.end) },
  };
}

/** A finding as plain data. Tokens never show: they are masked in messages, and a fix that repeats one is left out. */
export function shownFinding(finding: Finding, showPath: ShowPath): ShownFinding {
  const related = finding.related ?? [];
  const fixes = withoutTokens(finding.fixes ?? []);
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: redactTokens(finding.message),
    ...shownPlace(finding.at, showPath),
    ...(finding.option !== undefined && { option: finding.option }),
    ...(finding.hosts !== undefined && { hosts: finding.hosts }),
    ...(related.length > 0 && {
      related: related.map((r) => ({ ...shownPlace(r.at, showPath), message: redactTokens(r.message) })),
    }),
    ...(fixes.length > 0 && {
      fixes: fixes.map((fix) => ({
        title: redactTokens(fix.title),
        edits: fix.edits.map((edit) => ({ ...shownPlace(edit.at, showPath), newText: edit.newText })),
      })),
    }),
  };
}
