// Analysed documents, kept until something changes. Every answer is about the text as it stands.
import { Interruption, NixError } from '../evaluator/errors';
import { ownFindings, withHostFirst } from '../features';
import { evaluationFinding, withLevels, type RuleLevels } from '../rules';
import type { Analysis, AnalysisSteps, FileAnalysis } from '../workspace/analysis';
import type { Interruptions } from './interruptions';
import { pathOf } from './paths';
import type { Progress } from './scheduler';
import type { ReleaseSetting } from './settings';

/** How long an evaluation of many hosts goes on before requests are looked at, in milliseconds. */
const TURN = 100;

export interface EvaluationsOptions {
  readonly analysis: Analysis;
  readonly interruptions: Interruptions;
  release(uri: string): ReleaseSetting;
  levels(uri: string): RuleLevels;
  /** The host that the person looks at, as `hostId` names it. */
  chosenHost(): string | undefined;
  /** Called when a document was evaluated to something new; not `whole` while only one of its hosts is known. */
  onEvaluated(uri: string, file: FileAnalysis, whole: boolean): void;
  /** Takes note of an error that is no error of the configuration. */
  failed(error: unknown): void;
}

export interface Evaluations {
  /** Evaluates a document, or goes on with it. */
  advance(uri: string): Progress;
  /** The analysed document as it stands; `undefined` when it was not evaluated yet, or cannot be read. */
  known(uri: string): FileAnalysis | undefined;
  /** The document as it was analysed last, which may have been another text, and of several hosts the first alone. */
  latest(uri: string): FileAnalysis | undefined;
  /** Something changed that any document may depend on. */
  invalidate(): void;
  /** Every document is shown again when it is evaluated next, also where nothing is new. */
  showAgain(): void;
  forget(uri: string): void;
}

export function createEvaluations(options: EvaluationsOptions): Evaluations {
  const { analysis, interruptions } = options;
  const current = new Map<string, FileAnalysis>();
  const latest = new Map<string, FileAnalysis>();
  const underWay = new Map<string, AnalysisSteps>();
  /** What `latest` was made from. */
  const shown = new Map<string, { readonly file: FileAnalysis; readonly host: string | undefined }>();

  const show = (uri: string, file: FileAnalysis, whole: boolean): FileAnalysis => {
    const host = options.chosenHost();
    const before = shown.get(uri);
    const known = latest.get(uri);
    if (known !== undefined && before?.file === file && before.host === host) return known;
    const answering = withHostFirst(file, host);
    shown.set(uri, { file, host });
    latest.set(uri, answering);
    options.onEvaluated(uri, answering, whole);
    return answering;
  };

  const finished = (uri: string, file: FileAnalysis | undefined): Progress => {
    underWay.delete(uri);
    interruptions.ended();
    if (file !== undefined) current.set(uri, show(uri, file, true));
    return 'done';
  };

  const begin = (uri: string): AnalysisSteps =>
    analysis.steps(pathOf(uri), options.release(uri), options.levels(uri), options.chosenHost());

  function advance(uri: string): Progress {
    if (current.has(uri)) return 'done';
    const start = performance.now();
    const steps = underWay.get(uri) ?? begin(uri);
    underWay.set(uri, steps);
    let first: (() => FileAnalysis) | undefined;
    for (;;) {
      const step = steps.next();
      if (step.done === true) return finished(uri, step.value);
      first ??= step.value;
      if (interruptions.isDue() || performance.now() - start > TURN) {
        if (first !== undefined) show(uri, first(), false);
        return 'more';
      }
    }
  }

  return {
    advance(uri) {
      try {
        return interruptions.during(() => advance(uri));
      } catch (error) {
        underWay.delete(uri);
        if (!(error instanceof Interruption)) return finished(uri, byItself(options, uri, error));
        analysis.abandon();
        interruptions.interrupted();
        return 'interrupted';
      }
    },
    known: (uri) => current.get(uri),
    latest: (uri) => latest.get(uri),
    invalidate() {
      current.clear();
      underWay.clear();
      interruptions.changed();
    },
    showAgain: () => shown.clear(),
    forget(uri) {
      current.delete(uri);
      underWay.delete(uri);
      latest.delete(uri);
      shown.delete(uri);
    },
  };
}

/**
 * The file by itself, where its evaluation runs out of its budget or fails for a reason of ours: what was said of an
 * earlier text must not stay.
 */
function byItself(options: EvaluationsOptions, uri: string, error: unknown): FileAnalysis | undefined {
  const levels = options.levels(uri);
  const program = options.analysis.programs.get(pathOf(uri));
  if (!(error instanceof NixError)) options.failed(error);
  if (program === undefined) return undefined;
  const start = { source: program.source, start: 0, end: 0 };
  const stopped = error instanceof NixError ? evaluationFinding(error, start) : [];
  return {
    program,
    sites: [],
    hosts: [],
    findings: [...ownFindings(program, levels), ...withLevels(stopped, levels)],
  };
}
