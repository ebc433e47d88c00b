// nixpkgs' lib/strings.nix. Escaping is in string-escape.ts, flags for build tools in build-flags.ts.
import { attrEntries, getAttr } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { floatToString, forceBool, forceClosedAttrs, forceList, forceString, forceText } from '../evaluator/coerce';
import { wholeText } from '../evaluator/coerce';
import { UnknownSignal } from '../evaluator/errors';
import { add } from '../evaluator/operators';
import { tick, checkStringLength } from '../evaluator/session';
import {
  StringBuilder,
  byteLength,
  byteSlice,
  concatStrings,
  contextOfString,
  isString,
  makeString,
  textOf,
} from '../evaluator/strings';
import {
  NixFloat,
  NixPath,
  Unknown,
  force,
  typeOf,
  type Attrs,
  type Lazy,
  type NixString,
  type Value,
} from '../evaluator/values';
import { getOutput } from './attrsets';
import { buildFlags } from './build-flags';
import { derivationName } from './derivation-name';
import { characterCode, isConvertible, isStringLike, stringEscapes } from './string-escape';
import { stringDistances } from './string-distance';
import { toInt } from './string-numbers';
import { hasInfix, hasPrefix, hasSuffix, removePrefix, removeSuffix, trim } from './string-match';
import {
  applied,
  assertTrue,
  attrOr,
  callBuiltin,
  forceIndex,
  functions,
  ifUnknown,
  inherited,
  interpolated,
  known,
  later,
  sameValue,
  select,
  stringified,
  test,
  thrown,
  warn,
  takingFormals,
  type LibTable,
} from './support';
import { mapKnown, splitKnown } from './text';
import { compareKnownVersions } from './versions';

type Text = string | NixString;

/** `concatStringsSep separator list`. */
function joined(separator: Lazy, list: readonly Lazy[]): Value {
  return callBuiltin('concatStringsSep', separator, list);
}

/** Single bytes as strings, each with the string's context, as `stringToCharacters` gives them. */
function characters(lazyString: Lazy): readonly Text[] {
  const s = interpolated(lazyString);
  const text = wholeText(s);
  const context = contextOfString(s);
  const length = byteLength(text);
  const plain = length === text.length;
  return Array.from({ length }, (_, i) => makeString(plain ? (text[i] as string) : byteSlice(text, i, 1), context));
}

function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (m) => m.toLowerCase());
}

function upper(text: string): string {
  return text.replace(/[a-z]+/g, (m) => m.toUpperCase());
}

/** `substring 0 0 source + target`. */
function withContextOf(source: Text, target: Text): Text {
  return concatStrings(makeString('', contextOfString(source)), target);
}

/** `splitString separator s`. */
function splitString(separator: Lazy, lazyString: Lazy): Value {
  const sep = wholeText(stringified(separator));
  const s = stringified(lazyString);
  // How many pieces an unknown part makes is not known.
  const text = wholeText(s);
  if (sep === '') {
    const split = forceList(callBuiltin('split', '', text)).filter((piece) => isString(force(piece)));
    return split.map((piece) => withContextOf(s, forceString(piece)));
  }
  return splitKnown(text, sep, contextOfString(s));
}

/** `splitStringBy predicate keepSplit s`: the predicate sees the character before and the current one. */
function splitBy(predicate: (before: string, current: string) => boolean, keep: boolean, s: Text): readonly Text[] {
  const pieces: string[] = [];
  let piece = '';
  let before = '';
  for (const c of characters(makeString(textOf(s))).map(textOf)) {
    if (predicate(before, c)) {
      pieces.push(piece);
      piece = keep ? c : '';
    } else piece += c;
    before = c;
  }
  return [...pieces, piece].map((p) => makeString(p, contextOfString(s)));
}

function requireString(fn: string, v: Value): Text {
  if (isString(known(v))) return v as Text;
  throw thrown(`${fn} does only accepts string values, but got ${typeOf(v)}`);
}

function sentenceCase(s: Text): Text {
  const text = wholeText(s);
  return makeString(upper(text.slice(0, 1)) + lower(text.slice(1)), contextOfString(s));
}

function camelCase(s: Text): Text {
  const words = splitBy((_, c) => c === '-' || c === '_' || c === ' ', false, wholeText(s)).flatMap((word) =>
    splitBy((before, c) => /^[a-z]$/.test(before) && /^[A-Z]$/.test(c), true, word),
  );
  const text = words.map((w, i) => (i === 0 ? lower(textOf(w)) : textOf(sentenceCase(w)))).join('');
  return makeString(text, contextOfString(s));
}

/** `path + "/" + folder` of all that are not null, joined with colons. */
function searchPath(folder: Lazy, paths: readonly Lazy[]): Value {
  const present = paths.filter((p) => force(p) !== null);
  return joined(
    ':',
    present.map((p) => later(() => add(add(force(p), '/'), force(folder)))),
  );
}

