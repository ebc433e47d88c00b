// Which hosts a file is a part of.
import { inSession, type Program } from '../evaluator/evaluate';
import { dirName } from '../evaluator/paths';
import { DEFAULT_BUDGET, type Budget, type FileAccess, type Session } from '../evaluator/session';
import { NixPath, type Attrs, type Lazy } from '../evaluator/values';
import { completeLib } from '../modules/lib';
import { NEWEST_RELEASE, type Release } from '../nixos';
import { evalHost, extensibleLib } from '../runner/host';
import { nestedSystems } from '../runner/nested-systems';
import type { NixosSystem } from '../runner/nixos-system';
import { isWholeFile, type RunnerSite } from '../runner/sites';
import { importEmbedded } from './embedded';
import { fileSystems } from './entry-files';
import { recordedFiles } from './file-changes';
import { flakeSystem, flakeSystems, type NamedSystem } from './flake-hosts';
import type { FlakeContext } from './flake-inputs';
import { evaluateFlake, writtenOutput } from './flake-outputs';
import { analyseHost, attempt, type HostAnalysis, partOf, runIn, runnersText } from './host-analysis';
import { KeptAnswers } from './kept';
import { HOST_FILE, NotedFiles } from './noted-files';
import type { Programs } from './programs';
import { RecentTexts } from './recent-texts';
import { chosenRelease, flakeReleases, ofHost, type FlakeReleases, type ReleaseChoice } from './release';
import { isInside, siteModule } from './site-modules';

export interface HostsOptions {
  readonly programs: Programs;
  readonly files: FileAccess;
  /** For `builtins.currentSystem` and `pkgs.system`. */
  readonly system: string;
  readonly budget?: Budget | undefined;
  /** Asked now and then whether an evaluation is to end with an `Interruption`. */
  readonly isInterrupted?: (() => boolean) | undefined;
}

/** Yields after each host that was looked at, with that host if it is one of those that are found in the end. */
export type HostSearch = Generator<HostAnalysis | undefined, readonly HostAnalysis[]>;

export interface Hosts {
  /** Takes note of a file: what it imports, whether it defines runners or makes systems. */
  note(path: string): void;
  /** The files noted so far that define runners, sorted. */
  definers(): string[];
  /** The hosts that a file is a part of; of a file that defines runners and belongs to none, itself. */
  of(
    program: Program,
    sites: readonly RunnerSite[],
    asked: Release | 'auto',
    /** The name of a host to look at first. */
    preferred?: string,
  ): HostSearch;
  /** The host of a flake with this name, if the file is a part of it; no other host is evaluated. */
  named(program: Program, sites: readonly RunnerSite[], asked: Release | 'auto', name: string): HostSearch;
  /** Forgets what the last step of a search began, which was not finished. */
  abandon(): void;
  /** The same with another text of one file; nothing that is asked of it changes what is kept here. */
  withText(path: string, programs: Programs): Hosts;
  /** Runs `f` where values that belong to no host may be forced. */
  inSession<T>(f: () => T, budget?: Budget): T;
}

/** Keeps each host as long as the files that its evaluation asked for do not change. */
export function createHosts(options: HostsOptions): Hosts {
  return new HostIndex(options);
}

/** A container in a container in a virtual machine. */
const MAX_NESTING = 3;

/** The systems of a flake, found in one session. */
interface FlakeSystems {
  readonly systems: readonly NamedSystem[];
  readonly session: Session;
  readonly releases: FlakeReleases;
  readonly asked: ReadonlySet<string>;
}

class HostIndex implements Hosts {
  private readonly kept: KeptAnswers<readonly HostAnalysis[]>;
  private readonly flakes: KeptAnswers<FlakeSystems>;
  private readonly texts = new RecentTexts();

  constructor(
    private readonly options: HostsOptions,
    private readonly noted = new NotedFiles(),
    inherited?: { readonly from: HostIndex; readonly except: string },
  ) {
    const { changes } = options.programs;
    this.kept = new KeptAnswers(changes, inherited && { ...inherited, from: inherited.from.kept });
    this.flakes = new KeptAnswers(changes, inherited && { ...inherited, from: inherited.from.flakes });
  }

