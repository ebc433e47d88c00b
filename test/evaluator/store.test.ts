// Texts, files and folders in the store: every path must be the one that real Nix gives.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileAccess, FileKind } from '../../server/src/evaluator/session';
import { NixString } from '../../server/src/evaluator/values';
import { nodeFiles } from '../../server/src/workspace/node-files';
import { evaluateOne, hasNix } from '../support/nix';
import { evaluate, evaluateWith } from './store-support';

let folder = '';
/** A file beside the folder whose name is not UTF-8. */
const outside = (): Buffer => Buffer.concat([Buffer.from(`${folder}-outside`), Buffer.of(0xff)]);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'store-test-'));
  const file = (name: string, content: string | Uint8Array = ''): void =>
    writeFileSync(path.join(folder, name), content);
  file('token', 'secret\n');
  file('empty');
  file(
    'binary',
    Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) & 0xff),
  );
  file('run.sh', '#!/bin/sh\n');
  chmodSync(path.join(folder, 'run.sh'), 0o755);
  for (const name of ['tree', 'tree/sub', 'tree/void']) mkdirSync(path.join(folder, name));
  // The order of entries is that of bytes: capitals first, letters beyond ASCII last.
  for (const name of ['b', 'B', 'a.nix', 'a', 'é', 'z', '😀', 'a b', 'sub/x']) file(`tree/${name}`, name);
  mkdirSync(path.join(folder, 'bytes'));
  const odd = (name: string): Buffer => Buffer.from(path.join(folder, 'bytes', name), 'latin1');
  if (process.platform === 'linux') {
    writeFileSync(odd('n\xffm'), 'odd');
    // One link leads outside itself, the other by way of a name outside that is not UTF-8.
    writeFileSync(outside(), 'outside');
    symlinkSync('/etc/hostname', odd('out\xff'));
    symlinkSync(outside(), odd('plain'));
  }
  symlinkSync('../token', path.join(folder, 'tree/link'));
  symlinkSync('token', path.join(folder, 'link'));
  symlinkSync('nowhere', path.join(folder, 'dangling'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(outside(), { force: true });
});

/** `@` stands for the folder of files. */
const SAME: Readonly<Record<string, string>> = {
  'a text': 'builtins.toFile "a" "text"',
  'a text that is not ASCII': 'builtins.toFile "a" "ä€😀\\n"',
  'a text that refers to others':
    'builtins.toFile "a" "${builtins.toFile "b" "c"} ${builtins.toFile "a" "c"} ${@/token}"',
  'a file': '"${@/token}"',
  'an empty file': '"${@/empty}"',
  'a file of many bytes': '"${@/binary}"',
  'an executable file': '"${@/run.sh}"',
  'a folder': '"${@/tree}"',
  'an empty folder': '"${@/tree/void}"',
  'names that are not UTF-8': '"${@/bytes}"',
  'a file with such a name':
    'map (n: [ (builtins.stringLength n) (builtins.match ".*(out|odd).*" (builtins.readFile (@/bytes + "/${n}"))) ]) (builtins.filter (n: builtins.match "n.*" n != null) (builtins.attrNames (builtins.readDir @/bytes)))',
  'a symbolic link': '"${@/link}"',
  'a symbolic link to nothing': '"${@/dangling}"',
  'a file through a link': '"${@/tree/sub/../link}"',
  'a path in a list': 'toString [ @/token "x" ]',
  'a path that is added to a string': '"x" + @/token',
  'the context of a file': 'builtins.getContext "${@/token}"',
  'the context of two texts': 'builtins.attrNames (builtins.getContext "${@/token}${builtins.toFile "b" ""}")',
  'builtins.path': 'builtins.path { path = @/tree; name = "t"; }',
  'builtins.path of a text': 'builtins.path { path = "@/tree"; }',
  'builtins.path of a file by its bytes': 'builtins.path { path = @/token; recursive = false; }',
  'builtins.path with a filter': 'builtins.path { path = @/tree; filter = p: t: t != "symlink"; }',
  'builtins.path with its hash':
    'let p = builtins.path { path = @/token; recursive = false; name = "x"; }; in p == builtins.path { path = @/token; name = "x"; recursive = false; sha256 = builtins.hashFile "sha256" @/token; }',
  'filterSource that keeps all': 'builtins.filterSource (p: t: true) @/tree == "${@/tree}"',
  'filterSource by kind': 'builtins.filterSource (p: t: t == "directory") @/tree',
  'filterSource by name': 'builtins.filterSource (p: t: baseNameOf p != "b") @/tree',
  'a derivation of files':
    '(derivation { name = "a"; builder = @/run.sh; system = "x"; src = @/tree; args = [ @/token ]; }).drvPath',
  'structured attributes of files':
    '(derivation { name = "a"; builder = "b"; system = "x"; __structuredAttrs = true; src = @/tree; }).drvPath',
  hashFile: 'map (a: builtins.hashFile a @/binary) [ "md5" "sha1" "sha256" "sha512" ]',
  'hashFile of a text': 'builtins.hashFile "sha256" "@/token"',
  'hashFile through a link': 'builtins.hashFile "sha256" @/link',
  hashString: 'map (a: builtins.hashString a "ä") [ "md5" "sha1" "sha256" "sha512" ]',
  'hashString leaves the context out': 'builtins.hasContext (builtins.hashString "md5" "${@/token}")',
  storePath:
    'let p = builtins.storePath "/nix/store/zls09i4hh0vfzm882j1ry186i11233w6-a"; in [ p (builtins.getContext p) ]',
  appendContext:
    'builtins.getContext (builtins.appendContext "x${@/token}" { "/nix/store/zls09i4hh0vfzm882j1ry186i11233w6-a.drv" = { outputs = [ "out" "dev" ]; allOutputs = true; path = true; }; })',
  'appendContext of nothing':
    'builtins.hasContext (builtins.appendContext "x" { "/nix/store/zls09i4hh0vfzm882j1ry186i11233w6-a" = { path = false; outputs = [ ]; }; })',
  unsafeDiscardStringContext: 'builtins.getContext (builtins.unsafeDiscardStringContext "${@/token}")',
  unsafeDiscardOutputDependency:
    'builtins.getContext (builtins.unsafeDiscardOutputDependency (derivation { name = "a"; builder = "b"; system = "x"; }).drvPath)',
  hasContext: '[ (builtins.hasContext "x") (builtins.hasContext "${@/token}") ]',
};

