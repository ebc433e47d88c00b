// The state of a session with an editor: its documents and folders, what they were evaluated to, and when they are
// evaluated again.
import path from 'node:path';
import type { TextDocumentContentChangeEvent, TextDocumentItem } from 'vscode-languageserver';
import { NixError } from '../evaluator/errors';
import type { Program } from '../evaluator/evaluate';
import type { FileAccess } from '../evaluator/session';
import {
  findingsOfOthers,
  isOwnFinding,
  ownFindings,
  runnersOfFile,
  type InlayHintKind,
  type Moment,
  type Move,
  type ProgramAt,
} from '../features';
import type { Release } from '../nixos';
import type { NixParser, TextChange } from '../syntax';
import { createAnalysis, type FileAnalysis } from '../workspace/analysis';
import { chosenRelease, type ReleaseChoice } from '../workspace/release';
import { diagnosticOf, summaryOf, type AddressOf } from './convert';
import { createDocuments, type OpenDocument } from './documents';
import { createEvaluations } from './evaluations';
import { editsForMoves } from './file-operations';
import { createAllowedFiles } from './files';
import { createImporters, type ImportersOptions } from './importers';
import { isFile, pathOf, uriOf } from './paths';
import type { EvaluatedParams } from './protocol';
import { createReports } from './reports';
import { createWaiting } from './waiting';
import { createInterruptions } from './interruptions';
import { createScheduler } from './scheduler';
import type { Settings } from './settings';
import type { Diagnostic } from 'vscode-languageserver';

/** Shortest quiet time after an edit before its hosts are evaluated, in milliseconds. */
const IDLE = 10;
/** Longest time without an evaluation while somebody types, in milliseconds. */
const PATIENCE = 800;
/** How long edits are gathered before the text is parsed, so that a large file is not parsed for each of them. */
const GATHER = 10;

export interface WorkspaceOptions {
  readonly parser: NixParser;
  readonly settings: Settings;
  /** Nix's name for the system that configurations are for where they do not say. */
  readonly system: string;
  /** Whether messages have come that were not read yet. */
  hasArrived(): boolean;
  /** Runs `f`; an error is logged as one of `what`, and gives `undefined`. */
  guarded<T>(what: string, f: () => T): T | undefined;
  logError(what: string, error: unknown): void;
  publish(uri: string, version: number | undefined, diagnostics: Diagnostic[]): void;
  evaluated(params: EvaluatedParams): void;
  readonly progress: ImportersOptions['progress'];
  /** Tells people what they may want to know, without disturbing them. */
  log(message: string): void;
  /** The address of a rule's page. */
  pageOf(rule: string): string | undefined;
}

