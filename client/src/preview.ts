// Preview documents: the texts that the server generates, as read-only documents of the languages they are written in,
// so that colours, search, folding and comparison come from the editor itself.
import {
  CodeLens,
  commands,
  Disposable,
  DocumentLink,
  EventEmitter,
  l10n,
  languages,
  Location,
  Range,
  StatusBarAlignment,
  Uri,
  ViewColumn,
  window,
  workspace,
  type Command,
  type TextDocument,
} from 'vscode';
import type { PreviewDocument, PreviewResult } from '../../server/src/lsp/protocol';
import type { Exposure } from './checks';
import type { RunnerClient } from './client';
import { exposureCommand, registerExposure } from './exposure';
import { CHOOSE_HOST_COMMAND, type HostChoice } from './hostChoice';
import { iconTitle } from './iconTitle';
import type { LensCommands } from './lensCommands';
import { createPreviewChecks } from './previewChecks';
import { registerPreviewFiles } from './previewFiles';
import { registerPreviewMoves } from './previewMoves';
import { rangeOf, registerPreviewOrigins } from './previewOrigins';
import { createPreviewSessions, type PreviewSession, type RunnerKey } from './previewSessions';
import { PREVIEW_SCHEME, previewTarget, previewUri } from './previewUri';
import { tabOf } from './tabs';

/** Shows the notes of a preview in full; takes the preview document's address, the active one without it. */
export const SHOW_NOTES_COMMAND = 'nixosRunner.showPreviewNotes';

/** The editor's own list of problems. */
export const PROBLEMS_COMMAND = 'workbench.actions.view.problems';

/** The context key for a step of the walkthrough: a preview was shown. */
const PREVIEWED = 'nixosRunner.previewed';

const SELECTOR = { scheme: PREVIEW_SCHEME };
const TOP = new Range(0, 0, 0, 0);

export interface Previews extends Disposable {
  /**
   * Opens a runner's unit beside the source and leaves the focus where it is; goes to a unit that is on view already.
   * @returns false where the server cannot show this runner
   */
  show(key: RunnerKey): Promise<boolean>;
  /** Shows what the server had to say about the runner of a preview document. */
  showNotes(uri: Uri): Promise<void>;
  /** A runner's texts as the server gives them now, else the last good ones. */
  load(key: RunnerKey): Promise<PreviewResult | undefined>;
  /** Brings open previews up to date with the server's last evaluation. */
  refresh(): void;
}

