// Several files: findings appear in the file at fault, follow edits in other files, and go when nothing reports them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiagnosticSeverity, type CodeAction } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import { bundleServer, rules, startEditor, type Editor, type EditorOptions } from './server';

let editor: Editor;
let folder: string;
const uriOf = (name: string): string => URI.file(path.join(folder, name)).toString();

const host = '{ imports = [ ./runner.nix ]; services.github-runners.web.enable = true; }';
const module = '{ services.github-runners.web = { url = "https://github.com/a/b"; tokenFile = "/t"; }; }';

async function start(files: Readonly<Record<string, string>>, options?: EditorOptions): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  editor = await startEditor(options ?? { params: { rootUri: URI.file(folder).toString() } });
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'workspace-')));
});
afterEach(async () => {
  expect(await editor.stop()).toBe(0);
  rmSync(folder, { recursive: true });
});

test('a finding is placed in the imported file, and goes with the file that reports it', async () => {
  await start({ 'configuration.nix': host, 'runner.nix': module.replace('url', 'ulr') });
  await editor.open(uriOf('configuration.nix'), host);
  const found = await editor.diagnostics(uriOf('runner.nix'), ({ diagnostics }) => diagnostics.length > 0);
  expect(rules(found)).toContain('unknown-option');
  await editor.close(uriOf('configuration.nix'));
  await editor.diagnostics(uriOf('runner.nix'), ({ diagnostics }) => diagnostics.length === 0);
});

test('a module is evaluated with the host that imports it', async () => {
  await start({ 'configuration.nix': host, 'runner.nix': module });
  const uri = uriOf('runner.nix');
  await editor.open(uri, module);
  expect(await editor.evaluated(uri, 1)).toMatchObject({ runners: [{ name: 'web' }] });
  const shown = await editor.connection.sendRequest<{ documents: { text: string }[] }>('nixosRunner/preview', { uri });
  expect(shown.documents[0]?.text).toContain('[Service]');
});

test('an edit in one file reaches the other open file', async () => {
  await start({ 'configuration.nix': host, 'runner.nix': module });
  const [top, part] = [uriOf('configuration.nix'), uriOf('runner.nix')];
  await editor.open(top, host);
  await editor.open(part, module);
  await editor.evaluated(part, 1);
  await editor.replace(top, 'enable = true', 'url = 1');
  const found = await editor.diagnostics(top, ({ diagnostics }) => rules(diagnostics).includes('type-mismatch'));
  expect(found.length).toBeGreaterThan(0);
  await editor.close(top);
  // The edit was not saved: the file on disk counts again.
  await editor.diagnostics(top, ({ diagnostics }) => diagnostics.length === 0);
});

test('a file that changes on disk is read again', async () => {
  await start({ 'configuration.nix': host, 'runner.nix': module });
  const uri = uriOf('configuration.nix');
  await editor.open(uri, host);
  await editor.evaluated(uri, 1);
  writeFileSync(path.join(folder, 'runner.nix'), module.replace('"/t"', '12'));
  await editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uriOf('runner.nix'), type: 2 }],
  });
  await editor.diagnostics(uriOf('runner.nix'), ({ diagnostics }) => rules(diagnostics).includes('type-mismatch'));
});

test('a fix renames a misspelt option', async () => {
  const text = module.replace('tokenFile', 'tokenFiel');
  await start({});
  const uri = uriOf('runner.nix');
  await editor.open(uri, text);
  const [finding] = (
    await editor.diagnostics(uri, ({ diagnostics }) => rules(diagnostics).includes('unknown-option'))
  ).filter(({ code }) => code === 'unknown-option');
  const actions = await editor.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: finding?.range,
    context: { diagnostics: [finding] },
  });
  const edit = actions[0]?.edit?.changes?.[uri]?.[0];
  expect(edit && `${editor.rangeText(uri, edit.range)} becomes ${edit.newText}`).toBe('tokenFiel becomes tokenFile');
});

describe('an editor that can little', () => {
  test('no folders, no settings', async () => {
    await start({ 'configuration.nix': host, 'runner.nix': module }, { params: { capabilities: {} } });
    const uri = uriOf('configuration.nix');
    await editor.open(uri, host);
    // The folder of an open file may be read, so that its imports are followed.
    expect(await editor.evaluated(uri, 1)).toMatchObject({ runners: [{ name: 'web' }] });
  });

  test('whole texts instead of ranges', async () => {
    await start({}, { params: { capabilities: {} } });
    const uri = uriOf('a.nix');
    await editor.open(uri, module.replace('url', 'ulr'));
    await editor.diagnostics(uri, ({ diagnostics }) => diagnostics.length > 0);
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: module }],
    });
    await editor.diagnostics(uri, ({ version, diagnostics }) => version === 2 && diagnostics.length === 0);
  });

  test('settings that are sent, not asked for', async () => {
    await start({}, { params: { capabilities: {} } });
    const uri = uriOf('a.nix');
    await editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { nixosRunner: { release: '24.11' } },
    });
    await editor.open(uri, module);
    expect((await editor.evaluated(uri, 1)).release).toBe('24.11');
  });

  test('severities of rules, which count at once when they change', async () => {
    await start({}, { params: { capabilities: {} } });
    const uri = uriOf('a.nix');
    const choose = (rules: object): Promise<void> =>
      editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: { nixosRunner: { rules } } });
    const severity = async (expected: number | undefined): Promise<void> =>
      void (await editor.diagnostics(uri, ({ diagnostics }) => diagnostics[0]?.severity === expected));
    await editor.open(uri, module.replace('"/t"', 'missing'));
    await severity(DiagnosticSeverity.Error);
    await choose({ 'undefined-variable': 'hint', 'no-such-rule': 'off', 'runner-url': 'loud' });
    await severity(DiagnosticSeverity.Hint);
    await choose({ 'undefined-variable': 'off' });
    await severity(undefined);
    await choose({});
    await severity(DiagnosticSeverity.Error);
  });
});

test('a cancelled request is answered as cancelled', async () => {
  await start({});
  const uri = uriOf('a.nix');
  await editor.open(uri, module);
  const request = {
    jsonrpc: '2.0',
    id: 4711,
    method: 'textDocument/hover',
    params: { textDocument: { uri }, position: { line: 0, character: 40 } },
  };
  const cancel = { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 4711 } };
  const frame = (message: object): string => {
    const text = JSON.stringify(message);
    return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  };
  const answer = new Promise<string>((resolve) => {
    editor.process.stdout?.on('data', (data: Buffer) => {
      const text = data.toString();
      if (text.includes('"id":4711')) resolve(text);
    });
  });
  editor.process.stdin?.write(frame(request) + frame(cancel));
  expect(await answer).toContain('"code":-32800');
});

test('the server ends when the editor is gone', async () => {
  await start({});
  const other = await startEditor();
  const ended = new Promise((resolve) => other.process.once('exit', resolve));
  other.process.stdin?.end();
  expect(await ended).toBe(1);
  other.connection.dispose();
});

test('a server that cannot start says why', async () => {
  await start({});
  // Neither beside the bundle nor below this folder is a parser.
  const { status, stderr } = spawnSync(process.execPath, [await bundleServer(), '--stdio'], {
    cwd: folder,
    encoding: 'utf8',
    input: '',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('The server ended because of an error: ');
});
