// Where files come from and where they go: several folders, files outside of them, worktrees, links, files that others
// make, move and delete, documents that are no files.
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Hover, MarkupContent, WorkspaceEdit } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { rules, startEditor, type Editor, type EditorOptions } from './server';

let editor: Editor;
let folder: string;

const at = (name: string): string => path.join(folder, name);
const uriOf = (name: string): string => URI.file(at(name)).toString();
const folders = (...names: string[]): NonNullable<EditorOptions['params']> => ({
  capabilities: { workspace: { workspaceFolders: true, configuration: true } },
  workspaceFolders: names.map((name) => ({ uri: uriOf(name), name })),
});

const host = '{ imports = [ ./runner.nix ]; services.github-runners.web.enable = true; }';
const module = '{ services.github-runners.web = { url = "https://github.com/a/b"; tokenFile = "/t"; }; }';
const flake = (modules: string): string =>
  `{ outputs = { nixpkgs, ... }: { nixosConfigurations.web = nixpkgs.lib.nixosSystem { modules = [ ${modules} ]; }; }; }`;

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  }
}

async function open(name: string, text: string): Promise<string> {
  await editor.open(uriOf(name), text);
  return uriOf(name);
}

const changed = (...names: string[]): Promise<void> =>
  editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: names.map((name) => ({ uri: uriOf(name), type: 2 })),
  });

async function hoverAt(uri: string, text: string): Promise<string> {
  const position = editor.position(uri, text, 1);
  const found = await editor.connection.sendRequest<Hover | null>('textDocument/hover', {
    textDocument: { uri },
    position,
  });
  return found === null ? '' : (found.contents as MarkupContent).value;
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'folders-')));
});
afterEach(async () => {
  expect(await editor.stop()).toBe(0);
  expect(editor.log.filter((line) => line.includes('Error'))).toEqual([]);
  rmSync(folder, { recursive: true });
});

describe('several folders', () => {
  test('each has its own settings', async () => {
    write({ 'old/a.nix': module, 'new/a.nix': module });
    editor = await startEditor({
      params: folders('old', 'new'),
      settings: (scope) => ({ release: scope?.startsWith(uriOf('old')) ? '23.11' : '25.05' }),
    });
    expect((await editor.evaluated(await open('old/a.nix', module), 1)).release).toBe('23.11');
    expect((await editor.evaluated(await open('new/a.nix', module), 1)).release).toBe('25.05');
  });

  test('each has its own hosts', async () => {
    const broken = host.replace('enable = true', 'url = 1');
    write({
      'one/configuration.nix': host,
      'one/runner.nix': module,
      'two/configuration.nix': broken,
      'two/runner.nix': module,
    });
    editor = await startEditor({ params: folders('one', 'two') });
    await open('two/runner.nix', module);
    await editor.diagnostics(uriOf('two/configuration.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('type-mismatch'),
    );
    const one = await open('one/runner.nix', module);
    await editor.evaluated(one, 1);
    expect(await hoverAt(one, 'url')).toContain('"https://github.com/a/b"');
  });

  test('a folder that is added brings its hosts, and takes them away again', async () => {
    write({
      'one/plain.nix': '{ }',
      'two/configuration.nix': host.replace('enable = true', 'url = 1').replace('./runner', './modules/runner'),
      'two/modules/runner.nix': module,
    });
    editor = await startEditor({ params: folders('one') });
    await editor.evaluated(await open('two/modules/runner.nix', module), 1);
    const change = (added: string[], removed: string[]): Promise<void> =>
      editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: {
          added: added.map((name) => ({ uri: uriOf(name), name })),
          removed: removed.map((name) => ({ uri: uriOf(name), name })),
        },
      });
    await change(['two'], []);
    await editor.diagnostics(uriOf('two/configuration.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('type-mismatch'),
    );
    await change([], ['two']);
    await editor.diagnostics(uriOf('two/configuration.nix'), ({ diagnostics }) => diagnostics.length === 0);
  });
});

