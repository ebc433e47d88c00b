// Hints as editors see them: one that asks anew when it is told to, one that never is, one with settings.
import { afterAll, expect, test } from 'vitest';
import type { ClientCapabilities, InlayHint, InlayHintLabelPart } from 'vscode-languageserver';
import { startEditor, type Editor } from './server';

const uri = 'untitled:Untitled-1';
const editors: Editor[] = [];

interface Told {
  readonly editor: Editor;
  /** How often the server told the editor to ask for hints anew. */
  refreshes(): number;
  /** Resolves when it told so for the first time. */
  readonly refreshed: Promise<void>;
}

async function start(capabilities: ClientCapabilities, settings?: Readonly<Record<string, unknown>>): Promise<Told> {
  const editor = await startEditor({ params: { capabilities }, ...(settings !== undefined && { settings }) });
  editors.push(editor);
  let told = 0;
  const refreshed = new Promise<void>((resolve) => {
    editor.connection.onRequest('workspace/inlayHint/refresh', () => {
      told++;
      resolve();
      return null;
    });
  });
  return { editor, refreshes: () => told, refreshed };
}

afterAll(async () => {
  for (const started of editors) {
    expect(await started.stop()).toBe(0);
    expect(started.log.filter((line) => line.includes('Error'))).toEqual([]);
  }
});

const source = `let owner = "nixos"; in
{
  services.github-runners.web = {
    name = "\${owner}-ci";
    ephemeral = true;
  };
}
`;

function ask({ connection }: Editor, from = 0, to = 8): Promise<InlayHint[]> {
  return connection.sendRequest('textDocument/inlayHint', {
    textDocument: { uri },
    range: { start: { line: from, character: 0 }, end: { line: to, character: 0 } },
  });
}

function parts(hint: InlayHint | undefined): readonly InlayHintLabelPart[] {
  if (!Array.isArray(hint?.label)) throw new Error('The hint has no parts');
  return hint.label;
}

function texts(hints: readonly InlayHint[]): string[] {
  return hints.map((hint) => `${hint.position.line}:${hint.position.character} ${parts(hint)[0]?.value}`);
}

/** Asks for something else, so that what the server has to say by then was said. */
async function settled({ connection }: Editor): Promise<void> {
  await connection.sendRequest('textDocument/foldingRange', { textDocument: { uri } });
}

test('an editor that refreshes is told to after an evaluation, once', async () => {
  const { editor, refreshes, refreshed } = await start({
    workspace: { inlayHint: { refreshSupport: true } },
    textDocument: { inlayHint: { resolveSupport: { properties: ['tooltip', 'label.location'] } } },
  });
  expect(editor.initialized.capabilities.inlayHintProvider).toEqual({ resolveProvider: true });
  await editor.open(uri, source);
  await editor.evaluated(uri, 1);
  expect(texts(await ask(editor))).toEqual(['3:25 = "nixos-ci"', '3:25 default: "web"', '4:21 default: false']);
  const [last] = await ask(editor, 4, 5);
  expect(last).toMatchObject({ label: [{ value: 'default: false' }], paddingLeft: true, paddingRight: false });
  expect(refreshes()).toBe(0);

  await editor.replace(uri, '"nixos"', '"nixpkgs"');
  await editor.evaluated(uri, 2);
  await refreshed;
  expect(texts(await ask(editor))[0]).toBe('3:25 = "nixpkgs-ci"');
  await settled(editor);
  expect(refreshes()).toBe(1);
});

test('what a hint is about is told when somebody looks at it', async () => {
  const [editor] = editors;
  if (editor === undefined) throw new Error('No editor runs');
  const [hint] = await ask(editor);
  expect(hint?.tooltip).toBeUndefined();
  const resolved = await editor.connection.sendRequest<InlayHint>('inlayHint/resolve', hint);
  expect(resolved.tooltip).toMatchObject({
    kind: 'markdown',
    value: expect.stringContaining('services.github-runners.web.name') as string,
  });
  const location = parts(resolved)[0]?.location;
  expect(location?.uri).toBe(uri);
  expect(location && editor.rangeText(uri, location.range)).toBe('owner');
  // Of a hint that is no more, nothing is said.
  await editor.replace(uri, '-ci', '-ci2');
  const stale = await editor.connection.sendRequest<InlayHint>('inlayHint/resolve', hint);
  expect(stale).toEqual(hint);
});

test('an editor that does not refresh is not told to, and gets all at once', async () => {
  const { editor, refreshes } = await start({});
  await editor.open(uri, source);
  const [hint] = await ask(editor);
  expect(hint?.tooltip).toMatchObject({ kind: 'markdown' });
  await editor.replace(uri, '"nixos"', '"nixpkgs"');
  await editor.evaluated(uri, 2);
  expect(texts(await ask(editor))[0]).toBe('3:25 = "nixpkgs-ci"');
  await settled(editor);
  expect(refreshes()).toBe(0);
});

test('hints stay at their places while somebody types, and what is edited has none', async () => {
  const editor = editors.at(-1);
  if (editor === undefined) throw new Error('No editor runs');
  await editor.replace(uri, 'ephemeral = true;', 'ephemeral = tr');
  expect(texts(await ask(editor))).toEqual(['3:25 = "nixpkgs-ci"', '3:25 default: "web"']);
});

test('each kind can be switched off', async () => {
  const settings: { inlayHints: Record<string, unknown> } = { inlayHints: { values: false } };
  const { editor, refreshed } = await start(
    { workspace: { configuration: true, inlayHint: { refreshSupport: true } } },
    settings,
  );
  await editor.open(uri, source);
  expect(texts(await ask(editor))).toEqual(['3:25 default: "web"', '4:21 default: false']);
  settings.inlayHints = { values: 'yes', shadowedDefaults: false };
  await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await refreshed;
  expect(texts(await ask(editor))).toEqual(['3:25 = "nixos-ci"']);
});

test('no token arrives', async () => {
  const editor = editors.at(-1);
  if (editor === undefined) throw new Error('No editor runs');
  const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
  await editor.replace(uri, '"nixos"', `"${token} "`);
  await editor.evaluated(uri, 2);
  expect(texts(await ask(editor))).toEqual(['3:25 = "ghp_…redacted -ci"']);
});
