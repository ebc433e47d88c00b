// A test-only extension: a file system of its own with one folder of Nix files, on no disk.
import * as vscode from 'vscode';

const FILES: Readonly<Record<string, string>> = {
  'virtual.nix': `{
  imports = [ ./token.nix ];

  services.github-runners.virtual = {
    enable = true;
    ulr = "https://github.com/example/virtual";
  };
}
`,
  'token.nix': '{ services.github-runners.virtual.tokenFile = "/run/keys/virtual"; }\n',
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const files: vscode.FileSystemProvider = {
  onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
  watch: () => new vscode.Disposable(() => undefined),
  stat(uri) {
    const text = FILES[uri.path.slice(1)];
    if (uri.path !== '/' && text === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    const type = text === undefined ? vscode.FileType.Directory : vscode.FileType.File;
    return { type, ctime: 0, mtime: 0, size: bytes(text ?? '').length };
  },
  readDirectory: () => Object.keys(FILES).map((name) => [name, vscode.FileType.File]),
  readFile(uri) {
    const text = FILES[uri.path.slice(1)];
    if (text === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    return bytes(text);
  },
  writeFile: refuse,
  createDirectory: refuse,
  delete: refuse,
  rename: refuse,
};

function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memory', files, { isReadonly: true }));
}
