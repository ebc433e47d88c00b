// The submodule of `systemd.services.<name>`: its options, and what NixOS itself defines in every service.
import { attrsOf } from '../evaluator/attrs';
import { lazy } from '../evaluator/force';
import { isList, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import type { OptionType } from '../modules/option-type';
import { ORDER, PRIORITY, mkIf, mkOrder, mkOverride } from '../modules/properties';
import { attrsOf as attrsOfType } from '../modules/types/attribute-sets';
import { either, nullOr, oneOf } from '../modules/types/choices';
import { listOf } from '../modules/types/lists';
import { packageType, path } from '../modules/types/packages';
import { bool } from '../modules/types/simple';
import { lines, str } from '../modules/types/strings';
import {
  JOB_SCRIPT_ATTRIBUTES,
  SERVICE_PATH_PACKAGES,
  atLeast,
  jobScripts,
  perRelease,
  searchPath,
  unknownStorePath,
  type JobScript,
  type Release,
} from '../nixos';
import { packageAt, storePathText } from './make-package';
import { option } from './nixos-options';
import { commonOptions, plainText, unitConfigOf, unitModule, unitName, unitSettingType } from './unit-options';

/** The type of a value in `environment`. */
export const environmentValueType: OptionType = nullOr(oneOf([str, path, packageType]));

/** The options of a service, each with its declaration. */
const serviceOptions = perRelease((release) => {
  const declared: Record<string, Lazy> = {
    ...commonOptions(release),
    ...(hasDefaultPathSwitch(release) && { enableDefaultPath: option(bool, true) }),
    path: option(listOf(oneOf([packageType, str])), []),
    environment: option(attrsOfType(environmentValueType), attrsOf({})),
    serviceConfig: option(attrsOfType(unitSettingType(release)), attrsOf({})),
    scriptArgs: option(str, ''),
    ...(atLeast(release, '24.11') && { enableStrictShellChecks: option(bool) }),
    restartIfChanged: option(bool, true),
    reloadIfChanged: option(bool, false),
    stopIfChanged: option(bool, true),
    notSocketActivated: option(bool, false),
    startAt: option(either(str, listOf(str)), []),
  };
  for (const { attribute } of JOB_SCRIPT_ATTRIBUTES) declared[attribute] = option(lines, '');
  return attrsOf(declared);
});

/** `enableDefaultPath` came with nixpkgs pull request 482045. */
function hasDefaultPathSwitch(release: Release): boolean {
  return atLeast(release, '26.05');
}

/** What a host's configuration of systemd gives each service. */
export interface Systemd {
  readonly package: Lazy;
  /** An option from 24.11 on. */
  readonly enableStrictShellChecks: Lazy;
}

/** The module of one service. */
export function serviceModule(release: Release, systemd: Systemd): PrimOp {
  return unitModule(serviceOptions(release), (unit) => {
    const { name, part } = unit;
    return {
      ...unitName(release, unit, '.service'),
      ...(atLeast(release, '24.11') && {
        enableStrictShellChecks: mkOverride(PRIORITY.optionDefault, systemd.enableStrictShellChecks),
      }),
      path: mkIf(
        hasDefaultPathSwitch(release) ? lazy(() => part('enableDefaultPath')) : true,
        mkOrder(
          ORDER.after,
          SERVICE_PATH_PACKAGES.map((attribute) =>
            attribute === 'systemd' ? systemd.package : lazy(() => packageAt([attribute])),
          ),
        ),
      ),
      environment: attrsOf({
        PATH: mkIf(
          lazy(() => !isEmptyList(part('path'))),
          lazy(() => searchPathOf(part('path'))),
        ),
      }),
      unitConfig: lazy(() => unitConfigOf(release, unit)),
      serviceConfig: lazy(() => scriptSettings(release, name(), part)),
    };
  });
}

function isEmptyList(v: Value): boolean {
  return isList(v) && v.length === 0;
}

function searchPathOf(packages: Value): Value {
  if (!isList(packages)) return packages;
  return searchPath(packages.map(storePathText));
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
