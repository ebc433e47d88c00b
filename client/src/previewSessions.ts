// What each open preview shows: the last good answer of the server, and whether the source has moved on since.
import { EventEmitter, Uri, workspace, type Disposable, type Event } from 'vscode';
import type { PreviewResult } from '../../server/src/lsp/protocol';
import type { RunnerClient } from './client';
import { previewTarget, type PreviewTarget } from './previewUri';

/** Identifies a runner: a document and the option that defines the runner in it. */
export type RunnerKey = Omit<PreviewTarget, 'name'>;

/** A text that tells runners apart. */
export function keyText({ source, option }: RunnerKey): string {
  return JSON.stringify([source, option]);
}

/** The texts of one runner. */
export interface PreviewSession {
  readonly source: string;
  readonly option: string;
  /** The last good answer; undefined until there was one. */
  readonly result: PreviewResult | undefined;
  /** The source has changed since `result` in a way that gives no texts. */
  readonly stale: boolean;
}

interface MutableSession extends RunnerKey {
  result: PreviewResult | undefined;
  stale: boolean;
  /** Set when another answer is wanted after the one under way. */
  again: boolean;
  underway: Promise<void> | undefined;
}

export interface PreviewSessions extends Disposable {
  /** The session as it is, without asking the server. */
  get(key: RunnerKey): PreviewSession | undefined;
  /** The session after a fresh answer of the server. */
  load(key: RunnerKey): Promise<PreviewSession>;
  /** Asks again for every runner with an open preview document: an edit may reach them through imports. */
  refreshOpen(): void;
  readonly onDidChange: Event<PreviewSession>;
}

/** @param host the host that the person wants to see runners in, as `HostSummary.id` */
export function createPreviewSessions(
  client: Pick<RunnerClient, 'preview'>,
  host: () => string | undefined,
): PreviewSessions {
  const sessions = new Map<string, MutableSession>();
  const changed = new EventEmitter<PreviewSession>();

  async function ask(session: MutableSession): Promise<void> {
    try {
      // After a reload of the window the server does not know the source yet. No more than a lookup when it is open.
      await workspace.openTextDocument(Uri.parse(session.source));
      const chosen = host();
      const response = await client.preview({
        uri: session.source,
        option: session.option,
        ...(chosen !== undefined && { host: chosen }),
      });
      session.stale = response === null;
      session.result = response ?? session.result;
    } catch {
      // The source is gone or the server has ended, which the person has been told.
      session.stale = true;
    }
    changed.fire(session);
  }

  /** At most one request per runner is under way; edits in the meantime add up to a single further one. */
  function refresh(session: MutableSession): Promise<void> {
    session.again = true;
    session.underway ??= (async () => {
      while (session.again) {
        session.again = false;
        await ask(session);
      }
      session.underway = undefined;
    })();
    return session.underway;
  }

  return {
    get: (key) => sessions.get(keyText(key)),
    async load(key) {
      const id = keyText(key);
      let session = sessions.get(id);
      if (session === undefined) {
        const { source, option } = key;
        session = { source, option, result: undefined, stale: false, again: false, underway: undefined };
        sessions.set(id, session);
      }
      await refresh(session);
      return session;
    },
    refreshOpen() {
      const open = new Set<string>();
      for (const document of workspace.textDocuments) {
        const target = previewTarget(document.uri);
        if (target !== undefined) {
          open.add(keyText(target));
        }
      }
      for (const [id, session] of sessions) {
        if (open.has(id)) {
          void refresh(session);
        } else if (session.underway === undefined) {
          sessions.delete(id);
        }
      }
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}
