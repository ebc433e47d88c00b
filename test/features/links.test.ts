import { expect, test } from 'vitest';
import { links } from '../../server/src/features';
import { memoryFiles } from '../support/memoryFiles';
import { marked } from './marks';

const files = memoryFiles(
  { '/host/a.nix': '', '/host/folder/default.nix': '', '/host/empty/x': '', '/etc/b.nix': '' },
  ['/host'],
);

/** Each link as `text -> target`. */
function found(text: string): string[] {
  const { parse } = marked(text);
  return links({ path: '/host/host.nix', text, folder: '/host' }, parse, files).map(
    ({ span, target }) => `${text.slice(span.start, span.end)} -> ${'url' in target ? target.url : target.file}`,
  );
}

test.each([
  ['a file', '[ ./a.nix ]', ['./a.nix -> /host/a.nix']],
  ['a folder', '[ ./folder ]', ['./folder -> /host/folder/default.nix']],
  ['a folder without default.nix', '[ ./empty ]', []],
  ['a file that is not there', '[ ./none.nix ]', []],
  ['a file outside of what may be read', '[ /etc/b.nix ]', []],
  ['a computed path', 'x: ./${x}', []],
  ['an address', '{ url = "https://github.com/a/b"; }', ['https://github.com/a/b -> https://github.com/a/b']],
  [
    'in comments',
    '# See (https://a.example/x), or <https://b.example>.\n1',
    ['https://a.example/x -> https://a.example/x', 'https://b.example -> https://b.example'],
  ],
  [
    'with parentheses of its own',
    '# https://a.example/x_(y)\n1',
    ['https://a.example/x_(y) -> https://a.example/x_(y)'],
  ],
  [
    'in a string of several lines',
    "''\n  curl https://a.example/x;\n''",
    ['https://a.example/x -> https://a.example/x'],
  ],
  ['an address that is computed', 'x: "https://a.example/${x}"', []],
  ['an address with a password', '"https://user:token@github.com/a/b"', []],
  [
    'a repository of a flake',
    '{ inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05"; }',
    ['github:NixOS/nixpkgs -> https://github.com/NixOS/nixpkgs'],
  ],
  ['an address without quotes', 'https://a.example/x', ['https://a.example/x -> https://a.example/x']],
])('%s', (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});
