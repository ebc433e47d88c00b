// Findings as editors show them: by file, and kept in their places while the text around them changes.
import type { Program } from '../evaluator/evaluate';
import type { Position, Source } from '../evaluator/position';
import { NO_LEVELS, RULES, withLevels, type Finding } from '../rules';
import type { Span } from '../syntax/ast';
import type { HostAnalysis } from '../workspace/analysis';
import { suppress } from '../workspace/suppressions';

/** What the rules say about a file by itself, without evaluating it. Whether a comment is unused is not told. */
export function ownFindings(program: Program, levels = NO_LEVELS): Finding[] {
  const found = RULES.flatMap((rule) => rule.checkFile?.({ program }) ?? []);
  return withLevels(
    suppress(
      found,
      program,
      () => false,
      () => program,
    ),
    levels,
  );
}

const OWN_RULES: ReadonlySet<string> = new Set(RULES.filter((rule) => rule.checkFile).map((rule) => rule.name));

/** Whether a finding is one that `ownFindings` gives. */
export function isOwnFinding(finding: Finding): boolean {
  return OWN_RULES.has(finding.rule);
}

/** Of what is known about a file, what other hosts than these have alone. */
export function findingsOfOthers(known: readonly Finding[], hosts: readonly HostAnalysis[]): Finding[] {
  return known.filter(
    (finding) => finding.hosts !== undefined && !hosts.some(({ name }) => finding.hosts?.includes(name ?? '')),
  );
}

/** Findings by the path of the file they lie in. */
export function findingsByFile(findings: readonly Finding[]): Map<string, Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { path } = finding.at.source;
    const known = files.get(path);
    if (known) known.push(finding);
    else files.set(path, [finding]);
  }
  return files;
}

/** Findings of which each stands once, whichever evaluation they come from. */
export function distinctFindings(findings: readonly Finding[]): Finding[] {
  const seen = new Map(findings.map((f) => [JSON.stringify([f.rule, f.at.start, f.at.end, f.message]), f]));
  return [...seen.values()];
}

/** A change of a text: the units from `start` up to `end` were replaced by `length` others. */
export interface Replacement extends Span {
  readonly length: number;
}

/** Findings of an edited file, moved to where their places are after `replacements`, which were made in that order. */
export function movedFindings(
  findings: readonly Finding[],
  replacements: readonly Replacement[],
  source: Source,
): Finding[] {
  const moved = (at: Position): Position =>
    at.source.path === source.path ? { source, ...replacements.reduce(movedSpan, at) } : at;
  return findings.map((finding) => ({
    ...finding,
    at: moved(finding.at),
    ...(finding.related && { related: finding.related.map((r) => ({ ...r, at: moved(r.at) })) }),
    // Edits that were made for another text would do harm.
    fixes: [],
  }));
}

function movedSpan(span: Span, { start, end, length }: Replacement): Span {
  const delta = length - (end - start);
  const moved = (offset: number): number =>
    offset <= start ? offset : offset >= end ? offset + delta : start + length;
  return { start: moved(span.start), end: Math.max(moved(span.start), moved(span.end)) };
}
