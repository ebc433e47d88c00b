// The surroundings of an evaluation: files, settings, budget, caches. Evaluation is synchronous and one session is
// active at a time, so builtins reach it through `session()` and compiled code can be shared between sessions.
import { Interruption, NixError } from './errors';
import type { Source } from './position';
import type { Program } from './evaluate';
import type { Lazy } from './values';

export type FileKind = 'regular' | 'directory' | 'symlink' | 'unknown';

/** Why a file cannot be had: it is not there, or it lies outside the folders that may be read. */
export type FileProblem = 'missing' | 'denied' | 'unreadable';
export type FileAnswer<T> = { readonly ok: T } | { readonly problem: FileProblem };

/** All that the core knows of a file system. Paths are absolute and canonical. Answers never throw. */
export interface FileAccess {
  readFile(path: string): FileAnswer<Uint8Array>;
  /** Kind of the entry itself; symbolic links are not followed. */
  kind(path: string): FileAnswer<FileKind>;
  readFolder(path: string): FileAnswer<ReadonlyMap<string, FileKind>>;
  readLink(path: string): FileAnswer<string>;
  /** The file's executable bit, which decides its hash in the store. */
  isExecutable(path: string): boolean;
  /** Text that stands for a file's content, for example an editor's unsaved buffer. */
  overlay?(path: string): string | undefined;
}

export interface Budget {
  /** Function calls, loop rounds, and elements that a list is made of. */
  readonly maxSteps: number;
  /** Wall clock, in milliseconds. */
  readonly maxMilliseconds: number;
  /** Elements of one list, and attributes of one set. */
  readonly maxListLength: number;
  /** UTF-16 units of one string. */
  readonly maxStringLength: number;
}

export const DEFAULT_BUDGET: Budget = {
  maxSteps: 200_000_000,
  maxMilliseconds: 20_000,
  maxListLength: 20_000_000,
  maxStringLength: 100_000_000,
};

export interface SearchPathEntry {
  /** Empty for an entry that is a folder to look in. */
  readonly prefix: string;
  readonly path: string;
}

interface Environment {
  /** For `builtins.getEnv`. */
  variable(name: string): string | undefined;
  /** For `builtins.currentTime`: seconds since 1970, the same during a whole evaluation. */
  readonly time: number;
}

export interface Session {
  readonly files: FileAccess;
  readonly budget: Budget;
  /** For `builtins.currentSystem`. */
  readonly system: string;
  readonly searchPath: readonly SearchPathEntry[];
  /** What impure builtins may see; without it, `getEnv` finds nothing and the time is unknown. */
  readonly environment?: Environment;
  /** Compiles a file's text; implementations cache by path and text. */
  compile(source: Source): Program;
  /** Values of paths that exist only in this program, such as the embedded `<nixpkgs/lib>`. */
  importVirtual?(path: string): Lazy | undefined;
  /** With `tolerant` broken or unreadable parts become unknown values; without, they are errors as in Nix. */
  readonly tolerant: boolean;
  /** Asked every few thousand steps whether to end with an `Interruption`. */
  isInterrupted?(): boolean;
  /** Receives the output of `builtins.trace` and friends. */
  onTrace?(message: string): void;
  /** Values of imported files, by path; a file that needs its own value to have one meets its thunk again. */
  readonly imports: Map<string, Lazy>;
}

let active: Session | undefined;
let steps = 0;
let checkAt = 0;
let deadline = 0;
const CHECK_EVERY = 4096;

/** Runs `f` with `s` as the active session and a fresh budget. */
export function withSession<T>(s: Session, f: () => T): T {
  const previous = { active, steps, checkAt, deadline };
  active = s;
  steps = 0;
  checkAt = Math.min(CHECK_EVERY, s.budget.maxSteps);
  deadline = Date.now() + s.budget.maxMilliseconds;
  try {
    return f();
  } finally {
    ({ active, steps, checkAt, deadline } = previous);
  }
}

/** The active session; evaluation outside of `withSession` is a programming error. */
export function session(): Session {
  if (active === undefined) throw new Error('no evaluation session is active');
  return active;
}

/** Counts one step; throws a `budget` error when steps or time are used up. */
export function tick(): void {
  if (++steps > checkAt) checkBudget();
}

/** Counts as many steps as there are elements to be made, before they are. */
export function tickEach(elements: number): void {
  steps += elements;
  if (steps > checkAt) checkBudget();
}

function checkBudget(): void {
  const current = session();
  const { maxSteps, maxMilliseconds } = current.budget;
  if (current.isInterrupted?.() === true) throw new Interruption();
  if (steps > maxSteps)
    throw new NixError(`evaluation was stopped after ${maxSteps} steps; it may never end`, undefined, 'budget');
  if (Date.now() > deadline)
    throw new NixError(`evaluation was stopped after ${maxMilliseconds} ms; it may never end`, undefined, 'budget');
  checkAt = Math.min(steps + CHECK_EVERY, maxSteps);
}

/** Throws a `budget` error when a list of this length would be too large. */
export function checkListLength(length: number | bigint): void {
  if (length > session().budget.maxListLength)
    throw new NixError(
      `a list of ${length} elements is too large to be evaluated here (the limit is ${session().budget.maxListLength})`,
      undefined,
      'budget',
    );
}

/** Throws a `budget` error when a string of this length would be too large. */
export function checkStringLength(length: number): void {
  if (length > session().budget.maxStringLength)
    throw new NixError(
      `a string of ${length} characters is too large to be evaluated here (the limit is ${session().budget.maxStringLength})`,
      undefined,
      'budget',
    );
}
