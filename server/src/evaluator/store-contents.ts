// What the current session has put into the store in thought: texts, copies of files, derivations. Nothing is on disk,
// but evaluation may refer to it again.
import { Attached } from '../syntax/attached';
import type { Derivation } from './derivation-text';
import { session, type FileKind, type Session } from './session';

/** Decides about an entry of a folder: its path and kind. */
export type PathFilter = (path: string, kind: FileKind) => boolean;

interface StoreText {
  readonly text: string;
  readonly references: readonly string[];
}

/** A copy of a file or folder. */
export interface StoreCopy {
  readonly source: string;
  readonly filter: PathFilter | undefined;
  /** Whether files in it go by their names in the source: a flake's own source, whose hash nobody knows here. */
  readonly isFlake?: boolean;
}

/** A derivation with what others need to know of it. */
interface StoreDerivation {
  readonly derivation: Derivation;
  /** In base 16, for each output; see `hashDerivation`. */
  readonly hashes: ReadonlyMap<string, string>;
}

export interface StoreContents {
  readonly texts: Map<string, StoreText>;
  readonly copies: Map<string, StoreCopy>;
  readonly derivations: Map<string, StoreDerivation>;
}

const contents = new Attached<Session, StoreContents>();

/** The store of the current session, by store path. */
export function storeContents(): StoreContents {
  const s = session();
  let c = contents.get(s);
  if (c === undefined) contents.set(s, (c = { texts: new Map(), copies: new Map(), derivations: new Map() }));
  return c;
}

/** All store objects that a derivation's text leads to, itself included. */
export function derivationClosure(drvPath: string): ReadonlySet<string> {
  const { texts, derivations } = storeContents();
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
