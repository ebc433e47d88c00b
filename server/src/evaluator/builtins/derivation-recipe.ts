// What the attributes of a derivation say: its environment, arguments and outputs, and the store paths they refer to.
import { sortNames } from '../../syntax/names';
import { attrEntries, getAttr } from '../attrs';
import { coerceToString, forceBool, forceList, forceString, forceTextNoContext, wholeText } from '../coerce';
import { NixError, UnknownSignal, addTrace } from '../errors';
import { isHashAlgorithm, type HashAlgorithm } from '../hash';
import type { Position } from '../position';
import { session, tick } from '../session';
import { hasUnknownHash, type IngestionMethod } from '../store';
import { contextOfString, mergeContexts, textOf } from '../strings';
import { NO_CONTEXT, force, type Attrs, type Context, type Lazy, type NixString } from '../values';
import { toJson } from './json';

/** What the attributes of a derivation say, collected one after the other. */
export class Recipe {
  context: Context = NO_CONTEXT;
  /** Whether a part is unknown, so that the hashes cannot be computed. */
  unknown = false;
  /** Whether what a fixed output must hash to is unknown. */
  unknownOutputHash = false;
  builder = '';
  system = '';
  readonly args: string[] = [];
  readonly env = new Map<string, string>();
  outputs: readonly string[] = ['out'];
  outputHash: string | undefined;
  outputHashAlgorithm: HashAlgorithm | undefined;
  method: IngestionMethod | undefined;
  contentAddressed = false;
  /** JSON of each attribute, with `__structuredAttrs`. */
  json: Map<string, string> | undefined;

  constructor(readonly name: string) {}

  /** The text of a string whose context becomes inputs of the derivation. */
  use(s: string | NixString): string {
    this.context = mergeContexts(this.context, contextOfString(s));
    if (typeof s !== 'string' && s.holes.length > 0) this.unknown = true;
    return textOf(s);
  }

  setOutputs(names: readonly string[]): void {
    const seen = new Set<string>();
    for (const name of names) {
      if (seen.has(name)) throw new NixError(`duplicate derivation output '${name}'`);
      if (name === 'drvPath') throw new NixError("invalid derivation output name 'drvPath'");
      seen.add(name);
    }
    if (seen.size === 0) throw new NixError('derivation cannot have an empty set of outputs');
    this.outputs = sortNames([...seen]);
  }

  setMode(mode: string): void {
    switch (mode) {
      case 'flat':
        this.method = 'flat';
        return;
      case 'recursive':
      case 'nar':
        this.method = 'recursive';
        return;
      case 'text':
        throw needsFeature('dynamic-derivations');
      case 'git':
        throw needsFeature('git-hashing');
      default:
        throw new NixError(`invalid value '${mode}' for 'outputHashMode' attribute`);
    }
  }
}

function needsFeature(feature: string): NixError {
  return new NixError(
    `experimental Nix feature '${feature}' is disabled; add '--extra-experimental-features ${feature}' to enable it`,
  );
}

function optionalAlgorithm(name: string): HashAlgorithm | undefined {
  return isHashAlgorithm(name) ? name : undefined;
}

/** Takes an attribute that goes into the environment (without `__structuredAttrs`). */
function takeVariable(recipe: Recipe, key: string, value: Lazy, at: Position | undefined): void {
  const known = coerceToString(value, { more: true, copy: true, at });
  const text = recipe.use(known);
  recipe.env.set(key, text);
  switch (key) {
    case 'builder':
      recipe.builder = text;
      break;
    case 'system':
      recipe.system = text;
      break;
    case 'outputHash':
      recipe.outputHash = wholeText(known);
      break;
    case 'outputHashAlgo':
      recipe.outputHashAlgorithm = optionalAlgorithm(wholeText(known));
      break;
    case 'outputHashMode':
      recipe.setMode(wholeText(known));
      break;
    case 'outputs':
      recipe.setOutputs(
        wholeText(known)
          .split(/[ \t\n\r]+/)
          .filter((s) => s !== ''),
      );
      break;
  }
}

/** Takes an attribute that goes into the JSON of `__structuredAttrs`. */
function takeStructured(
  recipe: Recipe,
  json: Map<string, string>,
  key: string,
  value: Lazy,
  at: Position | undefined,
): void {
  json.set(key, recipe.use(toJson(value)));
  switch (key) {
    case 'builder':
      recipe.builder = recipe.use(forceString(value, at));
      break;
    case 'system':
      recipe.system = forceTextNoContext(value, at);
      break;
    case 'outputHash':
      recipe.outputHash = forceTextNoContext(value, at);
      break;
    case 'outputHashAlgo':
      recipe.outputHashAlgorithm = optionalAlgorithm(forceTextNoContext(value, at));
      break;
    case 'outputHashMode':
      recipe.setMode(forceTextNoContext(value, at));
      break;
    case 'outputs':
      recipe.setOutputs(forceList(value, at).map((v) => forceTextNoContext(v, at)));
      break;
  }
}

function takeAttribute(recipe: Recipe, key: string, value: Lazy, at: Position | undefined): void {
  switch (key) {
    case '__contentAddressed':
      recipe.contentAddressed = forceBool(value, at);
      if (recipe.contentAddressed && !session().tolerant) throw needsFeature('ca-derivations');
      return;
    case '__impure':
      if (!forceBool(value, at)) return;
      if (!session().tolerant) throw needsFeature('impure-derivations');
      recipe.contentAddressed = true;
      return;
    case 'args':
      for (const arg of forceList(value, at))
        recipe.args.push(recipe.use(coerceToString(arg, { more: true, copy: true, at })));
      return;
    case '__structuredAttrs':
      if (recipe.json !== undefined) return;
  }
  if (recipe.json !== undefined) takeStructured(recipe, recipe.json, key, value, at);
  else takeVariable(recipe, key, value, at);
}

/** Attributes without which not even the names of the outputs are known. */
const DECISIVE = new Set(['outputs']);

/** Reads the attributes of a derivation, in the order in which Nix does. Throws Nix's errors. */
export function readRecipe(name: string, attrs: Attrs): Recipe {
  const recipe = new Recipe(name);
  const structured = getAttr(attrs, '__structuredAttrs');
  if (structured !== undefined && forceBool(structured)) recipe.json = new Map();
  const ignore = getAttr(attrs, '__ignoreNulls');
  const ignoreNulls = ignore !== undefined && forceBool(ignore);
  if (attrs.rest !== null) recipe.unknown = true;
  for (const [key, value, at] of attrEntries(attrs)) {
    tick();
    if (key === '__ignoreNulls') continue;
    try {
      if (ignoreNulls && force(value) === null) continue;
      takeAttribute(recipe, key, value, at);
    } catch (error) {
      if (!(error instanceof UnknownSignal) || DECISIVE.has(key))
        throw addTrace(error, `while evaluating attribute '${key}' of derivation '${name}'`, at);
      recipe.unknown = true;
      if (key.startsWith('outputHash')) recipe.unknownOutputHash = true;
    }
  }
  if (recipe.json !== undefined) {
    const members = sortNames([...recipe.json.keys()]).map(
      (k) => `${textOf(toJson(k))}:${recipe.json?.get(k) as string}`,
    );
    recipe.env.set('__json', `{${members.join(',')}}`);
  }
  if ([recipe.builder, recipe.system, ...recipe.args, ...recipe.env.values()].some(hasUnknownHash))
    recipe.unknown = true;
  return recipe;
}
