// The host that the person looks at: remembered for the workspace, and used wherever a runner is part of several.
import { EventEmitter, l10n, window, workspace, type Disposable, type Event, type Memento } from 'vscode';
import type { HostSummary } from '../../server/src/lsp/protocol';

/** Asks which of several hosts to show; takes them as its argument. Not in the palette. */
export const CHOOSE_HOST_COMMAND = 'nixosRunner.chooseHost';

const KEY = 'nixosRunner.host';

export interface HostChoice extends Disposable {
  /** `HostSummary.id`; undefined while nothing was chosen. */
  readonly chosen: string | undefined;
  /** Lets the person choose among hosts; nothing changes when they choose none. */
  ask(hosts: readonly HostSummary[]): Promise<void>;
  readonly onDidChange: Event<void>;
}

/** @param memento the workspace's */
export function createHostChoice(memento: Memento): HostChoice {
  const changed = new EventEmitter<void>();
  return {
    get chosen() {
      return memento.get<string>(KEY);
    },
    async ask(hosts) {
      const chosen = memento.get<string>(KEY);
      const shown = hosts.find(({ id }) => id === chosen) ?? hosts[0];
      const items = hosts.map((host) => ({
        label: host.label,
        description: [
          ...(host.id === host.label ? [] : [workspace.asRelativePath(host.id)]),
          ...(host === shown ? [l10n.t('shown now')] : []),
        ].join(' – '),
        id: host.id,
      }));
      const picked = await window.showQuickPick(items, {
        placeHolder: l10n.t('Choose the host to show runners in'),
        matchOnDescription: true,
      });
      if (picked !== undefined) {
        await memento.update(KEY, picked.id);
        changed.fire();
      }
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}
