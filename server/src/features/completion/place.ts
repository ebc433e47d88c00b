// What a place in a configuration is for: an option of a runner, a setting of its service, told by its path or, where a
// function makes runners of a set, by what evaluation made of the names beside it.
import { Attached } from '../../syntax/attached';
import type { AttrSetExpr, Expr } from '../../syntax/ast';
import type { OptionTree } from '../../nixos';
import type { FileAnalysis } from '../../workspace/analysis';
import { pathFrom, placeOf, type ExpressionPlace, type PathName } from '../attribute-path';
import { hostRunners, type HostRunner } from '../file-runners';
import { movedOffset } from '../moved-offset';
import type { Moment } from '../moment';

export type Place =
  /** The set of runners of the plural tree. */
  | { readonly kind: 'runners' }
  /** At an option, or below one: `rest` begins behind the runner. */
  | {
      readonly kind: 'runner';
      readonly tree: OptionTree;
      readonly runners: readonly HostRunner[];
      readonly rest: readonly PathName[];
    }
  /** `systemd.services`. */
  | { readonly kind: 'services' }
  /** In the service of a runner. */
  | { readonly kind: 'service'; readonly runners: readonly HostRunner[]; readonly rest: readonly PathName[] };

/** What is at a path; `chain` holds the sets around it. */
export function placeAt(moment: Moment, place: ExpressionPlace, chain: readonly Expr[]): Place | undefined {
  return byPath(moment, place.path) ?? byNeighbours(moment, place.path, chain);
}

function byPath(moment: Moment, path: readonly PathName[]): Place | undefined {
  const runners = moment.file === undefined ? [] : hostRunners(moment.file);
  const service = pathFrom(path, ['systemd', 'services']);
  if (service !== undefined) return servicePlace(runners, service.slice(2));
  const singular = pathFrom(path, ['services', 'github-runner']);
  if (singular !== undefined) {
    const own = runners.filter(({ runner }) => runner.tree === 'singular');
    return { kind: 'runner', tree: 'singular', runners: own, rest: singular.slice(2) };
  }
  const plural = pathFrom(path, ['services', 'github-runners'])?.slice(2);
  if (plural === undefined) return undefined;
  if (plural.length === 0) return { kind: 'runners' };
  const [name, ...rest] = plural;
  const named = runners.filter(
    ({ runner }) => runner.tree === 'plural' && (name === undefined || runner.attribute === name),
  );
  return { kind: 'runner', tree: 'plural', runners: named, rest };
}

function servicePlace(runners: readonly HostRunner[], path: readonly PathName[]): Place | undefined {
  if (path.length === 0) return { kind: 'services' };
  const [unit, ...rest] = path;
  const own = runners.filter(({ runner }) => unit === undefined || runner.names.service === unit);
  if (own.length === 0 && unit?.startsWith('github-runner') !== true) return undefined;
  return { kind: 'service', runners: own, rest };
}

/** A set that somewhere became a runner: one of its names is a definition of one of the runner's options. */
function byNeighbours(moment: Moment, path: readonly PathName[], chain: readonly Expr[]): Place | undefined {
  const { file } = moment;
  if (file === undefined) return undefined;
  for (const [i, set] of [...chain.entries()].reverse()) {
    if (set.kind !== 'AttrSet') continue;
    const runners = runnersMadeOf(moment, file, set);
    const tree = runners[0]?.runner.tree;
    if (tree === undefined) continue;
    return { kind: 'runner', tree, runners, rest: path.slice(placeOf(chain.slice(0, i + 1)).path.length) };
  }
  return undefined;
}

function runnersMadeOf(moment: Moment, file: FileAnalysis, set: AttrSetExpr): HostRunner[] {
  const definitions = definitionsIn(file);
  const before = movedOffset(moment.program.source.text, file.program.source.text);
  const found = set.bindings
    .flatMap((binding) => (binding.kind === 'value' ? binding.path.slice(0, 1) : binding.names))
    .flatMap((name) => definitions.get(before(name.span.start)) ?? []);
  return [...new Map(found.map((place) => [place.runner, place])).values()];
}

const DEFINITIONS = new Attached<FileAnalysis, ReadonlyMap<number, readonly HostRunner[]>>();

/** The runners whose options are defined at an offset of the file that was evaluated. */
function definitionsIn(file: FileAnalysis): ReadonlyMap<number, readonly HostRunner[]> {
  const known = DEFINITIONS.get(file);
  if (known !== undefined) return known;
  const found = new Map<number, HostRunner[]>();
  for (const place of hostRunners(file)) {
    const { options, unknownOptions } = place.runner;
    const definitions = [
      ...[...options.values()].flatMap((state) => state.definitions),
      ...unknownOptions.map(({ definition }) => definition),
    ];
    for (const { at } of definitions) {
      if (at?.source.path !== file.program.source.path) continue;
      const others = found.get(at.start) ?? [];
      if (!others.includes(place)) found.set(at.start, [...others, place]);
    }
  }
  DEFINITIONS.set(file, found);
  return found;
}
