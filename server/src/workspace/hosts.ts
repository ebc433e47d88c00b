// Which hosts a file is a part of.
import { evaluateAt } from '../evaluator/evaluate-at';
import { inSession, type Program } from '../evaluator/evaluate';
import { dirName } from '../evaluator/paths';
import { DEFAULT_BUDGET, type Budget, type FileAccess, type Session } from '../evaluator/session';
import { NixPath, Unknown, type Attrs, type Lazy } from '../evaluator/values';
import { completeLib } from '../modules/lib';
import { NEWEST_RELEASE, type Release } from '../nixos';
import { evalHost, extensibleLib } from '../runner/host';
import { nestedSystems } from '../runner/nested-systems';
import type { NixosSystem } from '../runner/nixos-system';
import { packageSet } from '../runner/package-set';
import { isWholeFile, runnerSites, type RunnerSite } from '../runner/sites';
import { importEmbedded } from './embedded';
import { fileSystems, mayMakeSystems } from './entry-files';
import { flakeSystems, type NamedSystem } from './flake-hosts';
import { evaluateFlake } from './flake-outputs';
import { analyseHost, attempt, type HostAnalysis, runIn } from './host-analysis';
import { ImportGraph, importedPaths, mentionedPaths } from './import-graph';
import type { Programs } from './programs';
import { chosenRelease, inputRelease, type ReleaseChoice } from './release';

export interface HostsOptions {
  readonly programs: Programs;
  readonly files: FileAccess;
  /** For `builtins.currentSystem` and `pkgs.system`. */
  readonly system: string;
  readonly budget?: Budget | undefined;
}

export interface Hosts {
  /** Takes note of a file: what it imports, whether it defines runners or makes systems. */
  note(path: string): void;
  /** The files noted so far that define runners, sorted. */
  definers(): string[];
  /** The hosts that a file is a part of; of a file that defines runners and belongs to none, itself. */
  of(program: Program, sites: readonly RunnerSite[], asked: Release | 'auto'): readonly HostAnalysis[];
  /** The same with other texts; nothing that is asked of it changes what is kept here. */
  withPrograms(programs: Programs): Hosts;
  /** Runs `f` where values that belong to no host may be forced. */
  inSession<T>(f: () => T, budget?: Budget): T;
}

/** Keeps hosts as long as neither an open text nor what is noted of files changes. */
export function createHosts(options: HostsOptions): Hosts {
  return new HostIndex(options);
}

/** Files that are hosts by themselves, whatever they leave open. */
const HOST_FILE = /(^|\/)configuration\.nix$/;
/** A container in a container in a virtual machine. */
const MAX_NESTING = 3;

/** Computed from all that is known of the files at one time. */
interface Kept {
  readonly version: string;
  readonly hosts: readonly HostAnalysis[];
}

/** What the syntax of the files noted so far tells. */
interface Noted {
  readonly graph: ImportGraph;
  /** Which files name which in any way, for files that are no modules. */
  readonly mentions: ImportGraph;
  /** Files that define runners. */
  readonly definers: Set<string>;
  /** Files that make systems. */
  readonly entries: Set<string>;
}

class HostIndex implements Hosts {
  private readonly kept = new Map<string, Kept>();
  private notes = 0;

  constructor(
    private readonly options: HostsOptions,
    private readonly noted: Noted = {
      graph: new ImportGraph(),
      mentions: new ImportGraph(),
      definers: new Set(),
      entries: new Set(),
    },
  ) {}

  withPrograms(programs: Programs): Hosts {
    return new HostIndex({ ...this.options, programs }, this.noted);
  }

  inSession<T>(f: () => T, budget?: Budget): T {
    return runIn(this.session(NEWEST_RELEASE))(f, budget);
  }

  definers(): string[] {
    return [...this.noted.definers].sort();
  }

