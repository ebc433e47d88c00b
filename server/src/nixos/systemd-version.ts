import type { Release } from './release';

/** The version of systemd in each release of NixOS (nixpkgs, pkgs/os-specific/linux/systemd). */
const VERSIONS: Readonly<Record<Release, number | undefined>> = {
  '22.11': 251,
  '23.05': 253,
  '23.11': 254,
  '24.05': 255,
  '24.11': 256,
  '25.05': 257,
  '25.11': 258,
  // Later than the directives that are known here.
  '26.05': undefined,
};

/** The major version of systemd in a release; `undefined` where it is not known: then no directive is too new. */
export function systemdVersion(release: Release): number | undefined {
  return VERSIONS[release];
}
