import { atLeast, type Release } from './release';
import type { RunnerValues } from './runner-values';

/** A condition that NixOS checks for a runner, and found broken. */
export interface RunnerCheck {
  /** An assertion stops the build, a warning does not. */
  readonly kind: 'assertion' | 'warning';
  /** NixOS's own words. */
  readonly message: string;
  /** The option to mend. */
  readonly option: keyof RunnerValues;
}

/**
 * The module's own assertions and warnings that fail for an enabled runner: two assertions from 24.05 on, one
 * warning in 22.11.
 * @param attribute the attribute in `services.github-runners`; for the singular form the value of `name`
 */
export function failedRunnerChecks(release: Release, attribute: string, values: RunnerValues): RunnerCheck[] {
  const where = `\`services.github-runners.${attribute}\``;
  const checks: RunnerCheck[] = [];
  if (atLeast(release, '24.05')) {
    if (values.noDefaultLabels === true && values.extraLabels.length === 0)
      checks.push({
        kind: 'assertion',
        message: `${where}: The \`extraLabels\` option is mandatory if \`noDefaultLabels\` is set`,
        option: 'noDefaultLabels',
      });
    if (values.group !== null && values.user === null)
      checks.push({
        kind: 'assertion',
        message: `${where}: Setting \`group\` while leaving \`user\` unset runs the service as \`root\`. If this is really what you want, set \`user = "root"\` explicitly`,
        option: 'group',
      });
  }
  if (release === '22.11' && isStorePath(values.tokenFile))
    checks.push({
      kind: 'warning',
      message:
        '`services.github-runner.tokenFile` points to the Nix store and, therefore, is world-readable.\nConsider using a path outside of the Nix store to keep the token private.\n',
      option: 'tokenFile',
    });
  return checks;
}

/**
 * `lib.isStorePath` for a text: something that lies directly in the store. A file further below a store path, and
 * a path literal (whose text is where it lies now), are none; that is why the warning misses both.
 */
function isStorePath(path: string): boolean {
  return /^\/nix\/store\/[^/]+$/.test(path);
}