const FAIL: Readonly<Record<string, readonly [expression: string, message: string]>> = {
  'a missing file': ['"${@/nope}"', "getting status of '@/nope': No such file or directory"],
  'a missing file in builtins.path': [
    'builtins.path { path = @/nope; }',
    "getting status of '@/nope': No such file or directory",
  ],
  'a device': ['"${/dev/null}"', "file '/dev/null' has an unsupported type"],
  'a file named like a derivation': ['"${@/x.drv}"', "file names are not allowed to end in '.drv'"],
  'a name with a space': [
    'builtins.toFile "a b" ""',
    "path 'sk64w0fn0hk63yrgvwpzkh853xfndyn1-a b' is not a valid store path: name 'a b' contains illegal character ' '",
  ],
  'a text of a derivation': [
    'builtins.toFile "x" "${derivation { name = "a"; builder = "b"; system = "x"; }}"',
    'files created by builtins.toFile may not reference derivations, but x references !out!nnqh7675wghd0xmrywqm2yh9psrkk13q-a.drv',
  ],
  'a name that refers to a store path': [
    'builtins.toFile "${builtins.toFile "a" ""}" ""',
    "the string '/nix/store/rjpa7kdyl9a1irk0c5q47h80g8sam5p8-a' is not allowed to refer to a store path (such as '/nix/store/rjpa7kdyl9a1irk0c5q47h80g8sam5p8-a')",
  ],
  'a relative path in builtins.path': [
    'builtins.path { path = "a"; }',
    "string 'a' doesn't represent an absolute path",
  ],
  'no path in builtins.path': [
    'builtins.path { }',
    "missing required 'path' attribute in the first argument to 'builtins.path'",
  ],
  'an argument that builtins.path does not take': [
    'builtins.path { path = @/token; foo = 1; }',
    "unsupported argument 'foo' to 'builtins.path'",
  ],
  'another content than promised': [
    'builtins.path { path = @/token; sha256 = "0000000000000000000000000000000000000000000000000000000000000000"; }',
    "store path mismatch in (possibly filtered) path added from '@/token'",
  ],
  'a filter that answers no Boolean': [
    'builtins.filterSource (p: t: 1) @/tree',
    'expected a Boolean but found an integer',
  ],
  'a filter that is no function': ['builtins.filterSource 1 @/tree', 'expected a function but found an integer'],
  'a folder as a file of bytes': [
    'builtins.path { path = @/tree; recursive = false; }',
    "reading file '@/tree': Is a directory",
  ],
  'storePath outside of the store': ['builtins.storePath @/token', "path '@/token' is not in the Nix store"],
  'hashFile of nothing': ['builtins.hashFile "md5" @/nope', "opening file '@/nope': No such file or directory"],
  'an unknown algorithm': ['builtins.hashString "sha3" ""', "unknown hash algorithm 'sha3'"],
  'a context that is no store path': ['builtins.appendContext "x" { a = { }; }', "context key 'a' is not a store path"],
  'outputs of what is no derivation': [
    'builtins.appendContext "x" { "/nix/store/zls09i4hh0vfzm882j1ry186i11233w6-a" = { outputs = [ "out" ]; }; }',
    'tried to add derivation output context of /nix/store/zls09i4hh0vfzm882j1ry186i11233w6-a, which is not a derivation, to a string',
  ],
};

