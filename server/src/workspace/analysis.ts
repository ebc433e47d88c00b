// From files to findings: programs, the hosts they belong to, and the rules on both.
import { NixError, UnknownSignal } from '../evaluator/errors';
import { evaluateAt } from '../evaluator/evaluate-at';
import { inSession, type Program } from '../evaluator/evaluate';
import { dirName } from '../evaluator/paths';
import { DEFAULT_BUDGET, type Budget, type FileAccess, type Session } from '../evaluator/session';
import type { Position } from '../evaluator/position';
import { NixPath, Unknown, type Attrs, type Lazy } from '../evaluator/values';
import { OptionError } from '../modules/definition';
import { completeLib } from '../modules/lib';
import type { Release } from '../nixos';
import { evalHost, extensibleLib, type Host } from '../runner/host';
import { isNixDarwin } from '../runner/nix-darwin';
import { packageSet } from '../runner/package-set';
import { previewOf, type Preview } from '../runner/preview';
import { runnersOf, type Runner } from '../runner/runner';
import { isWholeFile, runnerSites, type RunnerSite } from '../runner/sites';
import { NO_LEVELS, RULES, evaluationFinding, withLevels, type RuleLevels } from '../rules';
import type { Finding, RuleName } from '../rules/finding';
import type { HostContext } from '../rules/rule';
import type { NixParser } from '../syntax/parser';
import { importEmbedded } from './embedded';
import { flakeHosts } from './flake-hosts';
import { ImportGraph, importedPaths } from './import-graph';
import { createPrograms, withText, type Programs } from './programs';
import { chosenRelease, type ReleaseChoice } from './release';
import { suppress } from './suppressions';

export interface AnalysisOptions {
  readonly parser: NixParser;
  readonly files: FileAccess;
  /** For `builtins.currentSystem` and `pkgs.system`. */
  readonly system: string;
  readonly budget?: Budget;
}

/** A host, evaluated, with what the rules say. */
export interface HostAnalysis {
  /** The file, or the module inside of a file, that evaluation started from. */
  readonly entry: string;
  /** The attribute name of a flake's host: `web` in `nixosConfigurations.web`. */
  readonly name: string | undefined;
  readonly release: ReleaseChoice;
  readonly host: Host;
  readonly runners: readonly Runner[];
  readonly findings: readonly Finding[];
  preview(runner: Runner): Preview | undefined;
  /** Runs `f` where values of this host may be forced. */
  inSession<T>(f: () => T): T;
}

export interface FileAnalysis {
  readonly program: Program;
  readonly sites: readonly RunnerSite[];
  readonly hosts: readonly HostAnalysis[];
  /** Of the file by itself and of its hosts, each once; those of hosts may lie in other files. */
  readonly findings: readonly Finding[];
}

export interface Analysis {
  readonly programs: Programs;
  /** Takes note of a file for the import graph; files that are not noted are not known as importers. */
  note(path: string): void;
  /** Everything about a file, with findings as grave as `levels` says; `undefined` when it cannot be read. */
  file(path: string, release: Release | 'auto', levels?: RuleLevels): FileAnalysis | undefined;
  /** Everything about a file as if its text were this one. */
  fileWithText(path: string, text: string, release: Release | 'auto'): FileAnalysis | undefined;
}

/** The analysis of a set of files. Files are read again when asked for, so that answers are never stale. */
export function createAnalysis(options: AnalysisOptions): Analysis {
  const programs = createPrograms(options.parser, options.files);
  const graph = new ImportGraph();
  const tools: Tools = { options, programs, graph, flakes: new Map(), definers: new Set() };
  const note = (path: string): void => {
    // A file that is gone imports nothing and defines nothing.
    const program = programs.get(path);
    graph.set(path, program ? importedPaths(program.parse.root, program.source.folder, options.files) : []);
    if (program && runnerSites(program.parse.root).length > 0) tools.definers.add(path);
    else tools.definers.delete(path);
  };
  return {
    programs,
    note,
    file: (path, release, levels = NO_LEVELS) => analyseFile(path, release, levels, tools),
    fileWithText: (path, text, release) =>
      analyseFile(path, release, NO_LEVELS, {
        ...tools,
        programs: withText(programs, options.parser, path, text),
        flakes: new Map(),
      }),
  };
}

