// `check`: the findings of files, printed.
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { nearestName } from '../modules/suggest';
import type { Release } from '../nixos';
import {
  NO_LEVELS,
  RULE_LEVELS,
  RULE_NAMES,
  isRuleLevel,
  isRuleName,
  type Finding,
  type RuleLevels,
  type Severity,
} from '../rules';
import { besideBundle, packageVersion } from '../lsp/package';
import { rulePages } from '../lsp/rule-pages';
import { loadNodeParser } from '../workspace/node-parser';
import { UsageError, releaseOption, type CommandFactory } from './command';
import { findingsOf } from './findings';
import { fixTexts, writeProblem, writeText, type AppliedFix } from './fix';
import { formatGithub } from './format/github';
import { formatJson } from './format/json';
import { formatSarif } from './format/sarif';
import { fixedText, formatText } from './format/text';
import { EXIT, type Io } from './io';
import { progressBar } from './progress';
import { STDIN, STDIN_NAME, loadTargets, relativePath, type Targets } from './targets';

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
type Format = (typeof FORMATS)[number];

/** Severities that can make `check` fail, the gravest first. */
const FAIL_ON = ['error', 'warning', 'information'] as const;
type FailOn = (typeof FAIL_ON)[number];

interface CheckOptions {
  readonly release: Release | 'auto';
  readonly format: Format;
  readonly failOn: FailOn;
  readonly rule: RuleLevels;
  readonly fix: boolean;
}

export const checkCommand: CommandFactory = (io, finish) =>
  new Command('check')
    .description('Report what is wrong with the runners that files define')
    .argument('<path...>', 'files, and folders to search for *.nix; - reads standard input')
    .addOption(releaseOption())
    .addOption(new Option('--format <format>', 'form of the output').choices(FORMATS).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'least grave severity that gives exit status 1')
        .choices(FAIL_ON)
        .default('error'),
    )
    .addOption(
      new Option('--rule <name=severity>', `severity of a rule: ${RULE_LEVELS.join(', ')}; may be repeated`)
        .argParser(addLevel)
        .default(NO_LEVELS, 'as the rules give them'),
    )
    .option(
      '--fix',
      'apply the fixes that are certain to be meant, and report the rest; with - the mended text is printed',
      false,
    )
    .action(async (paths: string[], options: CheckOptions) => {
      finish(await check(paths, options, io));
    });

/** `runner-url=off`, added to what was chosen before it. */
function addLevel(text: string, before: RuleLevels): RuleLevels {
  const [name = '', level = '', ...rest] = text.split('=');
  if (!isRuleName(name)) {
    const near = nearestName(name, RULE_NAMES);
    throw new InvalidArgumentError(
      `There is no rule \`${name}\`. ${near === undefined ? 'docs/rules lists them.' : `Did you mean \`${near}\`?`}`,
    );
  }
  if (!isRuleLevel(level) || rest.length > 0)
    throw new InvalidArgumentError(`Write \`${name}=\` and one of ${RULE_LEVELS.join(', ')}.`);
  return new Map([...before, [name, level]]);
}

async function check(paths: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  const fromStdin = paths.includes(STDIN);
  if (options.fix && fromStdin && paths.length > 1)
    throw new UsageError('`--fix` takes either `-` or paths, as it prints the text that comes from standard input.');
  const targets = await loadTargets(paths, await loadNodeParser(), io);
  const look = (): Finding[] => findingsIn(targets, options, io);
  const problems = [...targets.problems];
  let applied: readonly AppliedFix[] = [];
  let findings: readonly Finding[];
  if (options.fix) {
    const outcome = fixTexts(targets, changeable(targets, problems), look);
    ({ applied, findings } = outcome);
    for (const [file, text] of outcome.texts) {
      const problem = fromStdin ? undefined : writeText(file, text, targets.showPath(file));
      if (problem !== undefined) problems.push(problem);
    }
    if (fromStdin) io.out(targets.files.map((file) => targets.analysis.programs.get(file)?.source.text ?? '').join(''));
  } else findings = look();
  // The text that was read stands alone on standard output, so that it can be put in the place of the old one.
  const print = options.fix && fromStdin ? io.err : io.out;
  print(formatted({ findings, applied, problems }, targets, options.format, io));
  if (!REPORTS_FIXES.has(options.format)) for (const fix of applied) io.err(`${fixedText(fix, targets.showPath)}\n`);
  for (const problem of problems) io.err(`error: ${problem}\n`);
  if (problems.length > 0) return EXIT.usage;
  return findings.some((f) => isAtLeast(f.severity, options.failOn)) ? EXIT.findings : EXIT.ok;
}

/** Formats that have room for what was fixed. */
const REPORTS_FIXES: ReadonlySet<Format> = new Set(['text', 'json']);

function findingsIn({ files, analysis, showPath }: Targets, options: CheckOptions, io: Io): Finding[] {
  const progress = progressBar(io, files.length);
  const analyses = files.flatMap((file, i) => {
    progress(i, showPath(file));
    return analysis.file(file, options.release, options.rule) ?? [];
  });
  const findings = findingsOf(analyses, showPath);
  progress(files.length, '');
  return findings;
}

/** Whether a file may be changed: it was asked about, and can be written. Notes once for each what keeps it from that. */
function changeable({ files, showPath }: Targets, problems: string[]): (file: string) => boolean {
  const known = new Map<string, boolean>();
  return (file) => {
    let may = known.get(file);
    if (may === undefined) {
      const isStdin = showPath(file) === STDIN_NAME;
      const problem = isStdin || !files.includes(file) ? undefined : writeProblem(file, showPath(file));
      if (problem !== undefined) problems.push(problem);
      known.set(file, (may = files.includes(file) && problem === undefined));
    }
    return may;
  };
}

interface Report {
  readonly findings: readonly Finding[];
  readonly applied: readonly AppliedFix[];
  /** What could not be read or written. */
  readonly problems: readonly string[];
}

function formatted(
  { findings, applied, problems }: Report,
  { showPath, files }: Targets,
  format: Format,
  io: Io,
): string {
  const fromHere = (file: string): string => relativePath(showPath(file), io.cwd);
  switch (format) {
    case 'text':
      return formatText(findings, { showPath, colour: io.colour, files: files.length, applied });
    case 'json':
      return formatJson(findings, showPath, applied);
    case 'sarif':
      return formatSarif(findings, fromHere, { version: packageVersion(), pageOf: installedPage, problems });
    case 'github':
      return formatGithub(findings, fromHere);
  }
}

/** A rule's page, where it was installed with the program. */
function installedPage(rule: string): { uri: string; markdown: string } | undefined {
  const uri = rulePages(besideBundle('docs/rules'))(rule);
  return uri === undefined ? undefined : { uri, markdown: readFileSync(new URL(uri), 'utf8') };
}

function isAtLeast(severity: Severity, least: FailOn): boolean {
  return severity !== 'hint' && FAIL_ON.indexOf(severity) <= FAIL_ON.indexOf(least);
}
