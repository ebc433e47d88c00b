// The option that a name sets, declares or reads.
import type { Position } from '../evaluator/position';
import type { FileAnalysis } from '../workspace/analysis';
import { selectedOption, type OptionPath } from './config-uses';
import type { NameAt } from './name-at';
import { optionPlaces, type OptionPlaces } from './option-places';
import type { ProgramAt } from './preview';

export interface OptionAt extends OptionPlaces {
  readonly path: OptionPath;
}

/** `undefined` for what is no option, or one of which nothing is known in the hosts of the file. */
export function optionAt(file: FileAnalysis, name: NameAt, programAt: ProgramAt): OptionAt | undefined {
  const { parse } = file.program;
  const read = name.selection && selectedOption(parse, name.selection);
  for (const host of file.hosts) {
    if (read !== undefined) {
      const places = optionPlaces(host, read, programAt);
      if (places.declarations.length + places.definitions.length > 0) return { path: read, ...places };
      continue;
    }
    for (const path of possiblePaths(name)) {
      const places = optionPlaces(host, path, programAt);
      const isHere = ({ source, start }: Position): boolean =>
        source.path === file.program.source.path && start === name.attribute?.span.start;
      if ([...places.declarations, ...places.definitions].some(isHere)) return { path, ...places };
    }
  }
  return undefined;
}

/** What the path to an attribute may mean to the module that it is in: the module can begin at any set around it. */
function possiblePaths({ attribute }: NameAt): OptionPath[] {
  const path = attribute?.path ?? [];
  return path.flatMap((name, i) => (name === 'config' || name === 'options' ? [] : [path.slice(i)]));
}
