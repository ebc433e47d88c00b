/** The NixOS releases whose runner module is known, oldest first. */
export const RELEASES = ['22.11', '23.05', '23.11', '24.05', '24.11', '25.05', '25.11', '26.05'] as const;

/** A NixOS release, named as NixOS names it (`config.system.nixos.release`). */
export type Release = (typeof RELEASES)[number];

/** The release assumed where nothing says which one a configuration is for. */
export const NEWEST_RELEASE: Release = '26.05';

/** Releases whose rendered units, scripts and registration files were compared with what real Nix made of them. */
const VERIFIED: readonly Release[] = ['22.11', '24.11', '25.05'];

/** Whether `release` is `since` or a later one. */
export function atLeast(release: Release, since: Release): boolean {
  return RELEASES.indexOf(release) >= RELEASES.indexOf(since);
}

/** A function of the release that computes once for each: what NixOS knows does not change while the program runs. */
export function perRelease<T>(compute: (release: Release) => T): (release: Release) => T {
  const known = new Map<Release, { readonly value: T }>();
  return (release) => {
    let found = known.get(release);
    if (found === undefined) known.set(release, (found = { value: compute(release) }));
    return found.value;
  };
}

/** Whether `text` names a known release, for example `25.05`. */
export function isRelease(text: string): text is Release {
  return (RELEASES as readonly string[]).includes(text);
}

/** Whether what is rendered for this release was compared, byte for byte, with what real Nix gives. */
export function isVerified(release: Release): boolean {
  return VERIFIED.includes(release);
}

/**
 * From when on nixos-unstable had the runner module of a release. The new form of 24.05 came with nixpkgs' pull request
 * 284814 of January 2024; the others have nothing that takes something away, so that the month in which their
 * development began will do.
 */
const UNSTABLE_SINCE: readonly (readonly [date: string, release: Release])[] = [
  ['2022-12-01', '23.05'],
  ['2023-06-01', '23.11'],
  ['2024-02-01', '24.05'],
  ['2024-06-01', '24.11'],
  ['2024-12-01', '25.05'],
  ['2025-06-01', '25.11'],
  ['2025-12-01', '26.05'],
];

/**
 * The release whose runner module nixos-unstable had on a day.
 * @param date year, month and day, as 2024-02-01
 */
export function unstableOn(date: string): Release {
  return UNSTABLE_SINCE.findLast(([since]) => since <= date)?.[1] ?? RELEASES[0];
}
