// One host, evaluated, with what the rules say about it.
import { attrEntries } from '../evaluator/attrs';
import { NixError, UnknownSignal } from '../evaluator/errors';
import { inSession, type Program } from '../evaluator/evaluate';
import { dirName } from '../evaluator/paths';
import type { Position } from '../evaluator/position';
import type { Budget, Session } from '../evaluator/session';
import { Attrs, force } from '../evaluator/values';
import { OptionError, showOption } from '../modules/definition';
import type { Host } from '../runner/host';
import { isNixDarwin } from '../runner/nix-darwin';
import { assumedFor, previewOf, type Preview } from '../runner/preview';
import { forgetModuleOutput } from '../runner/runner-definitions';
import { runnersOf, type Runner } from '../runner/runner';
import type { RunnerSite } from '../runner/sites';
import { RULES, hostErrorFindings } from '../rules';
import type { Finding, TextEdit } from '../rules/finding';
import { inheritAt } from '../rules/inherited';
import type { HostContext } from '../rules/rule';
import type { RecentTexts } from './recent-texts';
import type { ReleaseChoice } from './release';

export interface HostAnalysis {
  /** The file, or the module inside of a file, that evaluation started from. */
  readonly entry: string;
  /** The attribute name of a flake's host: `web` in `nixosConfigurations.web`. */
  readonly name: string | undefined;
  readonly release: ReleaseChoice;
  readonly host: Host;
  readonly runners: readonly Runner[];
  readonly findings: readonly Finding[];
  /** Whether it is for nix-darwin; then it counts as having no runners, and nothing is found in it. */
  readonly isNixDarwin: boolean;
  /** The files that its modules, and the definitions of its runners, are written in. */
  readonly files: ReadonlySet<string>;
  preview(runner: Runner): Preview | undefined;
  /** The session that the host's values belong to. */
  readonly session: Session;
  /** Runs `f` where values of this host may be forced, within the budget of the analysis or a smaller one. */
  inSession<T>(f: () => T, budget?: Budget): T;
}

/** What a host is made of. */
export interface HostParts {
  readonly entry: string;
  readonly name: string | undefined;
  readonly release: ReleaseChoice;
  /** Whether it is a module by itself, without the host that imports it. */
  readonly alone: boolean;
  readonly isTest: boolean;
  readonly session: Session;
  /** Evaluates it, as far as needed for asking. */
  readonly host: () => Host;
  readonly program: (path: string) => Program | undefined;
  /** The files at hand that define runners. */
  readonly definers: ReadonlySet<string>;
  readonly texts: RecentTexts;
}

/** Prepares the analysis of a host: each part is computed when it is asked for, and once. */
export function analyseHost(parts: HostParts): HostAnalysis {
  return new KeptAnalysis(parts);
}

class KeptAnalysis implements HostAnalysis {
  readonly entry: string;
  readonly name: string | undefined;
  readonly release: ReleaseChoice;
  readonly session: Session;
  readonly inSession: HostAnalysis['inSession'];
  readonly host: Host;
  /** Errors that ended the evaluation of a part. */
  private readonly failed: NixError[] = [];
  private readonly previews = new Map<Runner, Preview | undefined>();
  private readonly darwin = once(() => attempt(() => this.inSession(() => isNixDarwin(this.host)), false));
  private readonly allRunners = once(() =>
    this.isNixDarwin ? [] : attempt(() => this.inSession(() => runnersOf(this.host)), [], this.failed),
  );
  private readonly allFiles = once(() =>
    attempt(() => this.inSession(() => filesOf(this.host, this.runners)), new Set<string>()),
  );
  private readonly allFindings = once(() => this.inSession(() => (this.isNixDarwin ? [] : this.find())));

  constructor(private readonly parts: HostParts) {
    const { entry, name, release, session, host } = parts;
    this.entry = entry;
    this.name = name;
    this.release = release;
    this.session = session;
    this.inSession = runIn(session);
    this.host = this.inSession(host);
  }

  get runners(): readonly Runner[] {
    return this.allRunners();
  }
  get findings(): readonly Finding[] {
    return this.allFindings();
  }
  get files(): ReadonlySet<string> {
    return this.allFiles();
  }
  get isNixDarwin(): boolean {
    return this.darwin();
  }

  preview(runner: Runner): Preview | undefined {
    if (!this.previews.has(runner)) {
      const compute = (): Preview | undefined => this.inSession(() => previewOf(this.host, runner));
      this.previews.set(runner, attempt(compute, undefined, this.failed));
    }
    return this.previews.get(runner);
  }

