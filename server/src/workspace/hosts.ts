// Which hosts a file is a part of.
import type { Program } from '../evaluator/evaluate';
import { dirName } from '../evaluator/paths';
import type { Budget } from '../evaluator/session';
import type { Release } from '../nixos';
import { isWholeFile, type RunnerSite } from '../runner/sites';
import { partOf, type HostAnalysis } from './host-analysis';
import { KeptHosts, type HostsOptions } from './kept-hosts';
import { HOST_FILE, NotedFiles } from './noted-files';
import type { Programs } from './programs';
import { isInside } from './site-modules';

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

class HostIndex implements Hosts {
  constructor(
    private readonly options: HostsOptions,
    private readonly noted = new NotedFiles(),
    private readonly kept = new KeptHosts(options, noted),
  ) {}

  withText(path: string, programs: Programs): Hosts {
    const options = { ...this.options, programs };
    return new HostIndex(options, this.noted, new KeptHosts(options, this.noted, { from: this.kept, except: path }));
  }

  inSession<T>(f: () => T, budget?: Budget): T {
    return this.kept.inSession(f, budget);
  }

  definers(): string[] {
    return [...this.noted.definers].sort();
  }

  note(path: string): void {
    this.noted.note(path, this.options.programs.get(path), this.options.files);
  }

  *named(program: Program, sites: readonly RunnerSite[], asked: Release | 'auto', name: string): HostSearch {
    for (const flake of this.flakesAbove(program.source.path)) {
      const members = yield* this.among(this.kept.ofFlake(flake, asked, name), partOf(program, sites));
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
      if (preferred !== undefined) yield* this.among(this.kept.ofFlake(flake, asked, preferred), isPart);
      const members = yield* this.among(this.kept.ofFlake(flake, asked), isPart);
      if (members.length > 0) return members;
    }
    const ofEntries = yield* this.among(this.allEntryHosts(asked), isPart);
    if (ofEntries.length > 0) return ofEntries;
    return yield* this.rootHosts(program, sites, asked, isPart);
  }

  abandon(): void {
    this.kept.abandon();
  }

  private *among(groups: Iterable<readonly HostAnalysis[]>, isPart: (h: HostAnalysis) => boolean): HostSearch {
    const members: HostAnalysis[] = [];
    for (const group of groups)
      for (const host of group) {
        const isMember = isPart(host);
        if (isMember) members.push(host);
        yield isMember && !host.isNixDarwin ? host : undefined;
        this.kept.goOn();
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

  private *allEntryHosts(asked: Release | 'auto'): Generator<readonly HostAnalysis[]> {
    for (const entry of this.noted.entries) yield this.kept.ofEntry(entry, asked);
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
      return nested.length > 0 ? nested : this.kept.ofSite(program, site, index, asked);
    });
  }

  private *allRootHosts(roots: Iterable<string>, asked: Release | 'auto'): Generator<readonly HostAnalysis[]> {
    for (const root of roots) yield this.rootHost(root, asked);
  }

  private rootHost(root: string, asked: Release | 'auto'): readonly HostAnalysis[] {
    // Where there is a flake, it decides what makes up a host; this file is a part of none that is known.
    const alone = !HOST_FILE.test(root) || this.flakesAbove(root).next().done !== true;
    return this.kept.ofRoot(root, alone, asked);
  }
}
