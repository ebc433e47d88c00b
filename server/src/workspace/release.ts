// Which NixOS release a configuration is for, told by the files beside it.
import type { FileAccess } from '../evaluator/session';
import { isNixpkgsAddress } from '../evaluator/builtins/fetch';
import { dirName } from '../evaluator/paths';
import { NEWEST_RELEASE, RELEASES, isRelease, unstableOn, type Release } from '../nixos';
import { lockedInputNamed, lockedNixpkgs, type LockedInput } from './flake-lock';

/** A release and why it was taken. */
export interface ReleaseChoice {
  readonly release: Release;
  /** For people: "flake.lock pins nixos-25.05". */
  readonly reason: string;
}

const NAMED = /\b(?:nixos|release|nixpkgs)-(\d\d\.\d\d)(?:pre\d+|-small|-aarch64|-darwin)?\b/;
const NIXPKGS_SOURCE = /"nixpkgs"|\/nixpkgs\b|"name":"nixos-/i;
/** FlakeHub numbers releases of nixpkgs 0.2505. */
const FLAKEHUB = /\bnixpkgs\/0\.(\d\d)(\d\d)\b/i;
const UNSTABLE = /\b(?:nixos|nixpkgs)-unstable(?:-small)?\b/;

/** The release for a file: the one that was asked for, or with `auto` the one that `releaseFor` finds. */
export function chosenRelease(path: string, asked: Release | 'auto', files: FileAccess): ReleaseChoice {
  return asked === 'auto' ? releaseFor(path, files) : { release: asked, reason: 'the settings name it' };
}

/**
 * The release that the nearest flake.lock, flake.nix, npins or niv pins above `path` name, else a channel such as
 * `nixos-25.05` that the file itself mentions, else the newest.
 */
export function releaseFor(path: string, files: FileAccess): ReleaseChoice {
  for (let folder = dirName(path); ; folder = dirName(folder)) {
    const found = fromLock(folder, files) ?? fromFlake(folder, files) ?? fromPins(folder, files);
    if (found !== undefined) return found;
    if (folder === '/' || folder === '.') break;
  }
  return (
    mentioned(read(path, files) ?? '') ?? {
      release: NEWEST_RELEASE,
      reason: 'nothing names a release, so the newest one is taken',
    }
  );
}

/**
 * The channel that a file mentions. A nixpkgs that it fetches is not meant: that is one beside the host's own, or a host
 * is made with it, which evaluation tells.
 */
function mentioned(text: string): ReleaseChoice | undefined {
  // Most files mention none, which one look at the text tells.
  if (!BRANCH_NAME.test(text)) return undefined;
  const lines = text.split('\n').filter((line) => CHANNEL.test(line) || !(isNixpkgsAddress(line) || BRANCH.test(line)));
  return named(lines.join('\n'), 'the file');
}

/** What `NAMED`, `FLAKEHUB` and `UNSTABLE` begin with. */
const BRANCH_NAME = /\b(?:nixos-|release-|nixpkgs[-/])(?:\d|unstable)/i;
/** How people say which channel a host is on. */
const CHANNEL = /\bnix-channel\b|-I\s*nixpkgs=|\bNIX_PATH\b/;
/** A branch of nixpkgs, as functions that fetch take it. */
const BRANCH = /"(?:nixos|nixpkgs)-[\w.]+"|\bchannel:/;

function read(path: string, files: FileAccess): string | undefined {
  const overlay = files.overlay?.(path);
  if (overlay !== undefined) return overlay;
  const answer = files.readFile(path);
  return 'ok' in answer ? new TextDecoder().decode(answer.ok) : undefined;
}

/** What the flake in a folder says of the release of one of its inputs. */
function inputRelease(folder: string, input: string, files: FileAccess): ReleaseChoice | undefined {
  return fromLock(folder, files, input) ?? fromFlake(folder, files, input);
}

/** The releases that a flake's systems are for. */
export interface FlakeReleases {
  readonly main: ReleaseChoice;
  /** Of an input that is nixpkgs. */
  ofInput(input: string): Release;
  /** Why a system is made for a release. */
  choice(release: Release): ReleaseChoice;
}

/** The releases for a flake, of which each input may name its own unless one is asked for. */
export function flakeReleases(
  { path, folder }: { readonly path: string; readonly folder: string },
  asked: Release | 'auto',
  files: FileAccess,
): FlakeReleases {
  const main = chosenRelease(path, asked, files);
  const choices = new Map<Release, ReleaseChoice>([[main.release, main]]);
  return {
    main,
    ofInput(input) {
      const own = asked === 'auto' && input !== 'nixpkgs' ? inputRelease(folder, input, files) : undefined;
      if (own !== undefined && !choices.has(own.release)) choices.set(own.release, own);
      return (own ?? main).release;
    },
    choice: (release) => choices.get(release) ?? ofHost(release, main),
  };
}

