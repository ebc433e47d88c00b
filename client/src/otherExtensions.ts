// Extensions beside this one whose language servers answer about Nix itself.
import { EventEmitter, extensions, workspace, type Disposable, type Event } from 'vscode';

/** Extensions with a language server, and the setting that switches it on. Source: jnoortheen.nix-ide, package.json. */
const SERVERS = [{ id: 'jnoortheen.nix-ide', setting: 'nix.enableLanguageServer' }] as const;

export interface OtherExtensions extends Disposable {
  /** Whether one is installed, enabled and has its server switched on. */
  readonly offerNix: boolean;
  readonly onDidChange: Event<void>;
}

export function createOtherExtensions(): OtherExtensions {
  const changed = new EventEmitter<void>();
  const look = (): boolean =>
    SERVERS.some(
      ({ id, setting }) =>
        extensions.getExtension(id) !== undefined && workspace.getConfiguration().get<boolean>(setting) === true,
    );
  let offerNix = look();
  const refresh = (): void => {
    const now = look();
    if (now !== offerNix) {
      offerNix = now;
      changed.fire();
    }
  };
  const subscriptions = [
    changed,
    extensions.onDidChange(refresh),
    workspace.onDidChangeConfiguration((change) => {
      if (SERVERS.some(({ setting }) => change.affectsConfiguration(setting))) {
        refresh();
      }
    }),
  ];
  return {
    get offerNix() {
      return offerNix;
    },
    onDidChange: changed.event,
    dispose: () => subscriptions.forEach((subscription) => void subscription.dispose()),
  };
}
