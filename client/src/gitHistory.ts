// The committed text of a file, from the editor's built-in Git extension.
import { EventEmitter, extensions, workspace, type Disposable, type Event, type Uri } from 'vscode';

/** The part of the Git extension's interface, version 1, that is used here. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}
interface GitApi {
  getRepository(uri: Uri): Repository | null;
}
interface Repository {
  readonly state: { readonly HEAD: { readonly commit?: string } | undefined; readonly onDidChange: Event<void> };
  /** Rejects where the reference does not have the path. */
  show(ref: string, path: string): Promise<string>;
}

export interface GitHistory extends Disposable {
  /**
   * The text of a file in the last commit; undefined where there is none, Git is off, or the workspace is not trusted:
   * then no program may run in it.
   */
  headText(uri: Uri): Promise<string | undefined>;
  /** Another commit is the last one, in any repository that was asked. */
  readonly onDidChange: Event<void>;
}

export function createGitHistory(): GitHistory {
  const changed = new EventEmitter<void>();
  /** The last commit of each repository that is watched. */
  const commits = new Map<Repository, string | undefined>();
  const watchers: Disposable[] = [];
  /** The last text that was read of each file, with its commit. */
  const texts = new Map<string, { readonly commit: string | undefined; readonly text: Promise<string | undefined> }>();

  function repositoryOf(uri: Uri): Repository | undefined {
    const git = extensions.getExtension<GitExtension>('vscode.git');
    if (!workspace.isTrusted || uri.scheme !== 'file' || git?.isActive !== true || !git.exports.enabled) {
      return undefined;
    }
    const repository = git.exports.getAPI(1).getRepository(uri);
    if (repository !== null && !commits.has(repository)) {
      commits.set(repository, repository.state.HEAD?.commit);
      watchers.push(
        repository.state.onDidChange(() => {
          const commit = repository.state.HEAD?.commit;
          if (commits.get(repository) !== commit) {
            commits.set(repository, commit);
            changed.fire();
          }
        }),
      );
    }
    return repository ?? undefined;
  }

  return {
    async headText(uri) {
      const repository = repositoryOf(uri);
      if (repository === undefined) {
        return undefined;
      }
      const key = uri.toString();
      const commit = repository.state.HEAD?.commit;
      const known = texts.get(key);
      if (known !== undefined && known.commit === commit) {
        return known.text;
      }
      // A file that was never committed has no text there.
      const text = repository.show('HEAD', uri.fsPath).catch(() => undefined);
      texts.set(key, { commit, text });
      return text;
    },
    onDidChange: changed.event,
    dispose() {
      changed.dispose();
      watchers.forEach((watcher) => void watcher.dispose());
    },
  };
}
