// What flake.lock says of an input.

interface LockNode {
  readonly inputs?: Readonly<Record<string, string | readonly string[]>>;
  /** What flake.nix asks for. */
  readonly original?: { readonly ref?: string; readonly id?: string; readonly url?: string; readonly repo?: string };
  /** What it was then: among other things when its last commit was made, in seconds since 1970. */
  readonly locked?: { readonly lastModified?: number };
}

interface Lock {
  readonly root?: string;
  readonly nodes?: Readonly<Record<string, LockNode>>;
}

export interface LockedInput {
  /** The parts of its reference that may name a branch. */
  readonly reference: string;
  /** The day of its last commit, as 2024-02-01. */
  readonly date: string | undefined;
}

/** The locked inputs that a flake builds its systems with, the likeliest first. */
export function lockedNixpkgs(text: string): LockedInput[] {
  const lock = parseLock(text);
  const inputs = inputsOf(lock);
  const names = 'nixpkgs' in inputs ? ['nixpkgs'] : Object.keys(inputs).filter((name) => isNixpkgs(lock, name));
  return names.flatMap((name) => lockedInput(lock, name) ?? []);
}

/** One input of a flake, as its lock has it. */
export function lockedInputNamed(text: string, name: string): LockedInput | undefined {
  return lockedInput(parseLock(text), name);
}

/** A broken lock file says nothing. */
function parseLock(text: string): Lock {
  try {
    return (JSON.parse(text) ?? {}) as Lock;
  } catch {
    return {};
  }
}

function inputsOf(lock: Lock): NonNullable<LockNode['inputs']> {
  const inputs: unknown = lock.nodes?.[lock.root ?? 'root']?.inputs;
  return inputs instanceof Object ? (inputs as NonNullable<LockNode['inputs']>) : {};
}

function isNixpkgs(lock: Lock, input: string): boolean {
  const original = lockedNode(lock, inputsOf(lock)[input])?.original;
  return original?.repo === 'nixpkgs' || original?.id === 'nixpkgs';
}

function lockedInput(lock: Lock, name: string): LockedInput | undefined {
  const node = lockedNode(lock, inputsOf(lock)[name]);
  if (!node) return undefined;
  const { original, locked } = node;
  const seconds = locked?.lastModified;
  return {
    reference: [original?.ref, original?.url].filter(Boolean).join(' '),
    date: typeof seconds === 'number' ? dayOf(seconds) : undefined,
  };
}

/** The day of a time; `undefined` for times that no calendar has. */
function dayOf(seconds: number): string | undefined {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().slice(0, 10);
}

/** The node that an input leads to: by name, or as a path of inputs from the root (`follows`). */
function lockedNode(lock: Lock, target: string | readonly string[] | undefined, depth = 0): LockNode | undefined {
  if (typeof target === 'string') return lock.nodes?.[target];
  if (!Array.isArray(target) || depth > MAX_FOLLOWS) return undefined;
  let node = lock.nodes?.[lock.root ?? 'root'];
  for (const name of target as readonly string[]) node = lockedNode(lock, node?.inputs?.[name], depth + 1);
  return node;
}

/** Inputs may follow others that follow others; a broken file might go in circles. */
const MAX_FOLLOWS = 20;
