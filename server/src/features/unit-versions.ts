// Which versions of systemd read the lines of a unit as the release's own does.
import { readingVersions, type ReadingVersions, type Release, type UnitLine } from '../nixos';

/** A line that not every systemd reads the same. */
export interface VersionedLine extends ReadingVersions {
  /** Counted from 0. */
  readonly line: number;
}

/** The lines of a unit that not every version of systemd reads as the release's does. */
export function versionedLines(release: Release, lines: readonly UnitLine[]): VersionedLine[] {
  let at = 0;
  let section = '';
  return lines.flatMap(({ text }) => {
    const line = at;
    at += text.split('\n').length;
    section = /^\[(\w+)\]$/.exec(text)?.[1] ?? section;
    const [, name, value] = /^(\w+)=([^]*)$/.exec(text) ?? [];
    const versions =
      name === undefined || value === undefined ? undefined : readingVersions(release, section, name, value);
    return versions === undefined ? [] : [{ line, ...versions }];
  });
}