  withText(path: string, programs: Programs): Hosts {
    return new HostIndex({ ...this.options, programs }, this.noted, { from: this, except: path });
  }

  inSession<T>(f: () => T, budget?: Budget): T {
    return runIn(this.session(NEWEST_RELEASE, this.options.files))(f, budget);
  }

  definers(): string[] {
    return [...this.noted.definers].sort();
  }

  note(path: string): void {
    this.noted.note(path, this.options.programs.get(path), this.options.files);
  }

  *named(program: Program, sites: readonly RunnerSite[], asked: Release | 'auto', name: string): HostSearch {
    for (const flake of this.flakesAbove(program.source.path)) {
      const members = yield* this.among(this.flakeHosts(flake, asked, name), partOf(program, sites));
      if (members.length > 0) return members;
    }
    return [];
  }

  *of(program: Program, sites: readonly RunnerSite[], asked: Release | 'auto', preferred?: string): HostSearch {
    // Nothing at hand defines a runner.
    if (sites.length === 0 && this.noted.definers.size === 0) return [];
    const { path } = program.source;
    const isPart = partOf(program, sites);
    for (const flake of this.flakesAbove(path)) {
      if (preferred !== undefined) yield* this.among(this.flakeHosts(flake, asked, preferred), isPart);
      const members = yield* this.among(this.flakeHosts(flake, asked), isPart);
      if (members.length > 0) return members;
    }
    const ofEntries = yield* this.among(this.allEntryHosts(asked), isPart);
    if (ofEntries.length > 0) return ofEntries;
    return yield* this.rootHosts(program, sites, asked, isPart);
  }

  abandon(): void {
    this.kept.abandon();
    this.flakes.abandon();
  }

  private *among(groups: Iterable<readonly HostAnalysis[]>, isPart: (h: HostAnalysis) => boolean): HostSearch {
    const members: HostAnalysis[] = [];
    for (const group of groups)
      for (const host of group) {
        const isMember = isPart(host);
        if (isMember) members.push(host);
        yield isMember && !host.isNixDarwin ? host : undefined;
        this.kept.goOn();
        this.flakes.goOn();
      }
    // A module that hosts for NixOS share with those for nix-darwin is NixOS's here.
    return members.every((host) => host.isNixDarwin) ? members : members.filter((host) => !host.isNixDarwin);
  }

  /** The flakes that a file may belong to, the nearest first. */
  private *flakesAbove(path: string): Generator<Program> {
    for (let folder = dirName(path); ; folder = dirName(folder)) {
      const program = this.options.programs.get(`${folder === '/' ? '' : folder}/flake.nix`);
      if (program !== undefined) yield program;
      if (folder === '/' || folder === '.') return;
    }
  }

  private flake(flake: Program, asked: Release | 'auto'): FlakeSystems {
    return this.flakes.get(`${asked} ${flake.source.path}`, undefined, () => {
      const value = this.flakeSystems(flake, asked, (outputs, context) =>
        flakeSystems(outputs, context.system, (output) => writtenOutput(flake, outputs, output, context)),
      );
      return { value, asked: value.asked };
    });
  }

  /** @param only the name of the host to look at; all of them without it */
  private *flakeHosts(flake: Program, asked: Release | 'auto', only?: string): Generator<readonly HostAnalysis[]> {
    const { path } = flake.source;
    const all = this.flake(flake, asked);
    for (const named of all.systems) {
      if (only !== undefined && named.name !== only) continue;
      const key = `flake ${asked} ${path} ${named.output ?? ''} ${named.name}`;
      yield this.kept.get(key, named.system.alone ? this.noted.changes : undefined, () => {
        const own = all.systems.length === 1 ? all : this.ownEvaluation(flake, asked, named, all);
        const { system } = own === all ? named : (own.systems[0] ?? named);
        const value = this.analysed([{ ...named, system }], path, own.session, own.releases.choice);
        return { value, asked: own.asked };
      });
    }
  }

