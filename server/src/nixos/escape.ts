import { compareNames } from '../syntax/names';
import { isNixFloat, type PlainScalar, type PlainValue } from './plain';
import { atLeast, type Release } from './release';

/** Strings that `lib.escapeShellArg` leaves bare from 24.11 on; `[[:alnum:]]` is ASCII, as Nix matches in the C locale. */
const NEEDS_NO_QUOTES = /^[0-9A-Za-z,._+:@%/-]+$/;

/**
 * `lib.escapeShellArg` of a release. Up to 24.05 every argument is quoted; from 24.11 on (nixpkgs pull request
 * 333744, August 2024) only one that is empty or holds a character the shell could take specially.
 */
export function escapeShellArg(release: Release, argument: string): string {
  if (atLeast(release, '24.11') && NEEDS_NO_QUOTES.test(argument)) return argument;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** `lib.escapeShellArgs` of a release: each argument escaped, joined with one space. */
export function escapeShellArgs(release: Release, args: readonly string[]): string {
  return args.map((argument) => escapeShellArg(release, argument)).join(' ');
}

/** Characters below U+0020 with a short form of their own in JSON. */
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Two more that only Nix 2.13 and later write short (it took up another JSON library); before, they were \\u0008 and \\u000c. */
const SHORT_ESCAPES_SINCE_2_13: Readonly<Record<string, string>> = { '\b': '\\b', '\f': '\\f' };

const ESCAPED = /["\\\u0000-\u001f]/g;

/**
 * A string as `builtins.toJSON` writes it: quotes, backslashes and control characters escaped, everything else
 * as it is. The release stands for the Nix that comes with it (22.11 has 2.11, 23.05 has 2.13).
 */
export function jsonString(release: Release, text: string): string {
  const escaped = text.replace(ESCAPED, (char) => {
    if (char === '"' || char === '\\') return `\\${char}`;
    const short = SHORT_ESCAPES[char] ?? (atLeast(release, '23.05') ? SHORT_ESCAPES_SINCE_2_13[char] : undefined);
    return short ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** A value as `builtins.toJSON` writes it: attribute names sorted, no blanks. */
export function nixJson(release: Release, value: PlainValue): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return jsonString(release, value);
  if (typeof value === 'number') return String(value);
  if (isNixFloat(value)) return String(value.float);
  if (isList(value)) return `[${value.map((item) => nixJson(release, item)).join(',')}]`;
  const names = Object.keys(value).sort(compareNames);
  return `{${names.map((name) => `${jsonString(release, name)}:${nixJson(release, value[name] ?? null)}`).join(',')}}`;
}

/**
 * A value as Nix's `toString` gives it: true is `1`, false and null are empty, a float has six decimals, the
 * items of a list are joined with one space, where an empty list leaves no space behind.
 * An attribute set cannot be printed; the caller sees to it that none comes here.
 */
function nixToString(value: PlainScalar | readonly PlainScalar[]): string {
  if (value === null || value === false) return '';
  if (value === true) return '1';
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(6);
  if (isNixFloat(value)) return value.float.toFixed(6);
  return value.map((item) => nixToString(item)).join(' ');
}

/**
 * One value of a unit setting as text: `true` and `false` in words, all else as Nix's `toString`
 * (nixos/lib/systemd-lib.nix, toOption; the same in every release from 22.11 to 26.05).
 * A `null` gives an empty value, it does not leave the line out.
 */
export function settingText(value: PlainScalar | readonly PlainScalar[]): string {
  return typeof value === 'boolean' ? String(value) : nixToString(value);
}

/** The `Environment=` line NixOS writes for one variable: name and value together as one JSON string. */
export function environmentLine(release: Release, name: string, value: string): string {
  return `Environment=${jsonString(release, `${name}=${value}`)}`;
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}
