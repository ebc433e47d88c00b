import type { OptionTree } from './options/schema';
import { atLeast, type Release } from './release';
import { storeNameProblem } from './store-names';

/** The names that follow from where a runner is declared. */
export interface RunnerNames {
  /** The attribute in `systemd.services`, also the beginning of the names of the scripts. */
  readonly service: string;
  /** The unit's file name. */
  readonly unit: string;
  /** The directory below systemd's state, runtime and logs roots. */
  readonly directory: string;
  /** `%S/<directory>`: usually /var/lib. */
  readonly stateDirectory: string;
  /** `%t/<directory>`: usually /run. */
  readonly runtimeDirectory: string;
  /** `%L/<directory>`: usually /var/log. */
  readonly logsDirectory: string;
  /** The file with the options that count for the registration. */
  readonly configFile: string;
}

/**
 * The names of a runner.
 * - 22.11: one service `github-runner`; its directories carry the option `name`.
 * - From 23.05 on: `github-runner-<attribute>`. The singular form of 23.05 and 23.11 only hands its values on to
 *   `services.github-runners.<name>`, so that its option `name` takes the attribute's place.
 * @param attribute the attribute in `services.github-runners`; for the singular form the value of `name`
 */
export function runnerNames(release: Release, attribute: string): RunnerNames {
  const service = atLeast(release, '23.05') ? `github-runner-${attribute}` : 'github-runner';
  const directory = `github-runner/${attribute}`;
  return {
    service,
    unit: `${service}.service`,
    directory,
    stateDirectory: `%S/${directory}`,
    runtimeDirectory: `%t/${directory}`,
    logsDirectory: `%L/${directory}`,
    configFile: `${service}-config.json`,
  };
}

/**
 * The name a runner registers under; null leaves the choice to the runner, which takes the host name.
 * In 23.05 and 23.11 null stands for the attribute in `services.github-runners`.
 */
export function registeredName(release: Release, attribute: string, name: string | null): string | null {
  return name ?? (atLeast(release, '24.05') ? null : attribute);
}

/**
 * Why evaluation fails for a runner of this name, or undefined when it does not. The name goes into names in the
 * Nix store: of the registration file, the scripts and the unit.
 * The names that 22.11 gives its one runner are fixed, so that no problem is possible there.
 */
export function runnerNameProblem(release: Release, tree: OptionTree, attribute: string): string | undefined {
  const { service, configFile } = runnerNames(release, attribute);
  const longest = atLeast(release, '23.05') ? `${service}-setup-work-dirs.sh` : configFile;
  const problem = storeNameProblem(longest);
  if (problem === undefined) return undefined;
  const option = tree === 'singular' ? '`name`' : `\`services.github-runners.${attribute}\``;
  return `${option} cannot name a runner: files in the Nix store are named after it. ${problem}`;
}

/**
 * Why systemd takes no notice of the unit of a runner of this name, which NixOS accepts; undefined where it does. Source:
 * unit_name_is_valid in systemd's unit-name.c: letters, digits and `:-_.\@`.
 */
export function unitNameProblem(release: Release, attribute: string): string | undefined {
  const { unit } = runnerNames(release, attribute);
  const char = /[^0-9A-Za-z:\-_.\\@]/u.exec(unit)?.[0];
  return (
    char &&
    `systemd does not take \`${char}\` in the name of a unit: it never starts \`${unit}\`. Use letters a-z and A-Z, digits and \`-_.\` in the runner's name.`
  );
}
