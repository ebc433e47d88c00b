// Analysed documents, kept until something changes. Every answer is about the text as it stands.
import { NixError } from '../evaluator/errors';
import { ownFindings, withHostFirst } from '../features';
import { evaluationFinding, withLevels, type RuleLevels } from '../rules';
import type { Analysis, FileAnalysis } from '../workspace/analysis';
import { pathOf } from './paths';
import type { ReleaseSetting } from './settings';

export interface EvaluationsOptions {
  readonly analysis: Analysis;
  release(uri: string): ReleaseSetting;
  levels(uri: string): RuleLevels;
  /** The host that the person looks at, as `hostId` names it. */
  chosenHost(): string | undefined;
  /** Called after each evaluation, not when a kept one is used again. */
  onEvaluated(uri: string, file: FileAnalysis): void;
  /** Takes note of an error that is no error of the configuration. */
  failed(error: unknown): void;
}

export interface Evaluations {
  /** The analysed document; `undefined` when it cannot be read. */
  get(uri: string): FileAnalysis | undefined;
  /** The document as it was analysed last, which may have been another text; analysed now if it never was. */
  latest(uri: string): FileAnalysis | undefined;
  /** Something changed that any document may depend on. */
  invalidate(): void;
  forget(uri: string): void;
}

export function createEvaluations(options: EvaluationsOptions): Evaluations {
  const current = new Map<string, FileAnalysis>();
  const latest = new Map<string, FileAnalysis>();
  const get = (uri: string): FileAnalysis | undefined => {
    const known = current.get(uri);
    if (known !== undefined) return known;
    const analysed = analyse(options, pathOf(uri), options.release(uri), options.levels(uri));
    const file = analysed && withHostFirst(analysed, options.chosenHost());
    if (file !== undefined) {
      current.set(uri, file);
      latest.set(uri, file);
      options.onEvaluated(uri, file);
    }
    return file;
  };
  return {
    get,
    latest: (uri) => latest.get(uri) ?? get(uri),
    invalidate: () => current.clear(),
    forget(uri) {
      current.delete(uri);
      latest.delete(uri);
    },
  };
}

/**
 * The analysed file. Where evaluation runs out of its budget or fails for a reason of ours, the file by itself: what was
 * said of an earlier text must not stay.
 */
function analyse(
  options: EvaluationsOptions,
  path: string,
  release: ReleaseSetting,
  levels: RuleLevels,
): FileAnalysis | undefined {
  const { analysis } = options;
  try {
    return analysis.file(path, release, levels);
  } catch (error) {
    const program = analysis.programs.get(path);
    if (program === undefined) throw error;
    if (!(error instanceof NixError)) options.failed(error);
    const start = { source: program.source, start: 0, end: 0 };
    const stopped = error instanceof NixError ? evaluationFinding(error, start) : [];
    return {
      program,
      sites: [],
      hosts: [],
      findings: [...ownFindings(program, levels), ...withLevels(stopped, levels)],
    };
  }
}
