// What the library tells about the release that it belongs to.
import { NO_CONTEXT, NixString, Unknown, type Lazy } from '../evaluator/values';
import { own } from './support';

/** The state of nixpkgs' main branch that the library follows where nothing else is asked for. */
export const NEWEST_RELEASE = '26.11';

const CODE_NAMES: Readonly<Record<string, string>> = {
  '22.11': 'Raccoon',
  '23.05': 'Stoat',
  '23.11': 'Tapir',
  '24.05': 'Uakari',
  '24.11': 'Vicuna',
  '25.05': 'Warbler',
  '25.11': 'Xantusia',
  '26.05': 'Yarara',
};

const OLDEST_SUPPORTED: Readonly<Record<string, number>> = {
  '22.11': 2205,
  '23.05': 2211,
  '23.11': 2305,
  '24.05': 2311,
  '24.11': 2405,
  '25.05': 2411,
  '25.11': 2505,
  '26.05': 2511,
  '26.11': 2511,
};

export interface ReleaseFacts {
  /** `lib.trivial.release`, for example `25.05`. */
  readonly release: string;
  readonly codeName: Lazy;
  /** `lib.version`: the release with the suffix of the channel's build, which no file of a configuration tells. */
  readonly version: Lazy;
  readonly versionSuffix: Lazy;
  /** The oldest release with support when this one came out, as 2405. */
  readonly oldestSupported: number;
}

const REASON = 'the exact revision of nixpkgs is not known here';

/** Facts of a NixOS release; of one that is not listed, as far as its number tells. */
export function releaseFacts(release: string): ReleaseFacts {
  const digits = Number(release.replace('.', ''));
  const development = release === NEWEST_RELEASE;
  const suffix = '‹lib.trivial.versionSuffix›';
  const partlyKnown = (before: string): NixString =>
    new NixString(`${before}${suffix}`, NO_CONTEXT, [
      {
        start: before.length,
        end: before.length + suffix.length,
        unknown: new Unknown('lib.trivial.versionSuffix', REASON, undefined, 'string'),
      },
    ]);
  return {
    release,
    codeName:
      own(CODE_NAMES, release) ?? new Unknown('lib.trivial.codeName', `NixOS ${release} has no name known here`),
    // A checkout has the suffix "pre-git"; a channel's begins with a dot.
    version: development ? `${release}pre-git` : partlyKnown(`${release}.`),
    versionSuffix: development ? 'pre-git' : partlyKnown('.'),
    oldestSupported: own(OLDEST_SUPPORTED, release) ?? digits,
  };
}

/** Whether `escapeShellArg` puts every argument in quotes, as it did before NixOS 24.11. */
export function quotesAlways(release: string): boolean {
  return Number(release) < 24.11;
}
