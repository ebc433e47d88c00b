// From files to findings: programs, the hosts they belong to, and the rules on both.
import type { Program } from '../evaluator/evaluate';
import type { Budget, FileAccess } from '../evaluator/session';
import type { Release } from '../nixos';
import { runnerSites, type RunnerSite } from '../runner/sites';
import { NO_LEVELS, RULES, withLevels, type RuleLevels } from '../rules';
import type { Finding, RuleName } from '../rules/finding';
import type { NixParser } from '../syntax/parser';
import type { HostAnalysis } from './host-analysis';
import { createHosts, type Hosts } from './hosts';
import { createPrograms, withText, type Programs } from './programs';
import { suppress } from './suppressions';

export type { HostAnalysis } from './host-analysis';

export interface AnalysisOptions {
  readonly parser: NixParser;
  readonly files: FileAccess;
  /** For `builtins.currentSystem` and `pkgs.system`. */
  readonly system: string;
  readonly budget?: Budget;
}

export interface FileAnalysis {
  readonly program: Program;
  readonly sites: readonly RunnerSite[];
  readonly hosts: readonly HostAnalysis[];
  /** Of the file by itself and of its hosts, each once; those of hosts may lie in other files. */
  readonly findings: readonly Finding[];
}

export interface Analysis {
  readonly programs: Programs;
  /** Takes note of a file for the import graph; files that are not noted are not known as importers. */
  note(path: string): void;
  /** The files noted so far that define runners, sorted. */
  definers(): string[];
  /** Everything about a file, with findings as grave as `levels` says; `undefined` when it cannot be read. */
  file(path: string, release: Release | 'auto', levels?: RuleLevels): FileAnalysis | undefined;
  /** Runs `f` where values that belong to no host may be forced. */
  inSession<T>(f: () => T, budget?: Budget): T;
  /** Everything about a file as if its text were this one. */
  fileWithText(path: string, text: string, release: Release | 'auto'): FileAnalysis | undefined;
}

/** The analysis of a set of files. Files are read again when asked for, so that answers are never stale. */
export function createAnalysis(options: AnalysisOptions): Analysis {
  const programs = createPrograms(options.parser, options.files);
  const hosts = createHosts({ ...options, programs });
  return {
    programs,
    note: (path) => hosts.note(path),
    definers: () => hosts.definers(),
    inSession: (f, budget) => hosts.inSession(f, budget),
    file: (path, release, levels = NO_LEVELS) => analyseFile(path, release, levels, programs, hosts),
    fileWithText: (path, text, release) => {
      const changed = withText(programs, options.parser, path, text);
      return analyseFile(path, release, NO_LEVELS, changed, hosts.withPrograms(changed));
    },
  };
}

function analyseFile(
  path: string,
  release: Release | 'auto',
  levels: RuleLevels,
  programs: Programs,
  hosts: Hosts,
): FileAnalysis | undefined {
  const program = programs.get(path);
  if (program === undefined) return undefined;
  const own = RULES.flatMap((rule) => rule.checkFile?.({ program }) ?? []);
  const sites = runnerSites(program.parse.root);
  const found = hosts.of(program, sites, release);
  // Looking for the hosts of a file reads others, and many findings are in one file.
  const known = new Map([[path, found]]);
  const hostsOf = (other: string): readonly HostAnalysis[] => {
    let of = known.get(other);
    if (of === undefined) {
      const file = programs.get(other);
      of = file === undefined ? [] : hosts.of(file, runnerSites(file.parse.root), release);
      known.set(other, of);
    }
    return of;
  };
  const joined = unique([...own, ...hostFindings(found, hostsOf)]);
  // A rule that could not do its work leaves comments without anything to silence.
  const failed = joined.some((f) => f.rule === 'syntax-error' || f.rule === 'evaluation-error');
  const sees = (rule: RuleName): boolean => found.length > 0 && !failed && levels.get(rule) !== 'off';
  const left = suppress(joined, program, sees, (other) => programs.get(other));
  return { program, sites, hosts: found, findings: withLevels(left, levels) };
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

/** Each finding once; of those that say the same of several runners, which one expression defines, the first. */
function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((f) => {
    const key = keyOf(f);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function keyOf(f: Finding): string {
  const message = f.option === undefined ? f.message : f.message.replaceAll(f.option, '…');
  return JSON.stringify([f.rule, f.at.source.path, f.at.start, f.at.end, message]);
}
