// The lenses above each runner: its preview, the host it is shown in, its problems and what its change does.
import type { Uri } from 'vscode';
import {
  CodeLens,
  Disposable,
  EventEmitter,
  l10n,
  languages,
  Range,
  workspace,
  type Command,
  type TextDocument,
} from 'vscode';
import type { EvaluatedParams, RunnerState, RunnerStatesResult } from '../../server/src/lsp/protocol';
import type { RunnerClient } from './client';
import { PREVIEW_COMMAND } from './commands';
import { COMPARE_COMMAND } from './compare';
import type { GitHistory } from './gitHistory';
import { CHOOSE_HOST_COMMAND, type HostChoice } from './hostChoice';
import { iconTitle } from './iconTitle';

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

export function createRunnerLenses(
  client: Pick<RunnerClient, 'runnerStates'>,
  history: GitHistory,
  hosts: HostChoice,
): RunnerLenses {
  const changed = new EventEmitter<void>();
  /** By document; a document whose entry is missing was evaluated anew. */
  const known = new Map<string, Promise<Known>>();
  const forgetAll = (): void => {
    known.clear();
    changed.fire();
  };

  async function ask(document: TextDocument): Promise<Known> {
    const head = await history.headText(document.uri);
    const saved = head === undefined && document.isDirty && !document.isUntitled;
    const base = head ?? (saved ? await textOnDisk(document.uri) : undefined);
    const host = hosts.chosen;
    const states = await client.runnerStates({
      uri: document.uri.toString(),
      ...(host !== undefined && { host }),
      ...(base !== undefined && { base }),
    });
    return { states, base: base === undefined ? undefined : head === undefined ? 'saved' : 'head' };
  }

  const parts = Disposable.from(
    changed,
    hosts.onDidChange(forgetAll),
    history.onDidChange(forgetAll),
    workspace.onDidSaveTextDocument(({ uri }) => {
      if (known.delete(uri.toString())) {
        changed.fire();
      }
    }),
    workspace.onDidCloseTextDocument(({ uri }) => void known.delete(uri.toString())),
    languages.registerCodeLensProvider(
      { language: 'nix' },
      {
        onDidChangeCodeLenses: changed.event,
        async provideCodeLenses(document) {
          const key = document.uri.toString();
          const asked = known.get(key) ?? ask(document);
          known.set(key, asked);
          try {
            const { states, base } = await asked;
            return states.flatMap((state) => lensesOf(document.uri, state, base));
          } catch {
            // The server has ended, which the person has been told.
            known.delete(key);
            return [];
          }
        },
      },
    ),
  );
  return {
    evaluated({ uri }) {
      known.delete(uri);
      changed.fire();
    },
    dispose: () => void parts.dispose(),
  };
}

async function textOnDisk(uri: Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

function lensesOf(uri: Uri, state: RunnerState, base: Known['base']): CodeLens[] {
  const { start, end } = state.runner.range;
  const range = new Range(start.line, start.character, end.line, end.character);
  return runnerCommands(uri, state, base).map((command) => new CodeLens(range, command));
}

/** The commands of the lenses of one runner, in their order. */
export function runnerCommands(uri: Uri, state: RunnerState, base: Known['base']): Command[] {
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
      ? [{ title: iconTitle('server', host.label), command: CHOOSE_HOST_COMMAND, arguments: [runner.hosts] }]
      : []),
    ...(problems > 0
      ? [
          {
            title: iconTitle(
              state.errors > 0 ? 'error' : 'warning',
              problems === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', problems),
            ),
            command: 'workbench.actions.view.problems',
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
    case 'removed':
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
