// The status of a Nix document, in the editor's list of language statuses: the release that it is checked for and why, the
// host, what is not known of its runners, and what keeps the extension from doing all that it can.
import {
  Disposable,
  l10n,
  languages,
  LanguageStatusSeverity,
  window,
  workspace,
  type Command,
  type LanguageStatusItem,
  type TextDocument,
} from 'vscode';
import type { EvaluatedParams, HostSummary, UnknownValuesResult } from '../../server/src/lsp/protocol';
import type { RunnerClient } from './client';
import { CHOOSE_HOST_COMMAND, hostsOf, type HostChoice } from './hostChoice';
import { RESTART_COMMAND } from './serverCommands';
import { SHOW_UNKNOWN_COMMAND } from './unknownValues';

/** How long an evaluation takes before the status says that one is under way, in milliseconds. */
const PATIENCE = 500;

/** How long documents stay the same before it is asked what is not known of them, in milliseconds. */
const SETTLE = 300;

export interface DocumentStatus extends Disposable {
  /** Takes note of what the server found in a document. */
  evaluated(params: EvaluatedParams): void;
}

/** What an item of the list shows. */
interface Shown {
  readonly text: string;
  readonly detail?: string;
  readonly severity?: LanguageStatusSeverity;
  readonly command?: Command;
  readonly busy?: boolean;
}

/** What is known of a document. */
interface Known {
  readonly evaluated: EvaluatedParams;
  unknown: UnknownValuesResult;
}

export function createDocumentStatus(
  client: Pick<RunnerClient, 'state' | 'onDidChangeState' | 'unknownValues'>,
  hosts: HostChoice,
): DocumentStatus {
  const known = new Map<string, Known>();
  const release = createItem('release', l10n.t('NixOS release'));
  const host = createItem('host', l10n.t('NixOS host'));
  const unknown = createItem('unknown', l10n.t('Unknown values'));
  const trust = createItem('trust', l10n.t('NixOS runner: restricted mode'));
  const files = createItem('files', l10n.t('NixOS runner: limited mode'));
  const server = createItem('server', l10n.t('NixOS runner server'));
  let busyTimer: NodeJS.Timeout | undefined;
  let askTimer: NodeJS.Timeout | undefined;

  const active = (): TextDocument | undefined => {
    const document = window.activeTextEditor?.document;
    return document?.languageId === 'nix' ? document : undefined;
  };

  /** Whether the server has still to evaluate a document as it is now. */
  function isBehind(document: TextDocument): boolean {
    const version = known.get(document.uri.toString())?.evaluated.version;
    return client.state !== 'stopped' && (version === undefined || (version !== null && version < document.version));
  }

  function refresh(): void {
    const document = active();
    if (document === undefined) {
      return;
    }
    const found = known.get(document.uri.toString());
    release.show(releaseShown(document, found?.evaluated, found === undefined && isBehind(document)));
    host.show(found && hostShown(document, hostsOf(found.evaluated.runners), hosts.chosen));
    unknown.show(found && unknownShown(document, found.unknown));
    trust.show(workspace.isTrusted ? undefined : TRUST);
    files.show(limitedShown(document));
    server.show(client.state === 'stopped' ? STOPPED : undefined);
    clearTimeout(busyTimer);
    if (found !== undefined && isBehind(document)) {
      busyTimer = setTimeout(() => release.show(releaseShown(document, found.evaluated, isBehind(document))), PATIENCE);
    }
  }

  /** Asks what is not known of the document that is shown, once nobody types. */
  function ask(): void {
    clearTimeout(askTimer);
    askTimer = setTimeout(() => {
      const uri = active()?.uri.toString();
      const found = uri === undefined ? undefined : known.get(uri);
      if (uri !== undefined && found !== undefined && found.evaluated.runners.length > 0) {
        void askFor(uri, found);
      }
    }, SETTLE);
  }

  async function askFor(uri: string, found: Known): Promise<void> {
    const chosen = hosts.chosen;
    const values = await client
      .unknownValues({ uri, ...(chosen !== undefined && { host: chosen }) })
      .catch(() => undefined);
    // Another evaluation in the meantime asks again.
    if (values !== undefined && known.get(uri) === found) {
      found.unknown = values;
      refresh();
    }
  }

  const update = (): void => {
    refresh();
    ask();
  };
  const parts = Disposable.from(
    release,
    host,
    unknown,
    trust,
    files,
    server,
    hosts.onDidChange(update),
    client.onDidChangeState(refresh),
    window.onDidChangeActiveTextEditor(update),
    workspace.onDidGrantWorkspaceTrust(refresh),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document === active()) {
        refresh();
      }
    }),
    workspace.onDidCloseTextDocument(({ uri }) => void known.delete(uri.toString())),
  );
  refresh();
  return {
    evaluated(evaluated) {
      const before = known.get(evaluated.uri);
      known.set(evaluated.uri, { evaluated, unknown: before?.unknown ?? [] });
      update();
    },
    dispose() {
      clearTimeout(busyTimer);
      clearTimeout(askTimer);
      void parts.dispose();
    },
  };
}

