// The status of a Nix document: which NixOS release it is checked for, and why.
import { l10n, languages, window, type Disposable, type Uri } from 'vscode';
import type { EvaluatedParams } from '../../server/src/lsp/protocol';

/** Shows the release of the active document, in the list of language statuses. */
export interface ReleaseStatus extends Disposable {
  /** Takes note of what the server found in a document. */
  evaluated(params: EvaluatedParams): void;
  /** Forgets a document that was closed. */
  forget(uri: Uri): void;
  /** Shows the document of the editor that is active now. */
  refresh(): void;
}

type Release = Pick<EvaluatedParams, 'release' | 'releaseReason'>;

export function createReleaseStatus(): ReleaseStatus {
  const releases = new Map<string, Release>();
  const item = languages.createLanguageStatusItem('nixosRunner.release', { language: 'nix' });
  item.name = l10n.t('NixOS release');
  item.command = {
    title: l10n.t('Change'),
    command: 'workbench.action.openSettings',
    arguments: ['nixosRunner.release'],
  };
  const refresh = (): void => {
    const uri = window.activeTextEditor?.document.uri.toString();
    const known = uri === undefined ? undefined : releases.get(uri);
    item.busy = known === undefined;
    item.text = known === undefined ? l10n.t('NixOS') : l10n.t('NixOS {0}', known.release);
    item.detail = known?.releaseReason ?? '';
  };
  refresh();
  return {
    evaluated({ uri, release, releaseReason }) {
      releases.set(uri, { release, releaseReason });
      refresh();
    },
    forget: (uri) => void releases.delete(uri.toString()),
    refresh,
    dispose: () => item.dispose(),
  };
}
