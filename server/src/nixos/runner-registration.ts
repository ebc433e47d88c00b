import { nixJson } from './escape';
import type { PlainValue } from './plain';
import { atLeast, type Release } from './release';
import type { RunnerValues } from './runner-values';

/** The options whose change makes a runner register anew, in a release (service.nix, runnerRegistrationConfig). */
export function registrationOptions(release: Release): readonly (keyof RunnerValues)[] {
  return [
    'ephemeral',
    'extraLabels',
    'name',
    ...(atLeast(release, '24.05') ? (['noDefaultLabels'] as const) : []),
    'runnerGroup',
    'tokenFile',
    'url',
    ...(atLeast(release, '23.05') ? (['workDir'] as const) : []),
  ];
}

/**
 * The text of the registration file: what `builtins.toJSON` gives for the options that count. A `tokenFile` that
 * was a path literal appears as the store path it was copied to.
 */
export function registrationJson(release: Release, values: RunnerValues): string {
  const config: Record<string, PlainValue> = {};
  for (const option of registrationOptions(release)) config[option] = values[option];
  config['tokenFile'] = values.tokenFileCopy ?? values.tokenFile;
  return nixJson(release, config);
}
