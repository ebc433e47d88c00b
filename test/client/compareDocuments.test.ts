// What a comparison shows.
import { describe, expect, test, vi } from 'vitest';
import type { PreviewDocument, PreviewResult } from '../../server/src/lsp/protocol';

vi.mock('vscode', () => ({}));
const { changedPairs } = await import('../../client/src/compareDocuments');

const document = (languageId: PreviewDocument['languageId'], name: string, text: string): PreviewDocument => ({
  name,
  languageId,
  text,
  origins: [],
  links: [],
  executable: false,
  gaps: [],
});

const side = (unit: string, script: string, name = 'web'): PreviewResult => ({
  runner: {
    name,
    option: `services.github-runners.${name}`,
    unit: `${name}.service`,
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    hosts: [],
  },
  host: { id: 'a', label: 'a', release: '25.05' },
  release: '25.05',
  documents: [document('ini', `${name}.service`, unit), document('shellscript', `${name}.sh`, script)],
  notes: [],
});

const names = (...pairs: Parameters<typeof changedPairs>): (string | undefined)[][] =>
  changedPairs(...pairs).map((pair) => pair.map((text) => text?.name));

describe('the texts of a comparison', () => {
  test('are those that differ', () => {
    expect(names(side('u', 's'), side('u', 't'))).toEqual([['web.sh', 'web.sh']]);
    expect(names(side('u', 's'), side('v', 's'))).toEqual([['web.service', 'web.service']]);
  });

  test('are the unit where none differs', () => {
    expect(names(side('u', 's'), side('u', 's'))).toEqual([['web.service', 'web.service']]);
  });

  test('stand beside each other when the runner has another name', () => {
    expect(names(side('u', 's', 'old'), side('v', 't', 'new'))).toEqual([
      ['old.service', 'new.service'],
      ['old.sh', 'new.sh'],
    ]);
  });

  test('have one side where the runner is new', () => {
    expect(names(null, side('u', 's'))).toEqual([
      [undefined, 'web.service'],
      [undefined, 'web.sh'],
    ]);
  });
});
