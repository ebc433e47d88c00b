// What can be done with a runner beside looking at it: comparing, copying, saving, and the lenses that offer it.
import { Disposable, type ExtensionContext } from 'vscode';
import type { EvaluatedParams, HostSummary } from '../../server/src/lsp/protocol';
import type { RunnerClient } from './client';
import { registerCompare } from './compare';
import { createGitHistory } from './gitHistory';
import { CHOOSE_HOST_COMMAND, hostsOf, type HostChoice } from './hostChoice';
import type { LensCommands } from './lensCommands';
import { registerOpenText } from './openText';
import type { Previews } from './preview';
import { previewTarget } from './previewUri';
import { createRunnerLenses } from './runnerLenses';
import { registerSaving } from './saveUnit';
import { registerServerCommand } from './serverCommands';

export interface RunnerTools extends Disposable {
  /** Takes note of what the server found in a document. */
  evaluated(params: EvaluatedParams): void;
}

export function createRunnerTools(
  { extension }: ExtensionContext,
  client: RunnerClient,
  previews: Previews,
  hosts: HostChoice,
  lensCommands: LensCommands,
): RunnerTools {
  const history = createGitHistory();
  const lenses = createRunnerLenses(client, history, hosts, lensCommands);
  const parts = Disposable.from(
    history,
    lenses,
    registerCompare(client, history, hosts, extension),
    registerSaving(client, previews),
    registerOpenText(client, previews),
    registerServerCommand(client, CHOOSE_HOST_COMMAND, async (document, choices) => {
      if (document !== undefined) {
        const source = previewTarget(document)?.source ?? document.toString();
        const known = choices as readonly HostSummary[] | undefined;
        await hosts.ask(known ?? hostsOf(await client.runners({ uri: source })));
      }
    }),
  );
  return {
    evaluated: (params) => lenses.evaluated(params),
    dispose: () => void parts.dispose(),
  };
}
