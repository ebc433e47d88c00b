// nixpkgs' lib/generators.nix: configuration files from values. Lua, Dhall and property lists are in
// data-formats.ts, toPretty in pretty.ts.
import { attrEntries, getAttr, orIfMissing } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call, call2 } from '../evaluator/call';
import { forceClosedAttrs, forceInt, forceText } from '../evaluator/coerce';
import { StringBuilder, isString, textOf, unknownString, concatStrings, joinStrings } from '../evaluator/strings';
import type { NixString, PrimOp } from '../evaluator/values';
import { Attrs, NixFloat, Unknown, force, isList, type Lazy, type Value } from '../evaluator/values';
import { recursiveUpdate } from './attr-paths';
import { dataFormats } from './data-formats';
import { limitDepth } from './depth-limit';
import { mkValue } from './gvariant';
import { prettyString, toPretty } from './pretty';
import { escapeTexts } from './string-escape';
import { exactFloat } from './strings';
import {
  EMPTY_ATTRS,
  aborted,
  assertTrue,
  callBuiltin,
  flagOption,
  functions,
  interpolated,
  isDerivationValue,
  isFunctionValue,
  known,
  single,
  stringified,
  takeFormals,
  withFormals,
  type LibTable,
} from './support';
import { mapKnown } from './text';

type Text = string | NixString;

/** One line's text for a key and its value. */
type KeyValue = (key: string, value: Lazy) => Text;

function unsupported(what: string, v: Lazy): never {
  throw aborted(`generators.mkValueStringDefault: ${what} not supported: ${toPretty(v)}`);
}

/** `mkValueStringDefault { } v`; unknown values stay as unknown parts. */
export function valueText(lazyValue: Lazy): Text {
  const v = force(lazyValue);
  if (v instanceof Unknown) return unknownString(v);
  if (typeof v === 'number' || typeof v === 'bigint') return v.toString();
  if (isDerivationValue(v)) return stringified(v);
  if (isString(v)) return v;
  if (v === true) return 'true';
  if (v === false) return 'false';
  if (v === null) return 'null';
  if (isList(v)) unsupported('lists', v);
  if (v instanceof Attrs) unsupported('attrsets', v);
  if (isFunctionValue(v)) unsupported('functions', v);
  if (v instanceof NixFloat) return exactFloat(v);
  return unsupported('this value is', stringified(v));
}

/** `mkKeyValueDefault`: the separator is escaped where the key has it. */
function keyValueText(valueOf: (v: Lazy) => Text, separator: Text, key: Lazy, value: Lazy): Text {
  return concatStrings(interpolated(escapeTexts([textOf(separator)], key)), separator, valueOf(value));
}

const plainKeyValue: KeyValue = (key, value) => keyValueText(valueText, '=', key, value);

/** The `mkKeyValue` option of a generator. */
function keyValueOption(options: Attrs): KeyValue {
  const fn = getAttr(options, 'mkKeyValue');
  return fn === undefined ? plainKeyValue : (key, value) => interpolated(call2(force(fn), key, value));
}

/** Lines of a set; with `duplicates` a list makes a line for each element. */
function appendLines(out: StringBuilder, attrs: Lazy, line: KeyValue, duplicates: boolean, indent: Text): void {
  for (const [name, value] of attrEntries(forceClosedAttrs(attrs))) {
    const v = duplicates ? force(value) : value;
    const values = duplicates && isList(v as Value) ? (v as readonly Lazy[]) : [v];
    for (const item of values) out.append(indent).append(line(name, item)).append('\n');
  }
}

interface IniOptions {
  readonly section: (name: string) => Text;
  readonly line: KeyValue;
  readonly duplicates: boolean;
}

const KEY_VALUE = { mkKeyValue: true, listsAsDuplicateKeys: true, indent: true } as const;
const INI = { mkSectionName: true, mkKeyValue: true, listsAsDuplicateKeys: true } as const;

function iniOptions(fn: string, arg: Lazy): IniOptions {
  const options = takeFormals(fn, arg, INI);
  const section = getAttr(options, 'mkSectionName');
  return {
    section: (name) => interpolated(section === undefined ? escapeTexts(['[', ']'], name) : call(force(section), name)),
    line: keyValueOption(options),
    duplicates: flagOption(options, 'listsAsDuplicateKeys', false),
  };
}

function iniText(options: IniOptions, sections: Lazy): Text {
  const out = new StringBuilder();
  let first = true;
  for (const [name, values] of attrEntries(forceClosedAttrs(sections))) {
    out
      .append(first ? '[' : '\n[')
      .append(options.section(name))
      .append(']\n');
    appendLines(out, values, options.line, options.duplicates, '');
    first = false;
  }
  return out.build();
}

const WITH_GLOBAL = { globalSection: false, sections: true } as const;

function iniWithGlobalSection(options: IniOptions, arg: Lazy): Text {
  const parts = takeFormals('toINIWithGlobalSection', arg, WITH_GLOBAL);
  const out = new StringBuilder();
  const global = forceClosedAttrs(getAttr(parts, 'globalSection') as Lazy);
  appendLines(out, global, options.line, options.duplicates, '');
  if ([...attrEntries(global)].length > 0) out.append('\n');
  return out.append(iniText(options, orIfMissing(getAttr(parts, 'sections'), EMPTY_ATTRS))).build();
}

/** `[section "sub.section"]` of a dotted name. */
function gitSectionName(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 || name.includes('"') ? name : `${name.slice(0, dot)} "${name.slice(dot + 1)}"`;
}