export interface Workspace {
  readonly addressOf: AddressOf;
  readonly programAt: ProgramAt;
  /** The files that may be read. */
  readonly files: FileAccess;
  setFolders(folders: readonly string[]): void;
  /** The host that answers about files of several hosts come from, as `hostId` names it. */
  chooseHost(id: string | undefined): void;
  /** Whether another language server of the editor answers about Nix itself. */
  setNixElsewhere(isElsewhere: boolean): void;
  /** Whether what is Nix's own in a document is left to others: as the settings say, else where others are. */
  isNixElsewhere(uri: string): boolean;
  open(item: TextDocumentItem): void;
  edit(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void;
  close(uri: string): void;
  /** Files were changed, made or deleted by others. */
  filesChanged(uris: readonly string[]): void;
  /** The edits, by address, that keep paths leading where they lead when files get other names. */
  editsFor(moves: readonly Move[], isCancelled: () => boolean): ReturnType<typeof editsForMoves>;
  /** Resolves when the settings of all documents are known. */
  settingsChanged(): Promise<void>;
  /** Resolves when the settings of a document are known. */
  settled(uri: string): Promise<void>;
  /** Resolves when the document can be evaluated with what belongs to it. */
  ready(uri: string): Promise<void>;
  /**
   * Resolves with the document as it stands, evaluated, once nothing more is to be done before that; with `undefined`
   * when it cannot be read, or when it takes longer than `patience` milliseconds.
   */
  evaluated(uri: string, patience?: number): Promise<FileAnalysis | undefined>;
  /** The document as it was evaluated last, which may have been another text. */
  lastEvaluated(uri: string): FileAnalysis | undefined;
  /** The document as it would be with another text, or for another release; `undefined` when that cannot be told. */
  evaluateAs(uri: string, change: { readonly text?: string; readonly release?: Release }): FileAnalysis | undefined;
  /** The addresses of the documents that define runners, once the folders are searched. */
  runnerDocuments(): Promise<string[]>;
  /** The document as it stands, parsed and compiled; `undefined` when it cannot be read. */
  parsed(uri: string): Program | undefined;
  /** The document as it stands with what its last evaluation told; `undefined` when it is not open. */
  moment(uri: string): Moment | undefined;
  /** The kinds of hints that the person wants to see in a document. */
  hintKinds(uri: string): ReadonlySet<InlayHintKind>;
  dispose(): void;
}

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { parser, settings, system, guarded, pageOf } = options;
  const documents = createDocuments();
  const files = createAllowedFiles();
  const interruptions = createInterruptions(options.hasArrived);
  const analysis = createAnalysis({
    parser,
    files: files.access,
    system,
    isInterrupted: () => interruptions.isDue(),
  });
  const programAt: ProgramAt = (file) => analysis.programs.get(file);
  const addressOf: AddressOf = (file) => documents.at(file)?.uri ?? uriOf(file);
  const reports = createReports((file) => {
    // Texts that belong to no file, such as the embedded library, have names instead of paths.
    if (!path.isAbsolute(file)) return;
    const diagnostics = reports.findings(file).map((finding) => diagnosticOf(finding, addressOf, pageOf));
    options.publish(addressOf(file), documents.at(file)?.version, diagnostics);
  });
  const evaluations = createEvaluations({
    analysis,
    interruptions,
    release: (uri) => settings.release(uri),
    levels: (uri) => settings.levels(uri),
    chosenHost: () => chosenHost,
    onEvaluated,
    failed: (error) => options.logError('evaluating', error),
  });
  const scheduler = createScheduler({
    evaluate(uri) {
      takeEdits();
      noteImports(uri);
      const progress = guarded('evaluating', () => evaluations.advance(uri)) ?? 'done';
      if (progress === 'done') waiting.resolve(uri);
      return progress;
    },
    idle: IDLE,
    patience: PATIENCE,
  });
  /** The text of each document when its imports were read last. */
  const noted = new Map<string, string>();
  /** Edits that are not parsed yet, by document. */
  const edits = new Map<string, readonly TextChange[]>();
  let editTimer: NodeJS.Timeout | undefined;
  let folders: readonly string[] = [];
  let chosenHost: string | undefined;
  const waiting = createWaiting();
  let nixElsewhere = false;
  const importers = createImporters({
    files: files.unnoted,
    note: (file) => void guarded('reading imports', () => analysis.note(file)),
    found: () => changed(),
    progress: options.progress,
    log: options.log,
  });

  function onEvaluated(uri: string, file: FileAnalysis, whole: boolean): void {
    const document = documents.get(uri);
    if (document === undefined) return;
    const others = whole ? [] : findingsOfOthers(reports.reportedBy(uri), file.hosts);
    reports.set(uri, document.path, [...file.findings, ...others]);
    if (!whole) return;
    const { release, reason } = file.hosts[0]?.release ?? releaseOf(document);
    options.evaluated({
      uri,
      version: document.version,
      runners: runnersOfFile(file).map(summaryOf),
      release,
      releaseReason: reason,
    });
  }

  function releaseOf({ uri, path: file }: OpenDocument): ReleaseChoice {
    return chosenRelease(file, settings.release(uri), files.access);
  }

  /** Parses what was edited, and shows at once what the texts say by themselves. */
  function takeEdits(): void {
    clearTimeout(editTimer);
    editTimer = undefined;
    for (const [uri, changes] of edits) {
      edits.delete(uri);
      const document = documents.get(uri);
      if (document === undefined) continue;
      guarded('parsing', () => analysis.programs.change(document.path, changes, document.text));
      showOwn(document, changes);
    }
  }

  async function evaluated(uri: string, patience = Infinity): Promise<FileAnalysis | undefined> {
    takeEdits();
    const known = evaluations.known(uri);
    if (known !== undefined) return known;
    const noLonger = interruptions.within(patience);
    const done = waiting.until(uri, patience);
    scheduler.now(uri);
    await done;
    noLonger();
    return evaluations.known(uri);
  }

  /** Evaluates everything that is open again, what was edited first. */
  function changed(first?: string): void {
    evaluations.invalidate();
    const others = documents.all().map(({ uri }) => uri);
    scheduler.ask(first === undefined ? others : [first, ...others.filter((uri) => uri !== first)]);
  }

  function showOwn(document: OpenDocument, changes: readonly TextChange[]): void {
    const replacements = changes.map(({ start, end, newText }) => ({ start, end, length: newText.length }));
    guarded('checking', () => {
      const program = analysis.programs.get(document.path);
      if (program === undefined) return;
      const own = ownFindings(program, settings.levels(document.uri)).filter(isOwnFinding);
      reports.edit(document.uri, program.source, replacements, own);
    });
  }