function analyseFile(
  path: string,
  release: Release | 'auto',
  levels: RuleLevels,
  tools: Tools,
): FileAnalysis | undefined {
  const program = tools.programs.get(path);
  if (program === undefined) return undefined;
  const own = RULES.flatMap((rule) => rule.checkFile?.({ program }) ?? []);
  const sites = runnerSites(program.parse.root);
  const hosts = hostsOf(program, sites, release, tools);
  const joined = unique([...own, ...hosts.flatMap((h) => h.findings)]);
  // A rule that could not do its work leaves comments without anything to silence.
  const failed = joined.some((f) => f.rule === 'syntax-error' || f.rule === 'evaluation-error');
  const sees = (rule: RuleName): boolean => hosts.length > 0 && !failed && levels.get(rule) !== 'off';
  const left = suppress(joined, program, sees, (other) => tools.programs.get(other));
  return { program, sites, hosts, findings: withLevels(left, levels) };
}

interface Tools {
  readonly options: AnalysisOptions;
  readonly programs: Programs;
  readonly graph: ImportGraph;
  /** Files noted so far that define runners. */
  readonly definers: Set<string>;
  readonly flakes: Map<string, { readonly version: number; readonly hosts: readonly HostAnalysis[] }>;
}

function hostsOf(
  program: Program,
  sites: readonly RunnerSite[],
  release: Release | 'auto',
  tools: Tools,
): HostAnalysis[] {
  if (sites.length === 0) return [];
  const { path } = program.source;
  const choice = (file: string): ReleaseChoice => chosenRelease(file, release, tools.options.files);
  const flake = flakeAbove(path, tools);
  const members = flake === undefined ? [] : flakeMembers(program, flake, choice(flake.source.path), tools);
  if (members.length > 0) return members;
  return sites.flatMap((site) => {
    if (!isWholeFile(site))
      return [analyseHost(path, choice(path), tools, { modules: (lib) => [siteModule(program, site, lib, tools)] })];
    return tools.graph
      .roots(path)
      .map((root) => analyseHost(root, choice(root), tools, { modules: () => [new NixPath(root)] }));
  });
}

/** The flake that a file belongs to. */
function flakeAbove(path: string, tools: Tools): Program | undefined {
  for (let folder = dirName(path); ; folder = dirName(folder)) {
    const program = tools.programs.get(`${folder === '/' ? '' : folder}/flake.nix`);
    if (program !== undefined) return program;
    if (folder === '/' || folder === '.') return undefined;
  }
}

/** The hosts of a flake that a file is a part of. */
function flakeMembers(file: Program, flake: Program, release: ReleaseChoice, tools: Tools): HostAnalysis[] {
  const { path } = file.source;
  return flakeAnalyses(flake, release, tools).filter(
    (h) =>
      modulePaths(h.host, h.inSession).has(path) ||
      (path === flake.source.path && h.runners.some((r) => r.definedAt.some((at) => at.source.path === path))),
  );
}

/** All hosts of a flake, kept as long as no open text changes; each is evaluated when something of it is asked for. */
function flakeAnalyses(flake: Program, release: ReleaseChoice, tools: Tools): readonly HostAnalysis[] {
  const key = `${flake.source.path} ${release.release}`;
  const known = tools.flakes.get(key);
  if (known?.version === tools.programs.version()) return known.hosts;
  const session = createSession(tools);
  const { system } = tools.options;
  const context = { lib: completeLib(release.release), system };
  const found = attempt(() => inSession(session, () => flakeHosts(flake, context)), []);
  const hosts = found.map((host) =>
    analyseHost(flake.source.path, release, tools, { ...host, modules: () => host.modules, session }),
  );
  tools.flakes.set(key, { version: tools.programs.version(), hosts });
  return hosts;
}

/** A module inside of a file: the functions around it are not called, their parameters are known by name or not at all. */
function siteModule(program: Program, site: RunnerSite, lib: Lazy, tools: Tools): Lazy {
  return evaluateAt(program, site.path, (name) => {
    if (name === 'lib') return lib;
    if (name === 'pkgs') return packageSet(lib, tools.options.system);
    return new Unknown(name, `the function argument \`${name}\` is not known here`);
  });
}

/** Files that are hosts by themselves, whatever they leave open. */
const HOST_FILE = /(^|\/)configuration\.nix$/;

/** What a host is made of. */
interface HostParts {
  /** `web` in `nixosConfigurations.web`. */
  readonly name?: string;
  modules(lib: Lazy): readonly Lazy[];
  readonly specialArgs?: Attrs | undefined;
  readonly system?: string | undefined;
  /** The session that the modules' values belong to. */
  readonly session?: Session;
}

