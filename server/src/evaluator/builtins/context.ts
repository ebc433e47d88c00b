// Builtins about the context of strings: which store paths a string refers to.
import { sortNames } from '../../syntax/names';
import { attrEntries, attrsOf, getAttr } from '../attrs';
import {
  coerceToString,
  forceBool,
  forceClosedAttrs,
  forceList,
  forceString,
  forceTextNoContext,
  type CoerceOptions,
} from '../coerce';
import { NixError, UnknownSignal } from '../errors';
import { parseStorePath } from '../store';
import { contextOf, contextOfString, makeString, textOf } from '../strings';
import type { NixString } from '../values';
import { Unknown, type Context, type ContextElement, type Lazy, type Value } from '../values';
import { primOps, type BuiltinTable } from './primop';

const AS_TEXT: CoerceOptions = { copy: true };

function withContext(s: string | NixString, elements: Iterable<ContextElement>): Value {
  return makeString(textOf(s), contextOf(elements), typeof s === 'string' ? [] : s.holes);
}

/** The elements in the order in which Nix keeps them. */
function ordered(context: Context): ContextElement[] {
  return sortNames([...context.keys()]).map((k) => context.get(k) as ContextElement);
}

/** An unknown part of a string, which may refer to further store paths. */
function unknownPart(s: string | NixString): Unknown | undefined {
  return typeof s === 'string' ? undefined : s.holes[0]?.unknown;
}

function hasContext(v: Lazy): Value {
  const s = forceString(v);
  if (contextOfString(s).size > 0) return true;
  const unknown = unknownPart(s);
  if (unknown !== undefined) throw new UnknownSignal(unknown);
  return false;
}

function getContext(v: Lazy): Value {
  const s = forceString(v);
  const paths = new Map<string, { path?: true; allOutputs?: true; outputs: string[] }>();
  for (const e of ordered(contextOfString(s))) {
    let info = paths.get(e.storePath);
    if (info === undefined) paths.set(e.storePath, (info = { outputs: [] }));
    switch (e.kind) {
      case 'plain':
        info.path = true;
        break;
      case 'deep':
        info.allOutputs = true;
        break;
      case 'output':
        info.outputs.push(e.output ?? 'out');
        break;
    }
  }
  const result: Record<string, Lazy> = {};
  for (const [path, { outputs, ...flags }] of paths)
    result[path] = attrsOf(outputs.length > 0 ? { ...flags, outputs } : flags);
  const unknown = unknownPart(s);
  return attrsOf(
    result,
    unknown === undefined
      ? null
      : { unknown, select: (path) => new Unknown(`(builtins.getContext …).${path}`, unknown.reason, unknown.at) },
  );
}

function parseContextKey(key: string): string {
  try {
    return parseStorePath(key);
  } catch (error) {
    if (error instanceof NixError) throw new NixError(`context key '${key}' is not a store path`);
    throw error;
  }
}

function appendContext(v: Lazy, added: Lazy): Value {
  const s = forceString(v);
  const elements = [...contextOfString(s).values()];
  for (const [key, value, at] of attrEntries(forceClosedAttrs(added))) {
    const storePath = parseContextKey(key);
    const info = forceClosedAttrs(value, at);
    const isDerivation = storePath.endsWith('.drv');
    const path = getAttr(info, 'path');
    if (path !== undefined && forceBool(path, at)) elements.push({ kind: 'plain', storePath });
    const allOutputs = getAttr(info, 'allOutputs');
    if (allOutputs !== undefined && forceBool(allOutputs, at)) {
      if (!isDerivation)
        throw new NixError(`tried to add all-outputs context of ${key}, which is not a derivation, to a string`, at);
      elements.push({ kind: 'deep', storePath });
    }
    const outputs = getAttr(info, 'outputs');
    if (outputs === undefined) continue;
    const names = forceList(outputs, at);
    if (names.length > 0 && !isDerivation)
      throw new NixError(
        `tried to add derivation output context of ${key}, which is not a derivation, to a string`,
        at,
      );
    for (const name of names) elements.push({ kind: 'output', storePath, output: forceTextNoContext(name, at) });
  }
  return withContext(s, elements);
}

function unsafeDiscardOutputDependency(v: Lazy): Value {
  const s = coerceToString(v, AS_TEXT);
  return withContext(
    s,
    [...contextOfString(s).values()].map((e) => (e.kind === 'deep' ? { ...e, kind: 'plain' as const } : e)),
  );
}

function addDrvOutputDependencies(v: Lazy): Value {
  const s = coerceToString(v, AS_TEXT);
  const elements = [...contextOfString(s).values()];
  const unknown = unknownPart(s);
  if (unknown !== undefined) throw new UnknownSignal(unknown);
  const [element] = elements;
  if (element === undefined || elements.length !== 1)
    throw new NixError(`context of string '${textOf(s)}' must have exactly one element, but has ${elements.length}`);
  switch (element.kind) {
    case 'deep':
      return s;
    case 'output':
      throw new NixError(
        `\`addDrvOutputDependencies\` can only act on derivations, not on a derivation output such as '${element.output ?? 'out'}'`,
      );
    case 'plain':
      if (!element.storePath.endsWith('.drv')) throw new NixError(`path '${element.storePath}' is not a derivation`);
      return withContext(s, [{ ...element, kind: 'deep' }]);
  }
}

export const contextBuiltins: BuiltinTable = primOps({
  getContext: [1, getContext],
  appendContext: [2, appendContext],
  hasContext: [1, hasContext],
  unsafeDiscardStringContext: [1, (v) => withContext(coerceToString(v, AS_TEXT), [])],
  unsafeDiscardOutputDependency: [1, unsafeDiscardOutputDependency],
  addDrvOutputDependencies: [1, addDrvOutputDependencies],
});
