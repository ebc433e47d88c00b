/** The longest name a store path may have, in characters, without the hash and its dash. */
const MAX_STORE_NAME_LENGTH = 211;

const FORBIDDEN = /[^0-9A-Za-z+\-._?=]/u;

/** What stands before the first dash may not be one of the two names that mean a directory itself or its parent. */
const DOTS = /^\.\.?(?:-|$)/;

/**
 * What is wrong with a name for a store path, or undefined when Nix takes it. A store name is not empty, has at
 * most 211 characters, holds only ASCII letters, digits and `+-._?=`, and its part before the first dash is
 * neither `.` nor `..`. Source: checkName in Nix's path.cc; the rule about dots holds from Nix 2.21 on, and
 * other names that begin with a dot are fine in 2.8 as well.
 */
export function storeNameProblem(name: string): string | undefined {
  if (name === '') return 'A name in the Nix store must not be empty.';
  if (DOTS.test(name)) return `\`${name}\` begins with dots alone, which Nix does not allow for a name in the store.`;
  const forbidden = FORBIDDEN.exec(name)?.[0];
  if (forbidden !== undefined)
    return `\`${name}\` holds ${describe(forbidden)}; a name in the Nix store may hold only letters a-z and A-Z, digits and \`+-._?=\`.`;
  if (name.length > MAX_STORE_NAME_LENGTH)
    return `\`${name}\` has ${name.length} characters; a name in the Nix store may have at most ${MAX_STORE_NAME_LENGTH}.`;
  return undefined;
}

function describe(char: string): string {
  if (char === ' ') return 'a blank';
  const code = char.codePointAt(0) ?? 0;
  return code < 0x20 ? `the control character U+${code.toString(16).toUpperCase().padStart(4, '0')}` : `\`${char}\``;
}

/** Stands for a hash that nobody can know without building. */
const UNKNOWN_HASH = 'e'.repeat(32);

/** A store path whose hash cannot be known: `/nix/store/`, 32 times `e`, a dash and the name. */
export function unknownStorePath(name: string): string {
  return `/nix/store/${UNKNOWN_HASH}-${name}`;
}
