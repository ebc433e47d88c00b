// The commands of package.json.
import { commands, l10n, Uri, window, type Disposable } from 'vscode';
import type { RunnersResult, RunnerSummary } from '../../server/src/lsp/protocol';
import type { RunnerClient } from './client';
import { SHOW_NOTES_COMMAND, type Previews } from './preview';

/** The runner to show: the only one, or the one that the person picks; undefined when they pick none. */
async function pickRunner(runners: RunnersResult): Promise<RunnerSummary | undefined> {
  if (runners.length === 1) {
    return runners[0];
  }
  const items = runners.map((runner) => ({
    label: runner.name,
    description: runner.unit,
    detail: runner.option,
    runner,
  }));
  const picked = await window.showQuickPick(items, {
    placeHolder: l10n.t('Runner to preview'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.runner;
}

async function previewUnit(client: RunnerClient, previews: Previews, uri: Uri | undefined): Promise<void> {
  const document = uri ?? window.activeTextEditor?.document.uri;
  if (document === undefined) {
    void window.showInformationMessage(l10n.t('Open a NixOS configuration first, then preview its runner.'));
    return;
  }
  const source = document.toString();
  const runners = await client.runners({ uri: source });
  if (runners.length === 0) {
    void window.showInformationMessage(
      l10n.t(
        'No runner is defined in this file. Define one with `services.github-runners.<name>`, set its `enable = true`, `url` (the repository or organisation on GitHub) and `tokenFile` (the path of a file outside the Nix store), and run this command again.',
      ),
    );
    return;
  }
  const runner = await pickRunner(runners);
  if (runner !== undefined && !(await previews.show({ source, option: runner.option }))) {
    void window.showWarningMessage(
      l10n.t(
        '`{0}` cannot be shown: it cannot be evaluated as it stands. Mend the errors that are marked in the file and try again.',
        runner.option,
      ),
    );
  }
}

/**
 * @returns the registrations, to be disposed of with the extension
 */
export function registerCommands(client: RunnerClient, previews: Previews): Disposable[] {
  return [
    // Menus pass the document's address, the palette passes nothing.
    commands.registerCommand('nixosRunner.previewUnit', (uri?: Uri) => previewUnit(client, previews, uri)),
    commands.registerCommand('nixosRunner.restartServer', () => client.restart()),
    commands.registerCommand(SHOW_NOTES_COMMAND, (uri: Uri) => previews.showNotes(uri)),
  ];
}
