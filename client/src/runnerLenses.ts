// The lenses above each runner: its preview, the host it is shown in, its problems and what its change does.
import type { Uri } from 'vscode';
import {
  CodeLens,
  Disposable,
  EventEmitter,
  l10n,
  languages,
  workspace,
  type Command,
  type TextDocument,
} from 'vscode';
import type { EvaluatedParams, RunnerState, RunnerStatesResult } from '../../server/src/lsp/protocol';
import type { RunnerClient } from './client';
import { PREVIEW_COMMAND } from './commands';
import { COMPARE_COMMAND, savedText } from './compare';
import type { GitHistory } from './gitHistory';
import { CHOOSE_HOST_COMMAND, type HostChoice } from './hostChoice';
import { iconTitle } from './iconTitle';
import type { LensCommands } from './lensCommands';
import { PROBLEMS_COMMAND } from './preview';
import { rangeOf } from './previewOrigins';

export interface RunnerLenses extends Disposable {
  /** Takes note of what the server found in a document. */
  evaluated(params: EvaluatedParams): void;
}

/** What is known of a document's runners. */
interface Known {
  readonly states: RunnerStatesResult;
  /** What their change is told from. */
  readonly base: 'head' | 'saved' | undefined;
}

/** What was asked about a document of some version. */
interface Asked {
  readonly version: number;
  readonly answer: Promise<Known>;
  pending: boolean;
}

/** How long evaluations are waited for before it is asked whether the lenses are others now, in milliseconds. */
const SETTLE = 250;

export function createRunnerLenses(
  client: Pick<RunnerClient, 'runnerStates'>,
  history: GitHistory,
  hosts: HostChoice,
  lensCommands: Pick<LensCommands, 'of'>,
): RunnerLenses {
  const changed = new EventEmitter<void>();
  /** By document, as all that follow; what is missing was evaluated anew. */
  const asked = new Map<string, Asked>();
  /** What the editor shows. Lenses that it is told to fetch again flicker, so that it is told for a reason only. */
  const shown = new Map<string, Known>();
  const timers = new Map<string, NodeJS.Timeout>();
  const forgetAll = (): void => {
    asked.clear();
    changed.fire();
  };

  async function ask(document: TextDocument): Promise<Known> {
    const head = await history.headText(document.uri);
    const saved = head === undefined && document.isDirty && !document.isUntitled;
    const base = head ?? (saved ? await savedText(document.uri) : undefined);
    const host = hosts.chosen;
    const states = await client.runnerStates({
      uri: document.uri.toString(),
      ...(host !== undefined && { host }),
      ...(base !== undefined && { base }),
    });
    return { states, base: base === undefined ? undefined : head === undefined ? 'saved' : 'head' };
  }

  /** What is known of a document as it is now; `undefined` where the server has ended, which the person has been told. */
  async function current(document: TextDocument): Promise<Known | undefined> {
    const key = document.uri.toString();
    let entry = asked.get(key);
    if (entry?.version !== document.version) {
      entry = { version: document.version, answer: ask(document), pending: true };
      asked.set(key, entry);
    }
    try {
      return await entry.answer;
    } catch {
      asked.delete(key);
      return undefined;
    } finally {
      entry.pending = false;
    }
  }

  async function compare(key: string): Promise<void> {
    const document = workspace.textDocuments.find(({ uri }) => uri.toString() === key);
    const found = document && (await current(document));
    if (found !== undefined && JSON.stringify(found) !== JSON.stringify(shown.get(key))) {
      changed.fire();
    }
  }

  const parts = Disposable.from(
    changed,
    hosts.onDidChange(forgetAll),
    history.onDidChange(forgetAll),
    workspace.onDidSaveTextDocument(({ uri }) => {
      if (asked.delete(uri.toString())) {
        changed.fire();
      }
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      const key = uri.toString();
      clearTimeout(timers.get(key));
      [asked, shown, timers].forEach((map) => map.delete(key));
    }),
    languages.registerCodeLensProvider(
      { language: 'nix' },
      {
        onDidChangeCodeLenses: changed.event,
        async provideCodeLenses(document) {
          const key = document.uri.toString();
          const found = (await current(document)) ?? shown.get(key);
          if (found === undefined) {
            return [];
          }
          shown.set(key, found);
          return found.states.flatMap((state) => {
            const range = rangeOf(state.runner.range);
            const shownCommands = runnerCommands(document.uri, state, found.base);
            return shownCommands.map((command) => new CodeLens(range, lensCommands.of(document.uri, command)));
          });
        },
      },
    ),
  );
  return {
    evaluated({ uri, version }) {
      const entry = asked.get(uri);
      if (entry?.pending === true && entry.version === version) {
        // The answer that is on its way was made from this evaluation.
        return;
      }
      asked.delete(uri);
      clearTimeout(timers.get(uri));
      timers.set(
        uri,
        setTimeout(() => void compare(uri), SETTLE),
      );
    },
    dispose() {
      timers.forEach((timer) => clearTimeout(timer));
      void parts.dispose();
    },
  };
}

/** The commands of the lenses of one runner, in their order. */
function runnerCommands(uri: Uri, state: RunnerState, base: Known['base']): Command[] {
  const { runner, host } = state;
  const problems = state.errors + state.warnings;
  const change = changeTitle(state);
  return [
    {
      title: iconTitle('open-preview', l10n.t('Preview unit')),
      command: PREVIEW_COMMAND,
      arguments: [uri, runner.option],
    },
    ...(runner.hosts.length > 1
      ? [{ title: iconTitle('server', host.label), command: CHOOSE_HOST_COMMAND, arguments: [uri, runner.hosts] }]
      : []),
    ...(problems > 0
      ? [
          {
            title: iconTitle(
              state.errors > 0 ? 'error' : 'warning',
              problems === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', problems),
            ),
            // The icon alone would tell them apart.
            tooltip: l10n.t('Errors: {0}, warnings: {1}', state.errors, state.warnings),
            command: PROBLEMS_COMMAND,
          },
        ]
      : []),
    ...(change === undefined
      ? []
      : [
          {
            title: change,
            tooltip: base === 'head' ? l10n.t('Compared with the last commit') : l10n.t('Compared with the saved file'),
            command: COMPARE_COMMAND,
            arguments: [uri, runner.option, 'text'],
          },
        ]),
  ];
}

/** What the change of a runner does when it is deployed; undefined where it does nothing. */
function changeTitle({ change }: RunnerState): string | undefined {
  if (change === undefined) {
    return undefined;
  }
  if (change.registersAnew) {
    return iconTitle('sync', l10n.t('re-registers on deploy'));
  }
  switch (change.service) {
    case 'added':
      return iconTitle('diff-added', l10n.t('new'));
    case 'unmasked':
      return iconTitle('debug-start', l10n.t('starts on deploy'));
    case 'removed':
    case 'masked':
      return iconTitle('diff-removed', l10n.t('stops on deploy'));
    case 'renamed':
    case 'restart':
      return iconTitle('debug-restart', l10n.t('restarts on deploy'));
    case 'reload':
      return iconTitle('refresh', l10n.t('reloads on deploy'));
    case 'skip':
      return iconTitle('history', l10n.t('changes at its next start'));
    case 'absent':
    case 'none':
      return undefined;
  }
}
