// Files as evaluation sees them: those of the session, and behind store paths what the session has put there.
import { Attached } from '../syntax/attached';
import { derivationText } from './derivation-text';
import { session, type FileAccess, type FileAnswer, type FileKind, type Session } from './session';
import { isEmbedded } from './search-path';
import { STORE_DIR } from './store';
import { storeContents, type StoreCopy } from './store-contents';
import { encodeUtf8 } from './strings';

/** What a path leads to: another path, or a text. */
type Place = { readonly path: string } | { readonly text: string } | { readonly problem: 'missing' };

function placeOf(path: string, files: FileAccess): Place {
  if (!path.startsWith(`${STORE_DIR}/`)) return { path };
  const { texts, copies, derivations } = storeContents();
  const slash = path.indexOf('/', STORE_DIR.length + 1);
  const object = slash < 0 ? path : path.slice(0, slash);
  const inside = slash < 0 ? '' : path.slice(slash);
  const drv = derivations.get(object);
  const text = drv === undefined ? texts.get(object)?.text : derivationText(drv.derivation);
  if (text !== undefined) return inside === '' ? { text } : { problem: 'missing' };
  const copy = copies.get(object);
  if (copy === undefined) return { path };
  return isKept(copy, inside, files) ? { path: copy.source + inside } : { problem: 'missing' };
}

/** Whether the copy's filter let everything on the way to a path through. */
function isKept({ source, filter }: StoreCopy, inside: string, files: FileAccess): boolean {
  if (filter === undefined) return true;
  for (let end = inside.indexOf('/', 1); inside !== ''; end = inside.indexOf('/', end + 1)) {
    const part = source + (end < 0 ? inside : inside.slice(0, end));
    const kind = files.kind(part);
    if ('ok' in kind && !filter(part, kind.ok)) return false;
    if (end < 0) break;
  }
  return true;
}

function makeFiles({ files, tolerant }: Session): FileAccess {
  const at = <T>(
    path: string,
    ofPath: (p: string) => FileAnswer<T>,
    ofText: (text: string) => FileAnswer<T>,
  ): FileAnswer<T> => {
    const place = placeOf(path, files);
    if (!('path' in place)) return 'text' in place ? ofText(place.text) : place;
    const answer = ofPath(place.path);
    // What is not in the store of this machine would be built or fetched.
    const isUnbuilt = tolerant && !('ok' in answer) && place.path.startsWith(`${STORE_DIR}/`);
    return isUnbuilt ? { problem: 'denied' } : answer;
  };
  const notThat = (): FileAnswer<never> => ({ problem: 'unreadable' });
  return {
    overlay: (path) => {
      const place = placeOf(path, files);
      return 'path' in place ? files.overlay?.(place.path) : undefined;
    },
    readFile: (path) =>
      at<Uint8Array>(
        path,
        (p) => {
          const overlay = files.overlay?.(p);
          return overlay === undefined ? files.readFile(p) : { ok: encodeUtf8(overlay) };
        },
        (text) => ({ ok: encodeUtf8(text) }),
      ),
    kind: (path) =>
      at<FileKind>(
        path,
        (p) => files.kind(p),
        () => ({ ok: 'regular' }),
      ),
    readFolder: (path) => at<ReadonlyMap<string, FileKind>>(path, (p) => filteredFolder(path, p, files), notThat),
    readLink: (path) => at<string>(path, (p) => files.readLink(p), notThat),
    isExecutable: (path) => {
      const place = placeOf(path, files);
      return 'path' in place && files.isExecutable(place.path);
    },
  };
}

/** The entries of a folder; in a filtered copy, those that the filter kept. */
function filteredFolder(path: string, real: string, files: FileAccess): FileAnswer<ReadonlyMap<string, FileKind>> {
  const folder = files.readFolder(real);
  if (path === real || !('ok' in folder)) return folder;
  const kept = [...folder.ok].filter(([name]) => 'path' in placeOf(`${path}/${name}`, files));
  return { ok: new Map(kept) };
}

/** The path in the embedded nixpkgs that a store path is a copy of; any other path as it is. */
export function followEmbedded(path: string): string {
  const place = placeOf(path, session().files);
  return 'path' in place && isEmbedded(place.path) ? place.path : path;
}

/** A path as people know it: in the flake's folder where it is written as in the flake's copy in the store. */
export function sourcePath(path: string): string {
  if (!path.startsWith(`${STORE_DIR}/`)) return path;
  const slash = path.indexOf('/', STORE_DIR.length + 1);
  const copy = storeContents().copies.get(slash < 0 ? path : path.slice(0, slash));
  return copy?.isFlake === true ? copy.source + (slash < 0 ? '' : path.slice(slash)) : path;
}

const made = new Attached<Session, FileAccess>();

/**
 * The current session's files. An editor's unsaved text goes before what is on disk, and what this session has put into
 * the store can be read there.
 */
export function storeFiles(): FileAccess {
  const s = session();
  let files = made.get(s);
  if (files === undefined) made.set(s, (files = makeFiles(s)));
  return files;
}
