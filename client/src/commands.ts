// The commands of package.json.
import { commands, l10n, ViewColumn, window, workspace, type Disposable, type TextEditor, type Uri } from 'vscode';
import type { RunnersResult, RunnerSummary } from '../../server/src/lsp/protocol';
import type { RunnerClient } from './client';
import { SHOW_NOTES_COMMAND, type Previews } from './preview';
import { RESTART_COMMAND, registerServerCommand } from './serverCommands';

/** Opens a runner's unit; takes a document's address and the option of one of its runners. */
export const PREVIEW_COMMAND = 'nixosRunner.previewUnit';

/** The runner that is meant: the only one, or the one that the person picks; undefined when there is or they pick none. */
export async function pickRunner(runners: RunnersResult): Promise<RunnerSummary | undefined> {
  if (runners.length === 0) {
    void window.showInformationMessage(l10n.t('No runner is defined in this file.'));
  }
  if (runners.length < 2) {
    return runners[0];
  }
  const items = runners.map((runner) => ({
    label: runner.name,
    description: runner.unit,
    detail: runner.option,
    runner,
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Runners of this file'),
    placeHolder: l10n.t('Choose a runner'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.runner;
}

/** Says that there is nothing to preview, and shows how a runner is defined to whoever asks. */
async function explainRunners(example: Uri): Promise<void> {
  const show = l10n.t('Show Example');
  const answer = await window.showInformationMessage(
    l10n.t(
      'No runner is defined in this file. Define one with `services.github-runners.<name>`: set its `enable`, `url` and `tokenFile`.',
    ),
    show,
  );
  if (answer === show) {
    // A copy without a file: the one that ships with the extension is not the person's to edit.
    const content = new TextDecoder().decode(await workspace.fs.readFile(example));
    await window.showTextDocument(await workspace.openTextDocument({ language: 'nix', content }), ViewColumn.Beside);
  }
}

async function previewUnit(
  client: RunnerClient,
  previews: Previews,
  example: Uri,
  document: Uri | undefined,
  option: unknown,
): Promise<void> {
  if (document === undefined) {
    void window.showInformationMessage(l10n.t('Open a NixOS configuration first, then preview its runner.'));
    return;
  }
  const source = document.toString();
  const runners = await client.runners({ uri: source });
  if (runners.length === 0) {
    await explainRunners(example);
    return;
  }
  const runner = runners.find((known) => known.option === option) ?? (await pickRunner(runners));
  if (runner !== undefined && !(await previews.show({ source, option: runner.option }))) {
    void window.showWarningMessage(
      l10n.t(
        '`{0}` cannot be shown: it cannot be evaluated as it stands. Mend the errors that are marked in the file and try again.',
        runner.option,
      ),
    );
  }
}

/** The Nix document that was active last, for where the person looks at no text, such as the walkthrough. */
interface LastShown extends Disposable {
  document(): Uri | undefined;
}

function createLastShown(): LastShown {
  let last = '';
  const note = (editor: TextEditor | undefined): void => {
    if (editor?.document.languageId === 'nix') {
      last = editor.document.uri.toString();
    }
  };
  note(window.activeTextEditor);
  const listening = window.onDidChangeActiveTextEditor(note);
  return {
    document() {
      return workspace.textDocuments.find(({ uri }) => uri.toString() === last)?.uri;
    },
    dispose: () => void listening.dispose(),
  };
}

/**
 * @param example a Nix file that defines a runner, to show to whoever has none
 * @returns the registrations, to be disposed of with the extension
 */
export function registerCommands(client: RunnerClient, previews: Previews, example: Uri): Disposable[] {
  const shown = createLastShown();
  return [
    shown,
    // Beside the document's address menus pass more, and a lens the runner's option.
    registerServerCommand(client, PREVIEW_COMMAND, (uri, option) =>
      previewUnit(client, previews, example, uri ?? shown.document(), option),
    ),
    commands.registerCommand(RESTART_COMMAND, () => client.restart()),
    commands.registerCommand(SHOW_NOTES_COMMAND, async (uri?: Uri) => {
      const shown = uri ?? window.activeTextEditor?.document.uri;
      if (shown !== undefined) {
        await previews.showNotes(shown);
      }
    }),
  ];
}
