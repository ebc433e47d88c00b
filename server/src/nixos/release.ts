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

/** Whether `text` names a known release, for example `25.05`. */
export function isRelease(text: string): text is Release {
  return (RELEASES as readonly string[]).includes(text);
}

/** Whether what is rendered for this release was compared, byte for byte, with what real Nix gives. */
export function isVerified(release: Release): boolean {
  return VERIFIED.includes(release);
}