  note(path: string): void {
    this.notes++;
    const program = this.options.programs.get(path);
    // A file that is gone imports nothing and defines nothing.
    const root = program?.parse.root;
    const pathsOf = (find: typeof importedPaths): string[] =>
      program === undefined ? [] : find(program.parse.root, program.source.folder, this.options.files);
    this.noted.graph.set(path, pathsOf(importedPaths));
    this.noted.mentions.set(path, pathsOf(mentionedPaths));
    set(this.noted.definers, path, root !== undefined && runnerSites(root).length > 0);
    set(this.noted.entries, path, root !== undefined && !path.endsWith('/flake.nix') && mayMakeSystems(root));
  }

  of(program: Program, sites: readonly RunnerSite[], asked: Release | 'auto'): readonly HostAnalysis[] {
    // Nothing at hand defines a runner.
    if (sites.length === 0 && this.noted.definers.size === 0) return [];
    const { path } = program.source;
    const isPart = (h: HostAnalysis): boolean => h.files.has(path) && (sites.length > 0 || h.runners.length > 0);
    for (const flake of this.flakesAbove(path)) {
      const members = this.flakeHosts(flake, asked).filter(isPart);
      if (members.length > 0) return members;
    }
    const ofEntries = [...this.noted.entries].flatMap((entry) => this.entryHosts(entry, asked)).filter(isPart);
    if (ofEntries.length > 0) return ofEntries;
    return this.rootHosts(program, sites, asked, isPart);
  }

  /** The flakes that a file may belong to, the nearest first. */
  private *flakesAbove(path: string): Generator<Program> {
    for (let folder = dirName(path); ; folder = dirName(folder)) {
      const program = this.options.programs.get(`${folder === '/' ? '' : folder}/flake.nix`);
      if (program !== undefined) yield program;
      if (folder === '/' || folder === '.') return;
    }
  }

  private flakeHosts(flake: Program, asked: Release | 'auto'): readonly HostAnalysis[] {
    const { path, folder } = flake.source;
    const { files, system } = this.options;
    return this.keep('flake', path, asked, () => {
      const main = chosenRelease(path, asked, files);
      const choices = new Map<Release, ReleaseChoice>([[main.release, main]]);
      const release = (input: string): Release => {
        const own = asked === 'auto' && input !== 'nixpkgs' ? inputRelease(folder, input, files) : undefined;
        if (own !== undefined && !choices.has(own.release)) choices.set(own.release, own);
        return (own ?? main).release;
      };
      const session = this.session(main.release);
      const systems = attempt(
        () =>
          inSession(session, () => {
            const value = evaluateFlake(flake, { release, system });
            return value === undefined ? [] : flakeSystems(value, system);
          }),
        [],
      );
      return this.analysed(systems, path, session, (made) => choices.get(made) ?? { ...main, release: made });
    });
  }

  private entryHosts(path: string, asked: Release | 'auto'): readonly HostAnalysis[] {
    const program = this.options.programs.get(path);
    if (program === undefined) return [];
    return this.keep('entry', path, asked, () => {
      const choice = chosenRelease(path, asked, this.options.files);
      const session = this.session(choice.release);
      const { system } = this.options;
      const systems = attempt(
        () => inSession(session, () => fileSystems(program, completeLib(choice.release), system)),
        [],
      );
      return this.analysed(systems, path, session, (release) => ({ ...choice, release }));
    });
  }

  /** The hosts that start from the files which import a file and which nobody imports. */
  private rootHosts(
    program: Program,
    sites: readonly RunnerSite[],
    asked: Release | 'auto',
    isPart: (h: HostAnalysis) => boolean,
  ): readonly HostAnalysis[] {
    const { path } = program.source;
    if (sites.length === 0) {
      const reaching = this.noted.mentions
        .roots(path)
        .filter((root) => this.noted.graph.reaches(root, this.noted.definers));
      return reaching.flatMap((root) => this.rootHost(root, asked)).filter(isPart);
    }
    const importing = this.noted.graph.roots(path).flatMap((root) => this.rootHost(root, asked));
    // What imports it may be no module, or leave it out.
    const whole = importing.some((h) => h.files.has(path)) ? importing : this.rootHost(path, asked);
    return sites.flatMap((site) => {
      if (isWholeFile(site)) return whole;
      const nested = whole.filter((h) => h.runners.some((r) => r.definedAt.some((at) => isInside(at, program, site))));
      return nested.length > 0 ? nested : [this.siteHost(program, site, asked)];
    });
  }

