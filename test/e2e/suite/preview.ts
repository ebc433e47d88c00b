// The main job as the editor's own interface shows it. Runs inside the extension host, under code-server and under
// @vscode/test-electron alike, with `workspace/` open and the release set to 22.11.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const TIMEOUT_MS = 20_000;
const SCHEME = 'nixos-runner-preview';

/** Repeats a look until it finds something, and fails with `what` after a while. */
async function eventually<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    assert.ok(Date.now() < deadline, `Nothing seen of: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function open(name: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'The editor has no folder open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
  return vscode.window.showTextDocument(document, vscode.ViewColumn.One);
}

/** Replaces the first occurrence of a text in a document, without saving. */
async function replace(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  const offset = document.getText().indexOf(before);
  assert.notEqual(offset, -1, `The document holds no ${before}`);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + before.length));
  edit.replace(document.uri, range, after);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** The name of the rule behind a diagnostic, whether or not it carries a link to the rule's page. */
const codeOf = ({ code }: vscode.Diagnostic): string => String(typeof code === 'object' ? code.value : code);

const codesOf = (uri: vscode.Uri): string[] => vscode.languages.getDiagnostics(uri).map(codeOf);

const previewNamed = (name: string): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === SCHEME && uri.path.endsWith(`/${name}`));

suite('Runner preview', () => {
  let source: vscode.TextDocument;

  suiteSetup(async () => {
    source = (await open('configuration.nix')).document;
  });

  suiteTeardown(async () => {
    await vscode.window.showTextDocument(source, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('a token in the store is reported at its value', async () => {
    const found = await eventually('token-in-store', () =>
      vscode.languages.getDiagnostics(source.uri).find((diagnostic) => codeOf(diagnostic) === 'token-in-store'),
    );
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
    assert.match(source.getText(found.range), /writeText/);
  });

  test('a restarted server reports it again', async () => {
    await vscode.commands.executeCommand('nixosRunner.restartServer');
    await eventually('token-in-store', () => codesOf(source.uri).includes('token-in-store') || undefined);
  });

  test('an option has a hover', async () => {
    const position = source.positionAt(source.getText().indexOf('url ='));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      source.uri,
      position,
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (typeof content === 'string' ? content : content.value))
      .join('\n');
    assert.match(text, /url/);
  });

  test('the report goes once the token is outside the store', async () => {
    await replace(source, '"${pkgs.writeText "token" "not-a-real-token"}"', '"/run/keys/runner-token"');
    await eventually('no token-in-store', () => !codesOf(source.uri).includes('token-in-store') || undefined);
  });

  test('the unit opens beside the source, which keeps the focus', async () => {
    await vscode.commands.executeCommand('nixosRunner.previewUnit');
    const unit = await eventually('the unit', () => previewNamed('github-runner.service'));
    await eventually(
      'the language of the unit',
      () => previewNamed('github-runner.service')?.languageId === 'ini' || undefined,
    );
    assert.match(unit.getText(), /^\[Unit\]\n[^]*^\[Service\]\n/m);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), source.uri.toString());
    const column = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === SCHEME)?.viewColumn;
    assert.equal(column, vscode.ViewColumn.Two);
  });

  test('the unit links to the scripts that it runs', async () => {
    const unit = await eventually('the unit', () => previewNamed('github-runner.service'));
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', unit.uri);
    const lines = links.map(({ range }) => unit.lineAt(range.start).text);
    assert.ok(lines.length > 0, 'The unit has no links');
    assert.ok(
      lines.every((line) => line.startsWith('ExecStartPre=')),
      `Links outside ExecStartPre= lines: ${lines.join('\n')}`,
    );
    const target = links.map((link) => link.target).find((uri) => uri?.path.endsWith('/github-runner-configure.sh'));
    assert.ok(target, 'No link leads to github-runner-configure.sh');
    const script = await vscode.workspace.openTextDocument(target);
    assert.equal(script.languageId, 'shellscript');
    assert.match(script.getText(), /^#!.*\/bin\/bash\n/);
  });

  test('the texts follow the source', async () => {
    await replace(source, 'example/project', 'example/renamed');
    const script = await eventually('the script', () => previewNamed('github-runner-configure.sh'));
    await eventually('the new url', () => script.getText().includes('example/renamed') || undefined);
  });

  test('a source that cannot be evaluated leaves the last text', async () => {
    const script = await eventually('the script', () => previewNamed('github-runner-configure.sh'));
    const before = script.getText();
    await replace(
      source,
      'url = "https://github.com/example/renamed";',
      '@@ url = "https://github.com/example/renamed";',
    );
    await eventually('a stale mark', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        script.uri,
      );
      return lenses.find(({ command }) => command?.title.includes('Out of date'));
    });
    assert.equal(script.getText(), before);
  });
});