  /** What a text imports is read when typing pauses: it takes a walk over the whole file and seldom changes. */
  function noteImports(uri: string): void {
    const document = documents.get(uri);
    if (document === undefined || noted.get(uri) === document.text) return;
    noted.set(uri, document.text);
    importers.note(document.path);
  }

  function isNixElsewhere(uri: string): boolean {
    const setting = settings.nix(uri);
    return setting === 'off' || (setting === 'auto' && nixElsewhere);
  }

  function setReadable(): void {
    if (!files.setDocuments(documents.all())) return;
    analysis.programs.invalidate();
    importers.forgetUnreadable();
  }

  return {
    addressOf,
    programAt,
    files: files.access,
    evaluated,
    lastEvaluated: (uri) => evaluations.latest(uri),
    evaluateAs(uri, { text, release = settings.release(uri) }) {
      takeEdits();
      const file = pathOf(uri);
      try {
        return text === undefined ? analysis.file(file, release) : analysis.fileWithText(file, text, release);
      } catch (error) {
        // An exhausted budget is reported where the document itself is evaluated.
        if (error instanceof NixError) return undefined;
        throw error;
      }
    },
    async runnerDocuments() {
      await importers.settled();
      return analysis.definers().map(addressOf);
    },
    parsed(uri) {
      takeEdits();
      return guarded('parsing', () => analysis.programs.get(pathOf(uri)));
    },
    moment(uri) {
      takeEdits();
      const document = documents.get(uri);
      const program = document && guarded('parsing', () => analysis.programs.get(document.path));
      if (document === undefined || program === undefined) return undefined;
      const file = evaluations.latest(uri);
      const { release } = file?.hosts[0]?.release ?? releaseOf(document);
      return {
        program,
        file,
        release,
        files: files.access,
        nixElsewhere: isNixElsewhere(uri),
        programAt,
        inSession: (f, budget) => analysis.inSession(f, budget),
      };
    },
    hintKinds: (uri) => settings.hints(uri),
    setFolders(next) {
      folders = next;
      files.setFolders(next);
      analysis.programs.invalidate();
      importers.forgetUnreadable();
      importers.search(next);
    },
    chooseHost(id) {
      if (id === chosenHost) return;
      chosenHost = id;
      changed();
    },
    setNixElsewhere(isElsewhere) {
      nixElsewhere = isElsewhere;
    },
    isNixElsewhere,
    open(item) {
      const document = documents.open(item);
      edits.delete(item.uri);
      setReadable();
      guarded('parsing', () => analysis.programs.open(document.path, document.text));
      showOwn(document, []);
      noteImports(item.uri);
      if (isFile(item.uri)) importers.opened(document.path);
      void Promise.all([settings.fetch(item.uri), importers.settled()]).then(
        () => documents.get(item.uri) && changed(item.uri),
      );
    },
    edit(uri, version, events) {
      const edited = documents.edit(uri, version, events);
      if (edited === undefined) return;
      edits.set(uri, [...(edits.get(uri) ?? []), ...edited.changes]);
      editTimer ??= setTimeout(takeEdits, GATHER);
      changed(uri);
    },
    close(uri) {
      const document = documents.get(uri);
      if (document === undefined) return;
      waiting.resolve(uri);
      edits.delete(uri);
      analysis.programs.close(document.path);
      reports.delete(uri);
      documents.close(uri);
      importers.closed(document.path);
      setReadable();
      settings.forget(uri);
      scheduler.drop(uri);
      evaluations.forget(uri);
      noted.delete(uri);
      importers.note(document.path);
      changed();
    },
    filesChanged(uris) {
      const paths = uris.filter(isFile).map(pathOf);
      importers.changed(paths);
      if (!paths.some((file) => file.endsWith('.nix') || files.wasAsked(file))) return;
      analysis.programs.invalidate(paths);
      changed();
    },
    editsFor(moves, isCancelled) {
      takeEdits();
      const open = documents.all().flatMap((document) => (isFile(document.uri) ? document.path : []));
      const programAt = (file: string): Program | undefined => guarded('parsing', () => analysis.programs.get(file));
      return editsForMoves({ folders, open, files: files.unnoted, programAt }, moves, isCancelled);
    },
    async settingsChanged() {
      await Promise.all(documents.all().map(({ uri }) => settings.fetch(uri)));
      // What is shown may depend on settings that evaluations do not.
      evaluations.showAgain();
      changed();
    },
    settled: (uri) => settings.settled(uri),
    async ready(uri) {
      await Promise.all([settings.settled(uri), importers.settled()]);
    },
    dispose() {
      clearTimeout(editTimer);
      importers.dispose();
      scheduler.dispose();
      waiting.dispose();
    },
  };
}
