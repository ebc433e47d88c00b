// Which definitions put a line into a unit or a script: people's own, or the runner module's.
import { sameLoc } from '../modules/definition';
import { attempt } from '../evaluator/errors';
import { force, isList, type Value } from '../evaluator/values';
import type { Definition, Loc } from '../modules/definition';
import { UNIT_ATTRIBUTES, type ModuleDefinition, type UnitLine } from '../nixos';
import type { Host } from './host';
import type { OtherUnit } from './other-units';
import type { Preview } from './preview';
import { RUNNER_SERVICE_FILE, moduleOutput } from './runner-definitions';
import type { RunnerOptionState } from './runner';
import { SYSTEMD_FILE } from './unit-file';

/** A definition that somebody wrote, or the element of it that a line shows. */
export interface WrittenPart {
  readonly definition: Definition;
  /** The index in the definition's list. */
  readonly element?: number;
}

/** Where a generated line comes from. */
export interface LineOrigin {
  /** The option that the line shows: `systemd.services.github-runner-web.serviceConfig.KillSignal`. */
  readonly loc: Loc;
  /** The definitions that people wrote and that the line shows. */
  readonly written: readonly WrittenPart[];
  /** What the runner module defines, where the line shows it. */
  readonly module: readonly ModuleDefinition[];
  /** What the runner module defines and `written` took the place of. */
  readonly replaced: readonly ModuleDefinition[];
  /** The runner's options that the module's part was made from. */
  readonly from: readonly RunnerOptionState[];
}

/** The origin of a unit's line; `undefined` for headings, empty lines and what NixOS gives every service. */
export function unitLineOrigin(host: Host, preview: Preview, line: UnitLine): LineOrigin | undefined {
  if (line.key === undefined) return undefined;
  const settings = settingKeys(line.key).flatMap((key) => preview.service.settings.get(key) ?? []);
  const [first] = settings;
  if (first === undefined) return undefined;
  const parts = settings.flatMap(({ definitions }) => partsOf(definitions, line.index));
  const written = parts.filter(({ definition }) => definition.at !== undefined);
  const shown = parts.some(({ definition: d }) => d.at === undefined && d.file === RUNNER_SERVICE_FILE);
  const scripts = jobScriptParts(preview, line);
  const path = modulePath(line.key);
  const own = moduleOutput(host, preview.runner).definitions.filter(
    (d) => sameLoc(d.path, path) && d.from[0] !== 'extraEnvironment',
  );
  const from = shown ? [...new Set(own.flatMap((d) => d.from).concat(MADE_FROM[line.key] ?? []))] : [];
  if (written.length + scripts.length === 0 && !shown) return undefined;
  return {
    loc: first.loc,
    written: [...written, ...scripts],
    module: shown ? own : [],
    replaced: shown ? [] : own,
    from: from.flatMap((name) => preview.runner.options.get(name) ?? []),
  };
}

/**
 * The origin of a line of another unit than the service; `undefined` for headings and empty lines. What NixOS defines of a
 * timer comes from the service's `startAt`.
 */
export function otherUnitLineOrigin(preview: Preview, unit: OtherUnit, line: UnitLine): LineOrigin | undefined {
  if (line.key === undefined) return undefined;
  const settings = settingKeys(line.key).flatMap((key) => unit.settings.get(key) ?? []);
  const [first] = settings;
  if (first === undefined) return undefined;
  const parts = settings.flatMap(({ definitions }) => partsOf(definitions, line.index));
  const written = parts.filter(({ definition }) => definition.at !== undefined);
  const startAt = preview.service.settings.get('Attribute.startAt');
  const generated = parts.filter(({ definition: d }) => d.at === undefined && d.file === SYSTEMD_FILE);
  const given = generated.flatMap(({ element }) => partsOf(startAt?.definitions ?? [], element));
  if (written.length + given.length === 0) return undefined;
  return {
    loc: written.length === 0 && startAt !== undefined ? startAt.loc : first.loc,
    written: [...written, ...given],
    module: [],
    replaced: [],
    from: [],
  };
}

/** Options that are parts of a line even while they add nothing to it. */
const MADE_FROM: Readonly<Partial<Record<string, readonly string[]>>> = { 'Environment.PATH': ['extraPackages'] };

/** The settings behind a line: an attribute of the service first, where NixOS makes the setting from one. */
export function settingKeys(key: string): string[] {
  const attribute = UNIT_ATTRIBUTES.find(({ setting }) => key === `Unit.${setting}`)?.attribute;
  if (attribute !== undefined) return [`Attribute.${attribute}`, key];
  return key === 'Environment.PATH' ? ['Attribute.path', key] : [key];
}

/** Where the module defines what is behind a line, below the service. */
function modulePath(key: string): Loc {
  const [section = '', ...rest] = key.split('.');
  const name = rest.join('.');
  if (section === 'Unit') return [UNIT_ATTRIBUTES.find(({ setting }) => setting === name)?.attribute ?? name];
  if (section === 'Install') return ['wantedBy'];
  if (section === 'Environment') return name === 'PATH' ? ['path'] : ['environment', name];
  return ['serviceConfig', name];
}

/** All definitions, or of a list the one that gives the element `index`. */
function partsOf(definitions: readonly Definition[], index: number | undefined): WrittenPart[] {
  if (index === undefined) return definitions.map((definition) => ({ definition }));
  let before = 0;
  for (const definition of definitions) {
    const value: Value | undefined = attempt(() => force(definition.value));
    const length = value !== undefined && isList(value) ? value.length : 1;
    if (index < before + length)
      return [
        value !== undefined && isList(value)
          ? { definition, element: definition.element ?? index - before }
          : { definition },
      ];
    before += length;
  }
  return definitions.map((definition) => ({ definition }));
}

/** The commands in `preStart` and the like, where a line runs the script that NixOS makes of them. */
function jobScriptParts(preview: Preview, line: UnitLine): WrittenPart[] {
  const script = preview.service.jobScripts.find(
    ({ setting, name }) => line.key === `Service.${setting}` && line.text.includes(`/bin/${name}`),
  );
  const definitions = script && preview.service.settings.get(`Attribute.${script.attribute}`)?.definitions;
  return (definitions ?? []).flatMap((definition) => (definition.at === undefined ? [] : [{ definition }]));
}
