// Files that people's definitions write into the store, as far as a service refers to them: scripts of
// `pkgs.writeShellScript`, texts of `builtins.toFile` and their like.
import { getAttr } from '../evaluator/attrs';
import { coerceToString } from '../evaluator/coerce';
import { attempt } from '../evaluator/errors';
import { isString, textOf } from '../evaluator/strings';
import {
  Attrs,
  NixString,
  Unknown,
  force,
  isList,
  type Lazy,
  type Origin,
  type StoredFile,
  type Value,
} from '../evaluator/values';
import type { Loc } from '../modules/definition';
import type { UnitSetting } from './unit-settings';

/** A file that a service refers to. */
export interface WrittenFile {
  /** Its own name, fit for a file; with a number behind it where another file of the service has the same one. */
  readonly name: string;
  /** As it stands in the texts that refer to it: its place in the store. */
  readonly path: string;
  /** The store path that it lies in or is. */
  readonly storePath: string;
  readonly text: string;
  /** The part of the text that people gave, to which nixpkgs may add lines. */
  readonly givenText: string;
  /** The text with what is not known of it. */
  readonly content: string | NixString;
  /** What wrote it, and where. */
  readonly origin: Origin;
  readonly executable: boolean;
  /** The option that leads to it first. */
  readonly option: Loc;
  /** Whether jobs may run it, by `PATH` alone, with an environment of their own. */
  readonly forJobs: boolean;
  /** Codes that shellcheck is not to look for in it; `undefined` where shellcheck is not to look at it at all. */
  readonly excludedShellChecks: readonly string[] | undefined;
}

/** Bounds for configurations that generate their files. */
const MAX_FILES = 100;
const MAX_DEPTH = 8;
const MAX_LENGTH = 1 << 20;

/** Documents are saved under their names, which a store path's parts need not be fit for. */
const UNFIT = /[^\w+.=-]|^\.+$/g;

/** The setting that puts programs on the `PATH` of jobs. */
const FOR_JOBS = 'Attribute.path';

/**
 * The files that the settings of a service refer to, each followed by those that its own text refers to; programs for
 * jobs last.
 * @param settings in the order in which the files are to come
 * @param taken names of other texts of the service
 */
export function writtenFilesOf(settings: readonly UnitSetting[], taken: Iterable<string>): WrittenFile[] {
  const names = new Set(taken);
  const files: WrittenFile[] = [];
  const seen = new Set<Origin>();
  const visit = (value: Value, setting: UnitSetting): void => {
    for (const reference of referencesIn(value)) {
      if (seen.has(reference.origin) || files.length >= MAX_FILES) continue;
      seen.add(reference.origin);
      const file = fileOf(reference, setting);
      if (file === undefined || files.some((f) => f.path === file.path && f.text === file.text)) continue;
      const name = freeName(file.name, names);
      names.add(name);
      files.push({ ...file, name });
      visit(file.content, setting);
    }
  };
  const order = [...settings.filter(({ key }) => key !== FOR_JOBS), ...settings.filter(({ key }) => key === FOR_JOBS)];
  for (const setting of order) visit(setting.value ?? null, setting);
  return files;
}

/** A file in the store that a value refers to. */
export interface FileReference {
  readonly storePath: string;
  readonly origin: Origin;
  readonly file: StoredFile;
}

/** The written files that a value refers to by itself, not those that they refer to in turn. */
export function referencesIn(value: Value, depth = 0): FileReference[] {
  if (depth > MAX_DEPTH) return [];
  const inside = (v: Lazy): FileReference[] => referencesIn(attempt(() => force(v)) ?? null, depth + 1);
  if (value instanceof NixString)
    return [...value.context.values()].flatMap(({ storePath, origin }) =>
      origin?.file === undefined ? [] : [{ storePath, origin, file: origin.file }],
    );
  if (isList(value)) return value.flatMap(inside);
  if (value instanceof Unknown) return (value.alternatives ?? []).flatMap(inside);
  // A package stands for its path.
  const outPath = value instanceof Attrs ? getAttr(value, 'outPath') : undefined;
  return outPath === undefined ? [] : inside(outPath);
}

function fileOf({ storePath, origin, file }: FileReference, { key, loc }: UnitSetting): WrittenFile | undefined {
  const content = attempt(() => coerceToString(file.content, { copy: true }));
  if (content === undefined || textOf(content).length > MAX_LENGTH) return undefined;
  const path = `${storePath}${file.destination}`;
  return {
    name: (path === storePath ? file.name : path.slice(path.lastIndexOf('/') + 1)).replace(UNFIT, '_') || '_',
    path,
    storePath,
    text: textOf(content),
    givenText: textOf(attempt(() => coerceToString(origin.text ?? '', { copy: true })) ?? ''),
    content,
    origin,
    executable: file.executable,
    option: loc,
    forJobs: key === FOR_JOBS,
    excludedShellChecks: excludedCodes(file.excludedShellChecks),
  };
}

function excludedCodes(excluded: Lazy | undefined): string[] | undefined {
  if (excluded === undefined) return [];
  const codes = attempt(() => force(excluded));
  if (codes === undefined || codes === null || !isList(codes)) return undefined;
  const known = codes.map((code) => attempt(() => force(code)) ?? null);
  return known.every(isString) ? known.map((code) => textOf(code)) : undefined;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}
