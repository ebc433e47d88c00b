// Commands that the server answers, and what is said where it cannot.
import { commands, l10n, window, type Disposable, type Uri } from 'vscode';
import type { RunnerClient } from './client';

/** Ends the server and starts it anew. */
export const RESTART_COMMAND = 'nixosRunner.restartServer';

/**
 * Registers a command; where the server does not run, or ends before it answers, the person is told and can start it.
 * @param run gets the address of a document, which menus and lenses pass; the active one without it
 */
export function registerServerCommand(
  client: Pick<RunnerClient, 'state'>,
  id: string,
  run: (uri: Uri | undefined, ...more: unknown[]) => Promise<void>,
): Disposable {
  return commands.registerCommand(id, async (uri?: Uri, ...more: unknown[]) => {
    if (client.state === 'stopped') {
      await offerStart();
      return;
    }
    try {
      await run(uri ?? window.activeTextEditor?.document.uri, ...more);
    } catch (error) {
      if (client.state === 'running') {
        throw error;
      }
      await offerStart();
    }
  });
}

async function offerStart(): Promise<void> {
  const start = l10n.t('Restart');
  const message = l10n.t('The NixOS runner server does not run, so that there is no answer. No document was changed.');
  if ((await window.showErrorMessage(message, start)) === start) {
    await commands.executeCommand(RESTART_COMMAND);
  }
}
