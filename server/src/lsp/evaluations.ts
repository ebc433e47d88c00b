// Analysed documents, kept until something changes. Every answer is about the text as it stands.
import { NixError } from '../evaluator/errors';
import { ownFindings } from '../features';
import { evaluationFinding } from '../rules';
import type { Analysis, FileAnalysis } from '../workspace/analysis';
import { pathOf } from './paths';
import type { ReleaseSetting } from './settings';

export interface EvaluationsOptions {
  readonly analysis: Analysis;
  release(uri: string): ReleaseSetting;
  /** Called after each evaluation, not when a kept one is used again. */
  onEvaluated(uri: string, file: FileAnalysis): void;
}

export interface Evaluations {
  /** The analysed document; `undefined` when it cannot be read. */
  get(uri: string): FileAnalysis | undefined;
  /** Something changed that any document may depend on. */
  invalidate(): void;
  forget(uri: string): void;
}

export function createEvaluations({ analysis, release, onEvaluated }: EvaluationsOptions): Evaluations {
  const current = new Map<string, FileAnalysis>();
  return {
    get(uri) {
      const known = current.get(uri);
      if (known !== undefined) return known;
      const file = analyse(analysis, pathOf(uri), release(uri));
      if (file !== undefined) {
        current.set(uri, file);
        onEvaluated(uri, file);
      }
      return file;
    },
    invalidate: () => current.clear(),
    forget: (uri) => void current.delete(uri),
  };
}

/** Where evaluation cannot even begin or runs out of its budget, the file by itself with that error. */
function analyse(analysis: Analysis, path: string, release: ReleaseSetting): FileAnalysis | undefined {
  try {
    return analysis.file(path, release);
  } catch (error) {
    const program = error instanceof NixError ? analysis.programs.get(path) : undefined;
    if (program === undefined || !(error instanceof NixError)) throw error;
    const start = { source: program.source, start: 0, end: 0 };
    return { program, sites: [], hosts: [], findings: [...ownFindings(program), ...evaluationFinding(error, start)] };
  }
}
