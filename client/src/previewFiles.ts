// Previews as files of a read-only file system: the editor restores tabs of files when a window is opened again, and asks
// for their texts by itself. Tabs of other documents are gone by then.
import {
  Disposable,
  EventEmitter,
  FileSystemError,
  FileType,
  workspace,
  type FileChangeEvent,
  FileChangeType,
  type Uri,
} from 'vscode';
import { PREVIEW_SCHEME } from './previewUri';

export interface PreviewFiles extends Disposable {
  /** The text of a preview is another one now. */
  changed(uri: Uri): void;
}

interface File {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** In milliseconds, later with every other text: the editor takes files of the same time for the same. */
  readonly mtime: number;
}

/** @param content gives the text of a preview, as it is now */
export function registerPreviewFiles(content: (uri: Uri) => Promise<string>): PreviewFiles {
  const changes = new EventEmitter<FileChangeEvent[]>();
  const files = new Map<string, File>();

  async function read(uri: Uri): Promise<File> {
    const key = uri.toString();
    const text = await content(uri);
    const before = files.get(key);
    if (before?.text === text) {
      return before;
    }
    const mtime = Math.max(Date.now(), (before?.mtime ?? 0) + 1);
    const file = { text, bytes: new TextEncoder().encode(text), mtime };
    files.set(key, file);
    return file;
  }

  const refuse = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  const parts = Disposable.from(
    changes,
    workspace.onDidCloseTextDocument(({ uri }) => void files.delete(uri.toString())),
    workspace.registerFileSystemProvider(
      PREVIEW_SCHEME,
      {
        onDidChangeFile: changes.event,
        watch: () => new Disposable(() => undefined),
        async stat(uri) {
          const { bytes, mtime } = await read(uri);
          return { type: FileType.File, ctime: 0, mtime, size: bytes.length };
        },
        readFile: async (uri) => (await read(uri)).bytes,
        readDirectory: () => [],
        createDirectory: refuse,
        writeFile: refuse,
        delete: refuse,
        rename: refuse,
      },
      { isReadonly: true, isCaseSensitive: true },
    ),
  );
  return {
    changed: (uri) => changes.fire([{ type: FileChangeType.Changed, uri }]),
    dispose: () => void parts.dispose(),
  };
}
