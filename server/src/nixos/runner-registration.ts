import { compareNames } from '../syntax/names';
import { nixJson } from './escape';
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

/** One attribute of the registration file, as it stands in its text: `"url":"https://…"`. */
export interface RegistrationPart {
  /** The attribute, which is named after its option. */
  readonly option: keyof RunnerValues;
  readonly text: string;
}

/** The attributes of the registration file in the order of its text. */
export function registrationParts(release: Release, values: RunnerValues): RegistrationPart[] {
  return [...registrationOptions(release)].sort(compareNames).map((option) => {
    const value = option === 'tokenFile' ? (values.tokenFileCopy ?? values.tokenFile) : values[option];
    return { option, text: `${nixJson(release, option)}:${nixJson(release, value)}` };
  });
}

/**
 * The text of the registration file: what `builtins.toJSON` gives for the options that count. A `tokenFile` that
 * was a path literal appears as the store path it was copied to.
 */
export function registrationJson(release: Release, values: RunnerValues): string {
  return `{${registrationParts(release, values)
    .map(({ text }) => text)
    .join(',')}}`;
}
