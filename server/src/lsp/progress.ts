// The search for hosts as the editor shows it: one line that grows, and can be ended.
import type { Connection } from 'vscode-languageserver/node';
import type { Progress } from './importers';

/** Shows a search in the editor, where it can show progress; `cancel` is called when the person ends it there. */
export function searchProgress({ window }: Connection, cancel: () => void): Progress {
  const starting = window.createWorkDoneProgress();
  // An editor that refuses is one that shows nothing.
  const shown = starting.then(
    (progress) => {
      progress.begin('Looking for NixOS hosts', undefined, undefined, true);
      progress.token.onCancellationRequested(cancel);
      return progress;
    },
    () => undefined,
  );
  return {
    report: (count) => void shown.then((progress) => progress?.report(`${count} files`)),
    done: () => void shown.then((progress) => progress?.done()),
  };
}
