// The runners of a file, to be found by name from anywhere in the workspace.
import type { Position } from '../evaluator/position';
import type { FileAnalysis } from '../workspace/analysis';
import { runnersOfFile } from './file-runners';

export interface RunnerSymbol {
  readonly name: string;
  /** The unit that it runs as. */
  readonly unit: string;
  readonly at: Position;
}

/** The runners of a file that the query fits: its characters occur in the name or the unit's name, in this order. */
export function runnerSymbols(file: FileAnalysis, query: string): RunnerSymbol[] {
  return runnersOfFile(file)
    .map(({ runner, at }) => ({ name: runner.attribute, unit: runner.names.unit, at }))
    .filter(({ name, unit }) => fits(query, name) || fits(query, unit));
}

function fits(query: string, name: string): boolean {
  const text = name.toLowerCase();
  let from = 0;
  for (const character of query.toLowerCase()) {
    const found = text.indexOf(character, from);
    if (found < 0) return false;
    from = found + character.length;
  }
  return true;
}
