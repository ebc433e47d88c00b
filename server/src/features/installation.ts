// What NixOS makes of a runner's units beside their texts, in words.
import { showOption } from '../modules/definition';
import { textsOf, type UnitLine } from '../nixos';
import type { OtherUnit } from '../runner/other-units';
import type { Preview } from '../runner/preview';

/** Sentences in Markdown; none for units that are installed like every other. */
export function installationNotes({ unit, service, units, runner }: Preview): string[] {
  const loc = ['systemd', 'services', runner.names.service];
  return [
    ...unitNotes({ ...service, name: unit.name, loc }),
    ...units.flatMap((other) => [...startingNotes(other, unit.name), ...unitNotes(other)]),
  ];
}

function unitNotes({
  name: unit,
  loc,
  settings,
  installation,
}: Omit<OtherUnit, 'kind' | 'lines' | 'startsService'>): string[] {
  const { isMasked, isDropin, aliases, startedBy, requiredBy, upheldBy } = installation;
  const enable = settings.get('File.enable')?.loc ?? [...loc, 'enable'];
  return [
    ...(isMasked ? [`NixOS masks \`${unit}\`, so that nothing starts it: \`${showOption(enable)}\` is false.`] : []),
    ...(isDropin ? [`NixOS writes this as \`${unit}.d/overrides.conf\`: it only adds to a unit of that name.`] : []),
    ...(aliases.length > 0 ? [`\`${unit}\` is also called ${list(aliases)}.`] : []),
    ...(startedBy.length > 0 ? [`\`${unit}\` is started with ${list(startedBy)}.`] : []),
    ...(requiredBy.length > 0 ? [`\`${unit}\` is started with ${list(requiredBy)}, which fails without it.`] : []),
    ...(upheldBy.length > 0
      ? [`\`${unit}\` is started again whenever it stops while ${list(upheldBy)} is active.`]
      : []),
  ];
}

/** When a timer or a path starts the service. */
function startingNotes({ name, kind, lines, installation, startsService }: OtherUnit, service: string): string[] {
  if (installation.isMasked) return [];
  if (!kind.starts) return [];
  if (!startsService) return [`\`${name}\` starts another unit than \`${service}\`.`];
  const times = CONDITIONS[kind.option].flatMap((setting) => conditionTexts(lines, `${kind.section}.${setting}`));
  return [times.length === 0 ? `\`${name}\` starts it.` : `\`${name}\` starts it: ${list(times)}.`];
}

/** The settings that say when, of which the first stands without its name. */
const CONDITIONS: Readonly<Record<UnitKindOption, readonly string[]>> = {
  timers: ['OnCalendar', 'OnActiveSec', 'OnBootSec', 'OnStartupSec', 'OnUnitActiveSec', 'OnUnitInactiveSec'],
  paths: ['PathExists', 'PathExistsGlob', 'PathChanged', 'PathModified', 'DirectoryNotEmpty'],
  slices: [],
};

type UnitKindOption = OtherUnit['kind']['option'];

/** Lines of a setting; a time of the calendar is told by its value. An empty value takes back those in front of it. */
function conditionTexts(lines: readonly UnitLine[], key: string): string[] {
  const texts = textsOf(lines, key);
  const counting = texts.slice(texts.findLastIndex((text) => text.endsWith('=')) + 1);
  return counting.map((text) => text.replace(/^OnCalendar=/, ''));
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
