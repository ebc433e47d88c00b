// The VS Code side: starts the language server, and shows previews. It imports the wire contract of
// server/src/lsp/protocol.ts and nothing else of the server; what Nix means is the server's business alone.
import { commands, Uri, window, workspace, type ExtensionContext } from 'vscode';
import type { HostSummary } from '../../server/src/lsp/protocol';
import { createClient, NAME, type RunnerClient } from './client';
import { registerCommands } from './commands';
import { createRunnerContext } from './context';
import { CHOOSE_HOST_COMMAND, createHostChoice } from './hostChoice';
import { createPreviews } from './preview';
import { createReleaseStatus } from './releaseStatus';

let client: RunnerClient | undefined;

/** Called by the editor when the first Nix document is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel(NAME, { log: true });
  client = createClient(context.asAbsolutePath('dist/server.js'), log);
  const hosts = createHostChoice(context.workspaceState);
  const previews = createPreviews(client, hosts);
  const runners = createRunnerContext();
  const release = createReleaseStatus();
  context.subscriptions.push(
    log,
    hosts,
    previews,
    runners,
    release,
    client.onEvaluated((evaluated) => {
      runners.evaluated(evaluated);
      release.evaluated(evaluated);
      previews.refresh();
    }),
    window.onDidChangeActiveTextEditor(() => {
      runners.refresh();
      release.refresh();
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      runners.forget(uri);
      release.forget(uri);
    }),
    commands.registerCommand(CHOOSE_HOST_COMMAND, (choices: readonly HostSummary[]) => hosts.ask(choices)),
    ...registerCommands(client, previews, Uri.joinPath(context.extensionUri, 'examples/configuration.nix')),
  );
  await client.start();
}

/** Called by the editor before it unloads the extension; resolves once the server has ended. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}
