// Builtins that would fetch, and flake references.
import { describe, expect, it } from 'vitest';
import { evaluate } from './store-support';

const ZEROS = '0'.repeat(52);
const editor = { tolerant: true };

describe('fetching', () => {
  it('knows the path of a file with a hash, as a fixed output has it', () => {
    const path = evaluate(`builtins.fetchurl { url = "https://example.org/a.txt"; sha256 = "${ZEROS}"; }`);
    const fixed = `(derivation { name = "a.txt"; builder = "b"; system = "x"; outputHash = "${ZEROS}"; outputHashAlgo = "sha256"; }).outPath`;
    expect(path).toBe(evaluate(fixed));
  });

  it('knows the path of an archive with a hash', () => {
    const path = evaluate(`fetchTarball { url = "https://example.org/a.tar.gz"; sha256 = "${ZEROS}"; }`);
    const fixed = `(derivation { name = "source"; builder = "b"; system = "x"; outputHashMode = "recursive"; outputHash = "${ZEROS}"; outputHashAlgo = "sha256"; }).outPath`;
    expect(path).toBe(evaluate(fixed));
  });

  it('knows the path of a tree with a hash, in the editor', () => {
    const tree = `(fetchTree { type = "github"; owner = "o"; repo = "r"; rev = "${'1'.repeat(40)}"; narHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; })`;
    const archive = `fetchTarball { url = "x"; sha256 = "${ZEROS}"; }`;
    expect(evaluate(`${tree}.outPath`, editor)).toBe(evaluate(archive));
    expect(evaluate(`${tree}.shortRev`, editor)).toBe('"1111111"');
    expect(evaluate(`${tree}.lastModified`, editor)).toMatch(/^‹.*lastModified›$/);
  });

  it.each([
    'builtins.fetchurl "https://example.org/a"',
    'fetchTarball "https://example.org/a.tar.gz"',
    'fetchTarball { url = "https://example.org/a.tar.gz"; }',
    'fetchGit "https://example.org/a"',
    'fetchGit { url = "https://example.org/a"; ref = "main"; }',
    'fetchGit ./.',
    'fetchMercurial "https://example.org/a"',
    'fetchTree { type = "github"; owner = "o"; repo = "r"; }',
    'builtins.getFlake "nixpkgs"',
  ])('%s is unknown in the editor and an error elsewhere', (expression) => {
    expect(evaluate(expression, editor)).toBe(`‹${expression}›`);
    expect(evaluate(expression)).toMatch(/^error: the content of .* is not fetched here$/);
  });

  it('says what is wrong with the arguments', () => {
    expect(evaluate('builtins.fetchurl { }')).toBe("error: 'url' argument required");
    expect(evaluate('builtins.fetchurl { url = "x"; a = 1; }')).toBe("error: unsupported argument 'a' to 'fetchurl'");
    expect(evaluate('builtins.fetchurl 1')).toBe('error: expected a string but found an integer');
    expect(evaluate('builtins.fetchurl "https://example.org/a%20b"')).toMatch(
      /^error: invalid store path name when fetching URL 'https:\/\/example.org\/a%20b': name 'a%20b' contains illegal character '%'/,
    );
  });

  it('a closure lies where its arguments say', () => {
    const from = '/nix/store/zls09i4hh0vfzm882j1ry186i11233w6-a';
    expect(
      evaluate(
        `builtins.fetchClosure { fromStore = "https://example.org"; fromPath = ${from}; inputAddressed = true; }`,
      ),
    ).toBe(`"${from}"`);
    expect(
      evaluate(
        `builtins.fetchClosure { fromStore = "https://example.org"; fromPath = "${from}"; toPath = "${from}b"; }`,
      ),
    ).toBe(`"${from}b"`);
    expect(evaluate(`builtins.fetchClosure { fromPath = "${from}"; }`)).toBe(
      "error: attribute 'fromStore' is missing in call to 'fetchClosure'",
    );
  });
});

