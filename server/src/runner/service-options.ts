// The submodule of `systemd.services.<name>`: its options, and what NixOS itself defines in every service.
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
import { ORDER, mkIf, mkOrder } from '../modules/properties';
import { attrsOf as attrsOfType, lazyAttrsOf } from '../modules/types/attribute-sets';
import { either, enumOf, nullOr, oneOf } from '../modules/types/choices';
import { listOf } from '../modules/types/lists';
import { int } from '../modules/types/numbers';
import { packageType, path } from '../modules/types/packages';
import { bool, unspecified } from '../modules/types/simple';
import { lines, singleLineStr, str, strMatching } from '../modules/types/strings';
import {
  JOB_SCRIPT_ATTRIBUTES,
  SERVICE_PATH_PACKAGES,
  UNIT_ATTRIBUTES,
  UNIT_NAME_PATTERN,
  atLeast,
  jobScripts,
  mixedSettingDefinitions,
  perRelease,
  searchPath,
  unitSettings,
  unknownStorePath,
  type JobScript,
  type Release,
} from '../nixos';
import { moduleFunction, option } from './nixos-options';
import { packageAt, storePathText } from './make-package';

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

/** The type of a value in `environment`. */
export const environmentValueType: OptionType = nullOr(oneOf([str, path, packageType]));

/** Options of a service beside those that become `[Unit]` settings and scripts, with their defaults. */
function plainOptions(release: Release): Record<string, Attrs> {
  const setting = unitSettingType(release);
  const texts = listOf(str);
  return {
    enable: option(bool, true),
    ...(hasDefaultPathSwitch(release) && { enableDefaultPath: option(bool, true) }),
    wantedBy: option(unitNames, []),
    requiredBy: option(unitNames, []),
    overrideStrategy: option(enumOf(['asDropinIfExists', 'asDropin']), 'asDropinIfExists'),
    upheldBy: option(unitNames, []),
    aliases: option(unitNames, []),
    path: option(listOf(oneOf([packageType, str])), []),
    environment: option(attrsOfType(environmentValueType), attrsOf({})),
    serviceConfig: option(attrsOfType(setting), attrsOf({})),
    unitConfig: option(attrsOfType(setting), attrsOf({})),
    scriptArgs: option(str, ''),
    enableStrictShellChecks: option(bool, false),
    restartIfChanged: option(bool, true),
    reloadIfChanged: option(bool, false),
    stopIfChanged: option(bool, true),
    notSocketActivated: option(bool, false),
    restartTriggers: option(listOf(unspecified), []),
    reloadTriggers: option(listOf(unspecified), []),
    startAt: option(either(str, texts), []),
  };
}

const unitNames: OptionType = listOf(strMatching(UNIT_NAME_PATTERN));

/** `enableDefaultPath` came with nixpkgs pull request 482045. */
function hasDefaultPathSwitch(release: Release): boolean {
  return atLeast(release, '26.05');
}

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

/** The options of a service, each with its declaration. */
const serviceOptions = perRelease((release) => {
  const declared: Record<string, Lazy> = plainOptions(release);
  for (const { attribute, type, since } of UNIT_ATTRIBUTES)
    if (atLeast(release, since)) declared[attribute] = unitOption(type);
  for (const { attribute } of JOB_SCRIPT_ATTRIBUTES) declared[attribute] = option(lines, '');
  return attrsOf(declared);
});

const ANY_OTHERS = lazy(() => typeValue(lazyAttrsOf(unspecified)));

/** The module of one service. Options that only other parts of NixOS read are accepted as they are. */
export const serviceModule: (release: Release) => PrimOp = perRelease((release) =>
  moduleFunction(['name', 'config', 'options'], (args) => {
    const config = getAttr(args, 'config') ?? null;
    const part = (name: string): Value => force(getAttr(force(config) as Attrs, name) ?? null);
    const service = (): string => plainText(getAttr(args, 'name') ?? null);
    return attrsOf({
      _file: '<nixpkgs>/nixos/lib/systemd-lib.nix',
      freeformType: ANY_OTHERS,
      options: serviceOptions(release),
      config: attrsOf({
        path: mkIf(
          hasDefaultPathSwitch(release) ? lazy(() => part('enableDefaultPath')) : true,
          mkOrder(
            ORDER.after,
            SERVICE_PATH_PACKAGES.map((name) => lazy(() => packageAt([name]))),
          ),
        ),
        environment: attrsOf({
          PATH: mkIf(
            lazy(() => !isEmptyList(part('path'))),
            lazy(() => searchPathOf(part('path'))),
          ),
        }),
        unitConfig: lazy(() => unitConfigOf(release, service(), part, integersOf(args))),
        serviceConfig: lazy(() => scriptSettings(release, service(), part)),
      }),
    });
  }),
);

/** `startLimitBurst` and the like count only where they are defined. */
function integersOf(args: Attrs): (name: string) => boolean {
  return (name) => {
    const options = force(getAttr(args, 'options') ?? null);
    const declared = options instanceof Attrs ? force(getAttr(options, name) ?? null) : null;
    return declared instanceof Attrs && force(getAttr(declared, 'isDefined') ?? false) === true;
  };
}

function isEmptyList(v: Value): boolean {
  return isList(v) && v.length === 0;
}

function searchPathOf(packages: Value): Value {
  if (!isList(packages)) return packages;
  return searchPath(packages.map(storePathText));
}

function unitConfigOf(
  release: Release,
  service: string,
  part: (name: string) => Value,
  isDefined: (name: string) => boolean,
): Value {
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
    unitSettings(release, service, values, {
      restart: triggers('restartTriggers'),
      reload: triggers('reloadTriggers'),
    }),
  );
}

function plainText(v: Lazy): string {
  return textOf(coerceToString(v, { more: true, copy: true }));
}

/** The scripts that NixOS makes out of `script`, `preStart` and so on. */
export function jobScriptsOf(release: Release, service: string, part: (name: string) => Value): JobScript[] {
  const texts: Record<string, string> = {};
  for (const { attribute } of JOB_SCRIPT_ATTRIBUTES) texts[attribute] = plainText(part(attribute));
  return jobScripts(release, service, texts, {
    shell: `${unknownStorePath('bash')}/bin/bash`,
    scriptArgs: plainText(part('scriptArgs')),
    strictShellChecks: part('enableStrictShellChecks') === true,
  });
}

function scriptSettings(release: Release, service: string, part: (name: string) => Value): Value {
  const settings: Record<string, Lazy> = {};
  for (const { setting, value } of jobScriptsOf(release, service, part))
    settings[setting] = typeof value === 'string' ? value : [...value];
  return attrsOf(settings);
}
