// Commands of lenses work without arguments, however often lenses were fetched in the meantime.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Uri } from 'vscode';
import { createLensCommands, type LensCommands } from '../../client/src/lensCommands';

interface Editor {
  readonly registered: Map<string, () => void>;
  readonly executed: unknown[];
  close: (document: { uri: unknown }) => void;
}

const editor = vi.hoisted((): Editor => ({ registered: new Map(), executed: [], close: () => undefined }));
vi.mock('vscode', () => ({
  Uri: class {
    constructor(readonly text: string) {}
    toString = (): string => this.text;
  },
  commands: {
    registerCommand(id: string, run: () => void) {
      editor.registered.set(id, run);
      return { dispose: () => editor.registered.delete(id) };
    },
    executeCommand: (...args: unknown[]) => editor.executed.push(args),
  },
  workspace: {
    onDidCloseTextDocument: (listener: Editor['close']) => {
      editor.close = listener;
      return { dispose: () => undefined };
    },
  },
}));

const { Uri: FakeUri } = (await import('vscode')) as unknown as { Uri: new (text: string) => Uri };
const [A, B] = [new FakeUri('file:///a.nix'), new FakeUri('file:///b.nix')];
const preview = (uri: Uri, option: string): { title: string; command: string; arguments: unknown[] } => ({
  title: 'Preview',
  command: 'preview',
  arguments: [uri, option],
});

describe('the command of a lens', () => {
  let lensCommands: LensCommands;

  beforeEach(() => {
    editor.registered.clear();
    editor.executed.length = 0;
    lensCommands = createLensCommands();
  });

  test('does the same without arguments', () => {
    const { command, ...shown } = lensCommands.of(A, preview(A, 'web'));
    expect(shown).toEqual({ title: 'Preview' });
    editor.registered.get(command)?.();
    expect(editor.executed).toEqual([['preview', A, 'web']]);
  });

  test('is the same command as long as it does the same', () => {
    const first = lensCommands.of(A, preview(A, 'web'));
    expect(lensCommands.of(A, preview(new FakeUri('file:///a.nix'), 'web'))).toEqual(first);
    expect(lensCommands.of(A, preview(A, 'api'))).not.toEqual(first);
    expect(lensCommands.of(A, preview(B, 'web'))).not.toEqual(first);
  });

  test('stays as it is without arguments', () => {
    expect(lensCommands.of(A, { title: 'Problems', command: 'problems' })).toEqual({
      title: 'Problems',
      command: 'problems',
    });
    expect(editor.registered.size).toBe(0);
  });

  test('goes with its document', () => {
    lensCommands.of(A, preview(A, 'web'));
    const other = lensCommands.of(B, preview(B, 'web'));
    editor.close({ uri: A });
    expect([...editor.registered.keys()]).toEqual([other.command]);
    lensCommands.dispose();
    expect(editor.registered.size).toBe(0);
  });
});
