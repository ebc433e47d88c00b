// The folders that the server reads and searches: those of the workspace, and those that the person allows beside them.
import { homedir } from 'node:os';
import path from 'node:path';
import {
  DidChangeWatchedFilesNotification,
  type Connection,
  type Disposable,
  type FileSystemWatcher,
  type InitializeParams,
  type WorkspaceFolder,
} from 'vscode-languageserver/node';
import { isFile, pathOf, uriOf } from './paths';
import { askSettings, property, SECTION } from './settings';

const SETTING = 'allowedFolders';

export interface Folders {
  /** The folders of the workspace, before anybody was asked what else is allowed. */
  readonly initial: readonly string[];
  /** The editor is ready: follows its folders and files from now on. */
  start(): void;
  /** Takes settings that the editor sent, and asks for those that it did not send. */
  settingsChanged(sent: unknown): void;
}

/** `changed` is called with all folders whenever they have changed. */
export function createFolders(
  connection: Connection,
  client: InitializeParams,
  changed: (folders: readonly string[]) => void,
): Folders {
  const abilities = client.capabilities.workspace;
  let folders = foldersOf(client);
  let sent = allowedIn(property(client.initializationOptions, SECTION)) ?? allowedIn(client.initializationOptions);
  let allowed: readonly string[] = [];
  let watching: Promise<Disposable> | undefined;
  let round = 0;

  const tell = (): void => changed([...new Set([...folders, ...allowed])]);

  async function refresh(): Promise<void> {
    const own = ++round;
    const found = await Promise.all((folders.length > 0 ? folders : [undefined]).map(allowedFrom));
    const next = [...new Set(found.flat())].filter((folder) => !folders.includes(folder));
    if (own !== round || next.join('\n') === allowed.join('\n')) return;
    allowed = next;
    tell();
    watch();
  }

  /** What one folder of the workspace allows; without one, what the person allows everywhere. */
  async function allowedFrom(folder: string | undefined): Promise<string[]> {
    const scope = folder === undefined ? undefined : uriOf(folder);
    const answer = abilities?.configuration ? await askSettings(connection, scope) : undefined;
    return (allowedIn(answer) ?? sent ?? []).flatMap((entry) => absolute(entry, folder) ?? []);
  }

  /** Files that change are told of by the editor, which sees more than a server could: also those of remote disks. */
  function watch(): void {
    const { dynamicRegistration = false, relativePatternSupport = false } = abilities?.didChangeWatchedFiles ?? {};
    if (!dynamicRegistration) return;
    const outside = allowed.map((folder): FileSystemWatcher => ({
      globPattern: { baseUri: uriOf(folder), pattern: '**/*' },
    }));
    const watchers = [{ globPattern: '**/*' }, ...(relativePatternSupport ? outside : [])];
    const before = watching;
    watching = connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    void before?.then((registration) => registration.dispose());
  }

  return {
    initial: folders,
    start() {
      watch();
      void refresh();
      if (!abilities?.workspaceFolders) return;
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(paths(removed));
        folders = [...folders.filter((folder) => !gone.has(folder)), ...paths(added)];
        tell();
        void refresh();
      });
    },
    settingsChanged(settings) {
      sent = allowedIn(property(settings, SECTION)) ?? allowedIn(settings) ?? sent;
      void refresh();
    },
  };
}

function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): string[] {
  if (workspaceFolders) return paths(workspaceFolders);
  if (rootUri) return paths([{ uri: rootUri }]);
  return rootPath ? [rootPath] : [];
}

function paths(folders: readonly Pick<WorkspaceFolder, 'uri'>[]): string[] {
  return folders.filter(({ uri }) => isFile(uri)).map(({ uri }) => pathOf(uri));
}

function allowedIn(settings: unknown): string[] | undefined {
  const list = property(settings, SETTING);
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string' && entry !== '') : undefined;
}

/** `~` is the person's home; a relative path is seen from the workspace folder, and means nothing without one. */
function absolute(entry: string, folder: string | undefined): string | undefined {
  if (entry === '~' || entry.startsWith('~/')) return path.join(homedir(), entry.slice(1));
  if (path.isAbsolute(entry)) return path.resolve(entry);
  return folder === undefined ? undefined : path.resolve(folder, entry);
}
