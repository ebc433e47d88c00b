// Where a generated text names other texts of the same runner, by their paths in the store.
import { attempt } from '../evaluator/errors';
import { force, isList, type Origin, type Value } from '../evaluator/values';
import { jobScriptPath, unknownStorePath, type UnitLine } from '../nixos';
import { settingKeys } from '../runner/origins';
import type { Preview } from '../runner/preview';
import { referencesIn } from '../runner/written-files';
import type { Span } from '../syntax/ast';

/** A part of a text that names another text of the same runner. */
export interface TextLink {
  readonly span: Span;
  /** The name of the other text's document. */
  readonly name: string;
}

/** A text that others may name. */
interface Target {
  readonly name: string;
  /** As it stands in texts: its own path, for a program the folder in `PATH`, for a unit its name. */
  readonly path: string;
  /** Of several with the same path, the one that a text was made of counts. */
  readonly origin?: Origin;
}

/** The links in the unit of the service. */
export function unitLinks(preview: Preview): TextLink[] {
  const targets = [...unitTargets(preview, preview.unit.name), ...targetsOf(preview)];
  let start = 0;
  return preview.unit.lines.flatMap((line) => {
    const links = linksIn(line.text, targets, () => originsBehind(line, preview.service));
    const moved = links.map(({ span, name }) => ({ name, span: { start: start + span.start, end: start + span.end } }));
    start += line.text.length + 1;
    return moved;
  });
}

/** The links in a timer, a path or a slice. */
export function otherUnitLinks(
  preview: Preview,
  { name, text }: { readonly name: string; readonly text: string },
): TextLink[] {
  return linksIn(text, [...unitTargets(preview, name), ...targetsOf(preview)], () => []);
}

/** The links in another text; `content` is what it was made of. */
export function textLinks(preview: Preview, text: string, content: Value): TextLink[] {
  return linksIn(text, targetsOf(preview), () => referencesIn(content).map(({ origin }) => origin));
}

/** The units that a unit names. */
function unitTargets({ unit, units }: Preview, own: string): Target[] {
  return [unit, ...units].flatMap(({ name }) => (name === own ? [] : [{ name, path: name }]));
}

function targetsOf({ scripts, files, registration, runner }: Preview): Target[] {
  return [
    ...scripts.flatMap(({ name }) => [
      { name, path: unknownStorePath(name) },
      { name, path: jobScriptPath(name) },
    ]),
    { name: runner.names.configFile, path: registration.storePath },
    ...files.map(({ name, path, origin }) => ({ name, path, origin })),
    ...files.flatMap(({ name, path, storePath, origin }) =>
      path.startsWith(`${storePath}/bin/`) ? [{ name, path: `${storePath}/bin`, origin }] : [],
    ),
  ];
}

/** What may follow a path, or the name of a unit, for it to be another one. */
const CONTINUES = /^[\w+.?=/-]/;
/** What may stand in front of the name of a unit for it to be another one. */
const BEGINS = /[\w.@:\\/-]$/;

function linksIn(text: string, targets: readonly Target[], origins: () => readonly Origin[]): TextLink[] {
  const links: TextLink[] = [];
  for (const path of new Set(targets.map((target) => target.path))) {
    const candidates = targets.filter((target) => target.path === path);
    for (let start = text.indexOf(path); start >= 0; start = text.indexOf(path, start + path.length)) {
      const end = start + path.length;
      const made =
        candidates.length < 2 ? undefined : candidates.find(({ origin }) => origin && origins().includes(origin));
      const target = made ?? candidates[0];
      const isWhole = path.startsWith('/') || !BEGINS.test(text.slice(0, start));
      if (target !== undefined && isWhole && !CONTINUES.test(text.slice(end)))
        links.push({ span: { start, end }, name: target.name });
    }
  }
  return links.sort((a, b) => a.span.start - b.span.start);
}

/** What wrote the files that a line of a unit was made of. */
function originsBehind(line: UnitLine, service: Preview['service']): Origin[] {
  const values =
    line.key === undefined ? [] : settingKeys(line.key).map((key) => service.settings.get(key)?.value ?? null);
  return values.flatMap((value) => referencesIn(elementOf(value, line.index)).map(({ origin }) => origin));
}

function elementOf(value: Value, index: number | undefined): Value {
  const element = index !== undefined && isList(value) ? value[index] : undefined;
  return element === undefined ? value : (attempt(() => force(element)) ?? null);
}
