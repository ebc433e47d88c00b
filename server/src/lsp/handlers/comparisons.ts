// The requests that evaluate a document twice: to compare two previews, and to say what a change does.
import { compareRunners, comparisonText, preview, runnerStates } from '../../features';
import { isRelease } from '../../nixos';
import type { FileAnalysis } from '../../workspace/analysis';
import { hostSummaryOf, previewOf, summaryOf } from '../convert';
import {
  COMPARE_REQUEST,
  RUNNER_STATES_REQUEST,
  type CompareParams,
  type CompareResponse,
  type RunnerStatesParams,
  type RunnerStatesResult,
} from '../protocol';
import type { Workspace } from '../workspace';
import type { Handler } from './handler';

export const comparisonsHandler: Handler = {
  register({ connection, evaluated }) {
    connection.onRequest(
      COMPARE_REQUEST,
      evaluated<CompareParams, CompareResponse>('comparing runners', null, compare),
    );
    connection.onRequest(
      RUNNER_STATES_REQUEST,
      evaluated<RunnerStatesParams, RunnerStatesResult>('telling the states of runners', [], states),
    );
  },
};

function compare(file: FileAnalysis, params: CompareParams, workspace: Workspace): CompareResponse {
  const { uri, option, host, against } = params;
  const other = otherFile(file, uri, against, workspace);
  if (other === undefined || [file, other].some(({ program }) => program.parse.problems.length > 0)) return null;
  const own = preview(file, { option, host }, workspace.programAt);
  const found = preview(other, { option, host: against.kind === 'host' ? against.host : host }, workspace.programAt);
  const [before, after] = against.kind === 'text' ? [found, own] : [own, found];
  const comparison = compareRunners(before?.runner, after?.runner);
  return {
    before: before === undefined ? null : previewOf(before, workspace.addressOf),
    after: after === undefined ? null : previewOf(after, workspace.addressOf),
    summary: comparisonText(comparison, against.kind === 'host' ? 'hosts' : 'switch'),
  };
}

function otherFile(
  file: FileAnalysis,
  uri: string,
  against: CompareParams['against'],
  workspace: Workspace,
): FileAnalysis | undefined {
  switch (against.kind) {
    case 'host':
      return file;
    case 'text':
      return workspace.evaluateAs(uri, { text: against.text });
    case 'release':
      return isRelease(against.release) ? workspace.evaluateAs(uri, { release: against.release }) : undefined;
  }
}

function states(file: FileAnalysis, { uri, host, base }: RunnerStatesParams, workspace: Workspace): RunnerStatesResult {
  const before =
    base === undefined
      ? undefined
      : base === file.program.source.text
        ? file
        : workspace.evaluateAs(uri, { text: base });
  return runnerStates(file, host, before).map(({ runner, errors, warnings, change }) => ({
    runner: summaryOf(runner),
    host: hostSummaryOf(runner.host),
    errors,
    warnings,
    ...(change && { change }),
  }));
}
