// A test-only extension: a file system of its own with one folder of Nix files, on no disk and of another machine.
import * as vscode from 'vscode';

const FOLDER = '/site';

const texts = new Map([
  [
    `${FOLDER}/virtual.nix`,
    `{
  imports = [ ./token.nix ];

  services.github-runners.virtual = {
    enable = true;
    ulr = "https://github.com/example/virtual";
  };
}
`,
  ],
  [`${FOLDER}/token.nix`, '{ services.github-runners.virtual.tokenFile = "/run/keys/virtual"; }\n'],
]);

const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

function textOf(uri: vscode.Uri): string {
  const text = texts.get(uri.path);
  if (text === undefined) {
    throw vscode.FileSystemError.FileNotFound(uri);
  }
  return text;
}

const files: vscode.FileSystemProvider = {
  onDidChangeFile: changed.event,
  watch: () => new vscode.Disposable(() => undefined),
  stat(uri) {
    const isFolder = uri.path === FOLDER;
    return {
      type: isFolder ? vscode.FileType.Directory : vscode.FileType.File,
      ctime: 0,
      mtime: 0,
      size: isFolder ? 0 : textOf(uri).length,
    };
  },
  readDirectory: () => [...texts.keys()].map((path) => [path.slice(FOLDER.length + 1), vscode.FileType.File]),
  readFile: (uri) => new TextEncoder().encode(textOf(uri)),
  writeFile(uri, content) {
    texts.set(uri.path, new TextDecoder().decode(content));
    changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  },
  createDirectory: refuse,
  delete: refuse,
  rename: refuse,
};

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memory', files));
}
