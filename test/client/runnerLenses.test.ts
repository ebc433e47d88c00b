// When the editor is told to fetch the lenses above runners again: for a reason only, because they flicker then.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { GitHistory } from '../../client/src/gitHistory';
import type { HostChoice } from '../../client/src/hostChoice';
import { createRunnerLenses, type RunnerLenses } from '../../client/src/runnerLenses';
import type { EvaluatedParams, RunnerStatesResult } from '../../server/src/lsp/protocol';

interface Provider {
  provideCodeLenses(document: unknown): Promise<{ range: { line: number }; command: { title: string } }[]>;
}

const editor = vi.hoisted((): { fired: number; documents: unknown[]; provider: unknown } => ({
  fired: 0,
  documents: [],
  provider: undefined,
}));
vi.mock('vscode', () => {
  const disposable = { dispose: () => undefined };
  return {
    Disposable: { from: () => disposable },
    EventEmitter: class {
      readonly event = () => disposable;
      fire(): void {
        editor.fired += 1;
      }
    },
    Range: class {
      constructor(readonly line: number) {}
    },
    CodeLens: class {
      constructor(
        readonly range: unknown,
        readonly command: unknown,
      ) {}
    },
    languages: {
      registerCodeLensProvider: (_selector: unknown, provider: unknown) => {
        editor.provider = provider;
        return disposable;
      },
    },
    workspace: {
      get textDocuments() {
        return editor.documents;
      },
      onDidSaveTextDocument: () => disposable,
      onDidCloseTextDocument: () => disposable,
    },
    l10n: { t: (text: string) => text },
  };
});

const statesAt = (line: number, errors = 0): RunnerStatesResult => [
  {
    runner: {
      name: 'web',
      option: 'services.github-runners.web',
      unit: 'github-runner-web.service',
      range: { start: { line, character: 0 }, end: { line, character: 3 } },
      hosts: [{ id: 'a', label: 'alpha', release: '25.05' }],
    },
    host: { id: 'a', label: 'alpha', release: '25.05' },
    errors,
    warnings: 0,
  },
];

describe('the lenses of a document', () => {
  const document = { uri: { toString: () => 'file:///a.nix' }, version: 1, isDirty: false, isUntitled: false };
  let lenses: RunnerLenses;
  let answers: (RunnerStatesResult | Error)[];
  let asked: number;

  const provided = (): ReturnType<Provider['provideCodeLenses']> =>
    (editor.provider as Provider).provideCodeLenses(document);
  const evaluated = (version: number): void => lenses.evaluated({ uri: 'file:///a.nix', version } as EvaluatedParams);
  const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1000);

  beforeEach(() => {
    vi.useFakeTimers();
    Object.assign(editor, { fired: 0, documents: [document] });
    document.version = 1;
    asked = 0;
    answers = [];
    lenses = createRunnerLenses(
      {
        runnerStates: () => {
          const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
          asked += 1;
          return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        },
      },
      { headText: () => Promise.resolve(undefined), onDidChange: () => undefined } as unknown as GitHistory,
      { chosen: undefined, onDidChange: () => undefined } as unknown as HostChoice,
      { of: (_document, command) => command },
    );
    return () => {
      lenses.dispose();
      vi.useRealTimers();
    };
  });

  test('stay where an evaluation says the same', async () => {
    answers = [statesAt(1)];
    expect(await provided()).toHaveLength(1);
    evaluated(1);
    await settled();
    expect(editor.fired).toBe(0);
  });

  test('are fetched again where it says something else', async () => {
    answers = [statesAt(1), statesAt(1, 1)];
    await provided();
    evaluated(1);
    await settled();
    expect(editor.fired).toBe(1);
    expect((await provided()).map(({ command }) => command.title)).toHaveLength(2);
  });

  test('are those of the text as it is now, not of the last evaluation', async () => {
    answers = [statesAt(1), statesAt(2)];
    await provided();
    document.version = 2;
    expect((await provided()).map(({ range }) => range.line)).toEqual([2]);
    expect(editor.fired).toBe(0);
  });

  test('many evaluations in a row ask once', async () => {
    answers = [statesAt(1)];
    await provided();
    for (let version = 2; version < 10; version++) {
      document.version = version;
      evaluated(version);
    }
    await settled();
    expect(asked).toBe(2);
  });

  test('stay when the server ends', async () => {
    answers = [statesAt(1), new Error('Connection closed')];
    await provided();
    document.version = 2;
    expect(await provided()).toHaveLength(1);
  });
});