function inFolder(text: string): string {
  return text.replaceAll('@/', `${folder}/`);
}

describe('the store', () => {
  it.skipIf(!hasNix).each(Object.entries(SAME))('%s: as real Nix (needs nix-instantiate)', (_what, template) => {
    const expected = evaluateOne(inFolder(template));
    expect(expected).not.toMatch(/^error/);
    expect(evaluate(inFolder(template))).toBe(expected);
  });

  it.each(Object.entries(FAIL))('%s is an error', (_what, [template, message]) => {
    expect(evaluate(inFolder(template))).toBe(`error: ${inFolder(message)}`);
  });

  it.skipIf(!hasNix).each(Object.entries(FAIL))(
    '%s is an error in real Nix too (needs nix-instantiate)',
    (_what, [template]) => {
      expect(evaluateOne(inFolder(template))).toMatch(/^error: /);
    },
  );
});

/** What Nix can only answer when it has really written the store objects. */
const WRITTEN: Readonly<Record<string, string>> = {
  'a text': 'builtins.hashFile "sha256" (builtins.toFile "x" "y")',
  'a file in a copied folder': 'builtins.hashFile "sha256" "${@/tree}/sub/x"',
  'a copy of a part of a copy': 'builtins.path { path = "${@/tree}/sub"; }',
  'a filtered copy of a copy':
    'builtins.path { name = "t"; path = builtins.filterSource (p: t: baseNameOf p != "sub" && t != "symlink") @/tree; }',
  'a derivation with all that it is made from':
    'let d = derivation { name = "a"; builder = "b"; system = "x"; src = builtins.toFile "x" "${builtins.toFile "y" ""}"; outputs = [ "out" "dev" ]; }; in (derivation { name = "b"; builder = "b"; system = "x"; inherit (d) drvPath; }).drvPath',
  'a derivation with a derivation that it is made from':
    'let d = x: derivation { name = "a"; builder = "b"; system = "x"; inherit x; }; in (derivation { name = "b"; builder = "b"; system = "x"; inherit (d (d 1)) drvPath; }).drvPath',
  'a derivation file without what it is made from':
    'let d = derivation { name = "a"; builder = "b"; system = "x"; }; in (derivation { name = "b"; builder = "b"; system = "x"; p = builtins.unsafeDiscardOutputDependency d.drvPath; }).drvPath',
  'a derivation file with its outputs again':
    'let d = derivation { name = "a"; builder = "b"; system = "x"; }; in builtins.path { name = "x"; path = d.drvPath; }',
};

describe('what has been put into the store', () => {
  it.skipIf(!hasNix).each(Object.entries(WRITTEN))('%s: as real Nix (needs nix-instantiate)', (_what, template) => {
    const expected = evaluateOne(inFolder(template), { writing: true });
    expect(expected).not.toMatch(/^error/);
    expect(evaluate(inFolder(template))).toBe(expected);
  });

  it('a file that the filter left out is not there', () => {
    expect(
      evaluate(inFolder('builtins.hashFile "md5" "${builtins.filterSource (p: t: t == "directory") @/tree}/b"')),
    ).toMatch(/^error: opening file '.*': No such file or directory$/);
  });
});