/** Why a host is for a release, in a file that is taken for `main`. */
export function ofHost(release: Release, main: ReleaseChoice): ReleaseChoice {
  return release === main.release ? main : { release, reason: 'the nixpkgs that the host is made with names it' };
}

/** @param input without it the input that is nixpkgs */
function fromLock(folder: string, files: FileAccess, input?: string): ReleaseChoice | undefined {
  const text = read(`${folder === '/' ? '' : folder}/flake.lock`, files);
  if (text === undefined) return undefined;
  const all = input === undefined ? lockedNixpkgs(text) : [lockedInputNamed(text, input)];
  return all.map((locked) => locked && lockedRelease(locked)).find((choice) => choice !== undefined);
}

/** What a reference names goes before the day it was locked on: branches of releases get commits for long. */
function lockedRelease({ reference, date }: LockedInput): ReleaseChoice | undefined {
  const found = namedRelease(reference, 'flake.lock');
  if (found !== undefined || date === undefined) return found ?? unstable(reference, 'flake.lock');
  const release = unstableOn(date);
  return { release, reason: `flake.lock has nixpkgs as of ${date}, when its main branch was becoming ${release}` };
}

function fromFlake(folder: string, files: FileAccess, input = 'nixpkgs'): ReleaseChoice | undefined {
  const text = read(`${folder === '/' ? '' : folder}/flake.nix`, files)?.replaceAll(COMMENTS, '');
  if (text === undefined) return undefined;
  const name = `(?<![\\w-])${input.replace(/[^\w-]/g, '')}`;
  const url = new RegExp(`${name}\\.url\\s*=\\s*"([^"]*)"`).exec(text)?.[1];
  const set = new RegExp(`${name}\\s*=\\s*\\{([^}]*)\\}`).exec(text)?.[1] ?? '';
  // A reference may be written as a set: its type, its owner and so on, and its branch.
  const parts = [url, ...[...set.matchAll(/\b(?:url|ref|repo)\s*=\s*"([^"]*)"/g)].map((match) => match[1])];
  const found = named(parts.filter(Boolean).join(' '), 'flake.nix');
  if (found !== undefined || !parts.some((part) => part !== undefined && isNixpkgsAddress(part))) return found;
  return { release: NEWEST_RELEASE, reason: 'flake.nix names no release of nixpkgs, so the newest one is taken' };
}

/** Comments of a flake; addresses in strings have no blank before their `#`. */
const COMMENTS = /\/\*[^]*?\*\/|(?:^|(?<=\s))#.*$/gm;

/** Pins of npins (`npins/sources.json`) and niv (`nix/sources.json`). */
function fromPins(folder: string, files: FileAccess): ReleaseChoice | undefined {
  for (const file of ['npins/sources.json', 'nix/sources.json']) {
    const text = read(`${folder === '/' ? '' : folder}/${file}`, files);
    if (text === undefined) continue;
    const pin = nixpkgsPin(text);
    const found = pin === undefined ? undefined : named(JSON.stringify(pin), file);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The pin that is called nixpkgs, else one whose source is. */
function nixpkgsPin(text: string): unknown {
  try {
    const sources = JSON.parse(text) as Record<string, unknown> & { pins?: Record<string, unknown> };
    const pins = sources.pins ?? sources;
    return pins['nixpkgs'] ?? Object.values(pins).find((pin) => NIXPKGS_SOURCE.test(JSON.stringify(pin)));
  } catch {
    return undefined;
  }
}

function named(text: string, file: string): ReleaseChoice | undefined {
  return namedRelease(text, file) ?? unstable(text, file);
}

function namedRelease(text: string, file: string): ReleaseChoice | undefined {
  const release = NAMED.exec(text);
  if (release?.[1] !== undefined) {
    const known = isRelease(release[1]) ? release[1] : nearest(release[1]);
    return { release: known, reason: `${file} names ${release[0]}` };
  }
  const hub = FLAKEHUB.exec(text);
  if (hub === null) return undefined;
  const version = `${hub[1] ?? ''}.${hub[2] ?? ''}`;
  return { release: isRelease(version) ? version : nearest(version), reason: `${file} names ${hub[0]}` };
}

function unstable(text: string, file: string): ReleaseChoice | undefined {
  return UNSTABLE.test(text) ? { release: NEWEST_RELEASE, reason: `${file} names an unstable branch` } : undefined;
}

/** The nearest known release: the oldest for earlier ones, the newest for later ones. */
function nearest(version: string): Release {
  return RELEASES.findLast((r) => r <= version) ?? RELEASES[0];
}
