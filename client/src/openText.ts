// "Open Script or Registration…": what lenses and links of previews lead to, for those who use no mouse.
import { l10n, ViewColumn, window, workspace, type Disposable } from 'vscode';
import type { PreviewDocument } from '../../server/src/lsp/protocol';
import type { RunnerClient } from './client';
import type { Previews } from './preview';
import { previewTarget, previewUri } from './previewUri';
import { shownRunner } from './saveUnit';
import { registerServerCommand } from './serverCommands';
import { tabOf } from './tabs';

/** Opens another text of a runner; takes the address of a document or preview, the active one without it. */
const OPEN_TEXT_COMMAND = 'nixosRunner.openText';

export function registerOpenText(client: RunnerClient, previews: Previews): Disposable {
  return registerServerCommand(client, OPEN_TEXT_COMMAND, async (document) => {
    const shown = await shownRunner(client, previews, document);
    if (document === undefined || shown === undefined) {
      return;
    }
    const { source, result } = shown;
    const target = previewTarget(document);
    const items = result.documents
      .filter(({ name }) => name !== target?.name)
      .map((text) => ({
        label: text.name,
        // The last text is the registration.
        description: text === result.documents.at(-1) ? l10n.t('registration') : kindOf(text),
      }));
    if (items.length === 0) {
      void window.showInformationMessage(
        l10n.t('{0} has no scripts: NixOS makes no service for it.', result.runner.unit),
      );
      return;
    }
    const picked = await window.showQuickPick(items, {
      title: l10n.t('Texts of {0}', result.runner.unit),
      placeHolder: l10n.t('Choose one to open'),
      matchOnDescription: true,
    });
    if (picked !== undefined) {
      const address = previewUri({ source: source.toString(), option: result.runner.option, name: picked.label });
      await window.showTextDocument(await workspace.openTextDocument(address), {
        viewColumn: tabOf(address)?.group.viewColumn ?? (target ? ViewColumn.Active : ViewColumn.Beside),
        preview: false,
      });
    }
  });
}

function kindOf({ languageId }: PreviewDocument): string {
  switch (languageId) {
    case 'ini':
      return l10n.t('unit');
    case 'shellscript':
      return l10n.t('script');
    case 'json':
      return l10n.t('JSON');
    case 'plaintext':
      return '';
  }
}
