// What the status of a document says, in each state of the server and the workspace.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ServerState } from '../../client/src/client';
import { createDocumentStatus, type DocumentStatus } from '../../client/src/documentStatus';
import type { HostChoice } from '../../client/src/hostChoice';
import type { EvaluatedParams, UnknownValuesResult } from '../../server/src/lsp/protocol';

interface Item {
  text: string;
  detail: string;
  busy: boolean;
  severity: number;
  command?: { command: string; arguments?: unknown[] };
}

interface Editor {
  readonly items: Map<string, unknown>;
  readonly listeners: Map<string, ((value: unknown) => void)[]>;
  trusted: boolean;
  document: unknown;
  /** What the settings say of the release, as the editor tells it. */
  release: Readonly<Record<string, string>>;
}

const editor = vi.hoisted((): Editor => ({
  items: new Map(),
  listeners: new Map(),
  trusted: true,
  document: undefined,
  release: {},
}));
vi.mock('vscode', () => {
  const on = (name: string) => (listener: (value: unknown) => void) => {
    editor.listeners.set(name, [...(editor.listeners.get(name) ?? []), listener]);
    return { dispose: () => undefined };
  };
  return {
    Range: class {},
    Disposable: { from: () => ({ dispose: () => undefined }) },
    LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
    languages: {
      createLanguageStatusItem: (id: string) => {
        const item = { dispose: () => editor.items.delete(id) };
        editor.items.set(id, item);
        return item;
      },
    },
    window: {
      get activeTextEditor() {
        return editor.document === undefined ? undefined : { document: editor.document };
      },
      onDidChangeActiveTextEditor: on('active'),
    },
    workspace: {
      get isTrusted() {
        return editor.trusted;
      },
      getConfiguration: () => ({ inspect: () => editor.release }),
      onDidGrantWorkspaceTrust: on('trust'),
      onDidChangeTextDocument: on('edit'),
      onDidCloseTextDocument: on('close'),
    },
    l10n: {
      t: (text: string, ...values: unknown[]) =>
        text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
    },
  };
});

const fire = (name: string, value?: unknown): void =>
  editor.listeners.get(name)?.forEach((listener) => listener(value));
const item = (id: string): Item | undefined => editor.items.get(`nixosRunner.${id}`) as Item | undefined;

const [ALPHA, BETA] = [
  { id: 'a', label: 'alpha', release: '25.05' },
  { id: 'b', label: 'beta', release: '25.05' },
];
const evaluatedWith = (hosts: EvaluatedParams['runners'][number]['hosts'], version = 1): EvaluatedParams => ({
  uri: 'file:///a.nix',
  version,
  runners: [
    {
      name: 'web',
      option: 'services.github-runners.web',
      unit: 'github-runner-web.service',
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
      hosts,
    },
  ],
  release: '25.05',
  releaseReason: 'flake.lock names nixos-25.05',
});

