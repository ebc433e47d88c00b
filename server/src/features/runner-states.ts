// What an editor says above each runner of a file: its problems, and what its change does.
import { showOption } from '../modules/definition';
import { UNIT_KINDS } from '../nixos';
import type { Finding } from '../rules/finding';
import type { FileAnalysis } from '../workspace/analysis';
import { compareRunners, type ServiceChange } from './compare';
import { isIn, runnersOfFile, type FileRunner } from './file-runners';

export interface RunnerState {
  readonly runner: FileRunner;
  readonly errors: number;
  readonly warnings: number;
  /** What a switch from the text that was compared with does; `undefined` where there is none to compare with. */
  readonly change: { readonly service: ServiceChange; readonly registersAnew: boolean } | undefined;
}

/**
 * The states of the runners that a file defines.
 * @param chosen the host to show runners in, see `runnersOfFile`
 * @param base the same file with the text to compare with
 */
export function runnerStates(
  file: FileAnalysis,
  chosen: string | undefined,
  base: FileAnalysis | undefined,
): RunnerState[] {
  const comparable = [file, base].every((side) => side?.program.parse.problems.length === 0);
  const before = base && comparable ? runnersOfFile(base, chosen) : undefined;
  return runnersOfFile(file, chosen).map((runner) => {
    const own = file.findings.filter((finding) => isAbout(file, runner, finding));
    const comparison =
      before &&
      compareRunners(
        before.find(({ option }) => option === runner.option),
        runner,
      );
    return {
      runner,
      errors: own.filter(({ severity }) => severity === 'error').length,
      warnings: own.filter(({ severity }) => severity === 'warning').length,
      change: comparison && {
        service: comparison.service,
        registersAnew: comparison.registration !== undefined,
      },
    };
  });
}

/** Whether a finding is about an option of the runner or of its units, or lies in what defines the runner. */
function isAbout(file: FileAnalysis, { option, runner }: FileRunner, finding: Finding): boolean {
  const { at, option: about } = finding;
  if (about !== undefined) {
    const { service, unit } = runner.names;
    const units = [['services', service], ['units', unit], ...UNIT_KINDS.map((kind) => [kind.option, service])].map(
      (path) => showOption(['systemd', ...path]),
    );
    return [option, ...units].some((own) => about === own || about.startsWith(`${own}.`));
  }
  return (
    isIn(file, at) &&
    runner.definedAt.some(
      ({ source, start, value }) => source === at.source && start <= at.start && at.end <= (value?.end ?? start),
    )
  );
}
