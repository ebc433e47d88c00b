// nixpkgs' lib/cli.nix: command lines from sets of options.
import { attrEntries, getAttr } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceBool, forceClosedAttrs, forceList } from '../evaluator/coerce';
import { byteLength, concatStrings } from '../evaluator/strings';
import { force, isList, type Lazy, type NixString, type PrimOp, type Value } from '../evaluator/values';
import { valueText } from './generators';
import { shellArgument } from './string-escape';
import {
  callBuiltin,
  deprecated,
  functions,
  interpolated,
  later,
  stringified,
  takeFormals,
  thrown,
  withFormals,
  type LibTable,
} from './support';

type Text = string | NixString;

const OLD = { mkOptionName: true, mkBool: true, mkList: true, mkOption: true, optionValueSeparator: true } as const;

/** `toGNUCommandLine`: every part of it can be replaced. */
function oldCommandLine(lazyOptions: Lazy, attrs: Lazy): Lazy[] {
  const options = takeFormals('toGNUCommandLine', lazyOptions, OLD);
  const given = (name: string): ((...args: readonly Lazy[]) => Value) | undefined => {
    const fn = getAttr(options, name);
    return fn === undefined ? undefined : (...args) => args.reduce<Value>((f, arg) => call(f, arg), force(fn));
  };
  const optionName = (k: string): Text => {
    const own = given('mkOptionName');
    return own === undefined ? (byteLength(k) === 1 ? `-${k}` : `--${k}`) : interpolated(own(k));
  };
  const separator = getAttr(options, 'optionValueSeparator');
  const mkOption =
    given('mkOption') ??
    ((k: Lazy, v: Lazy): Value => {
      const value = force(v);
      if (value === null) return [];
      const name = optionName(k as string);
      const between = separator === undefined ? null : force(separator);
      return between === null
        ? [name, valueText(value)]
        : [concatStrings(name, interpolated(between), valueText(value))];
    });
  const mkBool = given('mkBool') ?? ((k: Lazy, v: Lazy): Value => (forceBool(v) ? [optionName(k as string)] : []));
  const mkList =
    given('mkList') ?? ((k: Lazy, v: Lazy): Value => forceList(v).flatMap((x) => forceList(mkOption(k, x))));
  const out: Lazy[] = [];
  for (const [name, lazyValue] of attrEntries(forceClosedAttrs(attrs))) {
    const v = force(lazyValue);
    out.push(...forceList(typeof v === 'boolean' ? mkBool(name, v) : isList(v) ? mkList(name, v) : mkOption(name, v)));
  }
  return out;
}

/** How `toCommandLine` writes one option. */
interface OptionFormat {
  readonly option: Text;
  /** Between option and value; `null`: two arguments. */
  readonly separator: Text | null;
  readonly explicitBool: boolean;
  readonly valueOf: (v: Lazy) => Text;
}

function formatFromAttrs(lazyFormat: Lazy): OptionFormat {
  const format = takeFormals('renderOption', lazyFormat, {
    option: false,
    sep: false,
    explicitBool: false,
    formatArg: true,
  });
  const separator = force(getAttr(format, 'sep') as Lazy);
  const fn = getAttr(format, 'formatArg');
  return {
    option: interpolated(getAttr(format, 'option') as Lazy),
    separator: separator === null ? null : interpolated(separator),
    explicitBool: forceBool(getAttr(format, 'explicitBool') as Lazy),
    valueOf: fn === undefined ? valueText : (v) => interpolated(call(force(fn), v)),
  };
}

function renderOption(format: OptionFormat, lazyValue: Lazy): Lazy[] {
  const v = force(lazyValue);
  const { option, separator, explicitBool, valueOf } = format;
  if (v === null || (!explicitBool && v === false)) return [];
  if (!explicitBool && v === true) return [option];
  return separator === null ? [option, later(() => valueOf(v))] : [concatStrings(option, separator, valueOf(v))];
}

function commandLine(formatOf: (name: string) => OptionFormat, attrs: Lazy): Lazy[] {
  const out: Lazy[] = [];
  for (const [name, value] of attrEntries(forceClosedAttrs(attrs))) {
    if (name === '') throw thrown('lib.cli.toCommandLine only accepts non-empty option names.');
    const v = force(value);
    const format = formatOf(name);
    for (const item of isList(v) ? v : [v]) out.push(...renderOption(format, item));
  }
  return out;
}

const GNU = { isLong: true, explicitBool: true, formatArg: true } as const;

function gnuCommandLine(lazyOptions: Lazy, attrs: Lazy): Lazy[] {
  const options = takeFormals('toCommandLineGNU', lazyOptions, GNU);
  const isLong = getAttr(options, 'isLong');
  const explicit = getAttr(options, 'explicitBool');
  const fn = getAttr(options, 'formatArg');
  return commandLine((name) => {
    const long = isLong === undefined ? byteLength(name) > 1 : forceBool(call(force(isLong), name));
    return {
      option: `${long ? '--' : '-'}${name}`,
      separator: long ? '=' : '',
      explicitBool: explicit !== undefined && forceBool(explicit),
      valueOf: fn === undefined ? valueText : (v) => interpolated(call(force(fn), v)),
    };
  }, attrs);
}

const fromFormat = (format: Lazy, attrs: Lazy): Lazy[] =>
  commandLine((name) => formatFromAttrs(call(force(format), name)), attrs);

/** `lib.cli`; the old functions warn from the release on in which their successors are everywhere. */
export function cliFunctions(quoteAlways: boolean, warnsOfOld: boolean): LibTable {
  const shell = (words: readonly Lazy[]): Value =>
    callBuiltin(
      'concatStringsSep',
      ' ',
      words.map((word) => later(() => shellArgument(stringified(word), quoteAlways))),
    );
  const old = (name: string, fn: PrimOp): Lazy =>
    warnsOfOld
      ? deprecated(
          `lib.cli.${name} is deprecated, please use lib.cli.${name === 'toGNUCommandLine' ? 'toCommandLine' : 'toCommandLineShell'} or lib.cli.toCommandLineShellGNU instead.`,
          fn,
        )
      : fn;
  return {
    toGNUCommandLine: old('toGNUCommandLine', withFormals('toGNUCommandLine', OLD, 2, oldCommandLine)),
    toGNUCommandLineShell: old(
      'toGNUCommandLineShell',
      primOp('toGNUCommandLineShell', 2, (options, attrs) => shell(oldCommandLine(options, attrs))),
    ),
    toCommandLineGNU: withFormals('toCommandLineGNU', GNU, 2, gnuCommandLine),
    ...functions({
      toCommandLine: [2, fromFormat],
      toCommandLineShell: [2, (format, attrs) => shell(fromFormat(format, attrs))],
      toCommandLineShellGNU: [2, (options, attrs) => shell(gnuCommandLine(options, attrs))],
    }),
  };
}