const TRUST: Shown = {
  text: l10n.t('Restricted mode'),
  detail: l10n.t('no other program checks previews'),
  severity: LanguageStatusSeverity.Information,
  command: { title: l10n.t('Manage Trust'), command: 'workbench.trust.manage' },
};

/** What is limited in a document that is no file of this machine, and why; undefined for files. */
function limitedShown({ uri, isUntitled }: TextDocument): Shown | undefined {
  if (uri.scheme === 'file') {
    return undefined;
  }
  return {
    text: l10n.t('Limited: imports are not followed'),
    detail: isUntitled ? l10n.t('the file is not saved yet') : l10n.t('files of {0}: are on no disk', uri.scheme),
  };
}

const STOPPED: Shown = {
  text: l10n.t('The NixOS runner server has stopped'),
  severity: LanguageStatusSeverity.Error,
  command: { title: l10n.t('Restart'), command: RESTART_COMMAND },
};

function releaseShown(document: TextDocument, evaluated: EvaluatedParams | undefined, busy: boolean): Shown {
  return {
    text: evaluated === undefined ? l10n.t('NixOS') : l10n.t('NixOS {0}', evaluated.release),
    detail: evaluated === undefined ? '' : (settingOf(document, evaluated.release) ?? evaluated.releaseReason),
    busy,
    command: {
      title: l10n.t('Change'),
      command: 'workbench.action.openSettings',
      arguments: ['nixosRunner.release'],
    },
  };
}

/** Which settings name the release that was taken; undefined where none does. */
function settingOf(document: TextDocument, release: string): string | undefined {
  const found = workspace.getConfiguration('nixosRunner', document).inspect<string>('release');
  const texts = [
    [found?.workspaceFolderLanguageValue ?? found?.workspaceFolderValue, l10n.t('set in the settings of the folder')],
    [found?.workspaceLanguageValue ?? found?.workspaceValue, l10n.t('set in the settings of the workspace')],
    [found?.globalLanguageValue ?? found?.globalValue, l10n.t('set in your own settings')],
  ] as const;
  const [value, text] = texts.find(([candidate]) => candidate !== undefined) ?? [];
  return value === release ? text : undefined;
}

function hostShown({ uri }: TextDocument, all: readonly HostSummary[], chosen: string | undefined): Shown | undefined {
  const shown = all.find(({ id }) => id === chosen) ?? all[0];
  if (shown === undefined) {
    return undefined;
  }
  const text = l10n.t('Host {0}', shown.label);
  return all.length === 1
    ? { text }
    : {
        text,
        detail: l10n.t('one of {0}', all.length),
        command: { title: l10n.t('Choose'), command: CHOOSE_HOST_COMMAND, arguments: [uri, all] },
      };
}

function unknownShown({ uri }: TextDocument, values: UnknownValuesResult): Shown | undefined {
  return values.length === 0
    ? undefined
    : {
        text: values.length === 1 ? l10n.t('1 value is not known') : l10n.t('{0} values are not known', values.length),
        detail:
          values.length === 1 ? l10n.t('previews show its expression') : l10n.t('previews show their expressions'),
        command: { title: l10n.t('Show'), command: SHOW_UNKNOWN_COMMAND, arguments: [uri] },
      };
}

/** An item that is there only while it has something to say. */
interface Item extends Disposable {
  show(shown: Shown | undefined): void;
}

function createItem(id: string, name: string): Item {
  let item: LanguageStatusItem | undefined;
  return {
    show(shown) {
      if (shown === undefined) {
        item?.dispose();
        item = undefined;
        return;
      }
      item ??= languages.createLanguageStatusItem(`nixosRunner.${id}`, { language: 'nix' });
      item.name = name;
      item.text = shown.text;
      item.detail = shown.detail ?? '';
      item.severity = shown.severity ?? LanguageStatusSeverity.Information;
      item.command = shown.command;
      item.busy = shown.busy ?? false;
    },
    dispose: () => void item?.dispose(),
  };
}