/** Examples and rules of the manual's chapter on flake references. */
const REFERENCES: readonly (readonly [text: string, attributes: string])[] = [
  ['nixpkgs', '{ id = "nixpkgs"; type = "indirect"; }'],
  ['nixpkgs/nixos-24.05', '{ id = "nixpkgs"; ref = "nixos-24.05"; type = "indirect"; }'],
  [
    'nixpkgs/a3a3dda3bacf61e8a39258a0ed9c924eeca8e293',
    '{ id = "nixpkgs"; rev = "a3a3dda3bacf61e8a39258a0ed9c924eeca8e293"; type = "indirect"; }',
  ],
  [
    'nixpkgs/nixos-unstable/a3a3dda3bacf61e8a39258a0ed9c924eeca8e293',
    '{ id = "nixpkgs"; ref = "nixos-unstable"; rev = "a3a3dda3bacf61e8a39258a0ed9c924eeca8e293"; type = "indirect"; }',
  ],
  ['flake:nixpkgs?dir=a', '{ dir = "a"; id = "nixpkgs"; type = "indirect"; }'],
  ['github:NixOS/nixpkgs', '{ owner = "NixOS"; repo = "nixpkgs"; type = "github"; }'],
  [
    'github:NixOS/nixpkgs/23.05?dir=lib',
    '{ dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github"; }',
  ],
  [
    'github:NixOS/nixpkgs/pull/357207/head',
    '{ owner = "NixOS"; ref = "pull/357207/head"; repo = "nixpkgs"; type = "github"; }',
  ],
  ['github:a/b?host=git.example.org', '{ host = "git.example.org"; owner = "a"; repo = "b"; type = "github"; }'],
  ['gitlab:veloren%2Fdev/rfcs', '{ owner = "veloren/dev"; repo = "rfcs"; type = "gitlab"; }'],
  ['sourcehut:~misterio/nix-colors', '{ owner = "~misterio"; repo = "nix-colors"; type = "sourcehut"; }'],
  [
    'git+https://example.org/my/repo?dir=a&ref=main&submodules=1',
    '{ dir = "a"; ref = "main"; submodules = true; type = "git"; url = "https://example.org/my/repo"; }',
  ],
  [
    'git+ssh://git@github.com/NixOS/nix?ref=v1.2.3&x=y',
    '{ ref = "v1.2.3"; type = "git"; url = "ssh://git@github.com/NixOS/nix?x=y"; }',
  ],
  ['git://example.org/a', '{ type = "git"; url = "git://example.org/a"; }'],
  ['hg+https://example.org/a?ref=b', '{ ref = "b"; type = "hg"; url = "https://example.org/a"; }'],
  [
    'https://example.org/a.tar.gz?narHash=sha256-x%3D&q=1',
    '{ narHash = "sha256-x="; type = "tarball"; url = "https://example.org/a.tar.gz?q=1"; }',
  ],
  ['tarball+https://example.org/a', '{ type = "tarball"; url = "https://example.org/a"; }'],
  ['file+https://example.org/a', '{ type = "file"; url = "https://example.org/a"; }'],
  ['path:/a/b?dir=c&lastModified=12', '{ dir = "c"; lastModified = 12; path = "/a/b"; type = "path"; }'],
  ['/a/b', '{ path = "/a/b"; type = "path"; }'],
];

describe('flake references', () => {
  it.each(REFERENCES)('%s', (text, attributes) => {
    expect(evaluate(`builtins.parseFlakeRef "${text}"`)).toBe(attributes);
  });

  // The URL of a plain file does not say that it is one, in Nix neither.
  it.each(REFERENCES.filter(([text]) => !text.startsWith('file+')))(
    '%s comes back from its attributes',
    (_text, attributes) => {
      const back = evaluate(`builtins.flakeRefToString ${attributes}`);
      expect(evaluate(`builtins.parseFlakeRef ${back}`)).toBe(attributes);
    },
  );

  it('prints a reference (example of the Nix manual)', () => {
    expect(
      evaluate(
        'builtins.flakeRefToString { dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github"; }',
      ),
    ).toBe('"github:NixOS/nixpkgs/23.05?dir=lib"');
  });

  it('refuses what is no reference', () => {
    expect(evaluate('builtins.parseFlakeRef "./a"')).toBe("error: flake reference './a' is not an absolute path");
    expect(evaluate('builtins.parseFlakeRef "github:a"')).toBe(
      "error: flake reference 'github:a' is not an absolute path",
    );
    expect(evaluate('builtins.parseFlakeRef "nixpkgs#hello"')).toBe(
      "error: unexpected fragment 'hello' in flake reference 'nixpkgs#hello'",
    );
    expect(evaluate('builtins.parseFlakeRef "foo://x"')).toBe("error: input 'foo://x' is unsupported");
    expect(evaluate('builtins.flakeRefToString { type = "github"; owner = "a"; }')).toBe(
      "error: input attribute 'repo' is missing",
    );
    expect(evaluate('builtins.flakeRefToString { type = "path"; path = "/a"; x = 1; }')).toBe(
      "error: input attribute 'x' not supported by scheme 'path'",
    );
    expect(evaluate('builtins.flakeRefToString { type = "path"; path = /a; }')).toBe(
      "error: flake reference attribute sets may only contain integers, Booleans, and strings, but attribute 'path' is a path",
    );
    expect(evaluate('builtins.flakeRefToString { type = "path"; lastModified = -1; }')).toBe(
      'error: negative value given for flake ref attr lastModified: -1',
    );
  });
});
