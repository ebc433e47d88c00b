// A running editor: code-server with its own data and extensions, on a port of its own.
import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { installEditor } from './install';
import { INSTALLED, OUTPUT, VSIX, WORKSPACE } from './paths';
import { SETTINGS } from './settings';

export interface EditorServer {
  /** Address that shows the workspace in a browser. */
  readonly url: string;
  /** The copy of the workspace fixtures, which is open in the editor unless `EditorOptions.open` names another place. */
  readonly workspace: string;
  stop(): Promise<void>;
}

export interface EditorOptions {
  /** Names the log file. */
  readonly name: string;
  /** Packaged extensions to install beside the one under test. */
  readonly extensions?: readonly string[];
  /** User settings beside those of every editor under test. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Arranges the workspace's folder before the editor opens it. */
  readonly prepare?: (workspace: string) => Promise<void>;
  /** What the editor opens in place of the workspace's folder, relative to it: a folder, or a `.code-workspace` file. */
  readonly open?: string;
  /** Whether the person has said that they trust the workspace; yes unless said otherwise. */
  readonly trusted?: boolean;
  /** Environment of the extension host, beside the test run's own. */
  readonly env?: Readonly<Record<string, string>>;
}

const START_TIMEOUT_MS = 60_000;

/** Keeps the editor from asking a gallery for extensions: the tests use no network. */
const NO_GALLERY = { EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }) };

/**
 * Starts an editor, installing it first where the cache has none.
 * @throws when the editor does not answer within a minute; its log then is in the output folder
 */
export async function startEditor({
  name,
  extensions = [],
  settings = {},
  prepare,
  open: opened = '.',
  trusted = true,
  env = {},
}: EditorOptions): Promise<EditorServer> {
  const { node, entry } = await installEditor();
  const home = await mkdtemp(path.join(os.tmpdir(), 'nixos-runner-e2e-'));
  const [data, installed, workspace] = ['data', 'extensions', 'workspace'].map((part) => path.join(home, part)) as [
    string,
    string,
    string,
  ];
  await mkdir(path.join(data, 'User'), { recursive: true });
  await mkdir(OUTPUT, { recursive: true });
  await writeFile(path.join(data, 'User', 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
  await cp(WORKSPACE, workspace, { recursive: true });
  await prepare?.(workspace);

  await cp(INSTALLED, installed, { recursive: true });
  const folders = ['--user-data-dir', data, '--extensions-dir', installed];
  await installExtensions(extensions, folders);
  const port = await freePort();
  const log = await open(path.join(OUTPUT, `${name}.log`), 'w');
  const server = spawn(
    node,
    [
      entry,
      ...folders,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--disable-telemetry', '--disable-update-check'],
      ...(trusted ? ['--disable-workspace-trust'] : []),
      workspace,
    ],
    // A group of its own, so that the extension host ends with it.
    { env: { ...process.env, ...NO_GALLERY, ...env }, stdio: ['ignore', log.fd, log.fd], detached: true },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (server.pid !== undefined && server.exitCode === null) {
      process.kill(-server.pid, 'SIGTERM');
      await Promise.race([ended, sleep(10_000)]);
    }
    await log.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await answers(`http://127.0.0.1:${port}/healthz`);
  } catch (error) {
    await stop();
    throw error;
  }
  const kind = opened.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const place = encodeURIComponent(path.join(workspace, opened));
  return { url: `http://127.0.0.1:${port}/?${kind}=${place}`, workspace, stop };
}

/** Installs packaged extensions into the folders that the command line names. */
async function installExtensions(extensions: readonly string[], folders: readonly string[]): Promise<void> {
  if (extensions.length > 0) {
    const { node, entry } = await installEditor();
    const args = extensions.flatMap((extension) => ['--install-extension', extension]);
    await promisify(execFile)(node, [entry, ...folders, ...args]);
  }
}

/** Installs the extension under test, for the editors to have a copy each. */
export async function installUnderTest(): Promise<void> {
  await installExtensions([VSIX], ['--user-data-dir', path.join(OUTPUT, 'data'), '--extensions-dir', INSTALLED]);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function answers(url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) {
      return;
    }
    await sleep(200);
  }
  throw new Error(`The editor at ${url} did not answer within ${START_TIMEOUT_MS / 1000} seconds.`);
}
