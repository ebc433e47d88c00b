// The host that the person looks at: remembered for the workspace, and used wherever a runner is part of several.
import { EventEmitter, l10n, window, workspace, type Disposable, type Event, type Memento } from 'vscode';
import type { HostSummary, RunnerSummary } from '../../server/src/lsp/protocol';

/** Asks which of several hosts to show; takes the address of a document or preview, and its hosts where they are known. */
export const CHOOSE_HOST_COMMAND = 'nixosRunner.chooseHost';

const KEY = 'nixosRunner.host';

export interface HostChoice extends Disposable {
  /** `HostSummary.id`; undefined while nothing was chosen. */
  readonly chosen: string | undefined;
  /** Lets the person choose among hosts; nothing changes where there is no choice, or when they choose none. */
  ask(hosts: readonly HostSummary[]): Promise<void>;
  readonly onDidChange: Event<void>;
}

/** The hosts of all runners, each once. */
export function hostsOf(runners: readonly RunnerSummary[]): HostSummary[] {
  return [...new Map(runners.flatMap((runner) => runner.hosts).map((host) => [host.id, host])).values()];
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
      if (hosts.length < 2) {
        void window.showInformationMessage(
          shown === undefined
            ? l10n.t('No runner is defined in this file.')
            : l10n.t('The runners of this file are part of one host only: {0}.', shown.label),
        );
        return;
      }
      const picked = await window.showQuickPick(items, {
        title: l10n.t('Hosts of this file'),
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