describe('outside of the folders', () => {
  test('what lies elsewhere is not read, and not reported either', async () => {
    write({ 'w/plain.nix': '{ }', 'elsewhere/runner.nix': '{ services.github-runners.web.ulr = 1; }' });
    const text = host.replace('./runner.nix', '../elsewhere/runner.nix');
    editor = await startEditor({ params: folders('w') });
    const uri = await open('w/configuration.nix', text);
    await editor.evaluated(uri, 1);
    expect(await editor.diagnostics(uri, () => true)).toEqual([]);
  });

  test('a file outside sees the files beside it', async () => {
    write({ 'w/plain.nix': '{ }', 'other/runner.nix': module.replace('url', 'ulr') });
    editor = await startEditor({ params: folders('w') });
    await open('other/configuration.nix', host);
    await editor.diagnostics(uriOf('other/runner.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('unknown-option'),
    );
  });

  test('a module outside is looked at as a part of the hosts beside it', async () => {
    write({
      'w/plain.nix': '{ }',
      'etc/configuration.nix': host.replace('enable = true', 'url = 1'),
      'etc/runner.nix': module,
    });
    editor = await startEditor({ params: folders('w') });
    await open('etc/runner.nix', module);
    await editor.diagnostics(uriOf('etc/configuration.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('type-mismatch'),
    );
  });

  test.each(['untitled:Untitled-1', 'vscode-vfs://github/a/b/configuration.nix'])(
    '%s is looked at by itself',
    async (uri) => {
      write({ 'runner.nix': module });
      editor = await startEditor({ params: folders('.') });
      await editor.open(uri, host.replace('enable = true', 'ulr = 1'));
      expect((await editor.evaluated(uri, 1)).runners).toMatchObject([{ name: 'web' }]);
      const found = await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0);
      expect(rules(found)).toEqual(['unknown-option']);
    },
  );
});

describe('folders that are allowed', () => {
  const files = {
    'w/plain.nix': '{ }',
    'shared/runner.nix': module.replace('url', 'ulr'),
    'shared/configuration.nix': '{ imports = [ ../w/part.nix ]; services.github-runners.web.url = 1; }',
  };
  const text = host.replace('./runner.nix', '../shared/runner.nix');

  test.each(['../shared', () => at('shared')])('are read: %s', async (entry) => {
    write(files);
    const allowedFolders = [typeof entry === 'string' ? entry : entry()];
    editor = await startEditor({ params: folders('w'), settings: { allowedFolders } });
    await open('w/configuration.nix', text);
    await editor.diagnostics(uriOf('shared/runner.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('unknown-option'),
    );
  });

  test('are searched for hosts, until they are allowed no more', async () => {
    write(files);
    let allowedFolders = ['../shared'];
    editor = await startEditor({ params: folders('w'), settings: () => ({ allowedFolders }) });
    await open('w/part.nix', '{ services.github-runners.web.enable = true; }');
    await editor.diagnostics(uriOf('shared/configuration.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('type-mismatch'),
    );
    allowedFolders = [];
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await editor.diagnostics(uriOf('shared/configuration.nix'), ({ diagnostics }) => diagnostics.length === 0);
  });

  test('can be sent by an editor that is not asked', async () => {
    write(files);
    const params = { ...folders('w'), capabilities: { workspace: { workspaceFolders: true } } };
    editor = await startEditor({ params });
    await open('w/configuration.nix', text);
    await editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { nixosRunner: { allowedFolders: ['../shared', 7] } },
    });
    await editor.diagnostics(uriOf('shared/runner.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('unknown-option'),
    );
  });
});

describe('nested repositories', () => {
  test('a file belongs to the nearest flake', async () => {
    write({
      'flake.nix': flake('./runner.nix'),
      'runner.nix': module,
      'sub/flake.nix': flake('./runner.nix { services.github-runners.web.url = 1; }'),
      'sub/runner.nix': module,
    });
    editor = await startEditor({ params: folders('.') });
    await open('sub/runner.nix', module);
    await editor.diagnostics(uriOf('sub/flake.nix'), ({ diagnostics }) => rules(diagnostics).includes('type-mismatch'));
    const outer = await open('runner.nix', module);
    await editor.evaluated(outer, 1);
    expect(await editor.diagnostics(outer, () => true)).toEqual([]);
  });

  test('a worktree that git ignores finds its hosts', async () => {
    write({
      '.gitignore': 'worktrees/',
      'worktrees/x/.git': 'gitdir: ../../.git/worktrees/x',
      'worktrees/x/configuration.nix': host.replace('enable = true', 'url = 1').replace('./runner', './sub/runner'),
      'worktrees/x/sub/runner.nix': module,
    });
    editor = await startEditor({ params: folders('.') });
    await open('worktrees/x/sub/runner.nix', module);
    await editor.diagnostics(uriOf('worktrees/x/configuration.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('type-mismatch'),
    );
  });

  test('a git worktree below the folder is a configuration of its own', async () => {
    write({
      'configuration.nix': host,
      'runner.nix': module,
      'worktrees/x/.git': 'gitdir: ../../.git/worktrees/x',
      'worktrees/x/configuration.nix': host.replace('enable = true', 'url = 1'),
      'worktrees/x/runner.nix': module,
    });
    editor = await startEditor({ params: folders('.') });
    const uri = await open('runner.nix', module);
    await editor.evaluated(uri, 1);
    expect(await editor.diagnostics(uri, () => true)).toEqual([]);
    await open('worktrees/x/runner.nix', module);
    await editor.diagnostics(uriOf('worktrees/x/configuration.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('type-mismatch'),
    );
  });
});

describe('files that others change', () => {
  test('are watched where the editor watches for servers, in allowed folders too', async () => {
    const { capabilities, ...params } = folders('.');
    const didChangeWatchedFiles = { dynamicRegistration: true, relativePatternSupport: true };
    editor = await startEditor({
      params: { ...params, capabilities: { workspace: { ...capabilities?.workspace, didChangeWatchedFiles } } },
      settings: { allowedFolders: ['/elsewhere'] },
    });
    const registration = await editor.eventually('watchers of both folders', () =>
      editor.registered.find(({ registerOptions }) => JSON.stringify(registerOptions).includes('elsewhere')),
    );
    expect(registration.registerOptions).toEqual({
      watchers: [{ globPattern: '**/*' }, { globPattern: { baseUri: 'file:///elsewhere', pattern: '**/*' } }],
    });
  });

  test('a deleted import is missed, and found when it is back', async () => {
    write({ 'configuration.nix': host, 'runner.nix': module });
    editor = await startEditor({ params: folders('.') });
    const uri = await open('configuration.nix', host);
    await editor.evaluated(uri, 1);
    rmSync(at('runner.nix'));
    await changed('runner.nix');
    await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0);
    write({ 'runner.nix': module });
    await changed('runner.nix');
    await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 0);
  });

  test('the deletion of a whole folder is noticed', async () => {
    const text = host.replace('./runner.nix', './modules');
    write({ 'configuration.nix': text, 'modules/default.nix': module });
    editor = await startEditor({ params: folders('.') });
    const uri = await open('configuration.nix', text);
    await editor.evaluated(uri, 1);
    rmSync(at('modules'), { recursive: true });
    await changed('modules');
    await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0);
  });

  test('what an evaluation reads beside Nix files is read again', async () => {
    const text = module.replace('"https://github.com/a/b"', '(builtins.fromJSON (builtins.readFile ./data.json)).url');
    write({ 'data.json': '{ "url": "https://github.com/a/b" }' });
    editor = await startEditor({ params: folders('.') });
    const uri = await open('a.nix', text);
    await editor.evaluated(uri, 1);
    write({ 'data.json': '{ "url": 7 }' });
    await changed('data.json');
    await editor.diagnostics(uri, ({ diagnostics }) => rules(diagnostics).includes('type-mismatch'));
  });

  test('a folder of modules that appears is searched', async () => {
    write({ 'runner.nix': module, 'plain.nix': '{ }' });
    editor = await startEditor({ params: folders('.') });
    await editor.evaluated(await open('runner.nix', module), 1);
    write({ 'hosts/web.nix': host.replace('enable = true', 'url = 1').replace('./runner', '../runner') });
    await changed('hosts');
    await editor.diagnostics(uriOf('hosts/web.nix'), ({ diagnostics }) => rules(diagnostics).includes('type-mismatch'));
  });

  test('a file that git ignores makes no host when it changes', async () => {
    write({ '.gitignore': 'scratch.nix', 'runner.nix': module });
    editor = await startEditor({ params: folders('.') });
    const uri = await open('runner.nix', module);
    await editor.evaluated(uri, 1);
    write({
      'scratch.nix': host.replace('enable = true', 'url = 1'),
      'configuration.nix': host.replace('enable = true', 'url = 2'),
    });
    await changed('scratch.nix', 'configuration.nix');
    await editor.diagnostics(uriOf('configuration.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('type-mismatch'),
    );
    expect(editor.seen(uriOf('scratch.nix'))).toEqual([]);
  });

  test('a host that moves away no longer counts', async () => {
    write({ 'configuration.nix': host.replace('enable = true', 'url = 1'), 'runner.nix': module });
    editor = await startEditor({ params: folders('.') });
    await open('runner.nix', module);
    await editor.diagnostics(uriOf('configuration.nix'), ({ diagnostics }) => diagnostics.length > 0);
    mkdirSync(at('old'));
    renameSync(at('configuration.nix'), at('old/configuration.nix'));
    await changed('configuration.nix', 'old/configuration.nix');
    await editor.diagnostics(uriOf('configuration.nix'), ({ diagnostics }) => diagnostics.length === 0);
  });
});

describe('files that get other names', () => {
  const rename = (from: string, to: string): Promise<WorkspaceEdit | null> =>
    editor.connection.sendRequest('workspace/willRenameFiles', { files: [{ oldUri: uriOf(from), newUri: uriOf(to) }] });

  test('paths in open and in closed files follow', async () => {
    const text = host.replace('./runner.nix', '../modules/runner.nix');
    write({ 'hosts/a.nix': text, 'hosts/b.nix': text, 'modules/runner.nix': module });
    editor = await startEditor({ params: folders('.') });
    // The open text differs from the file: its paths are what counts.
    const open1 = await open('hosts/a.nix', `\n${text}`);
    const edits = await rename('modules/runner.nix', 'modules/ci/web.nix');
    const newText = '../modules/ci/web.nix';
    expect(edits).toEqual({
      changes: {
        [open1]: [{ range: { start: { line: 1, character: 14 }, end: { line: 1, character: 35 } }, newText }],
        [uriOf('hosts/b.nix')]: [
          { range: { start: { line: 0, character: 14 }, end: { line: 0, character: 35 } }, newText },
        ],
      },
    });
  });

  test('paths in a folder that moves follow as well', async () => {
    write({ 'a/x.nix': 'import ../lib.nix', 'a/b/y.nix': 'import ../x.nix', 'lib.nix': '{ }' });
    editor = await startEditor({ params: folders('.') });
    const edits = await rename('a', 'deep/er/a');
    expect(Object.values(edits?.changes ?? {}).map(([edit]) => edit?.newText)).toEqual(['../../../lib.nix']);
  });

  test('nothing is to be done where nothing leads to the file', async () => {
    write({ 'a.nix': './b.nix', 'c.nix': '{ }' });
    editor = await startEditor({ params: folders('.') });
    expect(await rename('c.nix', 'd.nix')).toBeNull();
  });

  test('the hosts follow once it is done', async () => {
    write({ 'configuration.nix': host.replace('enable = true', 'url = 1'), 'runner.nix': module });
    editor = await startEditor({ params: folders('.') });
    await open('runner.nix', module);
    await editor.diagnostics(uriOf('configuration.nix'), ({ diagnostics }) => diagnostics.length > 0);
    renameSync(at('configuration.nix'), at('other.nix'));
    await editor.connection.sendNotification('workspace/didRenameFiles', {
      files: [{ oldUri: uriOf('configuration.nix'), newUri: uriOf('other.nix') }],
    });
    await editor.diagnostics(uriOf('other.nix'), ({ diagnostics }) => rules(diagnostics).includes('type-mismatch'));
    rmSync(at('other.nix'));
    await editor.connection.sendNotification('workspace/didDeleteFiles', { files: [{ uri: uriOf('other.nix') }] });
    await editor.diagnostics(uriOf('other.nix'), ({ diagnostics }) => diagnostics.length === 0);
  });
});

describe('a search that takes a while', () => {
  const many = (): void => write(Object.fromEntries(Array.from({ length: 6000 }, (_, i) => [`${i}.nix`, '{ }'])));

  test('is shown in editors that show progress, and says where it ended', async () => {
    many();
    const { capabilities, ...params } = folders('.');
    editor = await startEditor({
      params: { ...params, capabilities: { ...capabilities, window: { workDoneProgress: true } } },
    });
    await editor.eventually('the end of the search', () => editor.progress.find(({ kind }) => kind === 'end'));
    expect(editor.progress[0]).toEqual({ kind: 'begin', title: 'Looking for NixOS hosts', cancellable: true });
    expect(editor.progress[1]).toMatchObject({
      kind: 'report',
      message: expect.stringMatching(/^\d+ files$/) as string,
    });
    expect(editor.log.join('\n')).toContain('ended after 5000 Nix files');
  });

  test('does not trouble other editors', async () => {
    many();
    editor = await startEditor({ params: folders('.') });
    await editor.evaluated(await open('0.nix', module), 1);
    expect(editor.progress).toEqual([]);
  });
});

describe('links', () => {
  test('loops end', async () => {
    write({ 'configuration.nix': host });
    symlinkSync(at('other.nix'), at('runner.nix'));
    symlinkSync(at('runner.nix'), at('other.nix'));
    symlinkSync('.', at('again'));
    editor = await startEditor({ params: folders('.') });
    const uri = await open('configuration.nix', host);
    expect(await editor.evaluated(uri, 1)).toMatchObject({ runners: [{ name: 'web' }] });
  });

  test('a workspace that is opened through a link finds its hosts', async () => {
    write({ 'real/configuration.nix': host.replace('enable = true', 'url = 1'), 'real/runner.nix': module });
    symlinkSync('real', at('link'));
    editor = await startEditor({ params: folders('link') });
    await open('link/runner.nix', module);
    await editor.diagnostics(uriOf('link/configuration.nix'), ({ diagnostics }) =>
      rules(diagnostics).includes('type-mismatch'),
    );
  });
});

describe('bytes', () => {
  test('lines may end in CRLF', async () => {
    const text =
      '# A comment\r\n{\r\n  # nixos-github-runner: ignore unknown-option it is ours\r\n  services.github-runners.web.ours = 1;\r\n  services.github-runners.web.ulr = "x";\r\n}\r\n';
    editor = await startEditor({ params: folders('.') });
    const uri = await open('a.nix', text);
    const found = await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0);
    expect(found.map(({ range }) => editor.rangeText(uri, range))).toEqual(['ulr']);
    await editor.replace(uri, 'ulr', 'url');
    await editor.diagnostics(uri, ({ version, diagnostics }) => version === 2 && diagnostics.length === 0);
    expect(await hoverAt(uri, 'url')).toContain('"x"');
  });

  test('a byte order mark that an editor leaves in the text is refused, as Nix refuses it', async () => {
    editor = await startEditor({ params: folders('.') });
    const uri = await open('a.nix', `\ufeff${module}`);
    const found = await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0);
    expect(found).toMatchObject([{ code: 'syntax-error', range: { start: { line: 0, character: 0 } } }]);
  });
});
