// Choosing the host that runners are shown in.
import { beforeEach, expect, test, vi } from 'vitest';
import type { Memento } from 'vscode';
import { createHostChoice, hostsOf, type HostChoice } from '../../client/src/hostChoice';
import type { RunnerSummary } from '../../server/src/lsp/protocol';

interface Item {
  readonly label: string;
  readonly description: string;
}

const editor = vi.hoisted((): { items: readonly Item[]; picks: string | undefined; told: string[] } => ({
  items: [],
  picks: undefined,
  told: [],
}));
vi.mock('vscode', () => ({
  EventEmitter: class {
    private readonly listeners: (() => void)[] = [];
    readonly event = (listener: () => void): void => void this.listeners.push(listener);
    fire(): void {
      this.listeners.forEach((listener) => listener());
    }
  },
  window: {
    showQuickPick: (items: readonly Item[]) => {
      editor.items = items;
      return Promise.resolve(items.find(({ label }) => label === editor.picks));
    },
    showInformationMessage: (message: string) => editor.told.push(message),
  },
  workspace: { asRelativePath: (path: string) => path.replace('/w/', '') },
  l10n: { t: (text: string, ...values: string[]) => text.replace('{0}', values[0] ?? '') },
}));

const ALPHA = { id: '/w/alpha.nix', label: 'alpha', release: '25.05' };
const BETA = { id: '/w/beta.nix', label: 'beta', release: '25.05' };
const FLAKE = { id: 'web1', label: 'web1', release: '25.05' };

let choice: HostChoice;
let changes: number;

beforeEach(() => {
  const kept = new Map<string, unknown>();
  const memento = {
    get: (key: string) => kept.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  } as unknown as Memento;
  choice = createHostChoice(memento);
  changes = 0;
  choice.onDidChange(() => changes++);
  Object.assign(editor, { items: [], picks: undefined, told: [] });
});

test('hosts are told apart by where they begin; the one that is shown is named', async () => {
  await choice.ask([ALPHA, BETA, FLAKE]);
  expect(editor.items.map(({ label, description }) => `${label}: ${description}`)).toEqual([
    'alpha: alpha.nix – shown now',
    'beta: beta.nix',
    'web1: ',
  ]);
  expect([choice.chosen, changes]).toEqual([undefined, 0]);
});

test('what is picked is kept', async () => {
  editor.picks = 'beta';
  await choice.ask([ALPHA, BETA]);
  expect([choice.chosen, changes]).toEqual(['/w/beta.nix', 1]);
  await choice.ask([ALPHA, BETA]);
  expect(editor.items.map(({ description }) => description)).toEqual(['alpha.nix', 'beta.nix – shown now']);
});

test('without a choice nobody is asked', async () => {
  await choice.ask([ALPHA]);
  await choice.ask([]);
  expect(editor.items).toEqual([]);
  expect(editor.told).toEqual([
    'The runners of this file are part of one host only: alpha.',
    'No runner is defined in this file.',
  ]);
});

test('hosts of several runners come once each', () => {
  const runner = (...hosts: RunnerSummary['hosts']): RunnerSummary => ({
    ...{ name: 'a', option: 'a', unit: 'a', hosts },
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
  });
  expect(hostsOf([runner(ALPHA, BETA), runner(BETA, FLAKE)])).toEqual([ALPHA, BETA, FLAKE]);
});
