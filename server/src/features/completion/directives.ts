// Settings of a runner's service: systemd's directives, environment variables, and attributes of the service itself.
import {
  RUNNER_VARIABLES,
  SYSTEMD_DIRECTIVES,
  UNIT_ATTRIBUTES,
  atLeast,
  directiveSummary,
  expectedValue,
  systemdVersion,
  type SystemdDirective,
} from '../../nixos';
import { nixIdentifier } from '../../nixpkgs-lib/nix-syntax';
import type { NameContext } from '../cursor/contexts';
import type { HostRunner } from '../file-runners';
import { directiveTexts } from '../hover-directives';
import { quickly, valueOf, type Moment } from '../moment';
import { valueText } from '../show-value';
import { RANK, writtenName, type CompletionItem } from './item';
import { nameInsert, siblings } from './options';
import { moduleSettings, type ModuleForm, type ModuleSetting } from './module-settings';
import type { Place } from './place';
import { directiveValueSnippet } from './snippets';

type Section = SystemdDirective['section'];

/** The directives of a section that the release's systemd knows. */
export function directivesOf(moment: Moment, section: Section): SystemdDirective[] {
  const version = systemdVersion(moment.release);
  return SYSTEMD_DIRECTIVES.filter(
    (d) =>
      d.section === section &&
      d.obsolete !== true &&
      (version === undefined || ((d.since ?? 0) <= version && version < (d.until ?? Infinity))),
  );
}

/** The names of directives; those that the unit has already show what they are. */
export function directiveItems(
  moment: Moment,
  context: NameContext,
  section: Section,
  place: Extract<Place, { kind: 'runner' | 'service' }>,
): CompletionItem[] {
  const { runners } = place;
  const beside = siblings(context);
  const settingOf = moduleSettings(place, place.rest.at(-1) ?? '');
  const force = forceFunction(moment, context);
  return directivesOf(moment, section).map((directive) => {
    const { name } = directive;
    const module = settingOf(name);
    const { form } = module;
    const summary = directiveSummary(name);
    const one = directiveValueSnippet(directive, module.value === true);
    const value = form === 'list' && !one.startsWith('[') ? `[ ${one} ]` : one;
    return {
      label: name,
      kind: 'directive',
      detail: beside.has(name)
        ? 'set already'
        : `${expectedValue(directive).replaceAll('`', '')}${moduleDetail(module)}`,
      ...nameInsert(context, name, form === 'fixed' && force !== undefined ? `${force} ${value}` : value),
      rank: beside.has(name) ? RANK.set : summary === undefined ? RANK.named : RANK.fitting,
      documentation: () =>
        [...directiveTexts(section, name), FORM_NOTES[form], ...currentValue(runners, `${section}.${name}`)]
          .filter((text) => text !== '')
          .join('\n\n'),
    };
  });
}

/** What the module sets, where that is short. */
function moduleDetail({ value }: ModuleSetting): string {
  const isShort =
    typeof value === 'boolean' || typeof value === 'number' || (typeof value === 'string' && value.length <= 12);
  return isShort ? `, default ${JSON.stringify(value)}` : '';
}

const FORM_NOTES: Readonly<Record<ModuleForm, string>> = {
  list: 'The runner module defines a list, which yours is added to.',
  fixed: 'The runner module sets it: only `lib.mkForce` takes its place.',
  free: '',
};

/** How `lib.mkForce` is written at the cursor; `undefined` where it cannot be reached. */
function forceFunction(moment: Moment, { chain }: NameContext): string | undefined {
  return quickly(moment, () => {
    if (valueOf(moment, chain, ['mkForce']) !== undefined) return 'mkForce';
    return valueOf(moment, chain, ['lib', 'mkForce']) === undefined ? undefined : 'lib.mkForce';
  });
}