  private find(): Finding[] {
    const { alone, entry, isTest, definers } = this.parts;
    const { host, runners } = this;
    // Rules ask for the same files for each definition that they look at; a file is read again for each question.
    const program = rememberingEach(this.parts.program);
    const context: HostContext = {
      host,
      runners,
      flake: /(^|\/)flake\.nix$/.test(entry) ? dirName(entry) : undefined,
      isTest,
      definedElsewhere: alone && [...definers].some((path) => !this.files.has(path)),
      preview: (runner) => this.preview(runner),
      isWhole: () => !alone && host.opaque.length === 0,
      program,
    };
    const found = guardedRules(context, this.inSession, this.failed);
    const errors = [...host.errors, ...this.failed.map((error) => ({ error, at: undefined }))].filter(
      ({ error }) => context.isWhole() || !isMissing(error),
    );
    const source = program(entry)?.source;
    const entryAt: Position | undefined = source && { source, start: 0, end: 0 };
    const all = [...found, ...errors.flatMap(({ error, at }) => hostErrorFindings(context, error, at ?? entryAt))];
    this.parts.texts.add(`${this.name ?? ''} ${entry}`, () => {
      this.previews.clear();
      runners.forEach(forgetModuleOutput);
    });
    return all.map((finding) => withAssumptions(finding, runners));
  }
}

/** Whether a file counts as a part of a host: it belongs to it, and there are runners to speak of. */
export function partOf({ source }: Program, sites: readonly RunnerSite[]): (host: HostAnalysis) => boolean {
  return (host) => host.files.has(source.path) && (sites.length > 0 || host.runners.length > 0);
}

/** A grave finding about a runner that is only there under conditions which nobody knows says so. */
function withAssumptions(finding: Finding, runners: readonly Runner[]): Finding {
  const { option, severity, message } = finding;
  if (option === undefined || (severity !== 'error' && severity !== 'warning')) return finding;
  const runner = runners.find(({ loc }) => `${option}.`.startsWith(`${showOption(loc)}.`));
  const [first, ...others] = runner === undefined ? [] : assumedFor(runner);
  if (first === undefined) return finding;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return { ...finding, message: `${message} (assuming \`${first}\`${more})` };
}

/** Whether an error is about an option that nobody sets, which may be set where the files at hand do not tell. */
function isMissing(error: NixError): boolean {
  return error instanceof OptionError && error.problem === 'missing-definition';
}

function filesOf(host: Host, runners: readonly Runner[]): ReadonlySet<string> {
  const files = new Set<string>();
  for (const { file, config } of host.evaluation.modules) {
    // The module system says of some definitions what led to them.
    const path = file.replace(/, via option .*$/s, '');
    files.add(path);
    // A folder stands for its default.nix.
    if (!path.endsWith('.nix')) files.add(`${path}/default.nix`);
    for (const place of attempt(() => placesOf(force(config)), [])) files.add(place);
  }
  for (const { definedAt, options } of runners) {
    for (const at of definedAt) files.add(at.source.path);
    for (const { definitions } of options.values()) for (const { at } of definitions) if (at) files.add(at.source.path);
  }
  return files;
}

/** The files in which the attributes of a module's configuration stand. */
function placesOf(config: unknown): string[] {
  if (!(config instanceof Attrs)) return [];
  return [...attrEntries(config)].flatMap(([, , at]) => (at === undefined ? [] : [at.source.path]));
}

/** What `f` gives; `fallback` when an error ends the evaluation, which is then noted in `failed`. */
export function attempt<T>(f: () => T, fallback: T, failed?: NixError[]): T {
  try {
    return f();
  } catch (error) {
    if (error instanceof UnknownSignal) return fallback;
    if (!(error instanceof NixError)) throw error;
    if (failed?.includes(error) === false) failed.push(error);
    return fallback;
  }
}

/** What the rules find; an exhausted budget ends them. */
function guardedRules(context: HostContext, run: HostAnalysis['inSession'], failed: NixError[]): Finding[] {
  const found: Finding[] = [];
  for (const rule of RULES) {
    const own = attempt(() => run(() => rule.checkHost?.(context) ?? []), [], failed);
    found.push(...own.map((finding) => withoutBrokenFixes(finding, context)));
    if (failed.some((error) => error.kind === 'budget')) break;
  }
  return found;
}

/** A finding without fixes that would write a value where an `inherit` has a name. */
function withoutBrokenFixes(finding: Finding, { program }: HostContext): Finding {
  const { fixes, ...rest } = finding;
  if (fixes === undefined) return finding;
  const isName = ({ at, newText }: TextEdit): boolean => {
    const root = program(at.source.path)?.parse.root;
    return newText !== '' && root !== undefined && inheritAt(root, at) !== undefined;
  };
  const left = fixes.filter(({ edits }) => !edits.some(isName));
  return left.length === fixes.length ? finding : { ...rest, ...(left.length > 0 && { fixes: left }) };
}

function rememberingEach<T>(get: (path: string) => T): (path: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (path) => {
    const found = known.get(path) ?? { value: get(path) };
    known.set(path, found);
    return found.value;
  };
}

function once<T>(compute: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => (done ??= { value: compute() }).value;
}

/** Runs functions in a session. */
export function runIn(session: Session): HostAnalysis['inSession'] {
  return (f, budget) => inSession(budget === undefined ? session : { ...session, budget }, f);
}

/** Tells hosts apart by where their runners are defined. */
export function runnersText({ runners }: HostAnalysis): string {
  const places = runners.map((r) => [
    r.loc,
    [...r.options.values()].map((o) => o.definitions.map(({ at }) => at && [at.source.path, at.start])),
  ]);
  return JSON.stringify(places);
}
