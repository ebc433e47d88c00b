// Builds the test-only extension that runs the Mocha suite.
import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { OUTPUT, ROOT } from './paths';

const SOURCE = path.join(import.meta.dirname, 'driver');

/**
 * Bundles the driver into a folder that the editor can load as an extension.
 * @returns the folder
 */
export async function buildDriver(): Promise<string> {
  const folder = path.join(OUTPUT, 'driver');
  await mkdir(folder, { recursive: true });
  await cp(path.join(SOURCE, 'package.json'), path.join(folder, 'package.json'));
  await build({
    entryPoints: [path.join(SOURCE, 'driver.ts')],
    outfile: path.join(folder, 'driver.js'),
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
 * @param folder an extension in the output folder, such as `buildDriver` returns
 * @returns the packaged extension
 */
export async function packageExtension(folder: string): Promise<string> {
  const packagePath = `${folder}.vsix`;
  const vsce = path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', packagePath];
  await promisify(execFile)(process.execPath, [vsce, 'package', ...flags], { cwd: folder });
  return packagePath;
}
