import type { PlainValue } from './plain';

/** A Boolean option, or the text that stands in for one that cannot be known. */
export type Switch = boolean | string;

/** What is written for a switch: one text or the other, or what stands in for it. */
export function switched(value: Switch, on: string, off: string): string {
  return typeof value === 'string' ? value : value ? on : off;
}

/**
 * The evaluated options of one runner. Options that a release does not have carry their later default. Where a
 * value cannot be known, a text stands in for it and is treated like any other text.
 */
export interface RunnerValues {
  readonly url: string;
  /** As `toString` gives it: for a path literal the path itself, which is what the scripts contain. */
  readonly tokenFile: string;
  /** For a path literal the store path it is copied to, which is what the unit and the registration file contain. */
  readonly tokenFileCopy: string | null;
  readonly tokenType: string;
  /** The name to register under (see `registeredName`). */
  readonly name: string | null;
  readonly runnerGroup: string | null;
  readonly extraLabels: readonly string[];
  readonly noDefaultLabels: Switch;
  readonly replace: Switch;
  readonly ephemeral: Switch;
  readonly workDir: string | null;
  readonly user: string | null;
  readonly group: string | null;
  readonly extraEnvironment: Readonly<Record<string, PlainValue>>;
  /** `extraPackages` as store paths. */
  readonly extraPackages: readonly string[];
}

/** Store paths of the packages that a runner's unit and scripts mention. */
export interface RunnerPaths {
  /** The option `package`. */
  readonly package: string;
  /** `config.nix.package`. */
  readonly nix: string;
  /** `pkgs.bash`, whose `/bin/bash` runs the scripts. */
  readonly bash: string;
  /** `pkgs.diffutils`. */
  readonly diffutils: string;
  /** Any other attribute of `pkgs` by name. */
  readonly attribute: (name: string) => string;
}
