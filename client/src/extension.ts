// The VS Code side: starts the language server, and shows previews. It imports the wire contract of
// server/src/lsp/protocol.ts and nothing else of the server; what Nix means is the server's business alone.
import { Uri, window, workspace, type ExtensionContext } from 'vscode';
import type { InitializationOptions } from '../../server/src/lsp/protocol';
import { createClient, NAME, type RunnerClient } from './client';
import { registerCommands } from './commands';
import { createRunnerContext } from './context';
import { createDocumentStatus } from './documentStatus';
import { createHostChoice } from './hostChoice';
import { createLensCommands } from './lensCommands';
import { createOtherExtensions } from './otherExtensions';
import { createPreviews } from './preview';
import { createRunnerTools } from './runnerTools';
import { registerUnknownValues } from './unknownValues';

let client: RunnerClient | undefined;

/** Called by the editor when the first Nix document is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel(NAME, { log: true });
  const hosts = createHostChoice(context.workspaceState);
  const others = createOtherExtensions();
  const initial = (): InitializationOptions => ({ host: hosts.chosen ?? null, nixElsewhere: others.offerNix });
  client = createClient(context.asAbsolutePath('dist/server.js'), log, initial);
  const lensCommands = createLensCommands();
  const previews = createPreviews(client, hosts, lensCommands);
  const tools = createRunnerTools(context, client, previews, hosts, lensCommands);
  const runners = createRunnerContext();
  const status = createDocumentStatus(client, hosts);
  context.subscriptions.push(
    log,
    hosts,
    lensCommands,
    previews,
    tools,
    runners,
    status,
    registerUnknownValues(client, hosts),
    client.onEvaluated((evaluated) => {
      runners.evaluated(evaluated);
      status.evaluated(evaluated);
      previews.refresh();
      tools.evaluated(evaluated);
    }),
    hosts.onDidChange(() => void client?.chooseHost(initial())),
    others,
    others.onDidChange(() => void client?.setNixElsewhere(initial())),
    workspace.onDidCloseTextDocument(({ uri }) => {
      runners.forget(uri);
    }),
    ...registerCommands(client, previews, Uri.joinPath(context.extensionUri, 'examples/configuration.nix')),
  );
  await client.start();
}

/** Called by the editor before it unloads the extension; resolves once the server has ended. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}
