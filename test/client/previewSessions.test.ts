import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunnerClient } from '../../client/src/client';
import { createPreviewSessions, type PreviewSessions } from '../../client/src/previewSessions';
import { previewUri } from '../../client/src/previewUri';
import type { PreviewParams, PreviewResponse, PreviewResult } from '../../server/src/lsp/protocol';

// The part of the editor's interface that previews rest on.
const workspace = vi.hoisted(() => ({
  textDocuments: [] as { uri: unknown }[],
  getWorkspaceFolder: () => undefined,
  openTextDocument: vi.fn(() => Promise.resolve()),
}));
vi.mock('vscode', async () => ({
  workspace,
  Uri: (await import('vscode-uri')).URI,
  EventEmitter: class {
    private readonly listeners: ((value: unknown) => void)[] = [];
    readonly event = (listener: (value: unknown) => void): void => void this.listeners.push(listener);
    fire(value: unknown): void {
      for (const listener of this.listeners) {
        listener(value);
      }
    }
  },
}));

const KEY = { source: 'file:///configuration.nix', option: 'services.github-runner' };

const HOST = { id: '/etc/nixos/configuration.nix', label: 'nixos/configuration.nix', release: '25.05' };

const result = (release: string): PreviewResult => ({
  runner: {
    name: 'builder',
    option: KEY.option,
    unit: 'github-runner.service',
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    hosts: [HOST],
  },
  host: HOST,
  release,
  documents: [],
  notes: [],
});

describe('preview sessions', () => {
  /** The requests that the server has not answered yet, as functions that answer them. */
  let pending: { resolve: (response: PreviewResponse) => void; reject: (error: Error) => void }[];
  let sessions: PreviewSessions;
  let host: string | undefined;
  let asked: PreviewParams[];

  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  async function answer(response: PreviewResponse): Promise<void> {
    await settled();
    pending.shift()?.resolve(response);
    await settled();
  }

  beforeEach(() => {
    pending = [];
    asked = [];
    host = undefined;
    workspace.textDocuments = [{ uri: previewUri({ ...KEY, name: 'github-runner.service' }) }];
    const preview: RunnerClient['preview'] = (params) => {
      asked.push(params);
      return new Promise((resolve, reject) => pending.push({ resolve, reject }));
    };
    sessions = createPreviewSessions({ preview }, () => host);
  });

  test('load gives the answer of the server', async () => {
    const loaded = sessions.load(KEY);
    await answer(result('22.11'));
    expect(await loaded).toMatchObject({ result: result('22.11'), stale: false });
  });

  test('the texts are asked for the host that is chosen at the time', async () => {
    void sessions.load(KEY);
    await answer(result('22.11'));
    host = 'web';
    sessions.refreshOpen();
    await answer(result('22.11'));
    expect(asked).toEqual([
      { uri: KEY.source, option: KEY.option },
      { uri: KEY.source, option: KEY.option, host: 'web' },
    ]);
  });

  test('a source without texts keeps the last good answer, marked stale, until there is another', async () => {
    void sessions.load(KEY);
    await answer(result('22.11'));
    sessions.refreshOpen();
    await answer(null);
    expect(sessions.get(KEY)).toMatchObject({ result: result('22.11'), stale: true });
    sessions.refreshOpen();
    await answer(result('25.05'));
    expect(sessions.get(KEY)).toMatchObject({ result: result('25.05'), stale: false });
  });

  test('a server that fails leaves the last good answer, marked stale', async () => {
    void sessions.load(KEY);
    await answer(result('22.11'));
    sessions.refreshOpen();
    await settled();
    pending.shift()?.reject(new Error('Connection closed'));
    await settled();
    expect(sessions.get(KEY)).toMatchObject({ result: result('22.11'), stale: true });
  });

  test('edits during a request add up to one further request', async () => {
    void sessions.load(KEY);
    await settled();
    for (let edit = 0; edit < 5; edit++) {
      sessions.refreshOpen();
    }
    await settled();
    expect(pending).toHaveLength(1);
    await answer(result('22.11'));
    expect(pending).toHaveLength(1);
    await answer(result('25.05'));
    expect(pending).toHaveLength(0);
    expect(sessions.get(KEY)?.result?.release).toBe('25.05');
  });

  test('a runner without an open preview is forgotten', async () => {
    void sessions.load(KEY);
    await answer(result('22.11'));
    workspace.textDocuments = [];
    sessions.refreshOpen();
    await settled();
    expect(pending).toHaveLength(0);
    expect(sessions.get(KEY)).toBeUndefined();
  });
});
