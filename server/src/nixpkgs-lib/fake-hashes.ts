/** Hashes that stand in until the right one is known, by the argument's name (nixpkgs, lib.fakeHash and friends). */
export const FAKE_HASHES: Readonly<Record<string, string>> = {
  hash: `sha256-${'A'.repeat(43)}=`,
  sha256: '0'.repeat(64),
  sha512: '0'.repeat(128),
};
