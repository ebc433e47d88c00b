// Links to places in the Markdown of hovers and previews: where they lead, and where there are none.
import { expect, test } from 'vitest';
import { withAddresses } from '../../server/src/features';
import { placeLink } from '../../server/src/features/place-links';

const linked = (path: string, address = `file://${encodeURI(path)}`): string => {
  const source = { path, text: 'first\nsecond\n', folder: '/' };
  const seen: string[] = [];
  const text = withAddresses(`Set in ${placeLink({ source, start: 6, end: 12 })}.`, (asked) => {
    seen.push(asked);
    return address;
  });
  expect(seen).toEqual(path.startsWith('/') ? [path] : []);
  return text;
};

test('a place is a link to its line', () => {
  expect(linked('/etc/nixos/web.nix')).toBe('Set in [`web.nix:2`](file:///etc/nixos/web.nix#L2).');
});

test.each([
  ['/etc/my hosts (old)/a#1.nix', 'file:///etc/my%20hosts%20%28old%29/a%231.nix'],
  ['/etc/100%/%41/ü.nix', 'file:///etc/100%25/%2541/%C3%BC.nix'],
])('%s is found again under its own name', (path, address) => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  expect(linked(path, address)).toBe(`Set in [\`${name}:2\`](${address}#L2).`);
});

test('parentheses of an address do not end the link', () => {
  expect(linked('/etc/a(1).nix')).toBe('Set in [`a(1).nix:2`](file:///etc/a%281%29.nix#L2).');
});

test.each([
  ['lib/lists.nix', 'file:///lists.nix'],
  ['/untitled:/Untitled-1', 'untitled:Untitled-1'],
  ['/vscode-vfs:/github/a/b.nix', 'vscode-vfs://github/a/b.nix'],
])('a text that is no file, such as %s, is named and no link', (path, address) => {
  expect(linked(path, address)).toBe(`Set in \`${path.slice(path.lastIndexOf('/') + 1)}:2\`.`);
});
