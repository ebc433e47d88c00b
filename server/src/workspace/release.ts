// Which NixOS release a configuration is for, told by the files beside it.
import type { FileAccess } from '../evaluator/session';
import { dirName } from '../evaluator/paths';
import { NEWEST_RELEASE, RELEASES, isRelease, type Release } from '../nixos';

/** A release and why it was taken. */
export interface ReleaseChoice {
  readonly release: Release;
  /** For people: "flake.lock pins nixos-25.05". */
  readonly reason: string;
}

const NAMED = /\b(?:nixos|release|nixpkgs)-(\d\d\.\d\d)(?:-small|-aarch64|-darwin)?\b/;
const UNSTABLE = /\b(?:nixos|nixpkgs)-unstable(?:-small)?\b/;

/** The release for a file: the one that was asked for, or with `auto` the one that `releaseFor` finds. */
export function chosenRelease(path: string, asked: Release | 'auto', files: FileAccess): ReleaseChoice {
  return asked === 'auto' ? releaseFor(path, files) : { release: asked, reason: 'it was chosen' };
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
  const mentioned = named(read(path, files) ?? '', 'the file');
  return mentioned ?? { release: NEWEST_RELEASE, reason: 'nothing names a release, so the newest one is taken' };
}

function read(path: string, files: FileAccess): string | undefined {
  const overlay = files.overlay?.(path);
  if (overlay !== undefined) return overlay;
  const answer = files.readFile(path);
  return 'ok' in answer ? new TextDecoder().decode(answer.ok) : undefined;
}

interface LockNode {
  readonly inputs?: Readonly<Record<string, string | readonly string[]>>;
  readonly original?: { readonly ref?: string; readonly id?: string; readonly url?: string; readonly repo?: string };
}

function fromLock(folder: string, files: FileAccess): ReleaseChoice | undefined {
  const text = read(`${folder === '/' ? '' : folder}/flake.lock`, files);
  if (text === undefined) return undefined;
  let lock: { root?: string; nodes?: Record<string, LockNode> };
  try {
    lock = JSON.parse(text) as typeof lock;
  } catch {
    return undefined;
  }
  const nodes = lock.nodes ?? {};
  const root = nodes[lock.root ?? 'root'];
  const target = root?.inputs?.nixpkgs;
  const node = typeof target === 'string' ? nodes[target] : undefined;
  const ref = [node?.original?.ref, node?.original?.url].filter(Boolean).join(' ');
  return named(ref, 'flake.lock');
}

function fromFlake(folder: string, files: FileAccess): ReleaseChoice | undefined {
  const text = read(`${folder === '/' ? '' : folder}/flake.nix`, files);
  if (text === undefined) return undefined;
  const input = /\bnixpkgs(?:\.url\s*=|\s*=\s*\{[^}]*?\burl\s*=)\s*"([^"]*)"/.exec(text)?.[1];
  return input === undefined ? undefined : named(input, 'flake.nix');
}

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

function nixpkgsPin(text: string): unknown {
  try {
    const sources = JSON.parse(text) as { pins?: Record<string, unknown>; nixpkgs?: unknown };
    return sources.pins?.nixpkgs ?? sources.nixpkgs;
  } catch {
    return undefined;
  }
}

function named(text: string, file: string): ReleaseChoice | undefined {
  const release = NAMED.exec(text);
  if (release?.[1] !== undefined) {
    const known = isRelease(release[1]) ? release[1] : nearest(release[1]);
    return { release: known, reason: `${file} names ${release[0]}` };
  }
  if (UNSTABLE.test(text)) return { release: NEWEST_RELEASE, reason: `${file} names an unstable branch` };
  return undefined;
}

/** The nearest known release: the oldest for earlier ones, the newest for later ones. */
function nearest(version: string): Release {
  return RELEASES.findLast((r) => r <= version) ?? RELEASES[0];
}