const GIT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

function gitValue(v: Lazy): Text {
  const value = force(v);
  if (!isString(value)) return valueText(value);
  const escaped = mapKnown(value, (text) => text.replace(/[\n\t"\\]/g, (c) => GIT_ESCAPES[c] as string));
  return concatStrings('"', escaped, '"');
}

const gitKeyValue: KeyValue = (key, value) => {
  const v = force(value);
  const lines = (isList(v) ? v : [v]).map((item) => concatStrings('\t', keyValueText(gitValue, ' = ', key, item)));
  return joinStrings('\n', lines);
};

/** `{ a.b.c = 5; }` as sections of one level: `{ "a.b".c = 5; }`. */
function gitSections(path: readonly string[], lazyValue: Lazy, found: Value): Value {
  const v = force(lazyValue);
  if (v instanceof Attrs && !isDerivationValue(v)) {
    let sections = found;
    for (const [name, value] of attrEntries(forceClosedAttrs(v)))
      sections = gitSections([...path, name], value, sections);
    return sections;
  }
  const key = path[path.length - 1] as string;
  const entry = single(key, v);
  return recursiveUpdate(found, path.length > 1 ? single(path.slice(0, -1).join('.'), entry) : entry);
}

const PRETTY = { multiline: true, allowPrettyValues: true, indent: true } as const;

function pretty(arg: Lazy, v: Lazy): Value {
  const options = takeFormals('toPretty', arg, PRETTY);
  const indent = getAttr(options, 'indent');
  return prettyString(v, {
    multiline: flagOption(options, 'multiline', true),
    allowPrettyValues: flagOption(options, 'allowPrettyValues', false),
    indent: indent === undefined ? '' : forceText(indent),
  });
}

const RECURSION = { depthLimit: false, throwOnDepthLimit: true } as const;

function withRecursion(arg: Lazy, v: Lazy): Value {
  const options = takeFormals('withRecursion', arg, RECURSION);
  const limit = known(force(getAttr(options, 'depthLimit') as Lazy));
  assertTrue(typeof limit === 'number' || typeof limit === 'bigint', '(isInt depthLimit)');
  return limitDepth(v, forceInt(limit), flagOption(options, 'throwOnDepthLimit', true));
}

const dconfLine: KeyValue = (key, value) => keyValueText((v) => stringified(mkValue(v)), '=', key, value);

/** A function of an empty options set and a value. */
function withoutOptions(name: string, impl: (v: Lazy) => Value): PrimOp {
  return withFormals(name, {}, 2, (options, v) => {
    takeFormals(name, options, {});
    return impl(v);
  });
}

const json = (name: string): PrimOp => withoutOptions(name, (v) => callBuiltin('toJSON', v));

/** The text for `mkValueString v` of `mkKeyValueDefault`. */
function keyValueDefault(arg: Lazy, separator: Lazy, key: Lazy, value: Lazy): Value {
  const options = takeFormals('mkKeyValueDefault', arg, { mkValueString: true });
  const fn = getAttr(options, 'mkValueString');
  const valueOf = fn === undefined ? valueText : (v: Lazy): Text => interpolated(call(force(fn), v));
  return keyValueText(valueOf, interpolated(separator), key, value);
}

function keyValues(arg: Lazy, attrs: Lazy): Value {
  const options = takeFormals('toKeyValue', arg, KEY_VALUE);
  const out = new StringBuilder();
  const indent = getAttr(options, 'indent');
  appendLines(
    out,
    attrs,
    keyValueOption(options),
    flagOption(options, 'listsAsDuplicateKeys', false),
    indent === undefined ? '' : interpolated(indent),
  );
  return out.build();
}

/** `lib.generators`; `warnsOfPlist` when the release asks for `escape = true` in `toPlist`. */
export function generatorFunctions(warnsOfPlist: boolean): LibTable {
  return {
    mkValueStringDefault: withoutOptions('mkValueStringDefault', valueText),
    mkKeyValueDefault: withFormals('mkKeyValueDefault', { mkValueString: true }, 4, keyValueDefault),
    mkDconfKeyValue: primOp('mkDconfKeyValue', 2, (key, value) => dconfLine(forceText(key), value)),
    toKeyValue: withFormals('toKeyValue', KEY_VALUE, 2, keyValues),
    toINI: withFormals('toINI', INI, 2, (options, sections) => iniText(iniOptions('toINI', options), sections)),
    toINIWithGlobalSection: withFormals('toINIWithGlobalSection', INI, 2, (options, parts) =>
      iniWithGlobalSection(iniOptions('toINIWithGlobalSection', options), parts),
    ),
    withRecursion: withFormals('withRecursion', RECURSION, 2, withRecursion),
    toPretty: withFormals('toPretty', PRETTY, 2, pretty),
    toJSON: json('toJSON'),
    toYAML: json('toYAML'),
    ...functions({
      toGitINI: [
        1,
        (attrs) =>
          iniText(
            { section: gitSectionName, line: gitKeyValue, duplicates: false },
            gitSections([], attrs, EMPTY_ATTRS),
          ),
      ],
      toDconfINI: [
        1,
        (sections) =>
          iniText(
            { section: (name) => interpolated(escapeTexts(['[', ']'], name)), line: dconfLine, duplicates: false },
            sections,
          ),
      ],
    }),
    ...dataFormats(warnsOfPlist),
  };
}
