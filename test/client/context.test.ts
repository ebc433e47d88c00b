// The context keys behind `when` clauses: which documents define runners.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { URI } from 'vscode-uri';
import type { EvaluatedParams, RunnerSummary } from '../../server/src/lsp/protocol';

const keys = vi.hoisted(() => new Map<string, unknown>());
const sets = vi.hoisted(() => ({ count: 0 }));
vi.mock('vscode', async () => ({
  Uri: (await import('vscode-uri')).URI,
  commands: {
    executeCommand: (command: string, key: string, value: unknown) => {
      expect(command).toBe('setContext');
      sets.count += 1;
      keys.set(key, value);
    },
  },
}));
const { createRunnerContext } = await import('../../client/src/context');

const WEB = 'file:///etc/nixos/web.nix';
const API = URI.parse('vscode-vfs://github/example/fleet/api%20(1).nix').toString();

describe('the context', () => {
  const evaluated = (uri: string, count: number): EvaluatedParams => ({
    ...{ uri, version: 1, release: '25.05', releaseReason: 'the settings name it' },
    runners: Array.from({ length: count }, () => ({}) as RunnerSummary),
  });
  beforeEach(() => keys.clear());

  test('has the paths of all documents that define runners, while they are open', () => {
    const context = createRunnerContext();
    context.evaluated(evaluated(WEB, 1));
    context.evaluated(evaluated(API, 2));
    expect(keys.get('nixosRunner.runnerPaths')).toEqual(
      expect.arrayContaining(['/etc/nixos/web.nix', '/example/fleet/api (1).nix']),
    );
    context.evaluated(evaluated(WEB, 0));
    expect(keys.get('nixosRunner.runnerPaths')).not.toContain('/etc/nixos/web.nix');
    expect(keys.get('nixosRunner.definesRunner')).toBe(true);
    context.forget(URI.parse(API));
    expect(keys.get('nixosRunner.runnerPaths')).toEqual([]);
    expect(keys.get('nixosRunner.definesRunner')).toBe(false);
  });

  test('is left alone while nothing changes', () => {
    const context = createRunnerContext();
    context.evaluated(evaluated(WEB, 1));
    const before = sets.count;
    context.evaluated(evaluated(WEB, 1));
    context.evaluated(evaluated(API, 0));
    context.forget(URI.parse(API));
    expect(sets.count).toBe(before);
  });

  test('is empty once the extension is unloaded', () => {
    const context = createRunnerContext();
    context.evaluated(evaluated(WEB, 1));
    expect(keys.get('nixosRunner.active')).toBe(true);
    context.dispose();
    expect([...keys.values()].flat().filter(Boolean)).toEqual([]);
  });
});
