// Lua, Dhall and property lists (nixpkgs' lib/generators.nix).
import { attrEntries, attrNames, attrsOf, getAttr } from '../evaluator/attrs';
import { forceClosedAttrs, forceText } from '../evaluator/coerce';
import { lessThan } from '../evaluator/operators';
import { tick } from '../evaluator/session';
import { isString, unknownString, concatStrings, joinStrings } from '../evaluator/strings';
import type { NixString } from '../evaluator/values';
import { Attrs, NixFloat, NixPath, Unknown, force, isList, typeOf, type Lazy, type Value } from '../evaluator/values';
import { toPretty } from './pretty';
import { escapeXml } from './string-escape';
import {
  aborted,
  attrOr,
  callBuiltin,
  flagOption,
  functions,
  interpolated,
  isDerivationValue,
  isFunctionValue,
  known,
  sameValue,
  stringified,
  takeFormals,
  thrown,
  warn,
  withFormals,
  type LibTable,
} from './support';
import { mapKnown } from './text';

type Text = string | NixString;

function isInteger(v: Value): boolean {
  return typeof v === 'number' || typeof v === 'bigint';
}

function jsonText(v: Lazy): Text {
  return interpolated(callBuiltin('toJSON', v));
}

interface LuaStyle {
  readonly multiline: boolean;
  readonly indent: string;
}

const LUA = { multiline: true, indent: true, asBindings: true } as const;

function lua(lazyValue: Lazy, style: LuaStyle): Text {
  tick();
  const v = force(lazyValue);
  const inner = { ...style, indent: `${style.indent}  ` };
  const open = style.multiline ? `{\n${inner.indent}` : '{ ';
  const between = style.multiline ? `,\n${inner.indent}` : ', ';
  const close = style.multiline ? `\n${style.indent}}` : ' }';
  if (v instanceof Unknown) return unknownString(v);
  if (v === null) return 'nil';
  if (isInteger(v) || v instanceof NixFloat || isString(v) || typeof v === 'boolean') return jsonText(v);
  if (v instanceof NixPath || isDerivationValue(v)) return jsonText(interpolated(v));
  if (isList(v))
    return v.length === 0
      ? '{}'
      : concatStrings(
          open,
          joinStrings(
            between,
            v.map((item) => lua(item, inner)),
          ),
          close,
        );
  if (!(v instanceof Attrs)) throw aborted(`generators.toLua: type ${typeOf(v)} is unsupported`);
  const type = attrOr(v, '_type');
  if (type !== undefined && sameValue(force(type), 'lua-inline'))
    return concatStrings('(', interpolated(getAttr(v, 'expr') ?? null), ')');
  const items = [...attrEntries(forceClosedAttrs(v))].map(([name, value]) =>
    concatStrings('[', jsonText(name), '] = ', lua(value, inner)),
  );
  return items.length === 0 ? '{}' : concatStrings(open, joinStrings(between, items), close);
}

const LUA_NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

function luaBindings(v: Lazy, style: LuaStyle): Text {
  const attrs = forceClosedAttrs(v);
  const bad = attrNames(attrs).filter((name) => !LUA_NAME.test(name));
  if (bad.length > 0) throw thrown(`Bad Lua var names: ${toPretty([...bad])}`);
  return joinStrings(
    '',
    [...attrEntries(attrs)].map(([name, value]) => concatStrings(style.indent, `${name} = `, lua(value, style), '\n')),
  );
}

function toLua(arg: Lazy, v: Lazy): Value {
  const options = takeFormals('toLua', arg, LUA);
  const indent = getAttr(options, 'indent');
  const style = {
    multiline: flagOption(options, 'multiline', true),
    indent: indent === undefined ? '' : forceText(indent),
  };
  return flagOption(options, 'asBindings', false) ? luaBindings(v, style) : lua(v, style);
}

function dhall(lazyValue: Lazy): Text {
  tick();
  const v = force(lazyValue);
  if (v instanceof Unknown) return unknownString(v);
  if (v instanceof Attrs)
    return concatStrings(
      '{ ',
      joinStrings(
        ', ',
        [...attrEntries(forceClosedAttrs(v))].map(([name, value]) => concatStrings(`${name} = `, dhall(value))),
      ),
      ' }',
    );
  if (isList(v)) return concatStrings('[ ', joinStrings(', ', v.map(dhall)), ' ]');
  if (isInteger(v)) return `${known(lessThan(v, 0)) ? '' : '+'}${(v as number | bigint).toString()}`;
  if (typeof v === 'boolean') return v ? 'True' : 'False';
  if (isFunctionValue(v)) throw aborted('generators.toDhall: cannot convert a function to Dhall');
  if (v === null) throw aborted('generators.toDhall: cannot convert a null to Dhall');
  return jsonText(v);
}

/** One value of a property list, each line behind `indent`. */
function plistValue(lazyValue: Lazy, indent: string, escape: boolean): Text {
  tick();
  const v = force(lazyValue);
  const escaped = (s: Text): Text => (escape ? mapKnown(s, escapeXml) : s);
  const element = (name: string, content: Text): Text => concatStrings(`${indent}<${name}>`, content, `</${name}>`);
  if (v instanceof Unknown) return element('string', unknownString(v));
  if (v === null) return '';
  if (typeof v === 'boolean') return `${indent}<${v}/>`;
  if (isInteger(v)) return element('integer', (v as number | bigint).toString());
  if (isString(v)) return element('string', escaped(v));
  if (v instanceof NixPath) return element('string', escaped(v.path));
  if (v instanceof NixFloat) return element('real', stringified(v));
  const inside = `\t${indent}`;
  if (isList(v))
    return concatStrings(
      `${indent}<array>\n`,
      joinStrings(
        '\n',
        v.map((item) => plistValue(item, inside, escape)),
      ),
      `\n${indent}</array>`,
    );
  if (!(v instanceof Attrs)) throw aborted('generators.toPlist: should never happen');
  const lines: Text[] = [];
  for (const [name, value] of attrEntries(forceClosedAttrs(v))) {
    if (name === '_module' || force(value) === null) continue;
    lines.push(concatStrings(`${inside}<key>`, escaped(name), '</key>'), plistValue(value, inside, escape));
  }
  return concatStrings(`${indent}<dict>\n`, joinStrings('\n', lines), `\n${indent}</dict>`);
}

const PLIST_START = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`;

function toPlist(arg: Lazy, v: Lazy, warns: boolean): Value {
  const escape = flagOption(takeFormals('toPlist', arg, { escape: true }), 'escape', false);
  if (warns && !escape) warn('Using `lib.generators.toPlist` without `escape = true` is deprecated');
  return concatStrings(PLIST_START, plistValue(v, '', escape), '\n</plist>');
}

export function dataFormats(warnsOfPlist: boolean): LibTable {
  return {
    toLua: withFormals('toLua', LUA, 2, toLua),
    toPlist: withFormals('toPlist', { escape: true }, 2, (options, v) => toPlist(options, v, warnsOfPlist)),
    toDhall: withFormals('toDhall', {}, 2, (options, v) => {
      takeFormals('toDhall', options, {});
      return dhall(v);
    }),
    ...functions({ mkLuaInline: [1, (expr) => attrsOf({ _type: 'lua-inline', expr })] }),
  };
}
