// The builtins, one file per kind, and the outermost scope made of them.
import { Attached } from '../../syntax/attached';
import { attrsOf } from '../attrs';
import type { Scope } from '../scope';
import { session, type Session } from '../session';
import { Attrs, Env, type Lazy, type Shape } from '../values';
import { attrsetBuiltins } from './attrsets';
import { constantBuiltins, sessionBuiltins, sessionValues } from './constants';
import { contextBuiltins } from './context';
import { controlBuiltins } from './control';
import { derivationBuiltins } from './derivation';
import { fetchBuiltins } from './fetch';
import { fileBuiltins } from './files';
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
  constantBuiltins,
  sessionBuiltins,
  fileBuiltins,
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

/** Names that are in scope as they are; every other builtin is in scope with two underscores before it. */
const GLOBAL_NAMES = new Set([
  'abort',
  'baseNameOf',
  'break',
  'builtins',
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

/** `builtins` outside of any session: what a session decides is unknown in it. */
export const builtins: Attrs = makeBuiltins();

function makeBuiltins(): Attrs {
  const all: Record<string, Lazy> = { builtins: null };
  for (const table of TABLES) Object.assign(all, table);
  const attrs = attrsOf(all);
  return withSelf(attrs.shape, [...attrs.values]);
}

/** `builtins.builtins` is `builtins` itself. */
function withSelf(shape: Shape, values: Lazy[]): Attrs {
  const attrs = new Attrs(shape, values);
  values[shape.index.get('builtins') as number] = attrs;
  return attrs;
}

function builtinsOf(s: Session): Attrs {
  const { shape } = builtins;
  const values = [...builtins.values];
  for (const [name, value] of Object.entries(sessionValues(s))) values[shape.index.get(name) as number] = value;
  return withSelf(shape, values);
}

/** Names of the outermost scope: every builtin in the order of its names. */
const ROOT_SLOTS: ReadonlyMap<string, number> = new Map(
  builtins.shape.names.map((name, i) => [GLOBAL_NAMES.has(name) ? name : `__${name}`, i] as const),
);
const ROOT_SCOPE: Scope = { parent: undefined, slots: ROOT_SLOTS };

/** The names that are in scope everywhere, without those in two underscores that stand for every other builtin. */
export const globalNames: readonly string[] = [...ROOT_SLOTS.keys()].filter((name) => !name.startsWith('__'));

const environments = new Attached<Session, Env>();

/** Compile-time and run-time side of the outermost scope; the latter is the active session's. */
export const ROOT = {
  scope: ROOT_SCOPE,
  get env(): Env {
    const s = session();
    let env = environments.get(s);
    if (env === undefined) environments.set(s, (env = new Env(null, [...builtinsOf(s).values])));
    return env;
  },
};
