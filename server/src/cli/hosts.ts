// Which host, and which of its runners, `preview` shows.
import { showOption } from '../modules/definition';
import { hostName } from '../runner/host-name';
import type { Preview } from '../runner/preview';
import type { Runner } from '../runner/runner';
import type { HostAnalysis } from '../workspace/analysis';
import type { ShowPath } from './format/shown';

/** A host: what evaluation starts from, with all modules in it that define runners. */
export interface ChosenHost {
  /** Its name in a flake, else `networking.hostName` where the files tell it. */
  readonly name: string | undefined;
  /** Absolute path. */
  readonly entry: string;
  readonly parts: readonly HostAnalysis[];
}

/** A runner, with what NixOS makes for it if it does. */
export interface HostRunner {
  readonly runner: Runner;
  readonly preview: Preview | undefined;
}

/** The hosts among analyses, by where they start: those with runners, if there are any. */
export function hostsOf(analyses: readonly HostAnalysis[]): ChosenHost[] {
  const byStart = new Map<string, HostAnalysis[]>();
  for (const part of analyses) {
    const start = JSON.stringify([part.entry, part.name]);
    byStart.set(start, [...(byStart.get(start) ?? []), part]);
  }
  const all = [...byStart.values()];
  const running = all.filter((parts) => parts.some((part) => part.runners.length > 0));
  return (running.length > 0 ? running : all).flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    const name =
      first.name ?? parts.map((part) => part.inSession(() => hostName(part.host))).find((n) => n !== undefined);
    return [{ entry: first.entry, parts, name }];
  });
}

/** The runners of a host, each once though several files of the host may have been asked about. */
export function runnersIn(host: ChosenHost): HostRunner[] {
  const found = new Map<string, HostRunner>();
  for (const part of host.parts)
    for (const runner of part.runners) {
      const key = showOption(runner.loc);
      if (!found.has(key)) found.set(key, { runner, preview: part.preview(runner) });
    }
  return [...found.values()];
}

/** Whether a person may mean this host by `name`. */
export function isCalled(host: ChosenHost, name: string, showPath: ShowPath): boolean {
  return [host.name, host.entry, showPath(host.entry)].includes(name);
}

/** Whether a person may mean this runner by `name`: its attribute, its option, or its unit. */
export function runnerIsCalled({ runner }: HostRunner, name: string): boolean {
  return [runner.attribute, showOption(runner.loc), runner.names.unit, runner.names.service].includes(name);
}
