import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateJson, hasNix } from '../support/nix';
import { evaluate } from './eval';

/** A folder with one file of each kind, an executable, folders in folders, and one without files. */
const folder = mkdtempSync(path.join(tmpdir(), 'fileset-'));
for (const name of ['src/lib', 'docs/empty', 'tests']) mkdirSync(path.join(folder, name), { recursive: true });
const FILES = ['Makefile', 'src/main.c', 'src/main.h', 'src/lib/a.c', 'src/run.sh', 'tests/run.sh', 'docs/guide.md'];
for (const name of FILES) writeFileSync(path.join(folder, name), `${name}\n`);
chmodSync(path.join(folder, 'tests/run.sh'), 0o755);
symlinkSync('Makefile', path.join(folder, 'GNUmakefile'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The expression with `@` for the folder. */
const inFolder = (expression: string): string => expression.replaceAll('@', folder);
const run = (expression: string) => evaluate(inFolder(`with lib.fileset; ${expression}`));

/** The files of a set, below the folder. */
function filesOf(set: string): unknown {
  const { json, error } = run(`map (lib.path.removePrefix @) (toList ${set})`);
  return error ?? json;
}

describe('lib.fileset', () => {
  it('a path stands for the file, or for all files below it', () => {
    expect(filesOf('@/src/main.c')).toEqual(['./src/main.c']);
    expect(filesOf('@/src')).toEqual(['./src/lib/a.c', './src/main.c', './src/main.h', './src/run.sh']);
    expect(filesOf('@/docs/empty')).toEqual([]);
  });

  it('unions of files in different folders', () => {
    expect(filesOf('(union @/Makefile @/src/lib)')).toEqual(['./Makefile', './src/lib/a.c']);
    expect(filesOf('(unions [ @/tests @/src/main.h (union @/Makefile @/tests/run.sh) ])')).toEqual([
      './Makefile',
      './src/main.h',
      './tests/run.sh',
    ]);
    expect(filesOf('(unions [ ])')).toEqual([]);
  });

  it('intersections and differences', () => {
    expect(filesOf('(intersection @/src (unions [ @/src/lib @/Makefile ]))')).toEqual(['./src/lib/a.c']);
    expect(filesOf('(intersection @/src @/tests)')).toEqual([]);
    expect(filesOf('(difference @/src @/src/lib)')).toEqual(['./src/main.c', './src/main.h', './src/run.sh']);
    expect(filesOf('(difference @/src/lib @/src)')).toEqual([]);
    expect(filesOf('(difference @/src @/tests)')).toEqual(filesOf('@/src'));
  });

  it('files that a predicate picks', () => {
    expect(filesOf('(fileFilter (file: file.hasExt "c") @)')).toEqual(['./src/lib/a.c', './src/main.c']);
    expect(filesOf('(fileFilter (file: file.type == "symlink") @)')).toEqual(['./GNUmakefile']);
    expect(filesOf('(fileFilter ({ name, ... }: name == "run.sh") @/tests/run.sh)')).toEqual(['./tests/run.sh']);
    expect(filesOf('(fileFilter { __functor = _: file: file.name == "Makefile"; } @)')).toEqual(['./Makefile']);
  });

  it('what a source keeps', () => {
    expect(filesOf('(fromSource (lib.sourceByRegex @ [ "src" "src/.*[.]c" ]))')).toEqual(['./src/main.c']);
    expect(filesOf('(fromSource @/tests)')).toEqual(['./tests/run.sh']);
  });

  it('files that may be missing', () => {
    expect(filesOf('(difference @/tests (maybeMissing @/tests/none))')).toEqual(['./tests/run.sh']);
    expect(filesOf('(maybeMissing @/Makefile)')).toEqual(['./Makefile']);
    expect(filesOf('empty')).toEqual([]);
  });

  it('tells what is a file set', () => {
    expect(run('map isFileset [ @ @/Makefile @/none empty (maybeMissing @/none) "@" null 1 ]').json).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('looks at no file before it must', () => {
    expect(filesOf('(union @/src (fileFilter (_: abort "asked") @/src))')).toEqual(filesOf('@/src'));
    expect(filesOf('(difference @/src (union @/src (fileFilter (_: abort "asked") @/src)))')).toEqual([]);
  });

  it('traces files as a tree', () => {
    expect(run('trace (unions [ @/Makefile @/src @/tests/run.sh ]) 1')).toEqual({
      json: 1,
      traces: [
        folder,
        '- Makefile (regular)',
        '- src (all files in directory)',
        '- tests (all files in directory)',
      ].map((line) => `trace: ${line}`),
    });
    expect(run('trace (difference @/src @/src/lib/a.c) 1').traces).toContain('trace: - main.c (regular)');
    expect(run('toList (traceVal (difference @/tests @/tests))')).toEqual({ json: [], traces: ['trace: (empty)'] });
    expect(run('trace empty 1').traces).toEqual(['trace: (empty)']);
  });
});

/** File sets, and what real Nix copies for them: a filter over the paths below the folder. */
const SOURCES: readonly (readonly [set: string, kept: string])[] = [
  ['@/src', '/src(/.*)?'],
  ['@/docs', '/docs(/guide[.]md)?'],
  ['(unions [ @/Makefile @/GNUmakefile @/tests ])', '/(Makefile|GNUmakefile|tests(/.*)?)'],
  ['(difference @ (unions [ @/src/lib @/docs ]))', '/(GNUm|M)akefile|/src(/[^/]*)?|/tests(/.*)?'],
  ['(fileFilter (file: file.hasExt "sh") @)', '/(src|tests)(/run[.]sh)?'],
  ['(intersection @ (fromSource (lib.cleanSource @)))', '/(GNUm|M)akefile|/src(/.*)?|/tests(/.*)?|/docs(/guide.*)?'],
  ['empty', '-'],
];

describe('lib.fileset.toSource', () => {
  it.skipIf(!hasNix).each(SOURCES)('%s has the store path that real Nix gives', (set, kept) => {
    const { json } = run(`"\${toSource { root = @; fileset = ${set}; }}"`);
    // `src/lib` holds nothing where it is taken out: an expression that matches it must not keep it.
    const without = set.startsWith('(difference') || set.startsWith('(fileFilter') ? '/src/lib' : '-';
    const filter = `path: type: let p = builtins.substring ${folder.length} (-1) path; in builtins.match "${kept}" p != null && p != "${without}"`;
    const plain = `builtins.path { path = @; name = "source"; filter = ${filter}; }`;
    expect(json).toBe(evaluateJson(inFolder(plain)));
  });

  it('gives a source that others filter further', () => {
    const source = 'toSource { root = @; fileset = union @/src @/tests; }';
    const again = `fromSource (lib.cleanSourceWith { src = ${source}; filter = p: t: baseNameOf p != "src"; })`;
    expect(filesOf(`(${again})`)).toEqual(['./tests/run.sh']);
    expect(run(`(${source}).name`).json).toBe('source');
  });

  it('holds just those files where the copy is read', () => {
    const source = 'toSource { root = @; fileset = @/tests; }';
    expect(run(`builtins.readFile "\${${source}}/tests/run.sh"`).json).toBe('tests/run.sh\n');
    expect(run(`builtins.pathExists "\${${source}}/Makefile"`).json).toBe(false);
    expect(run(`builtins.attrNames (builtins.readDir "\${${source}}")`).json).toEqual(['tests']);
  });
});

/** Calls that nixpkgs refuses, and how its message begins. */
const REFUSED: readonly (readonly [call: string, error: string])[] = [
  [
    'toSource { root = "@"; fileset = @; }',
    'lib.fileset.toSource: `root` (@) is a string-like value, but it should be a path instead.\n    Paths in strings are not supported by `lib.fileset`, use `lib.sources` or derivations instead.',
  ],
  [
    'toSource { root = lib.cleanSource @; fileset = @; }',
    'lib.fileset.toSource: `root` is a `lib.sources`-based value, but it should be a path instead.\n    To use a `lib.sources`-based value, convert it to a file set using `lib.fileset.fromSource` and pass it as `fileset`.\n    Note that this only works for sources created from paths.',
  ],
  [
    'toSource { root = 10; fileset = @; }',
    'lib.fileset.toSource: `root` is of type int, but it should be a path instead.',
  ],
  ['toSource { root = @/none; fileset = @; }', 'lib.fileset.toSource: `root` (@/none) is a path that does not exist.'],
  [
    'toSource { root = @/Makefile; fileset = @; }',
    'lib.fileset.toSource: `root` (@/Makefile) is a file, but it should be a directory instead. Potential solutions:\n    - If you want to import the file into the store _without_ a containing directory, use string interpolation or `builtins.path` instead of this function.\n    - If you want to import the file into the store _with_ a containing directory, set `root` to the containing directory, such as @, and set `fileset` to the file path.',
  ],
  [
    'toSource { root = @/src; fileset = union @/src @/tests; }',
    'lib.fileset.toSource: `fileset` could contain files in @, which is not under the `root` (@/src). Potential solutions:\n    - Set `root` to @ or any directory higher up. This changes the layout of the resulting store path.\n    - Set `fileset` to a file set that cannot contain files outside the `root` (@/src). This could change the files included in the result.',
  ],
  [
    'toSource { root = @; fileset = lib.cleanSource @; }',
    'lib.fileset.toSource: `fileset` is a `lib.sources`-based value, but it should be a file set or a path instead.\n    To convert a `lib.sources`-based value to a file set you can use `lib.fileset.fromSource`.\n    Note that this only works for sources created from paths.',
  ],
  ['toSource { root = @; }', "function 'toSource' called without required argument 'fileset'"],
  [
    'unions [ @ "@/src" ]',
    'lib.fileset.unions: Element 1 ("@/src") is a string-like value, but it should be a file set or a path instead.\n    Paths represented as strings are not supported by `lib.fileset`, use `lib.sources` or derivations instead.',
  ],
  ['unions @', 'lib.fileset.unions: Argument is of type path, but it should be a list instead.'],
  [
    'union @ @/none',
    'lib.fileset.union: Second argument (@/none) is a path that does not exist.\n    To create a file set from a path that may not exist, use `lib.fileset.maybeMissing`.',
  ],
  [
    'intersection 1 @',
    'lib.fileset.intersection: First argument is of type int, but it should be a file set or a path instead.',
  ],
  [
    'difference @ null',
    'lib.fileset.difference: Second argument (negative set) is of type null, but it should be a file set or a path instead.',
  ],
  ['fileFilter null @', 'lib.fileset.fileFilter: First argument is of type null, but it should be a function instead.'],
  [
    'fileFilter (_: true) empty',
    'lib.fileset.fileFilter: Second argument is a file set, but it should be a path instead.\n    If you need to filter files in a file set, use `intersection fileset (fileFilter pred ./.)` instead.',
  ],
  ['fileFilter (_: true) @/none', 'lib.fileset.fileFilter: Second argument (@/none) is a path that does not exist.'],
  [
    'toList (fileFilter ({ name, type, hasExt }: true) @)',
    "function 'anonymous lambda' called with unexpected argument 'lib.fileset.fileFilter: The predicate function passed as the first argument must be able to handle extra attributes for future compatibility. If you're using `{ name, file, hasExt }:`, use `{ name, file, hasExt, ... }:` instead.'",
  ],
  [
    'maybeMissing "@"',
    'lib.fileset.maybeMissing: Argument ("@") is a string-like value, but it should be a path instead.',
  ],
  [
    'fromSource "@"',
    'lib.fileset.fromSource: The source origin of the argument is a string-like value ("@"), but it should be a path instead.\n    Sources created from paths in strings cannot be turned into file sets, use `lib.sources` or derivations instead.',
  ],
  ['gitTracked "@"', "lib.fileset.gitTracked: Expected the argument to be a path, but it's a string instead."],
  [
    'gitTrackedWith { recurseSubmodules = 1; } @',
    "lib.fileset.gitTrackedWith: Expected the attribute `recurseSubmodules` of the first argument to be a boolean, but it's a int instead.",
  ],
  [
    '"${empty._noEval}"',
    'lib.fileset: Directly evaluating a file set is not supported.\n  To turn it into a usable source, use `lib.fileset.toSource`.\n  To pretty-print the contents, use `lib.fileset.trace` or `lib.fileset.traceVal`.',
  ],
];

describe('lib.fileset refuses', () => {
  it.each(REFUSED)('%s', (call, error) => {
    expect(run(call).error?.message).toBe(inFolder(error));
  });
});

describe('what is not known of a file set', () => {
  const UNKNOWN_HASH = /^\/nix\/store\/e{32}-source$/;

  it.each([
    'toSource { root = @; fileset = gitTracked @; }',
    'toSource { root = @; fileset = gitTrackedWith { recurseSubmodules = true; } @; }',
    'toSource { root = @; fileset = union @/src u; }',
    'toSource { root = @; fileset = fileFilter (file: u) @; }',
    'toSource { root = u; fileset = @; }',
  ])('%s is a source whose hash nobody knows', (source) => {
    expect(run(`"\${${source}}"`).json).toMatch(UNKNOWN_HASH);
  });

  it.each(['toList (gitTracked @)', 'unions u', 'union u @', 'isFileset u', 'maybeMissing u'])('%s', (call) => {
    expect(run(call).json).toHaveProperty('unknown');
  });
});
