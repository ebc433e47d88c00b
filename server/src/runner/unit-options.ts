// What all units of `systemd` have: their options, and the `[Unit]` section that NixOS makes of them.
import { attrsOf, getAttr } from '../evaluator/attrs';
import { coerceToString } from '../evaluator/coerce';
import { attempt } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { concatLists } from '../evaluator/operators';
import { textOf } from '../evaluator/strings';
import { Attrs, Unknown, force, isList, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import type { Definition, Loc } from '../modules/definition';
import { makeType, mergeEqual } from '../modules/make-type';
import { typeValue, type OptionType } from '../modules/option-type';
import { attrsOf as attrsOfType, lazyAttrsOf } from '../modules/types/attribute-sets';
import { enumOf, nullOr } from '../modules/types/choices';
import { listOf } from '../modules/types/lists';
import { int } from '../modules/types/numbers';
import { bool, unspecified } from '../modules/types/simple';
import { singleLineStr, str, strMatching } from '../modules/types/strings';
import {
  UNIT_ATTRIBUTES,
  UNIT_KINDS,
  UNIT_NAME_PATTERN,
  atLeast,
  mixedSettingDefinitions,
  perRelease,
  unitSettings,
  type Release,
  type UnitKind,
} from '../nixos';
import { moduleFunction, option } from './nixos-options';

/** The file that nixpkgs shows for these declarations. */
const UNIT_OPTIONS_FILE = '<nixpkgs>/nixos/lib/systemd-lib.nix';

/** The `systemd option` type of nixos/lib/systemd-unit-options.nix: lists are joined, other values must be equal. */
export const unitSettingType: (release: Release) => OptionType = perRelease((release) =>
  makeType({
    name: 'systemd option',
    merge: (loc, definitions) => mergeSetting(release, loc, definitions),
    mergeWithUnknown: (loc, definitions) => mergeSetting(release, loc, definitions),
  }),
);

function mergeSetting(release: Release, loc: Loc, definitions: readonly Definition[]): Value {
  const values = definitions.map((d) => force(d.value));
  if (!values.some(isList)) return mergeEqual(loc, definitions);
  const joined = mixedSettingDefinitions(release) === 'joined';
  if (!joined && !values.every((v) => isList(v) || v instanceof Unknown)) return mergeEqual(loc, definitions);
  return values.map((v) => (isList(v) ? v : [v])).reduce<Value>((a, b) => concatLists(a, b), []);
}

/** Options of every unit, whatever holds it (nixos/lib/systemd-unit-options.nix, sharedOptions). */
function sharedOptions(release: Release): Record<string, Lazy> {
  return {
    enable: option(bool, true),
    overrideStrategy: option(enumOf(['asDropinIfExists', 'asDropin']), 'asDropinIfExists'),
    aliases: option(unitNames, []),
    wantedBy: option(unitNames, []),
    requiredBy: option(unitNames, []),
    ...(atLeast(release, '24.05') && { upheldBy: option(unitNames, []) }),
  };
}

/** Options of services, timers and so on, with those that become settings of `[Unit]`. */
export function commonOptions(release: Release): Record<string, Lazy> {
  const declared: Record<string, Lazy> = {
    ...sharedOptions(release),
    ...(hasName(release) && { name: option(str) }),
    unitConfig: option(attrsOfType(unitSettingType(release)), attrsOf({})),
    restartTriggers: option(listOf(unspecified), []),
    reloadTriggers: option(listOf(unspecified), []),
  };
  for (const { attribute, type, since } of UNIT_ATTRIBUTES)
    if (atLeast(release, since)) declared[attribute] = unitOption(type);
  return declared;
}

/** `name` came with nixpkgs pull request 297726, for those who name a unit in the options of another one. */
function hasName(release: Release): boolean {
  return atLeast(release, '24.05');
}

/** What NixOS calls a unit, as the module of it defines `name`. */
export function unitName(release: Release, { name }: UnitView, suffix: string): Record<string, Lazy> {
  return hasName(release) ? { name: lazy(() => `${name()}${suffix}`) } : {};
}

const unitNames: OptionType = listOf(strMatching(UNIT_NAME_PATTERN));

function unitOption(type: (typeof UNIT_ATTRIBUTES)[number]['type']): Attrs {
  switch (type) {
    case 'units':
      return option(unitNames, []);
    case 'strings':
      return option(listOf(str), []);
    case 'text':
      return option(singleLineStr, '');
    case 'integer':
      return option(int);
  }
}

/** What a module of a unit sees of itself. */
export interface UnitView {
  readonly name: () => string;
  /** An option's value. */
  readonly part: (name: string) => Value;
  readonly isDefined: (name: string) => boolean;
}

/** The module of a unit, whose options that only other parts of NixOS read are accepted as they are. */
export function unitModule(options: Attrs, config: (unit: UnitView) => Record<string, Lazy>): PrimOp {
  return moduleFunction(['name', 'config', 'options'], (args) =>
    attrsOf({
      _file: UNIT_OPTIONS_FILE,
      freeformType: ANY_OTHERS,
      options,
      config: attrsOf(
        config({
          name: () => plainText(getAttr(args, 'name') ?? null),
          part: (name) => force(getAttr(force(getAttr(args, 'config') ?? null) as Attrs, name) ?? null),
          isDefined: definedIn(args),
        }),
      ),
    }),
  );
}

const ANY_OTHERS = lazy(() => typeValue(lazyAttrsOf(unspecified)));

/** `startLimitBurst` and the like count only where they are defined. */
function definedIn(args: Attrs): (name: string) => boolean {
  return (name) => {
    const options = force(getAttr(args, 'options') ?? null);
    const declared = options instanceof Attrs ? force(getAttr(options, name) ?? null) : null;
    return declared instanceof Attrs && force(getAttr(declared, 'isDefined') ?? false) === true;
  };
}

/** The definitions that NixOS makes in `unitConfig` of a unit's other options. */
export function unitConfigOf(release: Release, { name: unit, part, isDefined }: UnitView): Value {
  const values: Record<string, string | number | bigint | readonly string[]> = {};
  for (const { attribute, type, since } of UNIT_ATTRIBUTES) {
    if (!atLeast(release, since)) continue;
    // An attribute with an error of its own, which is told there, leaves the others as they are.
    const text = attempt(() => {
      if (type === 'integer' && !isDefined(attribute)) return undefined;
      const v = part(attribute);
      return isList(v) ? v.map(plainText) : plainText(v);
    });
    if (text !== undefined) values[attribute] = text;
  }
  const triggers = (name: string): string[] => {
    const v = part(name);
    return isList(v) ? v.map((item) => textOf(coerceToString(item, { more: true }))) : [plainText(v)];
  };
  return attrsOf(
    unitSettings(release, unit(), values, {
      restart: triggers('restartTriggers'),
      reload: triggers('reloadTriggers'),
    }),
  );
}

/** As `toString` gives it, but with paths copied into the store. */
export function plainText(v: Lazy): string {
  return textOf(coerceToString(v, { more: true, copy: true }));
}

/** The modules of timers, paths and slices. */
export const OTHER_UNIT_MODULES: ReadonlyMap<UnitKind, (release: Release) => PrimOp> = new Map(
  UNIT_KINDS.map((kind) => [
    kind,
    perRelease((release) =>
      unitModule(
        attrsOf({
          ...commonOptions(release),
          [kind.config]: option(attrsOfType(unitSettingType(release)), attrsOf({})),
        }),
        (unit) => ({
          ...unitName(release, unit, kind.suffix),
          unitConfig: lazy(() => unitConfigOf(release, unit)),
        }),
      ),
    ),
  ]),
);

/** The module of `systemd.units.<name>`, into which NixOS puts what it makes of services, timers and so on. */
export const unitFileModule: (release: Release) => PrimOp = perRelease((release) =>
  unitModule(attrsOf({ ...sharedOptions(release), text: option(nullOr(str), null) }), () => ({})),
);
