// Runs the Mocha suite in a downloaded VS Code that has the packaged extension installed.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliPathFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { SETTINGS, SUITE_SETTINGS } from './settings';
import { VSIX, WORKSPACE } from './paths';
import { buildTestExtension } from './testExtension';

const home = await mkdtemp(path.join(os.tmpdir(), 'nixos-runner-electron-'));
try {
  const folder = path.join(home, 'workspace');
  const folders = ['--user-data-dir', path.join(home, 'data'), '--extensions-dir', path.join(home, 'extensions')];
  await cp(WORKSPACE, folder, { recursive: true });
  await mkdir(path.join(home, 'data', 'User'), { recursive: true });
  await writeFile(path.join(home, 'data', 'User', 'settings.json'), JSON.stringify({ ...SETTINGS, ...SUITE_SETTINGS }));

  const driver = await buildTestExtension('driver');
  const vscodeExecutablePath = await downloadAndUnzipVSCode('stable');
  const cli = resolveCliPathFromVSCodeExecutablePath(vscodeExecutablePath);
  await promisify(execFile)(cli, [...folders, '--install-extension', VSIX]);
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: driver,
    extensionTestsPath: path.join(driver, 'main.js'),
    launchArgs: [folder, ...folders, '--disable-workspace-trust'],
  });
} finally {
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}
