// The hosts that files make, each evaluated once and kept until a file changes that its evaluation asked for.
import { inSession, type Program } from '../evaluator/evaluate';
import { DEFAULT_BUDGET, type Budget, type FileAccess, type Session } from '../evaluator/session';
import { NixPath, type Attrs, type Lazy } from '../evaluator/values';
import { completeLib } from '../modules/lib';
import { NEWEST_RELEASE, type Release } from '../nixos';
import { evalHost, extensibleLib } from '../runner/host';
import { nestedSystems } from '../runner/nested-systems';
import type { NixosSystem } from '../runner/nixos-system';
import type { RunnerSite } from '../runner/sites';
import { importEmbedded } from './embedded';
import { fileSystems } from './entry-files';
import { recordedFiles } from './file-changes';
import { flakeSystem, flakeSystems, type NamedSystem } from './flake-hosts';
import type { FlakeContext } from './flake-inputs';
import { evaluateFlake, writtenOutput } from './flake-outputs';
import { analyseHost, attempt, runIn, runnersText, type HostAnalysis } from './host-analysis';
import { KeptAnswers } from './kept';
import type { NotedFiles } from './noted-files';
import type { Programs } from './programs';
import { RecentTexts } from './recent-texts';
import { chosenRelease, flakeReleases, ofHost, type FlakeReleases, type ReleaseChoice } from './release';
import { siteModule } from './site-modules';

export interface HostsOptions {
  readonly programs: Programs;
  readonly files: FileAccess;
  /** For `builtins.currentSystem` and `pkgs.system`. */
  readonly system: string;
  readonly budget?: Budget | undefined;
  /** Asked now and then whether an evaluation is to end with an `Interruption`. */
  readonly isInterrupted?: (() => boolean) | undefined;
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

export class KeptHosts {
  private readonly kept: KeptAnswers<readonly HostAnalysis[]>;
  private readonly flakes: KeptAnswers<FlakeSystems>;
  private readonly texts = new RecentTexts();

  /** @param inherited hosts that are taken over where they do not depend on the file `except` */
  constructor(
    private readonly options: HostsOptions,
    private readonly noted: NotedFiles,
    inherited?: { readonly from: KeptHosts; readonly except: string },
  ) {
    const { changes } = options.programs;
    this.kept = new KeptAnswers(changes, inherited && { ...inherited, from: inherited.from.kept });
    this.flakes = new KeptAnswers(changes, inherited && { ...inherited, from: inherited.from.flakes });
  }

  /** A step is done: what was evaluated up to here can stay, whatever becomes of the next step. */
  goOn(): void {
    this.kept.goOn();
    this.flakes.goOn();
  }

  /** Forgets what was evaluated in a step that was not finished. */
  abandon(): void {
    this.kept.abandon();
    this.flakes.abandon();
  }

  inSession<T>(f: () => T, budget?: Budget): T {
    return runIn(this.session(NEWEST_RELEASE, this.options.files))(f, budget);
  }

  private systemsOf(flake: Program, asked: Release | 'auto'): FlakeSystems {
    return this.flakes.get(`${asked} ${flake.source.path}`, undefined, () => {
      const value = this.flakeSystems(flake, asked, (outputs, context) =>
        flakeSystems(outputs, context.system, (output) => writtenOutput(flake, outputs, output, context)),
      );
      return { value, asked: value.asked };
    });
  }

  /**
   * The hosts of a flake, one after the other.
   * @param only the name of the host to look at; all of them without it
   */
  *ofFlake(flake: Program, asked: Release | 'auto', only?: string): Generator<readonly HostAnalysis[]> {
    const { path } = flake.source;
    const all = this.systemsOf(flake, asked);
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

  /** The hosts that a file makes, without a flake. */
  ofEntry(path: string, asked: Release | 'auto'): readonly HostAnalysis[] {
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

  /**
   * The host of a module that is nobody's import, and those inside of it.
   * @param alone whether there may be more to the host than this module
   */
  ofRoot(root: string, alone: boolean, asked: Release | 'auto'): readonly HostAnalysis[] {
    return this.keep(`root ${alone} ${asked} ${root}`, root, this.noted.changes, (files) => {
      const release = chosenRelease(root, asked, files);
      return this.withNested(
        this.moduleHost(root, release, alone, files, () => new NixPath(root)),
        MAX_NESTING,
      );
    });
  }

  /** A module inside of a file that is a part of no other host. */
  ofSite(program: Program, site: RunnerSite, index: number, asked: Release | 'auto'): readonly HostAnalysis[] {
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
