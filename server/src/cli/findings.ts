// The findings of several files together.
import type { Finding } from '../rules';
import { compareNames } from '../syntax/names';
import type { FileAnalysis } from '../workspace/analysis';
import type { ShowPath } from './format/shown';

/** The findings of all files, each once, in the order of files as shown and of places in them. */
export function findingsOf(analyses: readonly FileAnalysis[], showPath: ShowPath): Finding[] {
  const found = new Map<string, Finding>();
  for (const f of analyses.flatMap((a) => a.findings)) {
    const key = JSON.stringify([f.rule, f.at.source.path, f.at.start, f.at.end, f.message]);
    if (!found.has(key)) found.set(key, f);
  }
  const shown = (f: Finding): string => showPath(f.at.source.path);
  return [...found.values()].sort(
    (a, b) =>
      compareNames(shown(a), shown(b)) ||
      a.at.start - b.at.start ||
      a.at.end - b.at.end ||
      compareNames(a.rule, b.rule),
  );
}
