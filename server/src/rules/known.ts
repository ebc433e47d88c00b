// What is certain about values: rules decide nothing where something is not known.
import { attempt } from '../evaluator/errors';
import { Attrs, NixPath, NixString, Unknown, force, isList, type Lazy, type Value } from '../evaluator/values';
import type { Runner } from '../runner/runner';
import type { HostContext } from './rule';

/** A value that is known, at least from outside. */
export function knownValue(v: Lazy | undefined): Value | undefined {
  const value = v === undefined ? undefined : attempt(() => force(v));
  return value instanceof Unknown ? undefined : value;
}

/** The text of a string or path all of which is known. */
export function knownText(v: Lazy | undefined): string | undefined {
  const value = knownValue(v);
  if (typeof value === 'string') return value;
  if (value instanceof NixPath) return value.path;
  return value instanceof NixString && value.holes.length === 0 ? value.text : undefined;
}

/** The text of a string, path, number or Boolean as it stands in a unit. */
export function settingText(v: Lazy | undefined): string | undefined {
  const value = knownValue(v);
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  return knownText(value);
}

/** The texts of a setting's lines; `undefined` unless all of them are known. */
export function settingTexts(v: Lazy | undefined): string[] | undefined {
  const value = knownValue(v);
  if (value === undefined || value === null || value instanceof Attrs) return undefined;
  const texts = (isList(value) ? value : [value]).map(settingText);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** The runners that NixOS makes a service for. */
export function activeRunners({ runners }: HostContext): readonly Runner[] {
  return runners.filter((runner) => runner.hasService);
}
