// What programs of the system say about open previews: as diagnostics of the preview's documents, and as an exposure.
import {
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  Disposable,
  EventEmitter,
  l10n,
  languages,
  Location,
  Range,
  Uri,
  workspace,
  type Event,
} from 'vscode';
import type { PreviewDocument, PreviewResult } from '../../server/src/lsp/protocol';
import { check, CHECKS, type Check, type CheckFinding, type CheckResult, type Exposure } from './checks';
import { rangeOf } from './previewOrigins';
import { keyText, type PreviewSession, type RunnerKey } from './previewSessions';
import { previewTarget, previewUri } from './previewUri';

/** How long a preview has to stay the same before programs look at it, in milliseconds. */
const SETTLE = 400;

const SECTION = 'nixosRunner.externalChecks';

export interface PreviewChecks extends Disposable {
  /** Takes note of what a preview shows now. */
  changed(session: PreviewSession): void;
  /** How much of the machine the service of a runner can reach; undefined where nobody has looked, or it is not known. */
  exposure(key: RunnerKey): Exposure | undefined;
  /** The exposure of a runner may be another one. */
  readonly onDidChange: Event<void>;
}

/** What is known of one runner. */
interface State {
  readonly key: RunnerKey;
  shown: PreviewResult;
  timer: NodeJS.Timeout | undefined;
  /** Ends the programs that look at an earlier text. */
  underway: AbortController | undefined;
  /** What was looked at last, and with which programs. */
  checked: string | undefined;
  exposure: Exposure | undefined;
}

export function createPreviewChecks(): PreviewChecks {
  const diagnostics = languages.createDiagnosticCollection('nixos-runner-previews');
  const changed = new EventEmitter<void>();
  const states = new Map<string, State>();
  /** One runner after the other, so that no program runs twice at a time. */
  let queue: Promise<void> = Promise.resolve();

  function schedule(state: State): void {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      const { key, shown } = state;
      const checks = checksFor(key);
      const wanted = JSON.stringify([
        [...checks],
        shown.release,
        shown.documents.map(({ name, text }) => [name, text]),
      ]);
      if (state.checked === wanted) {
        return;
      }
      state.underway?.abort();
      state.checked = wanted;
      const controller = (state.underway = new AbortController());
      queue = queue.then(() => look(state, shown, checks, controller.signal)).catch(() => undefined);
    }, SETTLE);
  }

  async function look(
    state: State,
    { documents }: PreviewResult,
    checks: ReadonlySet<Check>,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) {
      return;
    }
    const forbidden = (workspace.workspaceFolders ?? []).flatMap(({ uri }) =>
      uri.scheme === 'file' ? uri.fsPath : [],
    );
    const options = { checks, signal, searchPath: process.env['PATH'], forbidden };
    const result: CheckResult = checks.size === 0 ? { findings: new Map() } : await check(documents, options);
    if (!signal.aborted) {
      show(state, documents, result);
    }
  }

  function show(state: State, documents: readonly PreviewDocument[], { findings, exposure }: CheckResult): void {
    for (const document of documents) {
      const found = findings.get(document.name) ?? [];
      diagnostics.set(
        previewUri({ ...state.key, name: document.name }),
        found.map((finding) => diagnosticOf(finding, document)),
      );
    }
    const before = state.exposure;
    state.exposure = exposure;
    if (before?.level !== exposure?.level || before?.rating !== exposure?.rating) {
      changed.fire();
    }
  }

  function forget(id: string, { key, shown, timer, underway }: State): void {
    clearTimeout(timer);
    underway?.abort();
    states.delete(id);
    for (const { name } of shown.documents) {
      diagnostics.delete(previewUri({ ...key, name }));
    }
  }

  const scheduleAll = (): void => states.forEach(schedule);
  const parts = Disposable.from(
    diagnostics,
    changed,
    workspace.onDidGrantWorkspaceTrust(scheduleAll),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) {
        scheduleAll();
      }
    }),
    workspace.onDidCloseTextDocument(() => {
      const open = new Set(
        workspace.textDocuments.flatMap(({ uri, isClosed }) => {
          const target = isClosed ? undefined : previewTarget(uri);
          return target === undefined ? [] : [keyText(target)];
        }),
      );
      states.forEach((state, id) => {
        if (!open.has(id)) {
          forget(id, state);
        }
      });
    }),
  );

  return {
    changed({ source, option, result }) {
      if (result === undefined) {
        return;
      }
      const key = { source, option };
      const id = keyText(key);
      const known = states.get(id);
      if (known === undefined) {
        const state = {
          ...{ key, shown: result },
          ...{ timer: undefined, underway: undefined, checked: undefined, exposure: undefined },
        };
        states.set(id, state);
        schedule(state);
      } else {
        for (const { name } of known.shown.documents) {
          if (!result.documents.some((document) => document.name === name)) {
            diagnostics.delete(previewUri({ ...key, name }));
          }
        }
        known.shown = result;
        schedule(known);
      }
    },
    exposure: (key) => states.get(keyText(key))?.exposure,
    onDidChange: changed.event,
    dispose() {
      states.forEach((state, id) => forget(id, state));
      void parts.dispose();
    },
  };
}

/** The programs that may look at a runner: none before the person trusts the workspace. */
function checksFor({ source }: RunnerKey): ReadonlySet<Check> {
  if (!workspace.isTrusted) {
    return new Set();
  }
  const values = workspace
    .getConfiguration(undefined, Uri.parse(source))
    .get<Partial<Record<Check, unknown>>>(SECTION, {});
  return new Set(CHECKS.filter((name) => values[name] !== false));
}

function diagnosticOf(finding: CheckFinding, { origins }: PreviewDocument): Diagnostic {
  const { start, end, message, check: source, code } = finding;
  const range = new Range(start.line, start.character, end.line, end.character);
  const diagnostic = new Diagnostic(range, message, severityOf(finding.severity));
  diagnostic.source = source;
  if (code !== undefined) {
    diagnostic.code = { value: code.value, target: Uri.parse(code.href) };
  }
  const origin = origins.find((candidate) => rangeOf(candidate.range).intersection(range) !== undefined);
  diagnostic.relatedInformation = (origin?.locations ?? []).map(
    ({ uri, range: at }) =>
      new DiagnosticRelatedInformation(new Location(Uri.parse(uri), rangeOf(at)), l10n.t('Defined here')),
  );
  return diagnostic;
}

function severityOf(severity: CheckFinding['severity']): DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return DiagnosticSeverity.Error;
    case 'warning':
      return DiagnosticSeverity.Warning;
    case 'information':
      return DiagnosticSeverity.Information;
    case 'hint':
      return DiagnosticSeverity.Hint;
  }
}
