// The runners of a file: those of its hosts that the file itself defines, each option once.
import type { Position } from '../evaluator/position';
import { showOption } from '../modules/definition';
import type { Runner, RunnerOptionState } from '../runner/runner';
import type { FileAnalysis, HostAnalysis } from '../workspace/analysis';
import { hostId } from './hosts';

/** A runner and the host that it was evaluated in. */
export interface HostRunner {
  readonly host: HostAnalysis;
  readonly runner: Runner;
}

/** A runner that a file defines, wholly or in part. */
export interface FileRunner extends HostRunner {
  /** `services.github-runners.web`: identifies the runner in the file. */
  readonly option: string;
  /** The runner's name in the file; the name of the option tree where runners are computed. */
  readonly at: Position;
  /** All hosts that the runner is part of. */
  readonly hosts: readonly HostAnalysis[];
}

/** Every runner of every host of the file, also those that other files define. */
export function hostRunners(file: FileAnalysis): HostRunner[] {
  return file.hosts.flatMap((host) => host.runners.map((runner) => ({ host, runner })));
}

/**
 * The runners that the file defines, in the order of their definitions.
 * @param chosen the host to show a runner in, as `hostId` names it, where the runner is part of it; else its first one
 */
export function runnersOfFile(file: FileAnalysis, chosen?: string): FileRunner[] {
  const found = new Map<string, FileRunner>();
  for (const { host, runner } of hostRunners(file)) {
    const option = showOption(runner.loc);
    const at = placeOf(file, runner);
    if (at === undefined) continue;
    const known = found.get(option);
    const hosts = [...(known?.hosts ?? []), host];
    const shown = known === undefined || hostId(host) === chosen ? { host, runner, option, at } : known;
    found.set(option, { ...shown, hosts });
  }
  return [...found.values()].sort((a, b) => a.at.start - b.at.start);
}

/** Whether a place is in the file. */
export function isIn(file: FileAnalysis, at: Position | undefined): at is Position {
  return at?.source.path === file.program.source.path;
}

/** The options of a runner that the file sets, with the place of the name. */
export function optionsSetIn(file: FileAnalysis, runner: Runner): { state: RunnerOptionState; at: Position }[] {
  return [...runner.options.values()].flatMap((state) =>
    state.definitions.flatMap(({ at }) => (isIn(file, at) ? [{ state, at }] : [])),
  );
}

function placeOf(file: FileAnalysis, runner: Runner): Position | undefined {
  const named = runner.definedAt.find((at) => isIn(file, at));
  if (named !== undefined && runner.tree === 'plural') return named;
  const first = named ?? optionsSetIn(file, runner).map(({ at }) => at)[0];
  // A runner whose place is not known in any file is made by a function, under the name of the tree.
  if (first === undefined && runner.definedAt.length > 0) return undefined;
  const trees = file.sites.flatMap((site) => site.names).filter((name) => isNamed(file, name, runner.loc[1]));
  const tree = trees.findLast((name) => first === undefined || name.start <= first.start) ?? trees[0];
  return tree === undefined ? first : { source: file.program.source, start: tree.start, end: tree.end };
}

function isNamed(file: FileAnalysis, span: { start: number; end: number }, name: string | undefined): boolean {
  return file.program.source.text.slice(span.start, span.end).replace(/^[${"]*|[}"]*$/g, '') === name;
}
