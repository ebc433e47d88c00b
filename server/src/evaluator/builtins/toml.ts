// `builtins.fromTOML`.
import { TomlDate, TomlError, parse, type TomlTable, type TomlValue } from 'smol-toml';
import { attrsFromMap } from '../attrs';
import { forceTextNoContext } from '../coerce';
import { NixError } from '../errors';
import { makeInt } from '../operators';
import { NixFloat, type Lazy, type Value } from '../values';
import { primOps, type BuiltinTable } from './primop';

function valueOf(item: TomlValue): Value {
  if (typeof item === 'string' || typeof item === 'boolean') return item;
  if (typeof item === 'bigint') return makeInt(item, () => `${item}`);
  if (typeof item === 'number') return new NixFloat(item);
  // Nix refuses dates unless its experimental feature `parse-toml-timestamps` is on.
  if (item instanceof TomlDate) throw new NixError('while parsing TOML: Dates and times are not supported');
  if (Array.isArray(item)) return item.map(valueOf);
  return attrsFromMap(new Map(Object.entries(item).map(([name, v]) => [name, { value: valueOf(v) }])));
}

function fromToml(v: Lazy): Value {
  const text = forceTextNoContext(v);
  let table: TomlTable;
  try {
    table = parse(text, { integersAsBigInt: true, useLegacyDate: true });
  } catch (error) {
    if (error instanceof TomlError) throw new NixError(`while parsing TOML: ${error.message.trimEnd()}`);
    throw error;
  }
  return valueOf(table);
}

export const tomlBuiltins: BuiltinTable = primOps({ fromTOML: [1, fromToml] });
