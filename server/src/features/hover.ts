// Hover: what an option is, and what it is worth at this place.
import type { Position } from '../evaluator/position';
import type { FileAccess } from '../evaluator/session';
import { Unknown } from '../evaluator/values';
import { showOption, type Definition } from '../modules/definition';
import { UNIT_KINDS, optionTrees, typeDescription, type OptionTree, type Release, type RunnerOption } from '../nixos';
import type { Span } from '../syntax/ast';
import type { FileAnalysis, HostAnalysis } from '../workspace/analysis';
import { attributeAt } from './attribute-path';
import type { HostRunner } from './file-runners';
import { directiveTexts } from './hover-directives';
import { nameHover } from './hover-names';
import { pathHover } from './hover-paths';
import { defaultExpression } from './option-default';
import { conditionsText } from './origin-text';
import { placeLink } from './place-links';
import { errorText, unknownReasons, valueText } from './show-value';
import { settingIn, subjectAt, type OptionPlace, type SettingPlace, type Subject } from './subject';

export interface Hover {
  /** The name that it is about. */
  readonly span: Span;
  readonly markdown: string;
}

/** What is known about the name at an offset (UTF-16) of the file; of path literals only with `files`. */
export function hover(file: FileAnalysis, offset: number, files?: FileAccess): Hover | undefined {
  return (
    runnerHover(file, offset) ??
    directiveHover(file, offset) ??
    (files && pathHover(file, offset, files)) ??
    nameHover(file, offset)
  );
}

/** What is known about the attribute there, if it is about runners. */
export function runnerHover(file: FileAnalysis, offset: number): Hover | undefined {
  const attribute = attributeAt(file.program.parse.root, offset);
  const host = file.hosts[0];
  if (attribute === undefined || host === undefined) return undefined;
  const subject = subjectAt(file, attribute);
  if (subject === undefined) return undefined;
  const here = { source: file.program.source, ...attribute.span };
  return { span: attribute.span, markdown: paragraphs(describe(subject, host, here)) };
}

/** What a directive is for where nothing is known of the service that it is set for. */
function directiveHover({ program }: FileAnalysis, offset: number): Hover | undefined {
  const attribute = attributeAt(program.parse.root, offset);
  const setting = attribute && settingIn(attribute.path);
  const texts = setting === undefined ? [] : directiveTexts(setting.section, setting.name);
  if (attribute === undefined || setting === undefined || texts.length === 0) return undefined;
  const title = `**\`${setting.name}\`** · ${SECTION_TEXT[setting.section] ?? ''}`;
  return { span: attribute.span, markdown: paragraphs([title, ...texts]) };
}

function describe(subject: Subject, host: HostAnalysis, here: Position): string[] {
  switch (subject.kind) {
    case 'tree':
      return treeParagraphs(subject.tree, host);
    case 'runner':
      return runnerParagraphs(subject.places);
    case 'option':
      return optionParagraphs(subject, host, here);
    case 'setting':
      return settingParagraphs(subject.places);
    default:
      return unreachable(subject);
  }
}

/** What a hover over the option says below its name and type, without the release. */
export function optionMarkdown(
  subject: Extract<Subject, { kind: 'option' }>,
  host: HostAnalysis,
  here: Position,
): string {
  return paragraphs(optionParagraphs(subject, host, here).slice(1, -1));
}

function paragraphs(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}

function treeParagraphs(tree: OptionTree, host: HostAnalysis): string[] {
  const { path, status, replacement } = optionTrees(host.release.release)[tree];
  const what =
    tree === 'plural'
      ? 'Self-hosted runners for GitHub Actions: each attribute is one runner with a systemd service of its own.'
      : 'A self-hosted runner for GitHub Actions, as a systemd service.';
  const state = {
    exists: '',
    removed: `Removed in NixOS 24.05. ${replacement ?? ''}`,
    absent: 'Not in this release: it was added in NixOS 23.05.',
  }[status];
  return [`**\`${path.join('.')}\`**`, what, state, releaseText(host)];
}

function runnerParagraphs(places: readonly HostRunner[]): string[] {
  const [first] = places;
  if (first === undefined) return [];
  return [
    `**\`${showOption(first.runner.loc)}\`**`,
    ...[...new Set(places.map(({ runner }) => `${enabledText(runner.enabled)}: \`${runner.names.unit}\``))],
    releaseText(first.host),
  ];
}

function enabledText(enabled: boolean | Unknown): string {
  if (enabled instanceof Unknown) return `Enabled where \`‹${enabled.expression}›\` is true (${enabled.reason})`;
  return enabled ? 'Enabled runner' : 'Runner that is not enabled';
}

