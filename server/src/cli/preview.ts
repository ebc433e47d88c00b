// `preview`: the texts that NixOS would generate for runners, printed.
import path from 'node:path';
import { Command } from 'commander';
import { showOption } from '../modules/definition';
import { atLeast, type Release } from '../nixos';
import { loadNodeParser } from '../workspace/node-parser';
import type { FileAnalysis } from '../workspace/analysis';
import { releaseFor } from '../workspace/release';
import { UsageError, releaseOption, type CommandFactory } from './command';
import { findingsOf } from './findings';
import { formatPreviewJson } from './format/preview-json';
import { formatPreviewText } from './format/preview-text';
import { formatText } from './format/text';
import { hostsOf, isCalled, runnerIsCalled, runnersIn, type ChosenHost, type HostRunner } from './hosts';
import { EXIT, type Io } from './io';
import { loadTargets, type Targets } from './targets';

interface PreviewOptions {
  readonly release: Release | 'auto';
  readonly host?: string;
  readonly runner?: string;
  readonly json?: true;
}

export const previewCommand: CommandFactory = (io, finish) =>
  new Command('preview')
    .description('Show the unit and the scripts that NixOS would generate')
    .argument('<path>', 'file, or folder to search for *.nix; - reads standard input')
    .addOption(releaseOption())
    .option('--host <name>', 'host to show: its name, or the file that it starts from')
    .option('--runner <name>', 'runner to show: its name, its option or its unit')
    .option('--json', 'print JSON')
    .action(async (given: string, options: PreviewOptions) => {
      finish(await preview(given, options, io));
    });

async function preview(given: string, options: PreviewOptions, io: Io): Promise<number> {
  const targets = await loadTargets([given], await loadNodeParser(), io);
  const { showPath, files, problems } = targets;
  if (problems.length > 0) {
    problems.forEach((problem) => io.err(`error: ${problem}\n`));
    return EXIT.usage;
  }
  const analyses = analysesFor(options, targets);
  const hosts = hostsOf(analyses.flatMap((a) => a.hosts));
  const host = options.host === undefined ? hosts[0] : hosts.find((h) => isCalled(h, options.host ?? '', showPath));
  if (host === undefined && options.host !== undefined) throw new UsageError(noSuchHost(options.host, hosts, targets));
  const all = host === undefined ? [] : runnersIn(host);
  const runners = options.runner === undefined ? all : all.filter((r) => runnerIsCalled(r, options.runner ?? ''));
  if (options.runner !== undefined && runners.length === 0) throw new UsageError(noSuchRunner(options.runner, all));

  const release = host?.parts[0]?.release.release ?? releaseOf(options.release, targets);
  const previews = runners.flatMap(({ preview: p }) => (p === undefined ? [] : [p]));
  const findings = findingsOf(analyses, showPath);
  if (options.json) io.out(formatPreviewJson({ release, host: host?.name, previews, findings, showPath }));
  else {
    io.out(formatPreviewText({ release, host: host?.name, previews }));
    if (findings.length > 0) io.err(formatText(findings, { showPath, colour: false, files: files.length }));
  }
  for (const note of notes(given, options, hosts, host, runners, release)) io.err(`${note}\n`);
  return findings.some((f) => f.severity === 'error') ? EXIT.findings : EXIT.ok;
}

/** Those of the host that was asked for, where it is one of a flake; else those of all hosts, among which it may be. */
function analysesFor({ host, release }: PreviewOptions, targets: Targets): FileAnalysis[] {
  const analysed = (analyse: (file: string) => FileAnalysis | undefined): FileAnalysis[] => [
    ...targets.files.flatMap((file) => analyse(file) ?? []),
    ...startedIn(targets, analyse),
  ];
  const ofHost = host === undefined ? [] : analysed((file) => targets.analysis.fileOfHost(file, release, host));
  return ofHost.length > 0 ? ofHost : analysed((file) => targets.analysis.file(file, release));
}

/** A flake stands for its hosts, whose runners are mostly defined in other files. */
function startedIn({ files, analysis }: Targets, analyse: (file: string) => FileAnalysis | undefined): FileAnalysis[] {
  const flakes = new Set(files.filter((file) => path.basename(file) === 'flake.nix'));
  const others = flakes.size === 0 ? [] : analysis.definers().filter((file) => !files.includes(file));
  return others.flatMap((file) => {
    const found = analyse(file);
    const hosts = found?.hosts.filter(({ entry }) => flakes.has(entry)) ?? [];
    return found === undefined || hosts.length === 0 ? [] : { ...found, hosts };
  });
}

function releaseOf(wanted: Release | 'auto', { files, access }: Targets): Release {
  return wanted === 'auto' ? releaseFor(files[0] ?? '/', access).release : wanted;
}

function noSuchHost(name: string, hosts: readonly ChosenHost[], { showPath }: Targets): string {
  const known = hosts.map((h) => `\`${h.name ?? showPath(h.entry)}\``);
  return `There is no host \`${name}\` with a runner. ${known.length === 0 ? 'No host with a runner was found.' : `The hosts are ${known.join(', ')}.`}`;
}

function noSuchRunner(name: string, runners: readonly HostRunner[]): string {
  const known = runners.map(({ runner }) => `\`${runner.attribute}\``);
  return `There is no runner \`${name}\`. ${known.length === 0 ? 'No runner is defined here.' : `The runners are ${known.join(', ')}.`}`;
}

/** What the output does not say by itself. */
function notes(
  given: string,
  options: PreviewOptions,
  hosts: readonly ChosenHost[],
  host: ChosenHost | undefined,
  runners: readonly HostRunner[],
  release: Release,
): string[] {
  const found: string[] = [];
  if (runners.length === 0) found.push(noRunner(given, release));
  for (const { runner, preview: p } of runners)
    if (p === undefined && !runner.hasService)
      found.push(
        `note: \`${showOption(runner.loc)}\` is not enabled, so NixOS makes no unit for it. Set \`${showOption([...runner.loc, 'enable'])} = true;\`.`,
      );
  const others = hosts.filter((h) => h !== host).map((h) => `\`${h.name ?? h.entry}\``);
  if (options.host === undefined && others.length > 0)
    found.push(
      `note: This is the host \`${host?.name ?? host?.entry ?? ''}\`. Choose another one with --host: ${others.join(', ')}.`,
    );
  return found;
}

function noRunner(given: string, release: Release): string {
  const option = atLeast(release, '23.05') ? 'services.github-runners.example' : 'services.github-runner';
  return [
    `No runner is defined in \`${given}\` for NixOS ${release}. To add one:`,
    '',
    `  ${option} = {`,
    '    enable = true;',
    '    url = "https://github.com/owner/repository";',
    '    tokenFile = "/run/secrets/github-runner.token";',
    '  };',
  ].join('\n');
}
