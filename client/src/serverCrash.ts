// What happens when the language server ends by itself: it is started again, within bounds, and the person is told.
import { l10n, window, type LogOutputChannel } from 'vscode';

/** How often the server is started again within `SPAN` before somebody has to ask for it. */
const RESTARTS = 4;

/** In milliseconds. */
const SPAN = 3 * 60 * 1000;

export interface CrashesOptions {
  readonly log: Pick<LogOutputChannel, 'show'>;
  /** Starts the server when the person asks for it. */
  restart(): void;
  /** The time in milliseconds. */
  now(): number;
}

export interface Crashes {
  /** Takes note of a server that ended, or could not be started, and tells the person; says whether to start it again. */
  startAgain(): boolean;
}

export function createCrashes({ log, restart, now }: CrashesOptions): Crashes {
  let crashes: number[] = [];
  const showLog = l10n.t('Show Log');
  const start = l10n.t('Restart');

  async function tell(message: string, show: typeof window.showErrorMessage, ...actions: string[]): Promise<void> {
    const answer = await show(message, ...actions);
    if (answer === showLog) {
      log.show();
    } else if (answer === start) {
      crashes = [];
      restart();
    }
  }

  return {
    startAgain() {
      const time = now();
      crashes = [...crashes.filter((crash) => time - crash < SPAN), time];
      if (crashes.length > RESTARTS) {
        const message = l10n.t(
          'The NixOS runner server stopped {0} times within {1} minutes and stays stopped: findings and previews no longer follow your edits.',
          crashes.length,
          SPAN / 60_000,
        );
        void tell(message, window.showErrorMessage, start, showLog);
        return false;
      }
      // Once is enough while it stops again and again.
      if (crashes.length === 1) {
        const message = l10n.t(
          'The NixOS runner server stopped unexpectedly and was started again. No document was changed.',
        );
        void tell(message, window.showWarningMessage, showLog);
      }
      return true;
    },
  };
}
