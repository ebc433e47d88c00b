// The context keys behind the `when` clauses of package.json: has the extension been started, and which documents define
// runners? The latter are named in a key, which clauses compare with the editor's own key `resourcePath`: a key about the
// active document would be right only a moment after another one is active.
import { commands, Uri, type Disposable } from 'vscode';
import type { EvaluatedParams } from '../../server/src/lsp/protocol';

const ACTIVE = 'nixosRunner.active';
/** Paths, since the schemes of addresses are not the same in the window and here where the window is a remote one. */
const RUNNER_PATHS = 'nixosRunner.runnerPaths';
/** For a step of the walkthrough. */
const DEFINES_RUNNER = 'nixosRunner.definesRunner';

/** Keeps the context keys: the first from now on, the others by what is found in open documents. */
export interface RunnerContext extends Disposable {
  /** Takes note of what the server found in a document. */
  evaluated(params: EvaluatedParams): void;
  /** Forgets a document that was closed. */
  forget(uri: Uri): void;
}

export function createRunnerContext(): RunnerContext {
  const defining = new Set<string>();
  const set = (key: string, value: unknown): void => void commands.executeCommand('setContext', key, value);
  function note(uri: string, defines: boolean): void {
    if (defining.has(uri) !== defines) {
      defining[defines ? 'add' : 'delete'](uri);
      set(RUNNER_PATHS, [...defining].flatMap(pathsOf));
      set(DEFINES_RUNNER, defining.size > 0);
    }
  }
  set(ACTIVE, true);
  return {
    evaluated: ({ uri, runners }) => note(uri, runners.length > 0),
    forget: (uri) => note(uri.toString(), false),
    dispose() {
      set(ACTIVE, false);
      set(RUNNER_PATHS, []);
      set(DEFINES_RUNNER, false);
    },
  };
}

/** As the editor's key has it: with the separators of the system for its own files, as in the address for others. */
function pathsOf(uri: string): string[] {
  const { path, fsPath } = Uri.parse(uri);
  return [...new Set([path, fsPath])];
}
