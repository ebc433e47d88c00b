// The values behind a file's runners that the files at hand do not tell.
import type { Position } from '../evaluator/position';
import type { FileAnalysis } from '../workspace/analysis';
import { runnersOfFile } from './file-runners';
import { adviceOn } from './unknown-text';

/** A value that only the real system knows. */
export interface UnknownValue {
  /** The expression that it is the value of, without what is around it. */
  readonly expression: string;
  /** The options that it is a part of. */
  readonly options: readonly string[];
  /** Why it is not known, as a clause. */
  readonly reason: string;
  /** What to do about it, as a sentence; `undefined` where nothing helps. */
  readonly advice: string | undefined;
  /** The expression; `undefined` where no file at hand holds it. */
  readonly at: Position | undefined;
}

/**
 * The unknown values in the texts of a file's runners, each once.
 * @param chosen the host to show runners in, see `runnersOfFile`
 */
export function unknownValues(file: FileAnalysis, chosen?: string): UnknownValue[] {
  const found = new Map<string, UnknownValue>();
  for (const { host, runner } of runnersOfFile(file, chosen))
    for (const { cause: expression, options, reason, at } of host.preview(runner)?.unknowns ?? []) {
      const key = `${expression} ${reason}`;
      const before = found.get(key);
      const all = [...new Set([...(before?.options ?? []), ...options])];
      found.set(key, { expression, reason, advice: adviceOn(reason), at: before?.at ?? at, options: all });
    }
  return [...found.values()];
}
