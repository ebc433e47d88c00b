// From files to findings: programs, the hosts they belong to, and the rules on both.
import type { Program } from '../evaluator/evaluate';
import type { Budget, FileAccess } from '../evaluator/session';
import type { Release } from '../nixos';
import { runnerSites, type RunnerSite } from '../runner/sites';
import { NO_LEVELS, RULES, withLevels, type RuleLevels } from '../rules';
import { SEVERITIES, type Finding, type RuleName } from '../rules/finding';
import type { NixParser } from '../syntax/parser';
import type { HostAnalysis } from './host-analysis';
import { createHosts, type HostSearch, type Hosts } from './hosts';
import { createPrograms, withText, type Programs } from './programs';
import { suppress } from './suppressions';

export type { HostAnalysis } from './host-analysis';

export interface AnalysisOptions {
  readonly parser: NixParser;
  readonly files: FileAccess;
  /** For `builtins.currentSystem` and `pkgs.system`. */
  readonly system: string;
  readonly budget?: Budget;
  /** Asked now and then whether an evaluation is to end with an `Interruption`. */
  readonly isInterrupted?: () => boolean;
}

export interface FileAnalysis {
  readonly program: Program;
  readonly sites: readonly RunnerSite[];
  readonly hosts: readonly HostAnalysis[];
  /** Of the file by itself and of its hosts, each once; those of hosts may lie in other files. */
  readonly findings: readonly Finding[];
}

export type AnalysisSteps = Generator<(() => FileAnalysis) | undefined, FileAnalysis | undefined>;

export interface Analysis {
  readonly programs: Programs;
  /** Takes note of a file for the import graph; files that are not noted are not known as importers. */
  note(path: string): void;
  /** The files noted so far that define runners, sorted. */
  definers(): string[];
  /** Everything about a file, with findings as grave as `levels` says; `undefined` when it cannot be read. */
  file(path: string, release: Release | 'auto', levels?: RuleLevels): FileAnalysis | undefined;
  /**
   * The same in steps, between which whoever asks can do something else: each evaluates about one host. Yields what one
   * of several hosts tells once it is known, the `preferred` one if the file is a part of it. A search that is not ended
   * keeps the hosts that it has evaluated.
   */
  steps(path: string, release: Release | 'auto', levels?: RuleLevels, preferred?: string): AnalysisSteps;
  /** What one host of a flake, by its name, says about a file; `undefined` when the file is no part of such a host. */
  fileOfHost(path: string, release: Release | 'auto', host: string): FileAnalysis | undefined;
  /** Forgets what the last step, which an error ended, began. */
  abandon(): void;
  /** Runs `f` where values that belong to no host may be forced. */
  inSession<T>(f: () => T, budget?: Budget): T;
  /** Everything about a file as if its text were this one. */
  fileWithText(path: string, text: string, release: Release | 'auto'): FileAnalysis | undefined;
}

/** The analysis of a set of files. Files are read again when asked for, so that answers are never stale. */
export function createAnalysis(options: AnalysisOptions): Analysis {
  const programs = createPrograms(options.parser, options.files);
  const hosts = createHosts({ ...options, programs });
  const remembered = new Map<string, Remembered>();
  /** The last other text, which is mostly asked about again: a file is compared with the same one after each edit. */
  let other: { path: string; text: string; programs: Programs; hosts: Hosts } | undefined;
  function* steps(path: string, release: Release | 'auto', levels = NO_LEVELS, preferred?: string): AnalysisSteps {
    const key = `${release} ${path}`;
    const search: Search = (program, sites) => hosts.of(program, sites, release, preferred);
    const now = yield* analyseFile(path, levels, programs, search, remembered.get(key));
    if (now === undefined) remembered.delete(key);
    else remembered.set(key, now);
    return now?.file;
  }
  return {
    programs,
    note: (path) => hosts.note(path),
    definers: () => hosts.definers(),
    inSession: (f, budget) => hosts.inSession(f, budget),
    file: (path, release, levels) => finish(steps(path, release, levels)),
    steps,
    fileOfHost(path, release, host) {
      const search: Search = (program, sites) => hosts.named(program, sites, release, host);
      const file = finish(analyseFile(path, NO_LEVELS, programs, search))?.file;
      return file?.hosts.length === 0 ? undefined : file;
    },
    abandon: () => hosts.abandon(),
    fileWithText(path, text, release) {
      if (other?.path !== path || other.text !== text) {
        const changed = withText(programs, options.parser, path, text);
        other = { path, text, programs: changed, hosts: hosts.withText(path, changed) };
      }
      const { programs: changed, hosts: changedHosts } = other;
      const search: Search = (program, sites) => changedHosts.of(program, sites, release);
      return finish(analyseFile(path, NO_LEVELS, changed, search))?.file;
    },
  };
}