/** What the setting is worth in the runner's unit. */
function currentValue(runners: readonly HostRunner[], key: string): string[] {
  const texts = runners.flatMap(({ host, runner }) => {
    const value = host.preview(runner)?.service.settings.get(key)?.value;
    return value === undefined ? [] : [`Value in \`${runner.names.unit}\`: \`${valueText(host, value, false)}\``];
  });
  return [...new Set(texts)].slice(0, 3);
}

/** Names of environment variables that mean something to the runner, and those that the unit has. */
export function environmentItems(context: NameContext, runners: readonly HostRunner[]): CompletionItem[] {
  const beside = siblings(context);
  const known = new Map(RUNNER_VARIABLES.map(({ name, summary }) => [name, summary]));
  const settings = runners.flatMap(({ host, runner }) => [...(host.preview(runner)?.service.settings.keys() ?? [])]);
  for (const key of settings)
    if (key.startsWith('Environment.') && !known.has(key.slice(12))) known.set(key.slice(12), '');
  return [...known].map(([name, summary]) => ({
    label: name,
    kind: 'directive',
    detail: beside.has(name) ? 'set already' : 'environment variable',
    ...nameInsert(context, name, '"$1"'),
    rank: beside.has(name) ? RANK.set : RANK.fitting,
    documentation: () =>
      [summary, ...currentValue(runners, `Environment.${name}`)].filter((t) => t !== '').join('\n\n'),
  }));
}

/** Attributes of `systemd.services.<unit>` with the beginning of a value. */
const SERVICE_ATTRIBUTES: readonly (readonly [name: string, value: string, summary: string])[] = [
  ['serviceConfig', '{ $1 }', 'Settings of the section `[Service]`.'],
  ['unitConfig', '{ $1 }', 'Settings of the section `[Unit]`.'],
  ['environment', '{ $1 }', 'Environment variables; readable by everybody.'],
  ['path', '[ pkgs.${1:hello} ]', 'Packages whose programs the service finds.'],
  ['wantedBy', '[ "$1" ]', 'Units that start the service.'],
  ['preStart', "''\n\t$1\n''", 'A script that runs before the service.'],
  ['postStart', "''\n\t$1\n''", 'A script that runs when the service has started.'],
  ['postStop', "''\n\t$1\n''", 'A script that runs when the service has ended.'],
  ['restartIfChanged', '${1|false,true|}', 'Whether a new configuration restarts the service.'],
  ['stopIfChanged', '${1|false,true|}', 'Whether the service stops before the new configuration is switched to.'],
  ['restartTriggers', '[ $1 ]', 'Values whose change restarts the service.'],
  ['startAt', '"$1"', 'When a timer starts the service.'],
];

const UNIT_VALUES = { units: '[ "$1" ]', strings: '[ "$1" ]', text: '"$1"', integer: '$1' } as const;

export function serviceAttributeItems(moment: Moment, context: NameContext): CompletionItem[] {
  const beside = siblings(context);
  const units = UNIT_ATTRIBUTES.filter(({ since }) => atLeast(moment.release, since)).map(
    ({ attribute, type, setting }) => [attribute, UNIT_VALUES[type], directiveSummary(setting) ?? ''] as const,
  );
  return [...SERVICE_ATTRIBUTES, ...units].map(([name, value, summary]) => ({
    label: name,
    kind: 'option',
    ...(beside.has(name) && { detail: 'set already' }),
    ...nameInsert(context, name, value),
    rank: beside.has(name) ? RANK.set : RANK.fitting,
    documentation: () => summary,
  }));
}

/** The services of the runners. */
export function serviceItems(context: NameContext, runners: readonly HostRunner[]): CompletionItem[] {
  const names = new Map(runners.map(({ runner }) => [runner.names.service, runner.attribute]));
  return [...names].map(([service, attribute]) => ({
    label: nixIdentifier(service),
    kind: 'runner',
    detail: `service of the runner ${attribute}`,
    ...writtenName(context, service),
    rank: RANK.wanted,
  }));
}