export function createPreviews(
  client: RunnerClient,
  hosts: HostChoice,
  lensCommands: Pick<LensCommands, 'of'>,
): Previews {
  const sessions = createPreviewSessions(client, () => hosts.chosen);
  const files = registerPreviewFiles(content);
  const checks = createPreviewChecks();
  const lensesChanged = new EventEmitter<void>();
  /** What the lenses of a session say. The editor draws them anew when it is told that they are others. */
  const lensesBefore = new WeakMap<PreviewSession, string>();
  const staleItem = window.createStatusBarItem('nixosRunner.stale', StatusBarAlignment.Left);
  staleItem.name = l10n.t('NixOS runner preview');
  staleItem.text = `$(warning) ${l10n.t('Runner preview out of date')}`;
  staleItem.tooltip = l10n.t(
    'The source cannot be evaluated as it stands. The preview keeps the last text that could be generated and follows again once the source is mended.',
  );

  staleItem.command = PROBLEMS_COMMAND;

  const sessionOf = (uri: Uri): PreviewSession | undefined => {
    const target = previewTarget(uri);
    return target && sessions.get(target);
  };

  function updateStaleItem(): void {
    if (window.visibleTextEditors.some(({ document }) => sessionOf(document.uri)?.stale)) {
      staleItem.show();
    } else {
      staleItem.hide();
    }
  }

  /** What the document shows at present. */
  function shown(uri: Uri): PreviewDocument | undefined {
    const name = previewTarget(uri)?.name;
    return sessionOf(uri)?.result?.documents.find((candidate) => candidate.name === name);
  }

  /** Where the runner of a document is defined. */
  function runnerOf(uri: Uri): Location | undefined {
    const session = sessionOf(uri);
    const range = session?.result?.runner.range;
    return session && range && new Location(Uri.parse(session.source), rangeOf(range));
  }

  async function content(uri: Uri): Promise<string> {
    const target = previewTarget(uri);
    if (target === undefined) {
      return '';
    }
    if (sessions.get(target)?.result === undefined) {
      await sessions.load(target);
    }
    const document = shown(uri);
    return document?.text ?? l10n.t('{0} gives no {1} at present.', target.option, target.name);
  }

  /** The editor guesses a language from the name's ending and the first line, and knows none for units. */
  async function setLanguage(document: TextDocument): Promise<void> {
    const languageId = shown(document.uri)?.languageId;
    if (languageId !== undefined && languageId !== 'plaintext' && document.languageId !== languageId) {
      await languages.setTextDocumentLanguage(document, languageId);
    }
  }

  /** Addresses of the other texts of the same runner, by name; first the registration, which no text links to. */
  function siblings(uri: Uri): Map<string, Uri> {
    const target = previewTarget(uri);
    const all = sessionOf(uri)?.result?.documents ?? [];
    const documents = [...all].sort((a, b) => Number(b.languageId === 'json') - Number(a.languageId === 'json'));
    return target === undefined
      ? new Map<string, Uri>()
      : new Map(
          documents
            .filter(({ name }) => name !== target.name)
            .map(({ name }) => [name, previewUri({ ...target, name })]),
        );
  }

  /** The paths in a text that lead to other texts of the same runner. */
  function links(document: TextDocument): DocumentLink[] {
    const targets = siblings(document.uri);
    const found = shown(document.uri);
    // The editor may show an earlier text for a moment.
    return found?.text !== document.getText()
      ? []
      : found.links.map(({ range, name }) => {
          const link = new DocumentLink(rangeOf(range), targets.get(name));
          link.tooltip = l10n.t('Show {0}', name);
          return link;
        });
  }

  /** The unit of the runner that a preview shows a text of. */
  function unitOf(uri: Uri): Uri | undefined {
    const target = previewTarget(uri);
    const name = sessionOf(uri)?.result?.documents[0]?.name;
    return target === undefined || name === undefined ? undefined : previewUri({ ...target, name });
  }

  /** The exposure of the service that a preview shows a text of. */
  function exposureOf(uri: Uri): Exposure | undefined {
    const target = previewTarget(uri);
    return target && checks.exposure(target);
  }

  /** Programs look at the texts of a runner while one of them is open. */
  function checkOpen(session: PreviewSession): void {
    if (workspace.textDocuments.some(({ uri }) => sessionOf(uri) === session)) {
      checks.changed(session);
    }
  }

  function lenses(document: TextDocument): CodeLens[] {
    const session = sessionOf(document.uri);
    if (session?.result === undefined) {
      return [];
    }
    const { release, notes, host, runner } = session.result;
    const lens = (command: Command): CodeLens => new CodeLens(TOP, lensCommands.of(document.uri, command));
    const text = (title: string): CodeLens => lens({ title, command: '' });
    const isUnit = unitOf(document.uri)?.toString() === document.uri.toString();
    const exposure = isUnit ? exposureOf(document.uri) : undefined;
    return [
      ...(session.stale
        ? [
            lens({
              title: iconTitle('warning', l10n.t('Out of date: the source has an error')),
              tooltip: l10n.t('Show problems'),
              command: PROBLEMS_COMMAND,
            }),
          ]
        : []),
      text(`NixOS ${release}`),
      ...(runner.hosts.length > 1
        ? [
            lens({
              title: iconTitle('server', host.label),
              command: CHOOSE_HOST_COMMAND,
              arguments: [document.uri, runner.hosts],
            }),
          ]
        : []),
      ...(exposure === undefined ? [] : [lens(exposureCommand(document.uri, exposure))]),
      ...(notes.length > 0
        ? [
            lens({
              title: iconTitle('info', notes.length === 1 ? l10n.t('1 note') : l10n.t('{0} notes', notes.length)),
              tooltip: plain(notes),
              command: SHOW_NOTES_COMMAND,
              arguments: [document.uri],
            }),
          ]
        : []),
      ...[...siblings(document.uri)].map(([name, uri]) =>
        lens({
          title: shortName(name, runner.unit),
          tooltip: l10n.t('Show {0}', name),
          command: 'vscode.open',
          arguments: [uri],
        }),
      ),
    ];
  }

  const parts = Disposable.from(
    sessions,
    files,
    lensesChanged,
    staleItem,
    hosts.onDidChange(() => sessions.refreshOpen()),
    registerPreviewMoves(),
    registerPreviewOrigins(shown, runnerOf),
    sessions.onDidChange((session) => {
      for (const document of workspace.textDocuments) {
        if (sessionOf(document.uri) === session) {
          files.changed(document.uri);
          void setLanguage(document);
        }
      }
      checkOpen(session);
      const lensesNow = whatLensesSay(session);
      if (lensesBefore.get(session) !== lensesNow) {
        lensesBefore.set(session, lensesNow);
        lensesChanged.fire();
      }
      updateStaleItem();
    }),
    checks,
    checks.onDidChange(() => lensesChanged.fire()),
    registerExposure(unitOf, exposureOf),
    window.onDidChangeVisibleTextEditors(updateStaleItem),
    workspace.onDidOpenTextDocument((document) => {
      void setLanguage(document);
      const session = sessionOf(document.uri);
      if (session !== undefined) {
        checkOpen(session);
      }
    }),
    languages.registerDocumentLinkProvider(SELECTOR, { provideDocumentLinks: links }),
    languages.registerCodeLensProvider(SELECTOR, {
      onDidChangeCodeLenses: lensesChanged.event,
      provideCodeLenses: lenses,
    }),
  );

  return {
    async show(key) {
      const { result } = await sessions.load(key);
      const unit = result?.documents[0];
      if (unit === undefined) {
        return false;
      }
      const document = await workspace.openTextDocument(previewUri({ ...key, name: unit.name }));
      void commands.executeCommand('setContext', PREVIEWED, true);
      // In the group of its source it would hide that.
      const others = window.tabGroups.all.filter(({ isActive }) => !isActive);
      const tab = tabOf(document.uri, others);
      await window.showTextDocument(document, {
        viewColumn: tab?.group.viewColumn ?? ViewColumn.Beside,
        // Whoever asks for what is on view already wants to go there.
        preserveFocus: tab?.isActive !== true,
        preview: false,
      });
      return true;
    },
    async showNotes(uri) {
      const result = sessionOf(uri)?.result;
      if (result?.notes.length === 0) {
        void window.showInformationMessage(l10n.t('There are no notes on {0}.', result.runner.unit));
      } else if (result !== undefined) {
        await window.showInformationMessage(l10n.t('Notes on {0}', result.runner.unit), {
          modal: true,
          detail: plain(result.notes),
        });
      }
    },
    load: async (key) => (await sessions.load(key)).result,
    refresh: () => sessions.refreshOpen(),
    dispose: () => void parts.dispose(),
  };
}

function whatLensesSay({ stale, result }: PreviewSession): string {
  const { release, notes, host, runner, documents } = result ?? {};
  const names = documents?.map(({ name }) => name);
  return JSON.stringify([stale, release, notes?.length, host, runner?.hosts, names]);
}

/** Notes where nothing marks code. */
function plain(notes: readonly string[]): string {
  return notes.map((note) => note.replaceAll('`', '')).join('\n\n');
}

/** The name of a runner's text without the runner's own: `configure.sh` of `github-runner-web-configure.sh`. */
function shortName(name: string, unit: string): string {
  const runner = `${unit.replace(/\.service$/, '')}-`;
  return name.startsWith(runner) ? name.slice(runner.length) : name;
}
