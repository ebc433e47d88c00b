// Where the source of a preview is after files got other names.
import { expect, test, vi } from 'vitest';
import { URI } from 'vscode-uri';

vi.mock('vscode', () => ({}));
const { movedAddress } = await import('../../client/src/previewMoves');

const renamed = (from: string, to: string): { oldUri: URI; newUri: URI }[] => [
  { oldUri: URI.file(from), newUri: URI.file(to) },
];

const address = (path: string): string => URI.file(path).toString();

test('a file has its new name', () => {
  expect(movedAddress(address('/w/a.nix'), renamed('/w/a.nix', '/w/b c.nix'))).toBe(address('/w/b c.nix'));
});

test('a file in a folder has its own name in the new one', () => {
  expect(movedAddress(address('/w/a/host.nix'), renamed('/w/a', '/w/b'))).toBe(address('/w/b/host.nix'));
});

test('a file of a similar name stays', () => {
  expect(movedAddress(address('/w/a.nix.old'), renamed('/w/a.nix', '/w/b.nix'))).toBeUndefined();
});
