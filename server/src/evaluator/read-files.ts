// The files whose content evaluation took up with `builtins.readFile`, so that a text can be traced to one of them.
import { Attached } from '../syntax/attached';
import { session, type Session } from './session';

/** A file that was read, or was to be. */
export interface ReadFile {
  readonly path: string;
  /** Its content; `undefined` where it may not be read here. */
  readonly text: string | undefined;
  /** Where it may not be read: the reason of every unknown value that is made of its content. */
  readonly reason: string | undefined;
}

const READ = new Attached<Session, Map<string, ReadFile>>();

function filesOf(s: Session): Map<string, ReadFile> {
  let files = READ.get(s);
  if (files === undefined) READ.set(s, (files = new Map<string, ReadFile>()));
  return files;
}

/** Takes note of a file that is read. */
export function noteRead(file: ReadFile): void {
  filesOf(session()).set(file.path, file);
}

/** The files that were read in the current session so far. */
export function readFiles(): readonly ReadFile[] {
  return [...filesOf(session()).values()];
}
