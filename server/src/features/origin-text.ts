// Where a generated line comes from, in words.
import { showOption, type Definition } from '../modules/definition';
import { PRIORITY } from '../modules/properties';
import type { ModuleDefinition } from '../nixos';
import { writtenOption } from '../rules/service-settings';
import { plainToValue } from '../runner/nixos-options';
import type { LineOrigin } from '../runner/origins';
import type { Runner, RunnerOptionState } from '../runner/runner';
import type { HostAnalysis } from '../workspace/analysis';
import { defaultExpression } from './option-default';
import { placeLink } from './place-links';
import { valueText } from './show-value';

/** What a line says and who said so, in Markdown. */
export function originText(host: HostAnalysis, runner: Runner, origin: LineOrigin): string {
  const { written, module, replaced, from, loc } = origin;
  const options = [...new Set(written.map(({ definition }) => writtenOption(runner, loc, definition)))];
  return [
    `**\`${options.length > 0 ? options.join('`**, **`') : showOption(loc)}\`**`,
    ...written.map(({ definition }) => definitionText(definition)),
    ...module.slice(0, 1).map((d) => moduleText(host, d, written.length > 0)),
    ...replaced.slice(0, 1).map((d) => replacedText(host, d)),
    ...from.map((state) => `- ${optionText(host, state)}`),
  ].join('\n\n');
}

/** The options that a script's line or a part of the registration shows, in Markdown. */
export function madeFromText(host: HostAnalysis, states: readonly RunnerOptionState[]): string {
  return states.map((state) => optionText(host, state)).join('\n\n');
}

/** Who wrote the lines that are the same for every runner. */
export function moduleLinesText({ release }: HostAnalysis): string {
  return `The runner module of NixOS ${release.release} writes this the same for every runner.`;
}

/** What NixOS itself gives every service. */
export function everyServiceText({ release }: HostAnalysis): string {
  return `NixOS ${release.release} gives this to every service.`;
}

function definitionText(definition: Definition): string {
  const { at, priority } = definition;
  const where = at === undefined ? '' : ` in ${placeLink(at)}`;
  return [`Set${where} ${priorityText(priority)}.`, ...conditionsText([definition])].join(' ');
}

/** A sentence that says on what it depends whether definitions count; none where they count in any case. */
export function conditionsText(definitions: readonly Definition[]): string[] {
  const conditions = definitions.flatMap((d) => d.conditions.map(({ expression }) => `\`‹${expression}›\``));
  return conditions.length === 0 ? [] : [`Counts only where ${[...new Set(conditions)].join(' and ')} holds.`];
}

function priorityText(priority: number = PRIORITY.plain): string {
  const name = PRIORITY_NAMES[priority];
  if (priority === PRIORITY.plain) return `with the ordinary priority ${priority}`;
  return name === undefined ? `by \`lib.mkOverride ${priority}\`` : `by \`${name}\`, priority ${priority}`;
}

const PRIORITY_NAMES: Readonly<Partial<Record<number, string>>> = {
  50: 'lib.mkForce',
  1000: 'lib.mkDefault',
  1500: 'lib.mkOptionDefault',
};

function moduleText({ release }: HostAnalysis, d: ModuleDefinition, beside: boolean): string {
  const module = `the runner module of NixOS ${release.release}`;
  if (beside) return `Added to what ${module} defines.`;
  const set = `Set by ${module}`;
  if (Array.isArray(d.value)) return `${set}. Lists of your own are added; only \`lib.mkForce\` takes its place.`;
  return d.priority === PRIORITY.plain
    ? `${set} with the ordinary priority ${d.priority}: only \`lib.mkForce\` takes its place.`
    : `${set} by \`lib.mkDefault\`, priority ${d.priority}: a definition of your own takes its place.`;
}

function replacedText(host: HostAnalysis, d: ModuleDefinition): string {
  const value = valueText(host, plainToValue(d.value), false);
  return `Takes the place of \`${value}\`, which the runner module of NixOS ${host.release.release} defines with priority ${d.priority}.`;
}

function optionText(host: HostAnalysis, { loc, option, definitions }: RunnerOptionState): string {
  const name = `**\`${showOption(loc)}\`**`;
  if (definitions.length > 0) return `${name}: ${definitions.map(definitionText).join(' ')}`;
  const value = defaultExpression(option, host);
  return `${name}: ${value === undefined ? 'not set' : `the default \`${value}\``} of the runner module in NixOS ${host.release.release}.`;
}
