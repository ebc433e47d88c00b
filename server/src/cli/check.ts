// `check`: the findings of files, printed.
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
import { loadNodeParser } from '../workspace/node-parser';
import { releaseOption, type CommandFactory } from './command';
import { findingsOf } from './findings';
import { formatGithub } from './format/github';
import { formatJson } from './format/json';
import { formatSarif } from './format/sarif';
import { formatText } from './format/text';
import { EXIT, type Io } from './io';
import { loadTargets, relativePath, type Targets } from './targets';

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
  const targets = await loadTargets(paths, await loadNodeParser(), io);
  const analyses = targets.files.flatMap((file) => targets.analysis.file(file, options.release, options.rule) ?? []);
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
