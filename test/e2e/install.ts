// Installs code-server, which holds a complete VS Code, into the cache folder.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { CACHE, EDITOR_MANIFESTS } from './paths';

const run = promisify(execFile);

/** The programs that start the editor. */
export interface EditorPrograms {
  /** The Node that this code-server wants. */
  readonly node: string;
  /** code-server's entry point, to be run by `node`. */
  readonly entry: string;
}

/**
 * Installs the editor unless the cache holds it already.
 * @throws when a package cannot be fetched; the next call starts afresh
 */
export async function installEditor(): Promise<EditorPrograms> {
  const manifests = await Promise.all(EDITOR_MANIFESTS.map((file) => readFile(file)));
  const version = createHash('sha256').update(Buffer.concat(manifests)).digest('hex').slice(0, 16);
  const folder = path.join(CACHE, version);
  const modules = path.join(folder, 'node_modules');
  const codeServer = path.join(modules, 'code-server');
  const programs = {
    node: path.join(modules, 'node', 'bin', 'node'),
    entry: path.join(codeServer, 'out', 'node', 'entry.js'),
  };
  const stamp = path.join(folder, 'complete');
  if (await exists(stamp)) {
    return programs;
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const manifest of EDITOR_MANIFESTS) {
    await cp(manifest, path.join(folder, path.basename(manifest)));
  }
  // Without install scripts: they would compile native modules (terminal, file watching, Kerberos proxies) that the
  // tests do not need, and some want headers of system libraries.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['ci', ...flags], { cwd: folder });
  await run(process.execPath, ['installArchSpecificPackage.js'], { cwd: path.join(modules, 'node') });
  const env = { ...process.env, PATH: `${path.dirname(programs.node)}${path.delimiter}${process.env['PATH']}` };
  for (const part of ['lib/vscode', 'lib/vscode/extensions']) {
    await run('npm', ['install', '--omit=dev', ...flags], { cwd: path.join(codeServer, part), env });
  }
  await writeFile(stamp, '');
  return programs;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
