// Evaluations that take seconds: what a person does meanwhile does not wait for them.
import type { CompletionList, Hover } from 'vscode-languageserver';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEditor, type Editor } from './server';

const uri = 'file:///long/configuration.nix';
/** Goes on until the budget of an evaluation ends, which is some seconds. */
const LONG =
  'let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in "https://github.com/${toString (fib 60)}"';
const source = (url: string): string => `{ config, ... }: {
  networking.hostName = "build";
  services.github-runners.web = {
    enable = true;
    url = ${url};
    tokenFile = "/run/secrets/web";
  };
}
`;
const QUICK = '"https://github.com/example"';

let editor: Editor;
beforeEach(async () => {
  editor = await startEditor();
  await editor.open(uri, source(QUICK));
  await editor.evaluated(uri, 1);
});
afterEach(async () => {
  await editor.stop();
});

/** Begins a long evaluation, and gives it the time to be in the middle of it. */
async function beginLong(): Promise<void> {
  await editor.replace(uri, QUICK, LONG);
  await new Promise((resolve) => setTimeout(resolve, 300));
}

/** Which of the two comes first. */
function first(names: Readonly<Record<string, Promise<unknown>>>): Promise<string> {
  return Promise.race(Object.entries(names).map(([name, promise]) => promise.then(() => name)));
}

const completion = (): Promise<CompletionList | null> =>
  editor.connection.sendRequest('textDocument/completion', {
    textDocument: { uri },
    position: editor.position(uri, 'enable = true'),
  });
const hover = (text: string): Promise<Hover | null> =>
  editor.connection.sendRequest('textDocument/hover', {
    textDocument: { uri },
    position: editor.position(uri, text, 1),
  });

test('completion answers during the evaluation, with what was known before', async () => {
  await beginLong();
  const answer = completion();
  expect(await first({ completed: answer, evaluated: editor.evaluated(uri, 2) })).toBe('completed');
  expect((await answer)?.items.map(({ label }) => label)).toContain('ephemeral');
});

test('hover answers during the evaluation, in the places of the text as it stands', async () => {
  await beginLong();
  const answer = hover('tokenFile');
  expect(await first({ hovered: answer, evaluated: editor.evaluated(uri, 2) })).toBe('hovered');
  const found = await answer;
  expect(JSON.stringify(found?.contents)).toContain('tokenFile');
  expect(found?.range && editor.rangeText(uri, found.range)).toBe('tokenFile');
});

test('an edit takes the place of the evaluation of the text before it', async () => {
  await beginLong();
  await editor.replace(uri, LONG, QUICK);
  const newer = editor.evaluated(uri, 3);
  expect(await first({ newer, older: editor.evaluated(uri, 2).catch(() => newer) })).toBe('newer');
});

test('in the end the evaluation says that it was too long', async () => {
  await beginLong();
  await completion();
  await hover('enable');
  const found = await editor.diagnostics(uri, ({ version, diagnostics }) => version === 2 && diagnostics.length > 0);
  expect(found.map(({ code }) => code)).toEqual(['evaluation-error']);
});

test('requests that never stop do not keep the evaluation from its end', async () => {
  await beginLong();
  const asked: Promise<unknown>[] = [];
  const asking = setInterval(() => void asked.push(completion(), hover('enable')), 30);
  const found = editor.diagnostics(uri, ({ version, diagnostics }) => version === 2 && diagnostics.length > 0);
  await found.finally(() => clearInterval(asking));
  // Each has its answer before the server is stopped.
  await Promise.all(asked);
  expect((await found).map(({ code }) => code)).toEqual(['evaluation-error']);
});