  private rootHost(root: string, asked: Release | 'auto'): readonly HostAnalysis[] {
    return this.keep('root', root, asked, () => {
      const release = chosenRelease(root, asked, this.options.files);
      // Where there is a flake, it decides what makes up a host; this file is a part of none that is known.
      const alone = !HOST_FILE.test(root) || this.flakesAbove(root).next().done !== true;
      return this.withNested(
        this.moduleHost(root, release, alone, () => new NixPath(root)),
        MAX_NESTING,
      );
    });
  }

  private siteHost(program: Program, site: RunnerSite, asked: Release | 'auto'): HostAnalysis {
    const { path } = program.source;
    const release = chosenRelease(path, asked, this.options.files);
    return this.moduleHost(path, release, true, (lib) => siteModule(program, site, lib, this.options.system));
  }

  private moduleHost(
    entry: string,
    release: ReleaseChoice,
    alone: boolean,
    module: (lib: Attrs) => Lazy,
  ): HostAnalysis {
    const library = completeLib(release.release);
    const lib = alone ? extensibleLib(library) : library;
    const { system } = this.options;
    return this.analyse({ entry, name: undefined, release, alone, session: this.session(release.release) }, () =>
      evalHost({ release: release.release, modules: [module(lib)], lib, system, alone }),
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
    return this.analyse({ entry, name, release, alone: system.alone, session }, () => system.host());
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
    parts: Pick<Parameters<typeof analyseHost>[0], 'entry' | 'name' | 'release' | 'alone' | 'session'>,
    host: () => ReturnType<typeof evalHost>,
  ): HostAnalysis {
    const program = (path: string): Program | undefined => this.options.programs.get(path);
    return analyseHost({ ...parts, host, program, definers: this.noted.definers });
  }

  private keep(
    kind: string,
    path: string,
    asked: Release | 'auto',
    compute: () => readonly HostAnalysis[],
  ): readonly HostAnalysis[] {
    const key = `${kind} ${asked} ${path}`;
    const version = `${this.options.programs.version()} ${this.notes}`;
    const known = this.kept.get(key);
    if (known?.version === version) return known.hosts;
    const hosts = compute();
    this.kept.set(key, { version, hosts });
    return hosts;
  }

  private session(release: Release): Session {
    const { programs, files, budget, system } = this.options;
    const lib = completeLib(release);
    return {
      files: { ...files, overlay: (path) => programs.overlay(path) },
      budget: budget ?? EDITOR_BUDGET,
      system,
      searchPath: [],
      tolerant: true,
      imports: new Map(),
      compile: (source) => programs.compile(source),
      importVirtual: (path) => importEmbedded(path, lib),
    };
  }
}

/** What a person waits for in an editor. */
const EDITOR_BUDGET: Budget = { ...DEFAULT_BUDGET, maxSteps: 20_000_000, maxMilliseconds: 5_000 };

function set<T>(all: Set<T>, item: T, isIn: boolean): void {
  if (isIn) all.add(item);
  else all.delete(item);
}

/** Tells hosts apart by where their runners are defined. */
function runnersText({ runners }: HostAnalysis): string {
  const places = runners.map((r) => [
    r.loc,
    [...r.options.values()].map((o) => o.definitions.map(({ at }) => at && [at.source.path, at.start])),
  ]);
  return JSON.stringify(places);
}

function isInside(
  at: { readonly source: { readonly path: string }; readonly start: number },
  program: Program,
  { path }: RunnerSite,
): boolean {
  const span = path.at(-1)?.span;
  return at.source.path === program.source.path && span !== undefined && span.start <= at.start && at.start <= span.end;
}

/** A module inside of a file: the functions around it are not called, their parameters are known by name or not at all. */
function siteModule(program: Program, site: RunnerSite, lib: Lazy, system: string): Lazy {
  return evaluateAt(program, site.path, (name) => {
    if (name === 'lib') return lib;
    if (name === 'pkgs') return packageSet(lib, system, false);
    return new Unknown(name, `the function argument \`${name}\` is not known here`);
  });
}
