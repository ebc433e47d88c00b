// The values behind a file's runners that the files at hand do not tell.
import type { Position } from '../evaluator/position';
import type { FileAnalysis } from '../workspace/analysis';
import { runnersOfFile } from './file-runners';

/** A value that only the real system knows. */
export interface UnknownValue {
  /** The expression that it is the value of. */
  readonly expression: string;
  /** The option that has it. */
  readonly option: string;
  /** Why it is not known, as a clause. */
  readonly reason: string;
  /** The definition that has it; `undefined` where no file at hand holds it. */
  readonly at: Position | undefined;
}

/**
 * The unknown values in the texts of a file's runners, each once.
 * @param chosen the host to show runners in, see `runnersOfFile`
 */
export function unknownValues(file: FileAnalysis, chosen?: string): UnknownValue[] {
  const found = new Map<string, UnknownValue>();
  for (const { host, runner } of runnersOfFile(file, chosen))
    for (const { expression, option, reason, at } of host.preview(runner)?.unknowns ?? []) {
      const key = at === undefined ? `${option} ${expression}` : `${at.source.path} ${at.start} ${expression}`;
      if (!found.has(key)) found.set(key, { expression, option, reason, at });
    }
  return [...found.values()];
}
