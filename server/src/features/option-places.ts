// Where the files of a host declare and define an option.
import { attrEntries, getAttr } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { isString, textOf } from '../evaluator/strings';
import { Attrs, force, isList, type Lazy } from '../evaluator/values';
import type { EvaluatedOption } from '../modules/eval-modules';
import { isOption } from '../modules/options';
import { everyDefinition } from '../rules/system-config';
import { LineIndex } from '../syntax/lines';
import type { HostAnalysis } from '../workspace/analysis';
import type { OptionPath } from './config-uses';
import type { ProgramAt } from './preview';

/** The names of the attributes; each place once. */
export interface OptionPlaces {
  /** `mkOption` in the files at hand; none for options of NixOS itself. */
  readonly declarations: readonly Position[];
  readonly definitions: readonly Position[];
}

/** Names that are computed stand for any name. */
export function optionPlaces(host: HostAnalysis, path: OptionPath, programAt: ProgramAt): OptionPlaces {
  return host.inSession(() => ({
    declarations: attempt(() => declarationsOf(host, path, programAt)) ?? [],
    definitions: attempt(() => definitionsOf(host, path)) ?? [],
  }));
}

function definitionsOf({ host }: HostAnalysis, path: OptionPath): Position[] {
  const written = everyDefinition(
    host,
    path.map((name) => name ?? '*'),
  );
  return distinct(written.flatMap(({ definition: { at, element } }) => (at && element === undefined ? [at] : [])));
}

function declarationsOf(host: HostAnalysis, path: OptionPath, programAt: ProgramAt): Position[] {
  let at = host.host.evaluation.root as ReturnType<typeof host.host.evaluation.root.child>;
  for (const [i, name] of path.entries()) {
    if (at.kind === 'option') return distinct(below(at, path.slice(i), programAt));
    if (name === undefined || !at.names.includes(name)) return [];
    at = at.child(name);
  }
  return at.kind === 'option' ? distinct(at.positions.flatMap((p) => (p ? [p] : []))) : [];
}

/** Declarations in the submodules of an option. */
function below(option: EvaluatedOption, path: OptionPath, programAt: ProgramAt): Position[] {
  const options = option.type.getSubOptions(option.loc);
  // The options of `attrsOf (submodule …)` begin behind the attribute's name.
  for (const names of [path, path.slice(1)]) {
    const found = names.length === 0 ? undefined : subOption(options, names);
    if (found !== undefined) return declaredIn(found, names.at(-1) ?? '', programAt);
  }
  return [];
}

function subOption(options: Attrs, path: OptionPath): Attrs | undefined {
  let at = options;
  for (const [i, name] of path.entries()) {
    const value = name === undefined ? undefined : getAttr(at, name);
    const attrs = value === undefined ? undefined : force(value);
    if (!(attrs instanceof Attrs)) return undefined;
    if (isOption(attrs)) return i === path.length - 1 ? attrs : undefined;
    at = attrs;
  }
  return undefined;
}

/** The places that `declarationPositions` of an option gives. */
function declaredIn(option: Attrs, name: string, programAt: ProgramAt): Position[] {
  const positions = force(getAttr(option, 'declarationPositions') ?? null);
  return isList(positions) ? positions.flatMap((position) => placeOf(position, name, programAt) ?? []) : [];
}

function placeOf(position: Lazy, name: string, programAt: ProgramAt): Position | undefined {
  const attrs = force(position);
  if (!(attrs instanceof Attrs)) return undefined;
  const field = new Map([...attrEntries(attrs)].map(([key, value]) => [key, force(value)]));
  const [file, line, column] = [field.get('file'), field.get('line'), field.get('column')];
  if (file === undefined || !isString(file) || typeof line !== 'number' || typeof column !== 'number') return undefined;
  const source = programAt(textOf(file))?.source;
  if (source === undefined) return undefined;
  const start = LineIndex.of(source.text).lineStart(line - 1) + column - 1;
  return { source, start, end: start + name.length };
}

/** Places in files, each once. */
export function distinct(places: readonly Position[]): Position[] {
  const known = new Map(places.map((at) => [`${at.source.path}:${at.start}:${at.end}`, at]));
  return [...known.values()].filter(({ source }) => source.path.startsWith('/'));
}