  /**
   * A system of a flake, evaluated without the others: then the files that are asked for are those that it depends on,
   * and an edit of any other leaves it as it is. What the flake itself computes is little beside the modules.
   */
  private ownEvaluation(flake: Program, asked: Release | 'auto', named: NamedSystem, all: FlakeSystems): FlakeSystems {
    const { output } = named;
    if (output === undefined) return all;
    const own = this.flakeSystems(flake, asked, (outputs) => flakeSystem(outputs, { ...named, output }));
    return own.systems.length === 1 ? own : all;
  }

  private flakeSystems(
    flake: Program,
    release: Release | 'auto',
    find: (outputs: Attrs, context: FlakeContext) => readonly NamedSystem[],
  ): FlakeSystems {
    const asked = new Set<string>();
    const files = this.filesFor(asked);
    const releases = flakeReleases(flake.source, release, files);
    const session = this.session(releases.main.release, files);
    asked.add(flake.source.path);
    const systems = attempt(
      () =>
        inSession(session, () => {
          const context = { release: releases.ofInput, system: this.options.system };
          const value = evaluateFlake(flake, context);
          return value === undefined ? [] : find(value, context);
        }),
      [],
    );
    return { systems, session, releases, asked };
  }

  private *allEntryHosts(asked: Release | 'auto'): Generator<readonly HostAnalysis[]> {
    for (const entry of this.noted.entries) yield this.entryHosts(entry, asked);
  }

  private entryHosts(path: string, asked: Release | 'auto'): readonly HostAnalysis[] {
    const program = this.options.programs.get(path);
    if (program === undefined) return [];
    return this.keep(`entry ${asked} ${path}`, path, undefined, (files) => {
      const choice = chosenRelease(path, asked, files);
      const session = this.session(choice.release, files);
      const { system } = this.options;
      const systems = attempt(
        () => inSession(session, () => fileSystems(program, completeLib(choice.release), system)),
        [],
      );
      return this.analysed(systems, path, session, (release) => ofHost(release, choice));
    });
  }

  /** The hosts that start from the files which import a file and which nobody imports. */
  private *rootHosts(
    program: Program,
    sites: readonly RunnerSite[],
    asked: Release | 'auto',
    isPart: (h: HostAnalysis) => boolean,
  ): HostSearch {
    const { path } = program.source;
    if (sites.length === 0) {
      const reaching = this.noted.mentions
        .roots(path)
        .filter((root) => this.noted.graph.reaches(root, this.noted.definers));
      return yield* this.among(this.allRootHosts(reaching, asked), isPart);
    }
    const hasIt = (h: HostAnalysis): boolean => h.files.has(path);
    const roots = this.noted.graph.roots(path).filter((root) => root !== path);
    let whole: readonly HostAnalysis[] = yield* this.among(this.allRootHosts(roots, asked), () => true);
    // What imports it may be no module, or leave it out; a host may compute what it imports.
    if (!whole.some(hasIt)) whole = yield* this.among(this.allRootHosts(this.noted.hostFiles, asked), hasIt);
    if (whole.length === 0) whole = this.rootHost(path, asked);
    return sites.flatMap((site, index) => {
      if (isWholeFile(site)) return whole;
      const nested = whole.filter((h) => h.runners.some((r) => r.definedAt.some((at) => isInside(at, program, site))));
      return nested.length > 0 ? nested : this.siteHost(program, site, index, asked);
    });
  }

  private *allRootHosts(roots: Iterable<string>, asked: Release | 'auto'): Generator<readonly HostAnalysis[]> {
    for (const root of roots) yield this.rootHost(root, asked);
  }

  private rootHost(root: string, asked: Release | 'auto'): readonly HostAnalysis[] {
    // Where there is a flake, it decides what makes up a host; this file is a part of none that is known.
    const alone = !HOST_FILE.test(root) || this.flakesAbove(root).next().done !== true;
    return this.keep(`root ${alone} ${asked} ${root}`, root, this.noted.changes, (files) => {
      const release = chosenRelease(root, asked, files);
      return this.withNested(
        this.moduleHost(root, release, alone, files, () => new NixPath(root)),
        MAX_NESTING,
      );
    });
  }

  private siteHost(
    program: Program,
    site: RunnerSite,
    index: number,
    asked: Release | 'auto',
  ): readonly HostAnalysis[] {
    const { path } = program.source;
    return this.keep(`site ${asked} ${index} ${path}`, path, this.noted.changes, (files) => {
      const release = chosenRelease(path, asked, files);
      return [this.moduleHost(path, release, true, files, (lib) => siteModule(program, site, lib))];
    });
  }

