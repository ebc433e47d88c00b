// The builtins, one file per kind, and the outermost scope made of them.
import { attrsOf } from '../attrs';
import type { Scope } from '../compile';
import { Env, type Attrs, type Lazy } from '../values';
import { attrsetBuiltins } from './attrsets';
import { contextBuiltins } from './context';
import { controlBuiltins } from './control';
import { derivationBuiltins } from './derivation';
import { fetchBuiltins } from './fetch';
import { flakeBuiltins } from './flakes';
import { hashBuiltins } from './hash';
import { jsonBuiltins } from './json';
import { listBuiltins } from './lists';
import { numberBuiltins } from './numbers';
import type { BuiltinTable } from './primop';
import { storeBuiltins } from './store';
import { regexBuiltins } from './regex';
import { stringBuiltins } from './strings';
import { tomlBuiltins } from './toml';
import { typeBuiltins } from './types';
import { xmlBuiltins } from './xml';

const TABLES: readonly BuiltinTable[] = [
  typeBuiltins,
  numberBuiltins,
  listBuiltins,
  attrsetBuiltins,
  stringBuiltins,
  controlBuiltins,
  regexBuiltins,
  jsonBuiltins,
  hashBuiltins,
  contextBuiltins,
  storeBuiltins,
  derivationBuiltins,
  fetchBuiltins,
  flakeBuiltins,
  tomlBuiltins,
  xmlBuiltins,
];

/** Names that are in scope without `builtins.`; every other builtin is in scope with two underscores before it. */
const GLOBAL_NAMES = new Set([
  'abort',
  'baseNameOf',
  'break',
  'derivation',
  'derivationStrict',
  'dirOf',
  'false',
  'fetchGit',
  'fetchMercurial',
  'fetchTarball',
  'fetchTree',
  'fromTOML',
  'import',
  'isNull',
  'map',
  'null',
  'placeholder',
  'removeAttrs',
  'scopedImport',
  'throw',
  'toString',
  'true',
]);

/** The value of `builtins`. */
export const builtins: Attrs = makeBuiltins();

function makeBuiltins(): Attrs {
  const all: Record<string, Lazy> = { true: true, false: false, null: null };
  for (const table of TABLES) Object.assign(all, table);
  const self: Record<string, Lazy> = { ...all };
  const attrs = attrsOf({ ...self, builtins: null });
  // `builtins.builtins` is `builtins` itself.
  (attrs.values as Lazy[])[attrs.shape.index.get('builtins') as number] = attrs;
  return attrs;
}

/** Compile-time and run-time side of the outermost scope. */
export const ROOT: { readonly scope: Scope; readonly env: Env } = makeRoot();

function makeRoot(): { scope: Scope; env: Env } {
  const slots = new Map<string, number>();
  const values: Lazy[] = [];
  const add = (name: string, value: Lazy): void => {
    slots.set(name, values.length);
    values.push(value);
  };
  add('builtins', builtins);
  builtins.shape.names.forEach((name, i) => {
    if (name === 'builtins') return;
    add(GLOBAL_NAMES.has(name) ? name : `__${name}`, builtins.values[i] as Lazy);
  });
  return { scope: { parent: undefined, slots }, env: new Env(null, values) };
}
