// What the current session has put into the store in thought: texts, copies of files, derivations. Nothing is on disk,
// but evaluation may refer to it again.
import type { Derivation } from './derivation-text';
import { UNKNOWN_HASH } from './store';
import { session, type Session } from './session';

interface StoreText {
  readonly text: string;
  readonly references: readonly string[];
}

/** A derivation with what others need to know of it. */
export interface StoreDerivation {
  readonly derivation: Derivation;
  /** In base 16, for each output; see `hashDerivation`. */
  readonly hashes: ReadonlyMap<string, string>;
}

interface Contents {
  readonly texts: Map<string, StoreText>;
  readonly derivations: Map<string, StoreDerivation>;
}

const contents = new WeakMap<Session, Contents>();

function here(): Contents {
  const s = session();
  let c = contents.get(s);
  if (c === undefined) contents.set(s, (c = { texts: new Map(), derivations: new Map() }));
  return c;
}

/** Remembers a text made by `builtins.toFile`, with the store paths that it refers to. */
export function addStoreText(storePath: string, text: string, references: readonly string[]): void {
  here().texts.set(storePath, { text, references });
}

export function addStoreDerivation(drvPath: string, drv: StoreDerivation): void {
  here().derivations.set(drvPath, drv);
}

/** A derivation of this session. */
export function storeDerivation(drvPath: string): StoreDerivation | undefined {
  return here().derivations.get(drvPath);
}

/** Whether nobody can know the hash in this store path, or in a store path somewhere in this text. */
export function hasUnknownHash(text: string): boolean {
  return text.includes(UNKNOWN_HASH);
}

/** All store objects that a derivation's text leads to, itself included. */
export function derivationClosure(drvPath: string): ReadonlySet<string> {
  const { texts, derivations } = here();
  const closure = new Set<string>();
  const pending = [drvPath];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (closure.has(path)) continue;
    closure.add(path);
    const drv = derivations.get(path)?.derivation;
    if (drv !== undefined) pending.push(...drv.inputSrcs, ...drv.inputDrvs.keys());
    else pending.push(...(texts.get(path)?.references ?? []));
  }
  return closure;
}