  private moduleHost(
    entry: string,
    release: ReleaseChoice,
    alone: boolean,
    files: FileAccess,
    module: (lib: Attrs) => Lazy,
  ): HostAnalysis {
    const library = completeLib(release.release);
    const lib = alone ? extensibleLib(library) : library;
    const session = this.session(release.release, files);
    return this.analyse({ entry, name: undefined, release, alone, isTest: false, session }, () =>
      evalHost({ release: release.release, modules: [module(lib)], lib, alone }),
    );
  }

  private analysed(
    systems: readonly NamedSystem[],
    entry: string,
    session: Session,
    choice: (release: Release) => ReleaseChoice,
  ): HostAnalysis[] {
    return systems.flatMap(({ name, system }) => {
      const host = this.systemHost(name, entry, session, choice(system.release), system);
      return this.withNested(host, MAX_NESTING);
    });
  }

  private systemHost(
    name: string,
    entry: string,
    session: Session,
    release: ReleaseChoice,
    system: NixosSystem,
  ): HostAnalysis {
    const { alone, isTest } = system;
    return this.analyse({ entry, name, release, alone, isTest, session }, () => system.host());
  }

  /** A host, and those that are defined inside of it. One for trying it out that changes no runner counts as itself. */
  private withNested(host: HostAnalysis, depth: number): HostAnalysis[] {
    if (depth === 0) return [host];
    const session = host.session;
    const inner = attempt(() => host.inSession(() => nestedSystems(host.host)), []);
    return [
      host,
      ...inner.flatMap(({ loc, system, kind }) => {
        const name = [...(host.name === undefined ? [] : [host.name]), ...loc].join('.');
        const release = { ...host.release, release: system.release };
        const nested = this.systemHost(name, host.entry, session, release, system);
        switch (kind) {
          case 'separate':
            return this.withNested(nested, depth - 1);
          case 'specialisation':
            return [nested];
          case 'trial':
            return runnersText(nested) === runnersText(host) ? [] : [nested];
        }
      }),
    ];
  }

  private analyse(
    parts: Pick<Parameters<typeof analyseHost>[0], 'entry' | 'name' | 'release' | 'alone' | 'isTest' | 'session'>,
    host: () => ReturnType<typeof evalHost>,
  ): HostAnalysis {
    const program = (path: string): Program | undefined => {
      // Modules of this program's own have names that are no paths.
      if (!path.startsWith('/')) return undefined;
      // Takes note of the file.
      parts.session.files.overlay?.(path);
      return this.options.programs.get(path);
    };
    return analyseHost({ ...parts, host, program, definers: this.noted.definers, texts: this.texts });
  }

  /** Keeps hosts that depend on a file and on what their evaluation asks for. */
  private keep(
    key: string,
    path: string,
    state: unknown,
    compute: (files: FileAccess) => readonly HostAnalysis[],
  ): readonly HostAnalysis[] {
    return this.kept.get(key, state, () => {
      const asked = new Set([path]);
      return { value: compute(this.filesFor(asked)), asked };
    });
  }

  /** The files as an evaluation sees them, which takes note of those that it asks for. */
  private filesFor(asked: Set<string>): FileAccess {
    const { files, programs } = this.options;
    return recordedFiles({ ...files, overlay: (path) => programs.overlay(path) }, asked);
  }

  private session(release: Release, files: FileAccess): Session {
    const { programs, budget, system, isInterrupted } = this.options;
    const lib = completeLib(release);
    return {
      files,
      budget: budget ?? EDITOR_BUDGET,
      system,
      searchPath: [],
      tolerant: true,
      imports: new Map(),
      ...(isInterrupted && { isInterrupted }),
      compile: (source) => programs.compile(source),
      importVirtual: (path) => importEmbedded(path, lib),
    };
  }
}

/** What a person waits for in an editor. */
const EDITOR_BUDGET: Budget = { ...DEFAULT_BUDGET, maxSteps: 20_000_000, maxMilliseconds: 5_000 };
