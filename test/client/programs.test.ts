// Programs come from PATH, never from the workspace, and run bounded.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProgram } from '../../client/src/checks/programs';
import { inFolder, run, writeBelow } from '../../client/src/checks/run';

let home: string;
let system: string;
let workspace: string;

function program(folder: string, name: string, text = '#!/bin/sh\n', mode = 0o755): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

beforeAll(() => {
  home = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'nixos-runner-test-')));
  system = path.join(home, 'system');
  workspace = path.join(home, 'workspace');
  program(system, 'tool');
  program(path.join(workspace, 'bin'), 'tool');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const find = (...entries: string[]): Promise<string | undefined> =>
  findProgram('tool', { searchPath: entries.join(path.delimiter), forbidden: [workspace] });

describe('a program is found', () => {
  test('in the first folder of PATH that has it', async () => {
    expect(await find(path.join(home, 'none'), system)).toBe(path.join(system, 'tool'));
  });

  test('but not in the workspace', async () => {
    expect(await find(path.join(workspace, 'bin'), system)).toBe(path.join(system, 'tool'));
    expect(await find(workspace, path.join(workspace, 'bin'))).toBeUndefined();
    expect(await find(path.join(system, '..', 'workspace', 'bin'))).toBeUndefined();
  });

  test('but not by a relative entry, or an empty one, which stands for the current folder', async () => {
    const here = process.cwd();
    const relative = path.relative(here, system);
    expect(existsSync(path.join(relative, 'tool'))).toBe(true);
    expect(await find(relative, '', '.')).toBeUndefined();
  });

  test('but not by a link into the workspace', async () => {
    const folder = path.join(home, 'linked-folder');
    symlinkSync(path.join(workspace, 'bin'), folder);
    expect(await find(folder)).toBeUndefined();
    const links = path.join(home, 'links');
    mkdirSync(links);
    symlinkSync(path.join(workspace, 'bin/tool'), path.join(links, 'tool'));
    expect(await find(links, system)).toBe(path.join(system, 'tool'));
  });

  test('but not by a link in the workspace that leads out of it', async () => {
    mkdirSync(path.join(workspace, 'env'));
    symlinkSync(path.join(system, 'tool'), path.join(workspace, 'env/tool'));
    expect(await find(path.join(workspace, 'env'))).toBeUndefined();
  });

  test('whose workspace is opened by a link', async () => {
    const link = path.join(home, 'opened');
    symlinkSync(workspace, link);
    const options = { searchPath: path.join(workspace, 'bin'), forbidden: [link] };
    expect(await findProgram('tool', options)).toBeUndefined();
  });

  test('in a folder whose name begins like the one of the workspace', async () => {
    const file = program(`${workspace}-tools`, 'tool');
    expect(await find(path.dirname(file))).toBe(file);
  });

  test('but not where it is a folder, or cannot be executed', async () => {
    mkdirSync(path.join(home, 'folders/tool'), { recursive: true });
    const file = program(path.join(home, 'plain'), 'tool', '', 0o644);
    expect(await find(path.join(home, 'folders'), path.dirname(file))).toBeUndefined();
  });

  test('nowhere without PATH', async () => {
    expect(await findProgram('tool', { searchPath: undefined, forbidden: [] })).toBeUndefined();
  });
});

describe('a program runs', () => {
  const never = new AbortController().signal;
  const script = (name: string, text: string): string =>
    program(path.join(home, 'scripts'), name, `#!/bin/sh\n${text}\n`);

  test('in the folder that is given, with next to no environment, and without a shell in between', async () => {
    const file = script('print', 'pwd; env; printf "%s\\n" "$@"');
    process.env['NIXOS_RUNNER_TEST'] = 'seen';
    const output = await inFolder((folder) => run({ program: file, args: ['$HOME; x'], folder, signal: never }));
    const lines = output?.stdout.split('\n') ?? [];
    expect(lines[0]).toMatch(/nixos-runner-\w+$/);
    expect(lines).toContain('LC_ALL=C.UTF-8');
    expect(lines).toContain('$HOME; x');
    expect(output?.stdout).not.toContain('seen');
  });

  test('until it is ended', async () => {
    const file = script('wait', `echo $$ > '${home}/pid'; exec sleep 30`);
    const controller = new AbortController();
    const output = run({ program: file, args: [], folder: home, signal: controller.signal });
    await expect
      .poll(() => existsSync(path.join(home, 'pid')) && readFileSync(path.join(home, 'pid'), 'utf8'))
      .toMatch(/\d+\n/);
    controller.abort();
    expect(await output).toBeUndefined();
    const pid = Number(readFileSync(path.join(home, 'pid'), 'utf8'));
    await expect.poll(() => spawnSync('kill', ['-0', String(pid)]).status).not.toBe(0);
  });

  test('and is ended when it prints without end', async () => {
    const file = script(
      'flood',
      'while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done',
    );
    expect(await run({ program: file, args: [], folder: home, signal: never })).toBeUndefined();
  });

  test('not at all where it cannot be started', async () => {
    expect(await run({ program: path.join(home, 'none'), args: [], folder: home, signal: never })).toBeUndefined();
  });
});

test('the folder of a run is gone when it has ended, also by an error', async () => {
  let seen = '';
  const failing = inFolder((folder) => {
    seen = folder;
    return Promise.reject(new Error('Enough'));
  });
  await expect(failing).rejects.toThrow('Enough');
  expect(existsSync(seen)).toBe(false);
});

test('names of texts do not lead out of the folder', async () => {
  const folder = path.join(home, 'texts');
  expect(await writeBelow(folder, '../../escaped', 'x')).toBe(path.join(folder, 'escaped'));
});
