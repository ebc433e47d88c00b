// `builtins.fromTOML`.
import { ParseError, parseTOML, type AST } from 'toml-eslint-parser';
import { attrsFromMap, attrsOf } from '../attrs';
import { forceTextNoContext } from '../coerce';
import { NixError } from '../errors';
import { makeInt } from '../operators';
import { NixFloat, type Lazy, type Value } from '../values';
import { primOps, type BuiltinTable } from './primop';

/** A table while it is being filled: headers and dotted keys may come back to it. */
type Table = Map<string, Entry>;
/** An array of tables, which each `[[name]]` makes longer, or what a key is set to. */
type Entry = Table | Table[] | { readonly value: Value };

const DATE_TIME =
  /^(?<date>[\d-]{10})?[Tt ]?(?<time>\d\d:\d\d:\d\d)?(?:\.(?<fraction>\d+))?(?<offset>[Zz]|[+-]\d\d:\d\d)?$/;

/**
 * A date or time as Nix's experimental feature `parse-toml-timestamps` writes it (Nix 2.31, fromTOML.cc): `T` between
 * date and time, fractions in steps of three digits, `Z` for no offset.
 */
function timestampText(written: string): string {
  const { date, time, fraction = '', offset = '' } = DATE_TIME.exec(written)?.groups ?? {};
  const digits = fraction.slice(0, 9).replace(/0+$/, '');
  const padded = digits && `.${digits.padEnd(Math.ceil(digits.length / 3) * 3, '0')}`;
  const zone = /^([Zz]|[+-]00:00)$/.test(offset) ? 'Z' : offset;
  return `${[date, time].filter((part) => part !== undefined).join('T')}${padded}${zone}`;
}

function withoutNull(text: string): string {
  if (text.includes('\0'))
    throw new NixError('while parsing TOML: a text contains a null byte, which a Nix string cannot');
  return text;
}

function contentValue(node: AST.TOMLContentNode): Value {
  if (node.type === 'TOMLArray') return node.elements.map(contentValue);
  if (node.type === 'TOMLInlineTable') return tableValue(fill(new Map(), node.body));
  switch (node.kind) {
    case 'string':
      return withoutNull(node.value);
    case 'boolean':
      return node.value;
    case 'integer':
      return makeInt(node.bigint, () => node.number);
    case 'float':
      return new NixFloat(node.value);
    case 'offset-date-time':
    case 'local-date-time':
    case 'local-date':
    case 'local-time':
      return attrsOf({ _type: 'timestamp', value: timestampText(node.datetime) });
  }
}

function keyNames(key: AST.TOMLKey): string[] {
  return key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : withoutNull(part.value)));
}

/** The table that `names` lead to, made where it is missing; in an array of tables the last one is meant. */
function descend(table: Table, names: readonly string[]): Table {
  let at = table;
  for (const name of names) {
    const next = at.get(name);
    if (next instanceof Map) at = next;
    else if (Array.isArray(next)) at = next[next.length - 1] as Table;
    // The parser has refused to go on below a value.
    else at.set(name, (at = new Map<string, Entry>()));
  }
  return at;
}

function fill(table: Table, pairs: readonly AST.TOMLKeyValue[]): Table {
  for (const { key, value } of pairs) {
    const names = keyNames(key);
    descend(table, names.slice(0, -1)).set(names[names.length - 1] as string, { value: contentValue(value) });
  }
  return table;
}

function documentTable({ body: [top] }: AST.TOMLProgram): Table {
  const root: Table = new Map();
  for (const part of top.body) {
    if (part.type === 'TOMLKeyValue') {
      fill(root, [part]);
      continue;
    }
    const names = keyNames(part.key);
    if (part.kind === 'array') {
      const parent = descend(root, names.slice(0, -1));
      const name = names[names.length - 1] as string;
      const tables = parent.get(name);
      if (Array.isArray(tables)) tables.push(new Map());
      else parent.set(name, [new Map()]);
    }
    fill(descend(root, names), part.body);
  }
  return root;
}

function tableValue(table: Table): Value {
  const entryValue = (entry: Entry): Value =>
    entry instanceof Map ? tableValue(entry) : Array.isArray(entry) ? entry.map(tableValue) : entry.value;
  return attrsFromMap(new Map([...table].map(([name, entry]) => [name, { value: entryValue(entry) }])));
}

function fromToml(v: Lazy): Value {
  const text = forceTextNoContext(v);
  let document: AST.TOMLProgram;
  try {
    // Nix reads TOML 1.0, which has fewer escapes and stricter inline tables than 1.1.
    document = parseTOML(text, { tomlVersion: '1.0' });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new NixError(`while parsing TOML: ${error.message.replace(/\.$/, '')} (line ${error.lineNumber})`);
  }
  return tableValue(documentTable(document));
}

export const tomlBuiltins: BuiltinTable = primOps({ fromTOML: [1, fromToml] });
