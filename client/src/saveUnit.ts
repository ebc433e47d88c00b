// "Copy Unit" and "Save Unit and Scripts to Folder…": the generated texts, taken out of the editor.
import { chmod } from 'node:fs/promises';
import { Disposable, env, l10n, Uri, window, workspace } from 'vscode';
import type { PreviewDocument, PreviewResult } from '../../server/src/lsp/protocol';
import type { RunnerClient } from './client';
import { pickRunner } from './commands';
import type { Previews } from './preview';
import { previewTarget } from './previewUri';
import { registerServerCommand } from './serverCommands';

/** The texts of a runner, and the document that defines it. */
interface Shown {
  readonly source: Uri;
  readonly result: PreviewResult;
}

export function registerSaving(client: RunnerClient, previews: Previews): Disposable {
  return Disposable.from(
    registerServerCommand(client, 'nixosRunner.copyUnit', async (uri) => {
      const shown = await shownRunner(client, previews, uri);
      const unit = shown && unitOf(shown.result, uri);
      if (unit !== undefined) {
        await env.clipboard.writeText(unit.text);
        window.setStatusBarMessage(`$(check) ${l10n.t('{0} copied', unit.name)}`, 3000);
      }
    }),
    registerServerCommand(client, 'nixosRunner.saveUnit', async (uri) => {
      const shown = await shownRunner(client, previews, uri);
      const folder = shown && (await askFolder(shown));
      if (shown !== undefined && folder !== undefined) {
        await save(shown.result.documents, folder);
      }
    }),
  );
}

/** The unit that a preview shows; else that of the service. */
function unitOf({ documents }: PreviewResult, shown: Uri | undefined): PreviewDocument | undefined {
  const target = shown && previewTarget(shown);
  return documents.find(({ name, languageId }) => name === target?.name && languageId === 'ini') ?? documents[0];
}

/** The texts of the runner that a preview shows, or that a Nix document defines, picked where there are several. */
export async function shownRunner(
  client: RunnerClient,
  previews: Previews,
  document: Uri | undefined,
): Promise<Shown | undefined> {
  if (document === undefined) {
    return undefined;
  }
  const target = previewTarget(document);
  const source = target?.source ?? document.toString();
  const option = target?.option ?? (await pickRunner(await client.runners({ uri: source })))?.option;
  const result = option === undefined ? undefined : await previews.load({ source, option });
  if (option !== undefined && result === undefined) {
    void window.showWarningMessage(l10n.t('`{0}` has no unit: it cannot be evaluated as it stands.', option));
  }
  return result && { source: Uri.parse(source), result };
}

async function askFolder({ source, result }: Shown): Promise<Uri | undefined> {
  const start = (workspace.getWorkspaceFolder(source) ?? workspace.workspaceFolders?.[0])?.uri;
  const picked = await window.showOpenDialog({
    title: l10n.t('Folder for the unit, the scripts and the registration of {0}', result.runner.unit),
    openLabel: l10n.t('Save Here'),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(start && { defaultUri: start }),
  });
  return picked?.[0];
}

async function save(documents: readonly PreviewDocument[], folder: Uri): Promise<void> {
  const taken: string[] = [];
  for (const { name } of documents) {
    if (await exists(Uri.joinPath(folder, name))) {
      taken.push(name);
    }
  }
  if (taken.length > 0 && !(await mayReplace(taken))) {
    return;
  }
  try {
    for (const { name, text, executable } of documents) {
      const file = Uri.joinPath(folder, name);
      await workspace.fs.writeFile(file, new TextEncoder().encode(text));
      if (executable && file.scheme === 'file') {
        await chmod(file.fsPath, 0o755);
      }
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t('The texts cannot be saved in {0}: {1}', folder.fsPath, reason));
    return;
  }
  void window.showInformationMessage(
    l10n.t('{0} files were saved in {1}.', documents.length, workspace.asRelativePath(folder)),
  );
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function mayReplace(names: readonly string[]): Promise<boolean> {
  const replace = l10n.t('Replace');
  const answer = await window.showWarningMessage(
    l10n.t('Some of the files exist already. Do you want to replace them?'),
    { modal: true, detail: names.join('\n') },
    replace,
  );
  return answer === replace;
}
