import { expect, test } from 'vitest';
import type { FileAccess, FileKind } from '../../server/src/evaluator/session';
import { HOST_MENTIONS } from '../../server/src/workspace/entry-files';
import { isLeftOut, MAX_FILES, MAX_FOLDERS, scanWorkspace, type Scanned } from '../../server/src/lsp/workspace-scan';

/** Files by path; a path that ends with `@` is a symbolic link. */
function tree(files: Readonly<Record<string, string>>): FileAccess {
  const missing = { problem: 'missing' } as const;
  return {
    readFile: (path) => (path in files ? { ok: new TextEncoder().encode(files[path]) } : missing),
    readFolder(folder) {
      const entries = new Map<string, FileKind>();
      for (const path of Object.keys(files)) {
        if (!path.startsWith(`${folder}/`)) continue;
        const [name = '', ...rest] = path.slice(folder.length + 1).split('/');
        entries.set(name.replace(/@$/, ''), rest.length > 0 ? 'directory' : name.endsWith('@') ? 'symlink' : 'regular');
      }
      return entries.size > 0 ? { ok: entries } : missing;
    },
    kind: (path) =>
      Object.keys(files).some((f) => f === path || f.startsWith(`${path}/`)) ? { ok: 'regular' } : missing,
    readLink: () => missing,
    isExecutable: () => false,
  };
}

interface Result extends Scanned {
  /** What was noted, sorted. */
  readonly noted: readonly string[];
}

async function scan(
  files: Readonly<Record<string, string>>,
  { folders = ['/w'], isCancelled = () => false }: { folders?: string[]; isCancelled?: () => boolean } = {},
): Promise<Result> {
  const noted: string[] = [];
  const result = await scanWorkspace({
    folders,
    deep: true,
    mentions: HOST_MENTIONS,
    files: tree(files),
    note: (path) => noted.push(path),
    isCancelled,
  });
  return { ...result, noted: noted.sort() };
}

async function scanned(...args: Parameters<typeof scan>): Promise<readonly string[]> {
  return (await scan(...args)).noted;
}

const importer = '{ imports = [ ./x.nix ]; }';

test('files that import or define runners, in all folders', async () => {
  expect(
    await scanned({
      '/w/a.nix': importer,
      '/w/deep/er/b.nix': '{ services.github-runners.web = { }; }',
      '/w/plain.nix': '{ x = 1; }',
      '/w/notes.txt': importer,
    }),
  ).toEqual(['/w/a.nix', '/w/deep/er/b.nix']);
});

test('hidden folders, packages, build results and links are left out', async () => {
  expect(
    await scanned({
      '/w/.direnv/a.nix': importer,
      '/w/node_modules/p/a.nix': importer,
      '/w/result/a.nix': importer,
      '/w/link.nix@': importer,
      '/w/a.nix': importer,
    }),
  ).toEqual(['/w/a.nix']);
});

test('what git ignores is left out', async () => {
  expect(
    await scanned({
      '/w/.gitignore': 'vendor/\n*.gen.nix\n',
      '/w/vendor/a.nix': importer,
      '/w/a.gen.nix': importer,
      '/w/sub/.gitignore': '!keep.gen.nix\n/own.nix\n',
      '/w/sub/keep.gen.nix': importer,
      '/w/sub/own.nix': importer,
      '/w/sub/deep/own.nix': importer,
    }),
  ).toEqual(['/w/sub/deep/own.nix', '/w/sub/keep.gen.nix']);
});

test('a folder below the top of its repository keeps to what is ignored there, unless it is ignored itself', async () => {
  const files = {
    '/w/.git/info/exclude': 'private.nix',
    '/w/.gitignore': 'generated.nix\nignored/',
    '/w/sub/private.nix': importer,
    '/w/sub/generated.nix': importer,
    '/w/sub/a.nix': importer,
    '/w/ignored/generated.nix': importer,
  };
  expect(await scanned(files, { folders: ['/w/sub', '/w/ignored'] })).toEqual([
    '/w/ignored/generated.nix',
    '/w/sub/a.nix',
  ]);
});

test('a folder inside of another one is looked at once', async () => {
  const files = { '/w/a.nix': importer, '/w/sub/b.nix': importer };
  expect(await scanned(files, { folders: ['/w', '/w/sub'] })).toEqual(['/w/a.nix', '/w/sub/b.nix']);
});

test('the scan tells which folders it saw, and that it saw all', async () => {
  const { folders, count, complete } = await scan({ '/w/a.nix': '{ }', '/w/sub/b.txt': '', '/w/.git/c.nix': '' });
  expect([[...folders], count, complete]).toEqual([['/w', '/w/sub'], 1, true]);
});

test('no more than the highest number of files is looked at', async () => {
  const files = Object.fromEntries(Array.from({ length: MAX_FILES + 100 }, (_, i) => [`/w/${i}.nix`, importer]));
  const { noted, complete } = await scan(files);
  expect([noted.length, complete]).toEqual([MAX_FILES, false]);
});

test('no more than the highest number of folders is looked at', async () => {
  const names = Array.from({ length: MAX_FOLDERS + 100 }, (_, i) => `${i}`);
  const folders = new Map(names.map((name) => [name, 'directory' as const]));
  const files: FileAccess = {
    ...tree({}),
    readFolder: (folder) => ({ ok: folder === '/w' ? folders : new Map<string, FileKind>() }),
  };
  const options = {
    folders: ['/w'],
    deep: true,
    mentions: HOST_MENTIONS,
    files,
    note: () => undefined,
    isCancelled: () => false,
  };
  const result = await scanWorkspace(options);
  expect([result.folders.size, result.complete]).toEqual([MAX_FOLDERS, false]);
});

test('a cancelled scan stops', async () => {
  expect(await scan({ '/w/a.nix': importer }, { isCancelled: () => true })).toMatchObject({
    noted: [],
    complete: false,
  });
});

test('a single file is left out as a scan leaves it out', () => {
  const files = tree({ '/w/.gitignore': 'vendor/\n*.gen.nix', '/w/a.nix': '', '/w/vendor/.gitignore': '!a.nix' });
  const leftOut = (path: string): boolean => isLeftOut(path, ['/v', '/w'], files);
  expect(['/w/a.nix', '/w/new/folder/a.nix'].filter(leftOut)).toEqual([]);
  const others = ['/w/vendor/a.nix', '/w/sub/a.gen.nix', '/w/.direnv/a.nix', '/w/sub/node_modules/a.nix', '/x/a.nix'];
  expect(others.filter(leftOut)).toEqual(others);
});

test('a folder can be looked at without the folders inside', async () => {
  const files = tree({ '/w/a.nix': importer, '/w/sub/b.nix': importer });
  const noted: string[] = [];
  const options = { folders: ['/w'], deep: false, mentions: HOST_MENTIONS, files, isCancelled: () => false };
  await scanWorkspace({ ...options, note: (path) => noted.push(path) });
  expect(noted).toEqual(['/w/a.nix']);
});