describe('what stays known', () => {
  const tolerant = (expression: string): string =>
    evaluate(inFolder(expression), { tolerant: true, files: nodeFiles([folder]) });

  it('a path that may not be read keeps its name', () => {
    expect(tolerant('"${/etc/passwd}"')).toBe('"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-passwd"');
    expect(tolerant('builtins.path { path = /etc/passwd; name = "p"; }')).toBe(
      '"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-p"',
    );
    expect(tolerant('builtins.toFile "x" "${/etc/passwd}"')).toBe('"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-x"');
  });

  it.skipIf(process.platform !== 'linux')('a link out of the folder is not followed, whatever its name', () => {
    const readAll =
      'builtins.mapAttrs (n: kind: if kind == "symlink" then builtins.readFile (@/bytes + "/${n}") else kind) (builtins.readDir @/bytes)';
    expect(tolerant(`builtins.attrValues (${readAll})`)).toMatch(/^\[ "regular" ‹.*› ‹.*› \]$/);
  });

  it('the embedded nixpkgs is a store path without a known hash', () => {
    expect(tolerant('"${<nixpkgs>}/nixos"')).toBe('"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-nixpkgs/nixos"');
    expect(tolerant('"${<nixpkgs/lib>}"')).toBe('"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-lib"');
    // A path again, it leads to where the embedded library is.
    expect(tolerant('builtins.path { path = "${<nixpkgs>}/lib"; }')).toBe(tolerant('"${<nixpkgs/lib>}"'));
  });

  it('a missing file has the unknown hash in the editor', () => {
    expect(tolerant('"${@/nope}"')).toBe('"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-nope"');
  });

  it('a derivation made of something unknown keeps its name, outputs and arguments', () => {
    const d = 'derivation { name = "a"; builder = "b"; system = "x"; outputs = [ "out" "dev" ]; x = nope; }';
    expect(tolerant(`"\${${d}}"`)).toBe('"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-a"');
    expect(tolerant(`(${d}).dev.outPath`)).toBe('"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-a-dev"');
    expect(tolerant(`(${d}).drvPath`)).toBe('"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-a.drv"');
    expect(tolerant(`(${d}).builder`)).toBe('"b"');
  });

  it('a derivation that uses an unknown one is unknown too', () => {
    expect(
      tolerant(
        'let d = x: derivation { name = "a"; builder = "b"; system = "x"; inherit x; }; in (d (d nope)).outPath',
      ),
    ).toBe('"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-a"');
  });

  it('a derivation whose fixed output is known', () => {
    const fixed = (x: string): string =>
      `(derivation { name = "a"; builder = "b"; system = "x"; x = ${x}; outputHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; }).outPath`;
    expect(tolerant(fixed('nope'))).toBe(tolerant(fixed('1')));
  });

  it('a text with an unknown part keeps its name', () => {
    const path = '"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-x"';
    expect(tolerant('builtins.toFile "x" "a${nope}"')).toBe(path);
    expect(tolerant('builtins.toFile "x" nope')).toBe(path);
    expect(tolerant('builtins.toFile "x" (builtins.toFile "y" nope)')).toBe(path);
  });

  it('a text with an unknown name is in the store all the same', () => {
    const expected = '"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-a‹nope›.json"';
    expect(tolerant('builtins.toFile "a${nope}.json" "x"')).toBe(expected);
    expect(tolerant('builtins.hasContext (builtins.toFile nope "x")')).toBe('true');
  });

  it('a filter with an unknown answer leaves the name', () => {
    expect(tolerant('builtins.filterSource (p: t: nope) @/tree')).toBe(
      '"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-tree"',
    );
    expect(tolerant('builtins.filterSource nope @/tree')).toBe('"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-tree"');
  });

  it('the known part of the context of a string with an unknown part', () => {
    expect(tolerant('builtins.hasContext "${@/empty}${nope}"')).toBe('true');
    expect(tolerant('builtins.hasContext "a${nope}"')).toBe('‹builtins.hasContext "a${nope}"›');
    expect(
      tolerant('(builtins.getContext "${@/empty}${nope}").${builtins.unsafeDiscardStringContext "${@/empty}"}'),
    ).toBe('{ path = true; }');
    expect(tolerant('builtins.attrNames (builtins.getContext "a${nope}")')).toMatch(/^‹/);
    expect(tolerant('builtins.unsafeDiscardStringContext "a${nope}"')).toBe('"a‹nope›"');
    expect(tolerant('builtins.unsafeDiscardOutputDependency "a${nope}"')).toBe('"a‹nope›"');
  });

  it('a fetched file whose address is unknown, when its name and hash are known', () => {
    const fetched = (url: string): string =>
      tolerant(`builtins.fetchurl { url = ${url}; name = "x"; sha256 = "${'0'.repeat(52)}"; }`);
    expect(fetched('"https://example.org/${nope}"')).toBe(fetched('"https://example.org/a"'));
  });

  it.each([
    'builtins.addDrvOutputDependencies "a${nope}"',
    'builtins.appendContext nope { }',
    'builtins.appendContext "a" nope',
    'builtins.getContext nope',
    'builtins.hashFile nope /x',
    'builtins.hashString nope "x"',
    'builtins.convertHash nope',
    'builtins.convertHash { hash = nope; toHashFormat = "sri"; }',
    'builtins.placeholder nope',
    'builtins.path nope',
    'builtins.path { path = nope; }',
    'builtins.path { path = "/a/${nope}"; }',
    'builtins.filterSource (p: t: true) nope',
    'builtins.storePath nope',
    'builtins.fetchurl nope',
    'builtins.fetchurl "https://example.org/${nope}"',
    'builtins.fetchurl { url = "https://example.org/a"; sha256 = nope; }',
    'fetchTree nope',
    'builtins.getFlake nope',
    'builtins.parseFlakeRef "github:${nope}"',
    'builtins.flakeRefToString nope',
    'builtins.flakeRefToString { type = nope; }',
    'builtins.fromTOML nope',
    'derivationStrict nope',
    'derivationStrict { name = nope; }',
  ])('%s is unknown', (expression) => {
    expect(tolerant(expression)).toBe(`‹${expression}›`);
  });

  it('the hash of something unknown is unknown', () => {
    expect(tolerant('builtins.hashString "md5" "a${nope}"')).toBe('‹builtins.hashString "md5" "a${nope}"›');
    expect(tolerant('builtins.hashString "md5" "${/etc/passwd}"')).toBe('‹builtins.hashString "md5" "${/etc/passwd}"›');
    expect(tolerant('builtins.hashFile "md5" /etc/passwd')).toBe('‹builtins.hashFile "md5" /etc/passwd›');
  });
});

