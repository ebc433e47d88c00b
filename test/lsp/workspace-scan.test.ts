import { expect, test } from 'vitest';
import type { FileAccess, FileKind } from '../../server/src/evaluator/session';
import { scanWorkspace } from '../../server/src/lsp/workspace-scan';

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
    kind: () => missing,
    readLink: () => missing,
    isExecutable: () => false,
  };
}

async function scanned(files: Readonly<Record<string, string>>, isCancelled = () => false): Promise<string[]> {
  const found: string[] = [];
  await scanWorkspace(['/w'], tree(files), (path) => found.push(path), isCancelled);
  return found.sort();
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

test('no more than 5000 files are looked at', async () => {
  const files = Object.fromEntries(Array.from({ length: 5100 }, (_, i) => [`/w/${i}.nix`, importer]));
  expect(await scanned(files)).toHaveLength(5000);
});

test('a cancelled scan stops', async () => {
  expect(await scanned({ '/w/a.nix': importer }, () => true)).toEqual([]);
});
