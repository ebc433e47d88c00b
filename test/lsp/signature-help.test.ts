// Signature help as two editors see it: one that knows Markdown and places in labels, one that knows neither.
import { afterAll, expect, test } from 'vitest';
import type { SignatureHelp } from 'vscode-languageserver';
import { startEditor, type Editor } from './server';

const uri = 'untitled:Untitled-1';
const editors: Editor[] = [];

async function editor(signatureInformation?: object): Promise<Editor> {
  const started = await startEditor({
    params: {
      capabilities: { textDocument: { ...(signatureInformation && { signatureHelp: { signatureInformation } }) } },
    },
  });
  editors.push(started);
  return started;
}

afterAll(async () => {
  for (const started of editors) {
    expect(await started.stop()).toBe(0);
    expect(started.log.filter((line) => line.includes('Error'))).toEqual([]);
  }
});

const source = `{ lib, ... }:
let
  # Where a runner works.
  address = { owner, repository ? "nixos" }: "https://github.com/\${owner}/\${repository}";
in
{
  services.github-runners.web = {
    enable = lib.mkIf true
    url = address { owner = "a"; };
  };
}
`;

async function help({ connection, position }: Editor, before: string, context?: object): Promise<SignatureHelp | null> {
  return connection.sendRequest('textDocument/signatureHelp', {
    textDocument: { uri },
    position: position(uri, before, before.length),
    ...(context && { context }),
  });
}

const typed = (triggerCharacter: string): object => ({ triggerKind: 2, triggerCharacter, isRetrigger: false });

test('an editor that knows all gets Markdown, and places in the label', async () => {
  const own = await editor({
    documentationFormat: ['markdown', 'plaintext'],
    parameterInformation: { labelOffsetSupport: true },
  });
  expect(own.initialized.capabilities.signatureHelpProvider).toEqual({
    triggerCharacters: [' ', '{'],
    retriggerCharacters: ['=', ';', '(', ')', '}', ']', '"'],
  });
  await own.open(uri, source);
  const found = await help(own, 'owner = ');
  const label = 'address { owner, repository ? "nixos" }';
  expect(found).toEqual({
    signatures: [
      {
        label,
        documentation: { kind: 'markdown', value: 'Where a runner works.' },
        parameters: [
          { label: [label.indexOf('{'), label.length] },
          { label: [label.indexOf('owner'), label.indexOf(',')] },
          { label: [label.indexOf('repository'), label.indexOf(' }')] },
        ],
      },
    ],
    activeSignature: 0,
    activeParameter: 1,
  });
});

test('it follows typing without waiting for an evaluation', async () => {
  const [own] = editors;
  if (own === undefined) throw new Error('No editor runs');
  await own.replace(uri, 'mkIf true\n', 'mkIf true \n');
  expect((await help(own, 'mkIf true ', typed(' ')))?.activeParameter).toBe(1);
  await own.replace(uri, 'mkIf true \n', 'mkForce [ map \n');
  expect(await help(own, '[ map ', typed(' '))).toBeNull();
  expect(await help(own, '[ map ', { triggerKind: 3, isRetrigger: true })).toMatchObject({
    signatures: [{ label: 'lib.mkForce value' }],
  });
});

test('another editor gets plain text, and the parameters’ own texts', async () => {
  const own = await editor();
  await own.open(uri, source);
  expect((await help(own, 'lib.mkIf '))?.signatures).toEqual([
    {
      label: 'lib.mkIf condition content',
      documentation: { kind: 'plaintext', value: expect.stringContaining('condition') as string },
      parameters: [
        { label: 'condition', documentation: { kind: 'plaintext', value: 'condition : Bool' } },
        { label: 'content', documentation: { kind: 'plaintext', value: expect.stringContaining('content') as string } },
      ],
    },
  ]);
});
