/**
 * Attributes of `pkgs` whose store name is not their own last name, without versions. Each was read in the
 * package's `pname`, or in that of the wrapper the attribute stands for, in nixpkgs.
 */
const STORE_NAMES: Readonly<Record<string, string>> = {
  bashInteractive: 'bash-interactive',
  clang: 'clang-wrapper',
  gcc: 'gcc-wrapper',
  glibcLocales: 'glibc-locales',
};

/**
 * The name, without version, under which a package of `pkgs` lies in the store.
 * @param attributePath for example `['jq']` or `['python3Packages', 'requests']`
 */
export function packageStoreName(attributePath: readonly string[]): string {
  const last = attributePath.at(-1) ?? '';
  return attributePath.length === 1 && Object.hasOwn(STORE_NAMES, last) ? (STORE_NAMES[last] ?? last) : last;
}
