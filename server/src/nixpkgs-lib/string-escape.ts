// Escaping for shells, regular expressions, URLs, XML, C and Nix (the escape… functions of nixpkgs' lib/strings.nix).
import { attrEntries } from '../evaluator/attrs';
import { forceAttrs, forceClosedAttrs, forceList, forceString, forceText } from '../evaluator/coerce';
import { NixError } from '../evaluator/errors';
import { isString, concatStrings, joinStrings, isWhole } from '../evaluator/strings';
import {
  Attrs,
  NixFloat,
  NixPath,
  Unknown,
  force,
  isList,
  type Lazy,
  type NixString,
  type Value,
} from '../evaluator/values';
import { nixIdentifier } from './nix-syntax';
import {
  attrOr,
  callBuiltin,
  functions,
  interpolated,
  known,
  later,
  stringified,
  thrown,
  type LibTable,
} from './support';
import { replaceEach } from './string-match';
import { mapKnown, partsOf } from './text';

type Text = string | NixString;

const SHELL_SAFE = /^[A-Za-z0-9,._+:@%/-]+$/;

/** Whether shells take the text as one word without quotes; of a partly unknown one, as far as can be told. */
function isShellWord(s: Text): boolean {
  return (
    (typeof s === 'string' ? s !== '' : s.text !== '') &&
    partsOf(s).every((p) => typeof p !== 'string' || SHELL_SAFE.test(p))
  );
}

/**
 * One argument for a POSIX shell. Up to NixOS 24.05 nixpkgs quotes always, from 24.11 only where it must
 * (lib.strings.escapeShellArg).
 */
export function shellArgument(s: Text, quoteAlways: boolean): Text {
  if (!quoteAlways && isShellWord(s)) return s;
  return concatStrings(
    "'",
    mapKnown(s, (text) => text.replaceAll("'", "'\\''")),
    "'",
  );
}

const POSIX_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a value is a string, or becomes one as paths and derivations do (nixpkgs, lib.isStringLike). */
export function isStringLike(lazyValue: Lazy): boolean {
  const v = known(force(lazyValue));
  return (
    isString(v) || v instanceof NixPath || attrOr(v, 'outPath') !== undefined || attrOr(v, '__toString') !== undefined
  );
}

/** Whether `toString` takes a value (nixpkgs, lib.isConvertibleWithToString). */
export function isConvertible(lazyValue: Lazy): boolean {
  const v = known(force(lazyValue));
  if (v === null || typeof v === 'boolean' || typeof v === 'number' || typeof v === 'bigint') return true;
  if (v instanceof NixFloat || isStringLike(v)) return true;
  return isList(v) && v.every(isConvertible);
}

const PRINTABLE_FIRST = 32;
const PRINTABLE_LAST = 126;

/** Code of an ASCII character, as in nixpkgs' lib/ascii-table.nix: printable ones, tab, line feed, carriage return. */
export function characterCode(c: string): number {
  const code = c.codePointAt(0);
  if (c.length === 1 && code !== undefined)
    if ((code >= PRINTABLE_FIRST && code <= PRINTABLE_LAST) || code === 9 || code === 10 || code === 13) return code;
  throw new NixError(`attribute '${c}' missing`);
}

function hex(n: number): string {
  return n.toString(16).padStart(2, '0');
}

const URL_RESERVED = /[\t\n\r -~]/g;
const URL_UNRESERVED = /[A-Za-z0-9\-_.~]/;

const XML: Readonly<Record<string, string>> = { '"': '&quot;', "'": '&apos;', '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** A text for XML, in content and attributes. */
export function escapeXml(text: string): string {
  return text.replace(/["'<>&]/g, (c) => XML[c] ?? c);
}

function texts(list: Lazy): readonly string[] {
  return forceList(list).map((item) => forceText(item));
}

/** `escape list s`: a backslash before each of the list's texts. */
export function escapeTexts(list: readonly string[], s: Lazy): Value {
  if (list.includes(''))
    return callBuiltin(
      'replaceStrings',
      [...list],
      list.map((c) => `\\${c}`),
      s,
    );
  return replaceEach(forceString(s), list, (c) => `\\${c}`);
}

/** `escapeNixString s`; of values other than strings, their JSON. */
function escapeNixString(lazyValue: Lazy): Value {
  const v = force(lazyValue);
  if (isString(v) && !isWhole(v))
    return concatStrings(
      '"',
      mapKnown(v, (text) => JSON.stringify(text).slice(1, -1).replace(/\$/g, '\\$')),
      '"',
    );
  return escapeTexts(['$'], callBuiltin('toJSON', v));
}

/** Shell functions; their quoting depends on the release. */
function shellFunctions(quoteAlways: boolean): LibTable {
  const argument = (v: Lazy): Text => shellArgument(stringified(v), quoteAlways);
  const words = (list: Lazy): Value =>
    callBuiltin(
      'concatStringsSep',
      ' ',
      forceList(list).map((item) => later(() => argument(item))),
    );
  const variable = (lazyName: Lazy, lazyValue: Lazy): Value => {
    const name = forceText(lazyName);
    if (!POSIX_NAME.test(name)) throw thrown(`toShellVar: ${name} is not a valid shell variable name`);
    const v = force(lazyValue);
    if (v instanceof Unknown) return concatStrings(`${name}=`, argument(v));
    if (v instanceof Attrs && !isStringLike(v)) {
      const entries = [...attrEntries(forceClosedAttrs(v))].map(([key, value]) =>
        concatStrings('[', argument(key), ']=', argument(value)),
      );
      return concatStrings(`declare -A ${name}=(`, joinStrings(' ', entries), ')');
    }
    if (isList(v)) return concatStrings(`declare -a ${name}=(`, forceString(words(v)), ')');
    return concatStrings(`${name}=`, argument(v));
  };
  return functions({
    escapeShellArg: [1, argument],
    escapeShellArgs: [1, words],
    toShellVar: [2, variable],
    toShellVars: [
      1,
      (vars) => {
        const entries = [...attrEntries(forceClosedAttrs(forceAttrs(vars)))];
        return joinStrings(
          '\n',
          entries.map(([name, value]) => interpolated(variable(name, value))),
        );
      },
    ],
  });
}

const REGEX_SPECIAL = [...'\\[{()^$?*+|.'];

/** The escaping part of `lib.strings`. */
export function stringEscapes(quoteAlways: boolean): LibTable {
  return {
    ...shellFunctions(quoteAlways),
    ...functions({
      escape: [2, (list, s) => escapeTexts(texts(list), s)],
      escapeC: [
        2,
        (list, s) => {
          const codes = new Map(texts(list).map((c) => [c, `\\x${hex(characterCode(c))}`]));
          return replaceEach(forceString(s), [...codes.keys()], (c) => codes.get(c) ?? c);
        },
      ],
      escapeURL: [
        1,
        (s) =>
          mapKnown(forceString(s), (text) =>
            text.replace(URL_RESERVED, (c) => (URL_UNRESERVED.test(c) ? c : `%${hex(c.charCodeAt(0)).toUpperCase()}`)),
          ),
      ],
      escapeXML: [1, (s) => mapKnown(forceString(s), escapeXml)],
      escapeRegex: [1, (s) => escapeTexts(REGEX_SPECIAL, s)],
      escapeNixString: [1, escapeNixString],
      escapeNixIdentifier: [
        1,
        (s) => {
          const name = forceString(s);
          return typeof name === 'string' ? nixIdentifier(name) : escapeNixString(name);
        },
      ],
      isValidPosixName: [1, (name) => POSIX_NAME.test(forceText(name))],
    }),
  };
}