function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** What was found out about a file, and all that it was found out from. */
interface Remembered {
  readonly levels: RuleLevels;
  readonly hosts: ReadonlyMap<string, readonly HostAnalysis[]>;
  /** Files that were looked at for comments. */
  readonly programs: ReadonlyMap<string, Program | undefined>;
  readonly file: FileAnalysis;
}

/** Looks for the hosts that a file is a part of. */
type Search = (program: Program, sites: readonly RunnerSite[]) => HostSearch;

function* analyseFile(
  path: string,
  levels: RuleLevels,
  programs: Programs,
  hostsOf: Search,
  before?: Remembered,
): Generator<(() => FileAnalysis) | undefined, Remembered | undefined> {
  const program = programs.get(path);
  if (program === undefined) return undefined;
  const sites = runnerSites(program.parse.root);
  let ownFindings: readonly Finding[] | undefined;
  const own = (): readonly Finding[] => (ownFindings ??= RULES.flatMap((rule) => rule.checkFile?.({ program }) ?? []));
  const looked = new Map<string, Program | undefined>([[path, program]]);
  const programAt = (other: string): Program | undefined => {
    if (!looked.has(other)) looked.set(other, programs.get(other));
    return looked.get(other);
  };
  const assembled = (found: readonly HostAnalysis[], findings: readonly Finding[]): FileAnalysis => {
    const joined = unique([...own(), ...findings]);
    // A rule that could not do its work leaves comments without anything to silence.
    const failed = joined.some((f) => f.rule === 'syntax-error' || f.rule === 'evaluation-error');
    const sees = (rule: RuleName): boolean => found.length > 0 && !failed && levels.get(rule) !== 'off';
    const left = suppress(joined, program, sees, programAt);
    return { program, sites, hosts: found, findings: withLevels(left, levels) };
  };

  const search = hostsOf(program, sites);
  let first: HostAnalysis | undefined;
  let step = search.next();
  for (; step.done !== true; step = search.next()) {
    const host = step.value;
    const findings = host?.findings ?? [];
    yield host !== undefined && first === undefined ? () => assembled([host], findings) : undefined;
    first ??= host;
  }
  const found = step.value;
  // Looking for the hosts of a file reads others, and many findings are in one file.
  const known = new Map([[path, found]]);
  for (const other of new Set(found.flatMap((h) => h.findings.map((f) => f.at.source.path)))) {
    const file = known.has(other) ? undefined : programs.get(other);
    if (file !== undefined) known.set(other, yield* quietly(hostsOf(file, runnerSites(file.parse.root))));
  }
  if (before !== undefined && before.levels === levels && isSame(before, known, programs)) return before;
  const findings = hostFindings(found, (other) => known.get(other) ?? []);
  const file = assembled(found, findings);
  return { levels, hosts: known, programs: looked, file };
}

function* quietly<T>(steps: Generator<unknown, T>): Generator<undefined, T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield undefined;
  }
}

function isSame(before: Remembered, hosts: Remembered['hosts'], programs: Programs): boolean {
  return (
    hosts.size === before.hosts.size &&
    [...hosts].every(([path, found]) => {
      const other = before.hosts.get(path);
      return other?.length === found.length && found.every((host, i) => host === other[i]);
    }) &&
    [...before.programs].every(([path, program]) => programs.get(path) === program)
  );
}

/** The findings of hosts; one that only some of the hosts of its file have names these. */
function hostFindings(hosts: readonly HostAnalysis[], hostsOf: (path: string) => readonly HostAnalysis[]): Finding[] {
  return unique(hosts.flatMap((h) => h.findings)).map((finding) => {
    const all = hostsOf(finding.at.source.path);
    if (all.length < 2) return finding;
    const key = keyOf(finding);
    const concerned = all.filter((h) => h.findings.some((f) => keyOf(f) === key));
    if (concerned.length === 0 || concerned.length === all.length) return finding;
    const names = concerned.map((h) => h.name ?? h.entry);
    return { ...finding, message: `${finding.message} (${onHosts(names)})`, hosts: names };
  });
}

const MAX_NAMED = 5;

function onHosts(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  return `on ${shown.join(', ')}${more > 0 ? ` and ${more} more hosts` : ''} only`;
}

/**
 * Each finding once; of those that say the same of several runners, which one expression defines, the first of the
 * gravest.
 */
function unique(findings: readonly Finding[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const f of findings) {
    const key = keyOf(f);
    const known = found.get(key);
    if (known === undefined || SEVERITIES.indexOf(f.severity) < SEVERITIES.indexOf(known.severity)) found.set(key, f);
  }
  return [...found.values()];
}

function keyOf(f: Finding): string {
  const message = f.option === undefined ? f.message : f.message.replaceAll(f.option, '…');
  // A path holds no NUL.
  return `${f.at.start} ${f.at.end} ${f.rule} ${f.at.source.path}\0${message}`;
}
