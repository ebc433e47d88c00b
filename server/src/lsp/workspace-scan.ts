// Finds the Nix files of the workspace that matter to hosts, a few at a time, so that the server answers meanwhile.
import type { FileAccess } from '../evaluator/session';

/** Files beyond this number are left alone: nobody waits for a whole package collection. */
const MAX_FILES = 5000;
/** Time for one slice of the scan, in milliseconds. */
const SLICE = 10;

/** What is large, generated or the work of others. */
const SKIPPED = /^(\..*|node_modules|result.*)$/;

/** A file that holds none of these neither imports others as modules nor defines runners. */
const MENTIONS = ['imports', 'github-runner'];

/**
 * Calls `note` with the path of each `*.nix` file below the folders that may import others or define runners. Resolves
 * when all are done, or as soon as `isCancelled`.
 */
export async function scanWorkspace(
  folders: readonly string[],
  files: FileAccess,
  note: (path: string) => void,
  isCancelled: () => boolean,
): Promise<void> {
  let until = performance.now() + SLICE;
  let count = 0;
  for (const path of nixFiles(folders, files)) {
    if (isCancelled() || ++count > MAX_FILES) return;
    const content = files.readFile(path);
    if ('ok' in content && holdsAny(content.ok, MENTIONS)) note(path);
    if (performance.now() > until) {
      await new Promise((resolve) => setImmediate(resolve));
      until = performance.now() + SLICE;
    }
  }
}

function* nixFiles(folders: readonly string[], files: FileAccess): Generator<string> {
  const waiting = [...folders];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    const entries = files.readFolder(folder);
    if (!('ok' in entries)) continue;
    for (const [name, kind] of entries.ok) {
      const path = folder === '/' ? `/${name}` : `${folder}/${name}`;
      if (kind === 'directory' && !SKIPPED.test(name)) waiting.push(path);
      else if (kind === 'regular' && name.endsWith('.nix')) yield path;
    }
  }
}

function holdsAny({ buffer, byteOffset, byteLength }: Uint8Array, texts: readonly string[]): boolean {
  const content = Buffer.from(buffer, byteOffset, byteLength);
  return texts.some((text) => content.includes(text));
}
