// Bundles one TypeScript program and runs it with the arguments that follow its name:
// node scripts/run-ts.mjs FILE [ARGUMENT...]. Node 20 cannot run TypeScript by itself.
import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [file, ...programArguments] = process.argv.slice(2);
if (file === undefined) {
  console.error('Name the TypeScript program to run: node scripts/run-ts.mjs FILE [ARGUMENT...]');
  process.exit(2);
}

/**
 * A source file goes on seeing its own folder, although its code runs from the bundle's.
 * @type {import('esbuild').Plugin}
 */
const sourceFolders = {
  name: 'source-folders',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path: source }) => ({
      contents: (await readFile(source, 'utf8')).replaceAll(
        'import.meta.dirname',
        JSON.stringify(path.dirname(source)),
      ),
      loader: 'ts',
    }));
  },
};

const folder = path.join(root, 'out', 'run');
await mkdir(folder, { recursive: true });
const bundle = path.join(folder, `${path.basename(file, '.ts')}.mjs`);
await esbuild.build({
  entryPoints: [path.resolve(file)],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  plugins: [sourceFolders],
  sourcemap: 'inline',
  logLevel: 'warning',
});
const child = spawn(process.execPath, ['--enable-source-maps', bundle, ...programArguments], { stdio: 'inherit' });
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 0 : 1);
});
