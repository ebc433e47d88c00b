// Previews as files: what the editor is told when it asks for one.
import { beforeEach, expect, test, vi } from 'vitest';
import type { FileSystemProvider, Uri } from 'vscode';
import { registerPreviewFiles } from '../../client/src/previewFiles';

const editor = vi.hoisted((): { provider: unknown; options: unknown } => ({ provider: undefined, options: undefined }));
vi.mock('vscode', () => {
  class Disposable {
    static from(): Disposable {
      return new Disposable();
    }
    dispose(): void {}
  }
  return {
    Disposable,
    EventEmitter: class {
      readonly event = (): Disposable => new Disposable();
      dispose(): void {}
    },
    FileType: { File: 1 },
    FileChangeType: { Changed: 1 },
    FileSystemError: { NoPermissions: () => new Error('NoPermissions') },
    workspace: {
      onDidCloseTextDocument: () => new Disposable(),
      registerFileSystemProvider: (_scheme: string, provider: unknown, options: unknown) => {
        Object.assign(editor, { provider, options });
        return new Disposable();
      },
    },
  };
});

const URI = { toString: () => 'nixos-runner-preview:/a.service' } as unknown as Uri;
let text: string;
let provider: FileSystemProvider;

beforeEach(() => {
  text = '[Unit]\n';
  registerPreviewFiles(() => Promise.resolve(text));
  provider = editor.provider as FileSystemProvider;
});

test('a file holds the text of its preview', async () => {
  expect(new TextDecoder().decode(await provider.readFile(URI))).toBe('[Unit]\n');
  expect(await provider.stat(URI)).toMatchObject({ type: 1, size: 7 });
});

test('a file is younger with every other text, and only then', async () => {
  const { mtime: first } = await provider.stat(URI);
  const { mtime: same } = await provider.stat(URI);
  text = '[Service]\n';
  const { mtime: second } = await provider.stat(URI);
  text = '[Unit]\n';
  const { mtime: third } = await provider.stat(URI);
  expect(same).toBe(first);
  expect(second).toBeGreaterThan(first);
  expect(third).toBeGreaterThan(second);
});

test('nobody can write it', () => {
  expect(editor.options).toMatchObject({ isReadonly: true });
  expect(() => provider.writeFile(URI, new Uint8Array(), { create: true, overwrite: true })).toThrow('NoPermissions');
});