function analyseHost(entry: string, release: ReleaseChoice, tools: Tools, parts: HostParts): HostAnalysis {
  const session = parts.session ?? createSession(tools);
  const run = <T>(f: () => T): T => inSession(session, f);
  const alone = parts.name === undefined && !HOST_FILE.test(entry);
  return run(() => {
    const library = completeLib(release.release);
    const lib = alone ? extensibleLib(library) : library;
    const host = evalHost({
      release: release.release,
      modules: parts.modules(lib),
      lib,
      system: parts.system ?? tools.options.system,
      alone,
      ...(parts.specialArgs && { specialArgs: parts.specialArgs }),
    });
    const entryAt = fileStart(tools, entry);
    const failed: NixError[] = [];
    const isDarwin = once(() => attempt(() => run(() => isNixDarwin(host)), false));
    const runners = once(() => (isDarwin() ? [] : attempt(() => run(() => runnersOf(host)), [], failed)));
    const previews = new Map<Runner, Preview | undefined>();
    const preview = (runner: Runner): Preview | undefined => {
      if (!previews.has(runner))
        previews.set(
          runner,
          attempt(() => run(() => previewOf(host, runner)), undefined, failed),
        );
      return previews.get(runner);
    };
    const findings = once(() =>
      run(() => {
        if (isDarwin()) return [];
        const context: HostContext = {
          host,
          runners: runners(),
          flake: parts.name !== undefined || /(^|\/)flake\.nix$/.test(entry) ? dirName(entry) : undefined,
          definedElsewhere: alone && definedOutside(modulePaths(host, run), tools),
          preview,
          isWhole: () => !alone && host.opaque.length === 0,
          program: (path) => tools.programs.get(path),
        };
        const found = guardedRules(context, run, failed);
        const errors = [...host.errors, ...failed.map((error) => ({ error, at: undefined }))].filter(
          ({ error }) => context.isWhole() || !isMissing(error),
        );
        return [...found, ...errors.flatMap(({ error, at }) => evaluationFinding(error, at ?? entryAt))];
      }),
    );
    return {
      entry,
      name: parts.name,
      release,
      host,
      preview,
      inSession: run,
      get runners() {
        return runners();
      },
      get findings() {
        return findings();
      },
    };
  });
}

/** Whether an error is about an option that nobody sets, which may be set where the files at hand do not tell. */
function isMissing(error: NixError): boolean {
  return error instanceof OptionError && error.problem === 'missing-definition';
}

/** Whether a noted file defines runners that is none of `modules`. */
function definedOutside(modules: ReadonlySet<string>, tools: Tools): boolean {
  return [...tools.definers].some((path) => !modules.has(path));
}

/** The files of a host's modules. */
function modulePaths(host: Host, run: HostAnalysis['inSession']): ReadonlySet<string> {
  return attempt(() => run(() => new Set(host.evaluation.modules.map((m) => m.file))), new Set());
}

/** What `f` gives; `fallback` when an error ends the evaluation, which is then noted in `failed`. */
function attempt<T>(f: () => T, fallback: T, failed?: NixError[]): T {
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
    found.push(...attempt(() => run(() => rule.checkHost?.(context) ?? []), [], failed));
    if (failed.some((error) => error.kind === 'budget')) break;
  }
  return found;
}

function once<T>(compute: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => (done ??= { value: compute() }).value;
}

function fileStart(tools: Tools, path: string): Position | undefined {
  const source = tools.programs.get(path)?.source;
  return source && { source, start: 0, end: 0 };
}

function createSession({ options, programs }: Tools): Session {
  return {
    files: { ...options.files, overlay: (path) => programs.overlay(path) },
    budget: options.budget ?? EDITOR_BUDGET,
    system: options.system,
    searchPath: [],
    tolerant: true,
    imports: new Map(),
    compile: (source) => programs.compile(source),
    importVirtual: importEmbedded,
  };
}

/** What a person waits for in an editor. */
const EDITOR_BUDGET: Budget = { ...DEFAULT_BUDGET, maxSteps: 20_000_000, maxMilliseconds: 5_000 };

/** Each finding once; of those that say the same of several runners, which one expression defines, the first. */
function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((f) => {
    const message = f.option === undefined ? f.message : f.message.replaceAll(f.option, '…');
    const key = JSON.stringify([f.rule, f.at.source.path, f.at.start, f.at.end, message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
