// "Compare Runner Unit With…": the unit as it is now beside the saved file, the last commit, another host or release.
import {
  commands,
  Disposable,
  l10n,
  QuickPickItemKind,
  Uri,
  window,
  workspace,
  type Extension,
  type QuickPickItem,
  type TextDocument,
} from 'vscode';
import type { CompareParams, HostSummary, PreviewResult, RunnerSummary } from '../../server/src/lsp/protocol';
import type { RunnerClient } from './client';
import { pickRunner } from './commands';
import { createCompareDocuments, type CompareDocuments } from './compareDocuments';
import type { GitHistory } from './gitHistory';
import type { HostChoice } from './hostChoice';
import { previewTarget } from './previewUri';
import { registerServerCommand } from './serverCommands';

/** Compares a runner; takes the address of its document or preview, its option, and what to compare with. */
export const COMPARE_COMMAND = 'nixosRunner.compareUnit';

/** What there is to compare with, and how it is called on both sides of the comparison. */
interface Choice extends QuickPickItem {
  readonly against?: CompareParams['against'];
}

interface Compared {
  readonly document: TextDocument;
  readonly runner: RunnerSummary;
}

export function registerCompare(
  client: RunnerClient,
  history: GitHistory,
  hosts: HostChoice,
  extension: Extension<unknown>,
): Disposable {
  const documents = createCompareDocuments();
  return Disposable.from(
    documents,
    registerServerCommand(client, COMPARE_COMMAND, async (uri, option, base) => {
      const compared = await comparedRunner(client, uri, option);
      if (compared === undefined) {
        return;
      }
      const host = hosts.chosen;
      const choices = await choicesFor(compared, host, history, extension);
      const choice =
        choices.find(({ against }) => against !== undefined && against.kind === base) ??
        (await window.showQuickPick(choices, {
          title: l10n.t('Compare {0}', compared.runner.unit),
          placeHolder: l10n.t('Choose what to compare with'),
        }));
      if (choice?.against !== undefined) {
        await compare(client, documents, compared, host, choice.label, choice.against);
      }
    }),
  );
}

/** The runner of a preview, or of a Nix document, picked where there are several. */
async function comparedRunner(
  client: RunnerClient,
  uri: Uri | undefined,
  option: unknown,
): Promise<Compared | undefined> {
  const target = uri && previewTarget(uri);
  const source = target === undefined ? uri : Uri.parse(target.source);
  if (source === undefined) {
    return undefined;
  }
  const document = await workspace.openTextDocument(source);
  const runners = await client.runners({ uri: source.toString() });
  const wanted = target?.option ?? option;
  const known = runners.find((runner) => runner.option === wanted);
  const runner = known ?? (await pickRunner(runners));
  return runner && { document, runner };
}

async function choicesFor(
  { document, runner }: Compared,
  chosenHost: string | undefined,
  history: GitHistory,
  extension: Extension<unknown>,
): Promise<Choice[]> {
  const saved = document.isDirty && !document.isUntitled ? await savedText(document.uri) : undefined;
  const head = await history.headText(document.uri);
  const host = runner.hosts.find(({ id }) => id === chosenHost) ?? runner.hosts[0];
  const texts: Choice[] = [
    ...(saved === undefined
      ? []
      : [{ label: `$(save) ${l10n.t('Saved File')}`, against: { kind: 'text', text: saved } as const }]),
    ...(head === undefined
      ? []
      : [
          {
            label: `$(git-commit) ${l10n.t('HEAD')}`,
            description: l10n.t('the last commit'),
            against: { kind: 'text', text: head } as const,
          },
        ]),
  ];
  const others = runner.hosts.filter(({ id }) => id !== host?.id);
  return [
    ...section(l10n.t('Versions of This File'), texts),
    ...section(l10n.t('Other Hosts'), others.map(hostChoice)),
    ...section(l10n.t('NixOS Releases'), releasesOf(extension, host?.release).map(releaseChoice)),
  ];
}

function section(label: string, choices: readonly Choice[]): Choice[] {
  return choices.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...choices];
}

function hostChoice({ id, label }: HostSummary): Choice {
  return { label: `$(server) ${label}`, against: { kind: 'host', host: id } };
}

function releaseChoice(release: string): Choice {
  return { label: `$(tag) ${l10n.t('NixOS {0}', release)}`, against: { kind: 'release', release } };
}

/** The releases that the setting offers other than the runner's own, newest first. */
function releasesOf({ packageJSON }: Extension<unknown>, own: string | undefined): string[] {
  const manifest = packageJSON as {
    contributes: { configuration: { properties: Record<string, { enum?: string[] }> } };
  };
  const values = manifest.contributes.configuration.properties['nixosRunner.release']?.enum ?? [];
  return values.filter((value) => value !== 'auto' && value !== own).reverse();
}

/** The text on disk; undefined where it cannot be read. */
export async function savedText(uri: Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

async function compare(
  client: RunnerClient,
  documents: CompareDocuments,
  { document, runner }: Compared,
  host: string | undefined,
  label: string,
  against: CompareParams['against'],
): Promise<void> {
  const result = await client.compare({
    uri: document.uri.toString(),
    option: runner.option,
    ...(host !== undefined && { host }),
    against,
  });
  if (result === null) {
    void window.showWarningMessage(
      l10n.t('`{0}` cannot be compared: one of the two texts has syntax errors.', runner.option),
    );
    return;
  }
  const other = label.replace(/^\$\(.*?\) /, '');
  const own = ownLabel(against, against.kind === 'text' ? result.after : result.before);
  const sides = against.kind === 'text' ? `${other} → ${own}` : `${own} → ${other}`;
  const title = `${(result.after ?? result.before)?.runner.unit ?? runner.unit}: ${sides}`;
  await commands.executeCommand('vscode.changes', title, documents.add(result, title));
}

/** How the document itself is called beside what it is compared with. */
function ownLabel(against: CompareParams['against'], shown: PreviewResult | null): string {
  switch (against.kind) {
    case 'text':
      return l10n.t('Editor');
    case 'host':
      return shown?.host.label ?? l10n.t('Editor');
    case 'release':
      return shown === null ? l10n.t('Editor') : l10n.t('NixOS {0}', shown.release);
  }
}
