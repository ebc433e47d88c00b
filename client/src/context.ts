// The context keys behind the `when` clauses of package.json: has the extension been started, and does the active document
// define a runner?
import { commands, window, type Disposable, type Uri } from 'vscode';
import type { EvaluatedParams } from '../../server/src/lsp/protocol';

const ACTIVE = 'nixosRunner.active';
const DEFINES_RUNNER = 'nixosRunner.definesRunner';

/** Keeps the context keys: the first from now on, the second exactly while the active editor's document defines at least one runner. */
export interface RunnerContext extends Disposable {
  /** Takes note of what the server found in a document. */
  evaluated(params: EvaluatedParams): void;
  /** Forgets a document that was closed. */
  forget(uri: Uri): void;
  /** Sets the key for the editor that is active now. */
  refresh(): void;
}

export function createRunnerContext(): RunnerContext {
  const defining = new Set<string>();
  const set = (key: string, value: boolean): void => void commands.executeCommand('setContext', key, value);
  const refresh = (): void => {
    const uri = window.activeTextEditor?.document.uri;
    set(DEFINES_RUNNER, uri !== undefined && defining.has(uri.toString()));
  };
  set(ACTIVE, true);
  return {
    evaluated({ uri, runners }) {
      if (runners.length > 0) {
        defining.add(uri);
      } else {
        defining.delete(uri);
      }
      refresh();
    },
    forget(uri) {
      defining.delete(uri.toString());
    },
    refresh,
    dispose() {
      set(ACTIVE, false);
      set(DEFINES_RUNNER, false);
    },
  };
}
