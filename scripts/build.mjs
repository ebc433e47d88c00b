// Bundles the extension, the language server and the command line into dist/, with the files they read at run time.
import { chmod, cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { writeBundle } from './l10n.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const require = createRequire(import.meta.url);

/** The packages that carry a file which the bundles read beside themselves, with that file. */
const assets = [
  ['web-tree-sitter', 'web-tree-sitter.wasm'],
  ['@cursorless/tree-sitter-wasms', 'out/tree-sitter-nix.wasm'],
];

/** What the server offers where it fits, the editor by "Insert Snippet". */
const snippets = 'server/src/features/completion/module-snippets.json';

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // The editor's extension host and a plain `node dist/cli.js` both load CommonJS, wherever the folder stands.
  format: 'cjs',
  external: ['vscode'],
  // The package's ES module build asks for import.meta.url, which a CommonJS bundle has not.
  alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
  // The jsonrpc packages' UMD builds hide their requires from the bundler.
  mainFields: ['module', 'main'],
  // Names stay as they are, for stack traces that can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...shared, entryPoints: { extension: 'client/src/extension.ts', server: 'server/src/lsp/main.ts' } },
  { ...shared, entryPoints: { cli: 'server/src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...shared, entryPoints: { 'cli-thread': 'server/src/cli/thread.ts' } },
];

/**
 * The folder of the package that a bundled file belongs to, from node_modules on, or undefined for our own files.
 * @param {string} input a path of the bundle's metafile, relative to the root
 */
function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

/**
 * The licences of everything that is bundled, which ask to be kept with each copy.
 * @param {Iterable<string>} folders package folders relative to the root
 */
async function notices(folders) {
  const texts = [];
  for (const folder of [...folders].sort()) {
    const files = await readdir(path.join(root, folder));
    const licence = files.find((file) => /^(licen[cs]e|copying)/i.test(file));
    const manifest = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
    const text =
      licence === undefined ? `Licence: ${manifest.license}` : await readFile(path.join(root, folder, licence), 'utf8');
    texts.push(`${manifest.name} ${manifest.version}\n\n${text.trim()}\n`);
  }
  return [...new Set(texts)].join(`\n${'-'.repeat(80)}\n\n`);
}

await mkdir(dist, { recursive: true });
await writeBundle(path.join(root, 'client/src'), path.join(root, 'l10n/bundle.l10n.json'));
await cp(path.join(root, snippets), path.join(dist, 'snippets.json'));
const folders = new Set();
for (const [name, file] of assets) {
  folders.add(`node_modules/${name}`);
  await cp(path.join(root, 'node_modules', name, file), path.join(dist, path.basename(file)));
}

if (process.argv.includes('--watch')) {
  for (const bundle of bundles) {
    const context = await esbuild.context({ ...bundle, logLevel: 'info' });
    await context.watch();
  }
} else {
  const results = await Promise.all(bundles.map((bundle) => esbuild.build(bundle))).catch(() => {
    // esbuild has printed what is wrong.
    process.exit(1);
  });
  for (const input of results.flatMap(({ metafile }) => Object.keys(metafile.inputs))) {
    const folder = packageFolder(input);
    if (folder !== undefined) {
      folders.add(folder);
    }
  }
  await chmod(path.join(dist, 'cli.js'), 0o755);
  await writeFile(path.join(dist, 'third-party-notices.txt'), await notices(folders));
}
