import { expect, test } from 'vitest';
import { createDocuments } from '../../server/src/lsp/documents';
import { pathOf, uriOf } from '../../server/src/lsp/paths';

const uri = 'file:///etc/nixos/configuration.nix';
const at = (line: number, character: number): { line: number; character: number } => ({ line, character });

test('edits of one message apply one after the other', () => {
  const documents = createDocuments();
  documents.open({ uri, languageId: 'nix', version: 1, text: '{\r\n  a = "😀";\r\n}' });
  const edited = documents.edit(uri, 2, [
    { range: { start: at(1, 2), end: at(1, 3) }, text: 'name' },
    // Characters count in UTF-16 units: the emoji is two.
    { range: { start: at(1, 10), end: at(1, 12) }, text: 'x' },
  ]);
  expect(edited?.document).toMatchObject({ version: 2, text: '{\r\n  name = "x";\r\n}' });
  expect(edited?.changes).toEqual([
    { start: 5, end: 6, newText: 'name' },
    { start: 13, end: 15, newText: 'x' },
  ]);
});

test('a change without a range replaces everything', () => {
  const documents = createDocuments();
  documents.open({ uri, languageId: 'nix', version: 1, text: 'abc' });
  expect(documents.edit(uri, 2, [{ text: 'd' }])?.changes).toEqual([{ start: 0, end: 3, newText: 'd' }]);
});

test('a document that is not open cannot be edited', () => {
  expect(createDocuments().edit(uri, 2, [{ text: 'd' }])).toBeUndefined();
});

test('documents are found by path until they are closed', () => {
  const documents = createDocuments();
  documents.open({ uri, languageId: 'nix', version: 1, text: '' });
  expect(documents.at('/etc/nixos/configuration.nix')?.uri).toBe(uri);
  documents.close(uri);
  expect(documents.at('/etc/nixos/configuration.nix')).toBeUndefined();
});

test('files have the path of the file system', () => {
  expect(pathOf('file:///home/a%20b/x.nix')).toBe('/home/a b/x.nix');
  expect(uriOf('/home/a b/x.nix')).toBe('file:///home/a%20b/x.nix');
});

test('other documents have paths of their own, below no folder of files', () => {
  const paths = ['untitled:Untitled-1', 'vscode-vfs://github/a/b/x.nix', 'file:///Untitled-1'].map(pathOf);
  expect(paths).toEqual(['/untitled:/Untitled-1', '/vscode-vfs:/github/a/b/x.nix', '/Untitled-1']);
});
