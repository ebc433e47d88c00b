// All places of a variable in its file, of an option in the files of its hosts, and of a file in those that name it.
import type { Program } from '../evaluator/evaluate';
import type { Position } from '../evaluator/position';
import { compareNames } from '../syntax/names';
import { descendants, nodeAt } from '../syntax/visit';
import type { FileAnalysis } from '../workspace/analysis';
import { configUses, type OptionPath } from './config-uses';
import type { Surroundings } from './definition';
import { pathTarget } from './links';
import { nameAt } from './name-at';
import { occurrencesOf, variableOf } from './occurrences';
import { optionAt } from './option-at';
import { distinct, optionPlaces } from './option-places';

/** Files that are looked through. */
const MAX_FILES = 500;

/**
 * The places of what is at an offset (UTF-16), in the order of files and texts.
 * @param withDefinitions whether the places that declare or define it count
 */
export function references(
  file: FileAnalysis,
  offset: number,
  withDefinitions: boolean,
  around: Surroundings,
): Position[] {
  const { parse, source } = file.program;
  const path = nodeAt(parse.root, offset).at(-1);
  const target = path && pathTarget(path, source.folder, around.files);
  if (target !== undefined) return knownPrograms(file, around).flatMap((program) => pathsTo(program, target, around));
  const name = nameAt(parse, offset);
  if (name === undefined) return [];
  const option = optionAt(file, name, around.programAt);
  if (option !== undefined) {
    const reads = knownPrograms(file, around).flatMap((program) => readsOf(program, option.path));
    // Each host of the file may define it in files that the others are without.
    const places = file.hosts.map((host) => optionPlaces(host, option.path, around.programAt));
    const written = places.flatMap(({ declarations, definitions }) => [...declarations, ...definitions]);
    return inOrder(withDefinitions ? [...written, ...reads] : reads);
  }
  const variable = variableOf(name);
  if (variable === undefined) return [];
  return occurrencesOf(variable)
    .filter(({ access }) => withDefinitions || access === 'read')
    .map(({ span: { start, end } }) => ({ source, start, end }));
}

/** The files of the hosts, and those that they name by path, as far as they are at hand. */
function knownPrograms(file: FileAnalysis, { programAt, files }: Surroundings): Program[] {
  const found = new Map<string, Program>([[file.program.source.path, file.program]]);
  const add = (path: string): void => {
    const program = found.size < MAX_FILES && !found.has(path) ? programAt(path) : undefined;
    if (program !== undefined) found.set(path, program);
  };
  for (const { host, inSession, entry } of file.hosts) {
    add(entry);
    for (const module of inSession(() => host.evaluation.modules)) if (module.file.startsWith('/')) add(module.file);
  }
  // The map grows while it is walked over.
  for (const { parse, source } of found.values())
    for (const expr of descendants(parse.root)) {
      const target = pathTarget(expr, source.folder, files);
      if (target?.endsWith('.nix') === true) add(target);
    }
  return [...found.values()];
}

function pathsTo({ parse, source }: Program, target: string, { files }: Surroundings): Position[] {
  return descendants(parse.root)
    .filter((expr) => pathTarget(expr, source.folder, files) === target)
    .map(({ span: { start, end } }) => ({ source, start, end }));
}

function readsOf({ parse, source }: Program, option: OptionPath): Position[] {
  return configUses(parse)
    .filter(({ path }) => isSame(path, option))
    .map(({ span: { start, end } }) => ({ source, start, end }));
}

/** Computed names may be any. */
function isSame(a: OptionPath, b: OptionPath): boolean {
  return a.length === b.length && a.every((name, i) => name === undefined || b[i] === undefined || name === b[i]);
}

function inOrder(places: readonly Position[]): Position[] {
  return distinct(places).sort((a, b) => compareNames(a.source.path, b.source.path) || a.start - b.start);
}