describe('the status of a document', () => {
  let status: DocumentStatus;
  let state: ServerState;
  let chosen: string | undefined;
  let asked: unknown[];
  let unknown: UnknownValuesResult;

  function create(scheme = 'file'): void {
    editor.document = {
      languageId: 'nix',
      version: 1,
      isUntitled: scheme === 'untitled',
      uri: { scheme, toString: () => `${scheme}:///a.nix` },
    };
    status = createDocumentStatus(
      {
        get state() {
          return state;
        },
        onDidChangeState: (listener) => {
          editor.listeners.set('state', [listener as (value: unknown) => void]);
          return { dispose: () => undefined };
        },
        unknownValues: (params) => {
          asked.push(params);
          return Promise.resolve(unknown);
        },
      },
      {
        get chosen() {
          return chosen;
        },
        onDidChange: (listener: () => void) => {
          editor.listeners.set('host', [listener]);
          return { dispose: () => undefined };
        },
      } as unknown as HostChoice,
    );
  }

  beforeEach(() => {
    editor.items.clear();
    editor.listeners.clear();
    editor.trusted = true;
    editor.release = {};
    state = 'running';
    chosen = undefined;
    asked = [];
    unknown = [];
    create();
  });

  afterEach(() => status.dispose());

  test('is busy until the document was evaluated, then names the release and why', () => {
    expect(item('release')).toMatchObject({ text: 'NixOS', busy: true });
    status.evaluated(evaluatedWith([ALPHA]));
    expect(item('release')).toMatchObject({
      text: 'NixOS 25.05',
      detail: 'flake.lock names nixos-25.05',
      busy: false,
    });
  });

  test.each([
    [{ globalValue: '25.05' }, 'set in your own settings'],
    [{ globalValue: 'auto', workspaceValue: '25.05' }, 'set in the settings of the workspace'],
    [{ workspaceValue: '24.11', workspaceFolderValue: '25.05' }, 'set in the settings of the folder'],
    [{ globalValue: '25.05', workspaceValue: 'auto' }, 'flake.lock names nixos-25.05'],
    // What an evaluation found goes before the settings.
    [{ globalValue: '24.11' }, 'flake.lock names nixos-25.05'],
  ])('with the settings %j says that the release is %s', (settings, detail) => {
    editor.release = settings;
    status.evaluated(evaluatedWith([ALPHA]));
    expect(item('release')?.detail).toBe(detail);
  });

  test('is busy again when an evaluation takes long, not with every key', () => {
    vi.useFakeTimers();
    status.evaluated(evaluatedWith([ALPHA]));
    (editor.document as { version: number }).version = 2;
    fire('edit', { document: editor.document });
    expect(item('release')?.busy).toBe(false);
    vi.advanceTimersByTime(600);
    expect(item('release')?.busy).toBe(true);
    status.evaluated(evaluatedWith([ALPHA], 2));
    expect(item('release')?.busy).toBe(false);
    vi.useRealTimers();
  });

  test('names the only host', () => {
    status.evaluated(evaluatedWith([ALPHA]));
    expect(item('host')).toMatchObject({ text: 'Host alpha', detail: '', command: undefined });
  });

  test('names the host that is chosen among several, and lets choose', () => {
    status.evaluated(evaluatedWith([ALPHA, BETA]));
    expect(item('host')).toMatchObject({ text: 'Host alpha', detail: 'one of 2' });
    expect(item('host')?.command?.arguments?.at(-1)).toEqual([ALPHA, BETA]);
    chosen = 'b';
    fire('host');
    expect(item('host')?.text).toBe('Host beta');
  });

  test('counts what is not known in the host that is chosen', async () => {
    chosen = 'b';
    unknown = [
      { expression: 'config.a', options: ['services.github-runners.web.workDir'], reason: 'it is not defined' },
    ];
    status.evaluated(evaluatedWith([ALPHA, BETA]));
    expect(item('unknown')).toBeUndefined();
    await vi.waitUntil(() => item('unknown') !== undefined);
    expect(item('unknown')?.text).toBe('1 value is not known');
    expect(asked).toEqual([{ uri: 'file:///a.nix', host: 'b' }]);
  });

  test('says that a workspace is not trusted, until it is', () => {
    editor.trusted = false;
    fire('active');
    expect(item('trust')?.command?.command).toBe('workbench.trust.manage');
    editor.trusted = true;
    fire('trust');
    expect(item('trust')).toBeUndefined();
  });

  test.each([
    ['file', undefined],
    ['untitled', 'the file is not saved yet'],
    ['vscode-vfs', 'files of vscode-vfs: are on no disk'],
  ])('says why a document of the scheme %s is limited: %s', (scheme, why) => {
    editor.items.clear();
    create(scheme);
    expect(item('files')?.detail).toBe(why);
  });

  test('says that the server has stopped, and is not busy then', () => {
    state = 'stopped';
    fire('state', state);
    expect(item('server')).toMatchObject({ severity: 2, command: { command: 'nixosRunner.restartServer' } });
    expect(item('release')?.busy).toBe(false);
    state = 'running';
    fire('state', state);
    expect(item('server')).toBeUndefined();
  });
});
