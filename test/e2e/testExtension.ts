// Builds the test-only extensions: the one that runs the Mocha suite, and the one that has files on no disk.
import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { OUTPUT, ROOT } from './paths';

/** The folders beside this file that hold an extension, with `main.ts` as its source. */
export type TestExtension = 'driver' | 'memory-files';

/**
 * Bundles an extension into a folder that the editor can load.
 * @returns the folder, where the code is `main.js`
 */
export async function buildTestExtension(name: TestExtension): Promise<string> {
  const source = path.join(import.meta.dirname, name);
  const folder = path.join(OUTPUT, name);
  await mkdir(folder, { recursive: true });
  await cp(path.join(source, 'package.json'), path.join(folder, 'package.json'));
  await build({
    entryPoints: [path.join(source, 'main.ts')],
    outfile: path.join(folder, 'main.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'error',
  });
  return folder;
}

/**
 * @param folder an extension in the output folder, such as `buildTestExtension` returns
 * @returns the packaged extension
 */
export async function packageExtension(folder: string): Promise<string> {
  const packagePath = `${folder}.vsix`;
  const vsce = path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', packagePath];
  await promisify(execFile)(process.execPath, [vsce, 'package', ...flags], { cwd: folder });
  return packagePath;
}
