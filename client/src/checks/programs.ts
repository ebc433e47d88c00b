// Where the programs are that look at previews: on PATH, but nowhere in the workspace, which must not be able to bring one.
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

export interface SearchOptions {
  /** The value of PATH. */
  readonly searchPath: string | undefined;
  /** Absolute paths of folders that no program is taken from. */
  readonly forbidden: readonly string[];
}

/**
 * The absolute path of a program; undefined where there is none. Entries of PATH that are relative or lead into a
 * forbidden folder, also by a link, are passed over.
 */
export async function findProgram(name: string, { searchPath, forbidden }: SearchOptions): Promise<string | undefined> {
  const closed = [...forbidden, ...(await Promise.all(forbidden.map(real)))].map((folder) => path.resolve(folder));
  for (const entry of (searchPath ?? '').split(path.delimiter)) {
    if (!path.isAbsolute(entry)) {
      continue;
    }
    const candidate = path.join(entry, name);
    const target = await executable(candidate);
    const places = [candidate, await real(entry), target];
    if (target !== undefined && !places.some((place) => place !== undefined && closed.some((c) => isIn(place, c)))) {
      return candidate;
    }
  }
  return undefined;
}

/** Where a path leads in the end; itself where it leads nowhere. */
async function real(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

/** The file behind a path, if it can be executed. */
async function executable(file: string): Promise<string | undefined> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile() ? await realpath(file) : undefined;
  } catch {
    return undefined;
  }
}

function isIn(place: string, folder: string): boolean {
  const relative = path.relative(folder, place);
  return relative === '' || !(relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative));
}