function searchPathOf(output: Lazy, folder: Lazy, packages: Lazy): Value {
  return searchPath(
    folder,
    forceList(packages).map((p) => later(() => getOutput(output, p))),
  );
}

/** `fixedWidthString width filler s`: fillers before the string until it is that long. */
function fixedWidth(width: Lazy, filler: Lazy, lazyString: Lazy): Value {
  const s = interpolated(lazyString);
  const length = byteLength(wholeText(s));
  const out = new StringBuilder();
  let left = forceIndex(width);
  checkStringLength(left);
  for (;;) {
    tick();
    if (length > left)
      throw thrown(
        `fixedWidthString: requested string length (${left}) must not be shorter than actual length (${length})`,
      );
    if (length === left) return out.append(s).build();
    const text = interpolated(filler);
    out.append(text);
    left -= byteLength(wholeText(text));
  }
}

/** `toString` of a float, with a warning when digits are lost. */
export function exactFloat(v: Lazy): Text {
  const value = force(v);
  const text = stringified(value);
  if (value instanceof NixFloat && Number(floatToString(value.value)) !== value.value)
    warn(`Imprecise conversion from float to string ${floatToString(value.value)}`);
  return text;
}

function isStorePath(lazyValue: Lazy): boolean {
  const v = force(lazyValue);
  if (!isStringLike(v)) return false;
  const text = wholeText(stringified(v));
  return text.startsWith('/') && (/^\/nix\/store\/[^/]*$/.test(text) || /^\/[0-9a-z]{52}$/.test(text));
}

/** `getName` and `getVersion`: of a string the parsed part, of a set its own attribute first. */
function partOfName(part: 'name' | 'version', own: string, v: Value): Value {
  if (v instanceof Unknown) throw new UnknownSignal(v);
  if (isString(v)) return select(callBuiltin('parseDrvName', v), part);
  const direct = attrOr(v, own);
  if (direct !== undefined) return force(direct);
  return select(callBuiltin('parseDrvName', select(v, 'name')), part);
}

function nameFromUrl(url: Lazy, separator: Lazy): Value {
  const pieces = forceList(splitString('/', url));
  const file = force(pieces[pieces.length - 1] as Lazy);
  const name = force(forceList(splitString(separator, file))[0] as Lazy);
  assertTrue(!sameValue(name, file), '(name != filename)');
  return name;
}

const TRIM = { start: true, end: true } as const;

function trimWith(options: Attrs): Value {
  const flag = (name: 'start' | 'end'): boolean => {
    const v = getAttr(options, name);
    return v !== undefined && forceBool(v);
  };
  return primOp('trimWith', 1, (s) => trim(forceString(s), flag('start'), flag('end')));
}

function normalizePath(v: Lazy): Value {
  const s = force(v);
  if (s instanceof NixPath)
    warn(
      [
        `lib.strings.normalizePath: The argument (${s.path}) is a path value, but only strings are supported.`,
        "    Path values are always normalised in Nix, so there's no need to call this function on them.",
        '    This function also copies the path to the Nix store and returns the store path, the same as "${path}" will, which may not be what you want.',
        '    This behavior is deprecated and will throw an error in the future.',
      ].join('\n'),
    );
  return mapKnown(interpolated(s), (text) => text.replace(/\/+/g, '/'));
}

function intersperse(separator: Lazy, v: Lazy): Value {
  const list = forceList(v);
  return list.flatMap((item, i) => (i === 0 ? [item] : [separator, item]));
}

const indexed = (f: Lazy, list: Lazy): readonly Lazy[] => forceList(list).map((item, i) => applied(f, i + 1, item));
const mapped = (f: Lazy, list: Lazy): readonly Lazy[] => forceList(list).map((item) => applied(f, item));

