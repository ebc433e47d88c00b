// `check`: the findings of files, printed.
import type { Release } from '../nixos';
import type { Finding, Severity } from '../rules';
import type { NixParser } from '../syntax/parser';
import { findingsOf } from './findings';
import { formatGithub } from './format/github';
import { formatJson } from './format/json';
import { formatSarif } from './format/sarif';
import { formatText } from './format/text';
import { EXIT, type Io } from './io';
import { loadTargets, relativePath, type Targets } from './targets';

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof FORMATS)[number];

/** Severities that can make `check` fail, the gravest first. */
export const FAIL_ON = ['error', 'warning', 'information'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface CheckOptions {
  /** Files, folders, and `-` for standard input. */
  readonly paths: readonly string[];
  readonly release: Release | 'auto';
  readonly format: Format;
  /** The least grave severity that counts as failure. */
  readonly failOn: FailOn;
}

/** Checks files and prints what is found; gives the exit status. */
export async function check(options: CheckOptions, parser: NixParser, io: Io): Promise<number> {
  const targets = await loadTargets(options.paths, parser, io);
  const analyses = targets.files.flatMap((file) => targets.analysis.file(file, options.release) ?? []);
  const findings = findingsOf(analyses, targets.showPath);
  io.out(formatted(findings, targets, options.format, io));
  for (const problem of targets.problems) io.err(`error: ${problem}\n`);
  if (targets.problems.length > 0) return EXIT.usage;
  return findings.some((f) => isAtLeast(f.severity, options.failOn)) ? EXIT.findings : EXIT.ok;
}

function formatted(findings: readonly Finding[], { showPath, files }: Targets, format: Format, io: Io): string {
  const fromHere = (file: string): string => relativePath(showPath(file), io.cwd);
  switch (format) {
    case 'text':
      return formatText(findings, { showPath, colour: io.colour, files: files.length });
    case 'json':
      return formatJson(findings, showPath);
    case 'sarif':
      return formatSarif(findings, fromHere);
    case 'github':
      return formatGithub(findings, fromHere);
  }
}

function isAtLeast(severity: Severity, least: FailOn): boolean {
  return severity !== 'hint' && FAIL_ON.indexOf(severity) <= FAIL_ON.indexOf(least);
}