function optionParagraphs(
  { tree, option, places }: Extract<Subject, { kind: 'option' }>,
  host: HostAnalysis,
  here: Position,
): string[] {
  const { release } = host.release;
  const path = places.length === 1 && places[0] ? showOption(places[0].state.loc) : genericPath(tree, option.name);
  return [
    `**\`${path}\`** · ${typeDescription(release, option.type)}`,
    option.summary,
    ...valueParagraphs(places, here),
    defaultText(option, host),
    option.reRegisters
      ? 'A change makes the runner register anew; its old entry stays in GitHub’s list until it is removed there.'
      : '',
    sinceText(option, release),
    `[Search for this option](${searchAddress(genericPath(tree, option.name), release)})`,
    releaseText(host),
  ];
}

function searchAddress(path: string, release: Release): string {
  return `https://search.nixos.org/options?channel=${release}&show=${encodeURIComponent(path)}`;
}

function genericPath(tree: OptionTree, name: string): string {
  return tree === 'plural' ? `services.github-runners.<name>.${name}` : `services.github-runner.${name}`;
}

/** One value where all places agree, else one for each. */
function valueParagraphs(places: readonly OptionPlace[], here: Position): string[] {
  const texts = places.map((place) => ({ place, text: valueParagraph(place, here) }));
  const different = new Set(texts.map(({ text }) => text));
  if (different.size <= 1) return [...different].map((text) => `Value here: ${text}`);
  return texts.map(({ place, text }) => `Value in ${placeName(place, places)}: ${text}`);
}

function placeName({ host, runner }: HostRunner, all: readonly HostRunner[]): string {
  const several = new Set(all.map((p) => p.host)).size > 1;
  const option = `\`${showOption(runner.loc)}\``;
  return several ? `${option} of \`${host.name ?? host.entry}\`` : option;
}

function valueParagraph({ host, state }: OptionPlace, here: Position): string {
  if (state.error !== undefined) return `none, because of an error: ${errorText(state.error)}`;
  if (state.value === undefined) return 'none';
  return paragraphs([
    nix(valueText(host, state.value, true)),
    ...unknownReasons(state.value),
    definitionText(state.definitions, here),
  ]);
}

/** Says where the value comes from when it is not from here, and on what it depends. */
function definitionText(definitions: readonly Definition[], here: Position): string {
  const own = definitions.find((d) => d.at?.source.path === here.source.path && d.at.start === here.start);
  const others = definitions.flatMap((d) => (d !== own && d.at !== undefined ? [placeLink(d.at)] : []));
  return [
    ...(own === undefined ? [] : conditionsText([own])),
    others.length === 0 ? '' : own === undefined ? `Set in ${others.join(', ')}.` : `Also set in ${others.join(', ')}.`,
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function defaultText(option: RunnerOption, host: HostAnalysis): string {
  const expression = defaultExpression(option, host);
  if (expression !== undefined) return `Default: \`${expression}\``;
  return option.default.kind === 'required' ? 'No default: it must be set.' : '';
}

function sinceText(option: RunnerOption, release: Release): string {
  const notes = option.releaseNotes.map(
    (note) =>
      `- ${note.release === release ? '**' : ''}${note.release}${note.release === release ? '**' : ''}: ${note.text}`,
  );
  return [`Since NixOS ${option.since}.`, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

function releaseText({ release }: HostAnalysis): string {
  return `_For NixOS ${release.release}: ${release.reason}._`;
}

function settingParagraphs(places: readonly SettingPlace[]): string[] {
  const [first] = places;
  if (first === undefined) return [];
  const [section = '', ...name] = first.setting.key.split('.');
  return [
    `**\`${name.join('.')}\`** · ${SECTION_TEXT[section] ?? 'attribute'} of ${[...new Set(places.map((p) => `\`${p.unit.name}\``))].join(', ')}`,
    ...[...new Set(places.map(settingText))],
    ...directiveTexts(section, name.join('.')),
    releaseText(first.host),
  ];
}

const SECTION_TEXT: Readonly<Partial<Record<string, string>>> = {
  Unit: 'setting in `[Unit]`',
  Service: 'setting in `[Service]`',
  Environment: 'environment variable',
  Install: 'setting in `[Install]`',
  ...Object.fromEntries(UNIT_KINDS.map(({ section }) => [section, `setting in \`[${section}]\``])),
};

function settingText({ host, setting, unit }: SettingPlace): string {
  if (setting.error !== undefined) return `It has no value, because of an error: ${errorText(setting.error)}`;
  const lines = unit.lines.filter((line) => line.key === setting.key);
  const shown =
    lines.length > 0
      ? fenced('ini', lines.map((line) => line.text).join('\n'))
      : setting.value === undefined
        ? ''
        : nix(valueText(host, setting.value, true));
  return paragraphs([shown, ...unknownReasons(setting.value)]);
}

function nix(text: string): string {
  return text.includes('\n') || text.includes('`') ? `\n\n${fenced('nix', text)}` : `\`${text}\``;
}

function fenced(language: string, text: string): string {
  return `\`\`\`\`${language}\n${text}\n\`\`\`\``;
}

function unreachable(subject: never): never {
  throw new TypeError(`Unknown subject ${JSON.stringify(subject)}`);
}
