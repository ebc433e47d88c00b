// Commands that the server answers, while it runs and while it does not.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ServerState } from '../../client/src/client';
import { registerServerCommand } from '../../client/src/serverCommands';

interface Editor {
  run: (...args: unknown[]) => Promise<void>;
  readonly shown: string[];
  readonly executed: string[];
  answer: string | undefined;
}

const editor = vi.hoisted((): Editor => ({
  run: () => Promise.resolve(),
  shown: [],
  executed: [],
  answer: undefined,
}));
vi.mock('vscode', () => ({
  commands: {
    registerCommand: (_id: string, run: Editor['run']) => Object.assign(editor, { run }),
    executeCommand: (id: string) => editor.executed.push(id),
  },
  window: {
    showErrorMessage: (message: string) => {
      editor.shown.push(message);
      return Promise.resolve(editor.answer);
    },
  },
  l10n: { t: (text: string) => text },
}));

describe('a command that the server answers', () => {
  let state: ServerState;
  let runs: unknown[][];

  function register(fails = false): void {
    const client = {
      get state() {
        return state;
      },
    };
    registerServerCommand(client, 'command', (...args) => {
      runs.push(args);
      return fails ? Promise.reject(new Error('Connection closed')) : Promise.resolve();
    });
  }

  beforeEach(() => {
    state = 'running';
    runs = [];
    editor.answer = undefined;
    editor.shown.length = editor.executed.length = 0;
  });

  test('runs with its arguments', async () => {
    register();
    await editor.run('uri', 'option');
    expect(runs).toEqual([['uri', 'option']]);
    expect(editor.shown).toEqual([]);
  });

  test('says that there is no server, and starts one that is asked for', async () => {
    state = 'stopped';
    register();
    await editor.run();
    expect([runs.length, editor.shown.length, editor.executed]).toEqual([0, 1, []]);
    editor.answer = 'Restart';
    await editor.run();
    expect(editor.executed).toEqual(['nixosRunner.restartServer']);
  });

  test('says so too when the server ends before it answers', async () => {
    register(true);
    const answer = editor.run();
    state = 'starting';
    await answer;
    expect(editor.shown).toHaveLength(1);
  });

  test('a mistake of its own is not the server’s', async () => {
    register(true);
    await expect(editor.run()).rejects.toThrow('Connection closed');
    expect(editor.shown).toEqual([]);
  });
});
