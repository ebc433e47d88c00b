// "Show Unknown Values": what the files at hand do not tell of a document's runners, with the places.
import { l10n, Range, Uri, ViewColumn, window, workspace, type Disposable } from 'vscode';
import type { RunnerClient } from './client';
import type { HostChoice } from './hostChoice';
import { rangeOf } from './previewOrigins';
import { previewTarget } from './previewUri';
import { registerServerCommand } from './serverCommands';
import { tabOf } from './tabs';

/** Takes the address of a document or of a preview; the active one without it. */
export const SHOW_UNKNOWN_COMMAND = 'nixosRunner.showUnknownValues';

export function registerUnknownValues(
  client: Pick<RunnerClient, 'state' | 'unknownValues'>,
  hosts: HostChoice,
): Disposable {
  return registerServerCommand(client, SHOW_UNKNOWN_COMMAND, async (shown) => {
    const source = shown && (previewTarget(shown)?.source ?? shown.toString());
    if (source === undefined) {
      return;
    }
    const host = hosts.chosen;
    const values = await client.unknownValues({ uri: source, ...(host !== undefined && { host }) });
    if (values.length === 0) {
      void window.showInformationMessage(l10n.t('Everything that the runners of this file are made of is known.'));
      return;
    }
    const items = values.map(({ expression, options, reason, advice, location }) => ({
      label: expression,
      description: options.join(', '),
      detail: advice === undefined ? reason : `${reason}. ${advice}`,
      location,
    }));
    const picked = await window.showQuickPick(items, {
      title: l10n.t('Unknown values'),
      placeHolder: l10n.t('Values that only the real system knows; choose one to go to it'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (picked?.location !== undefined) {
      const { start, end } = rangeOf(picked.location.range);
      const document = await workspace.openTextDocument(Uri.parse(picked.location.uri));
      const viewColumn = tabOf(document.uri)?.group.viewColumn ?? ViewColumn.Active;
      await window.showTextDocument(document, { viewColumn, selection: new Range(start, end) });
    }
  });
}
