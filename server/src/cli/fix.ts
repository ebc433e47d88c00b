// `check --fix`: applies the fixes that are certain to be meant, and writes the files.
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import type { Program } from '../evaluator/evaluate';
import { encodeUtf8 } from '../evaluator/strings';
import type { Finding, Fix, RuleName } from '../rules';
import type { Targets } from './targets';

/** A fix that was applied. */
export interface AppliedFix {
  /** Absolute path. */
  readonly file: string;
  readonly rule: RuleName;
  readonly title: string;
}

export interface FixOutcome {
  readonly applied: readonly AppliedFix[];
  /** What is left. */
  readonly findings: readonly Finding[];
  /** The new texts of changed files, by absolute path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** A fix may make room for another one, but not for ever. */
const MAX_ROUNDS = 10;

/**
 * Applies fixes to the texts in the analysis until none is left; nothing is written. Of fixes that touch the same text
 * one is applied, and the others are looked for again afterwards.
 */
export function fixTexts(
  { analysis }: Targets,
  mayChange: (file: string) => boolean,
  check: () => readonly Finding[],
): FixOutcome {
  const applied: AppliedFix[] = [];
  const texts = new Map<string, string>();
  const refused = new Set<Fix['title']>();
  let findings = check();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const chosen = compatible(findings, mayChange).filter((c) => !refused.has(keyOf(c)));
    if (chosen.length === 0) break;
    for (const [file, fixes] of byFile(chosen)) {
      const program = analysis.programs.get(file);
      if (program === undefined) continue;
      const text = fixes
        .flatMap(({ fix }) => fix.edits)
        .sort((a, b) => b.at.start - a.at.start)
        .reduce((t, { at, newText }) => t.slice(0, at.start) + newText + t.slice(at.end), program.source.text);
      const faults = faultsIn(program);
      analysis.programs.open(file, text);
      if (faultsIn(analysis.programs.get(file)) > faults) {
        // No fix is worth a file that cannot be read any more.
        analysis.programs.open(file, program.source.text);
        for (const choice of fixes) refused.add(keyOf(choice));
        continue;
      }
      texts.set(file, text);
      applied.push(...fixes.map(({ finding, fix }) => ({ file, rule: finding.rule, title: fix.title })));
    }
    findings = check();
  }
  return { applied, findings, texts };
}

/** How much Nix's parser would refuse. */
function faultsIn(program: Program | undefined): number {
  return program === undefined ? 0 : program.parse.problems.length + program.problems.length;
}

interface Choice {
  readonly finding: Finding;
  readonly fix: Fix;
  readonly file: string;
}

function keyOf({ finding, fix, file }: Choice): string {
  return JSON.stringify([file, finding.rule, finding.at.start, fix.title]);
}

/** Safe fixes, the first of each finding, none of which touches what another one changes. */
function compatible(findings: readonly Finding[], mayChange: (file: string) => boolean): Choice[] {
  const taken = new Map<string, { start: number; end: number }[]>();
  return findings.flatMap((finding): Choice[] => {
    const fix = finding.fixes?.find((f) => f.safe === true);
    const file = fix?.edits[0]?.at.source.path;
    if (fix === undefined || file === undefined || !mayChange(file)) return [];
    if (fix.edits.some(({ at }) => at.source.path !== file)) return [];
    const spans = taken.get(file) ?? [];
    if (fix.edits.some(({ at }) => spans.some((s) => at.start <= s.end && s.start <= at.end))) return [];
    taken.set(file, [...spans, ...fix.edits.map(({ at }) => ({ start: at.start, end: at.end }))]);
    return [{ finding, fix, file }];
  });
}

function byFile(choices: readonly Choice[]): Map<string, Choice[]> {
  const files = new Map<string, Choice[]>();
  for (const choice of choices) files.set(choice.file, [...(files.get(choice.file) ?? []), choice]);
  return files;
}

const OWNER_MAY_WRITE = 0o200;

/** What keeps a file from being changed, as a message for people; `undefined` where nothing does. */
export function writeProblem(file: string, shown: string): string | undefined {
  try {
    accessSync(file, constants.W_OK);
    // Root may write what its owner protected, but was not asked to.
    if ((statSync(file).mode & OWNER_MAY_WRITE) !== 0) return undefined;
  } catch {
    return `The file \`${shown}\` cannot be written: nothing is fixed in it. Make it writable, or fix it where it comes from.`;
  }
  return `The file \`${shown}\` is write-protected: nothing is fixed in it. Make it writable, or fix it where it comes from.`;
}

/** Writes a file in place; gives what went wrong, if anything did. */
export function writeText(file: string, text: string, shown: string): string | undefined {
  try {
    writeFileSync(file, encodeUtf8(text));
    return undefined;
  } catch {
    return `The file \`${shown}\` could not be written.`;
  }
}