describe('where a store path comes from', () => {
  const originOf = (expression: string): unknown =>
    evaluateWith(inFolder(expression), { tolerant: true, folder, files: nodeFiles([folder]) }, (v) => {
      if (!(v instanceof NixString)) return v;
      return [...v.context.values()].map(({ kind, origin }) => [kind, origin?.kind, origin?.what, origin?.at?.start]);
    });

  it('a path literal, as it was written', () => {
    expect(originOf('"${./token}"')).toEqual([['plain', 'path-literal', './token', 3]]);
    expect(originOf('let p = ./.; in "${p + "/token"}"')).toEqual([['plain', 'path-literal', inFolder('@/token'), 8]]);
  });

  it('builtins.toFile', () => {
    expect(originOf('"${builtins.toFile "t" "x"}"')).toEqual([['plain', 'to-file', 'builtins.toFile "t"', 3]]);
  });

  it('builtins.path', () => {
    expect(originOf('builtins.path { path = ./token; }')).toEqual([['plain', 'path-copy', './token', 23]]);
  });

  it('a derivation', () => {
    expect(originOf('"${derivation { name = "a"; builder = "b"; system = "x"; }}"')).toEqual([
      ['output', 'other', 'derivation "a"', 16],
    ]);
  });

  it('something fetched', () => {
    expect(
      originOf(
        'builtins.fetchTarball { url = "https://example.org/x.tar.gz"; sha256 = "0000000000000000000000000000000000000000000000000000"; }',
      ),
    ).toEqual([['plain', 'fetched', 'https://example.org/x.tar.gz', 0]]);
  });
});

describe('limits', () => {
  it('hashing a large folder stops when time is up', () => {
    const both = new Map<string, FileKind>([
      ['a', 'directory'],
      ['b', 'directory'],
    ]);
    // Twenty levels of two folders each: more than a million.
    const deep: FileAccess = {
      ...nodeFiles(),
      kind: () => ({ ok: 'directory' }),
      readFolder: (folder) => ({ ok: folder.length < 40 ? both : new Map() }),
    };
    expect(evaluate('"${/x}"', { files: deep, maxMilliseconds: 100 })).toBe(
      'error: evaluation was stopped after 100 ms; it may never end',
    );
  });

  it('a folder that would take long is not hashed in the editor', () => {
    const many: FileAccess = {
      ...nodeFiles(),
      kind: (file) => ({ ok: file === '/x' ? 'directory' : 'regular' }),
      readFolder: () => ({ ok: new Map(Array.from({ length: 5000 }, (_, i) => [String(i), 'regular'])) }),
      readFile: () => ({ ok: new Uint8Array() }),
      isExecutable: () => false,
    };
    expect(evaluate('"${/x}"', { files: many, tolerant: true })).toBe(
      '"/nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-x"',
    );
    expect(evaluate('"${/x}"', { files: many })).toMatch(/^"\/nix\/store\/[0-9a-df-np-sv-z]{32}-x"$/);
  });

  it('a file is hashed once in a session', () => {
    let reads = 0;
    const files: FileAccess = {
      ...nodeFiles(),
      kind: () => ({ ok: 'regular' }),
      readFile: () => ({ ok: Uint8Array.of(++reads) }),
      isExecutable: () => false,
    };
    expect(evaluate('let p = /x; in "${p}" == "${/. + "x"}"', { files })).toBe('true');
    expect(reads).toBe(1);
  });
});