/** `lib.strings`; up to NixOS 24.05 `escapeShellArg` quotes always. */
export function stringFunctions(quoteAlways: boolean): LibTable {
  return {
    ...stringDistances,
    ...inherited([
      'appendContext',
      'compareVersions',
      'concatStringsSep',
      'elem',
      'elemAt',
      'filter',
      'fromJSON',
      'genList',
      'head',
      'isAttrs',
      'isInt',
      'isList',
      'isPath',
      'isString',
      'match',
      'parseDrvName',
      'readFile',
      'replaceStrings',
      'split',
      'storeDir',
      'stringLength',
      'substring',
      'tail',
      'toJSON',
      'typeOf',
      'unsafeDiscardStringContext',
    ]),
    ...stringEscapes(quoteAlways),
    ...buildFlags,
    lowerChars: [...'abcdefghijklmnopqrstuvwxyz'],
    upperChars: [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
    trimWith: takingFormals('trimWith', TRIM, trimWith),
    ...functions({
      join: [2, (sep, list) => callBuiltin('concatStringsSep', sep, list)],
      concatStrings: [1, (list) => callBuiltin('concatStringsSep', '', list)],
      concatMapStrings: [2, (f, list) => joined('', mapped(f, list))],
      concatImapStrings: [2, (f, list) => joined('', indexed(f, list))],
      intersperse: [2, intersperse],
      concatMapStringsSep: [3, (sep, f, list) => joined(sep, mapped(f, list))],
      concatImapStringsSep: [3, (sep, f, list) => joined(sep, indexed(f, list))],
      concatMapAttrsStringSep: [
        3,
        (sep, f, attrs) => {
          const parts: Lazy[] = [];
          for (const [name, value] of attrEntries(forceClosedAttrs(attrs))) parts.push(applied(f, name, value));
          return joined(sep, parts);
        },
      ],
      concatLines: [
        1,
        (list) =>
          joined(
            '',
            forceList(list).map((s) => later(() => add(force(s), '\n'))),
          ),
      ],
      replaceString: [3, (from, to, s) => callBuiltin('replaceStrings', [from], [to], s)],
      replicate: [
        2,
        (n, s) => {
          const times = forceIndex(n);
          const text = times > 0 ? forceString(s) : '';
          checkStringLength(times * textOf(text).length);
          return joined('', new Array<Lazy>(Math.max(times, 0)).fill(text));
        },
      ],
      trim: [1, (s) => trim(forceString(s), true, true)],
      makeSearchPath: [2, (folder, paths) => searchPath(folder, forceList(paths))],
      makeSearchPathOutput: [3, searchPathOf],
      makeLibraryPath: [1, (packages) => searchPathOf('lib', 'lib', packages)],
      makeIncludePath: [1, (packages) => searchPathOf('dev', 'include', packages)],
      makeBinPath: [1, (packages) => searchPathOf('bin', 'bin', packages)],
      normalizePath: [1, normalizePath],
      optionalString: [
        2,
        (cond, string) => {
          const c = force(cond);
          return ifUnknown('optionalString', c, [string, ''], 'string') ?? (forceBool(c) ? force(string) : '');
        },
      ],
      hasPrefix: [2, hasPrefix],
      hasSuffix: [2, hasSuffix],
      hasInfix: [2, hasInfix],
      removePrefix: [2, removePrefix],
      removeSuffix: [2, removeSuffix],
      stringToCharacters: [1, characters],
      stringAsChars: [
        2,
        (f, s) =>
          joined(
            '',
            characters(s).map((c) => applied(f, c)),
          ),
      ],
      charToInt: [1, (c) => characterCode(forceText(c))],
      toLower: [1, (s) => mapKnown(forceString(s), lower)],
      toUpper: [1, (s) => mapKnown(forceString(s), upper)],
      toSentenceCase: [1, (s) => sentenceCase(requireString('toSentenceCase', force(s)))],
      toCamelCase: [1, (s) => camelCase(requireString('toCamelCase', force(s)))],
      addContextFrom: [2, (src, target) => add(makeString('', contextOfString(interpolated(src))), force(target))],
      splitString: [2, splitString],
      splitStringBy: [
        3,
        (predicate, keep, s) => {
          const text = interpolated(s);
          wholeText(text);
          return splitBy((before, c) => test(force(predicate), before, c), forceBool(keep), text);
        },
      ],
      versionOlder: [2, (v1, v2) => compareKnownVersions(v2, v1) === 1],
      versionAtLeast: [2, (v1, v2) => compareKnownVersions(v2, v1) !== 1],
      getName: [1, (x) => partOfName('name', 'pname', force(x))],
      getVersion: [1, (x) => partOfName('version', 'version', force(x))],
      nameFromURL: [2, nameFromUrl],
      fixedWidthString: [3, fixedWidth],
      fixedWidthNumber: [
        2,
        (width, n) =>
          fixedWidth(
            width,
            '0',
            later(() => stringified(n)),
          ),
      ],
      floatToString: [1, exactFloat],
      isConvertibleWithToString: [1, isConvertible],
      isStringLike: [1, isStringLike],
      isStorePath: [1, isStorePath],
      toInt: [1, (s) => toInt('toInt', s, 'refused')],
      toIntBase10: [1, (s) => toInt('toIntBase10', s, 'ignored')],
      fileContents: [
        1,
        (file) =>
          removeSuffix(
            '\n',
            later(() => callBuiltin('readFile', file)),
          ),
      ],
      readPathsFromFile: [2, readPaths],
      sanitizeDerivationName: [1, derivationName],
    }),
  };
}

/** `readPathsFromFile root file` (removed in 2023): paths named in a file, one per line, below a folder. */
function readPaths(root: Lazy, file: Lazy): Value {
  const lines = wholeText(forceString(callBuiltin('readFile', file))).split('\n');
  const names = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return names.map((name) => later(() => add(add(force(root), '/'), name)));
}
