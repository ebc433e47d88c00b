// Telling configurations for nix-darwin from those for NixOS: both have `services.github-runners`, with other options.
import { getAttr, hasListed } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import { selectAttr } from '../evaluator/operators';
import { Attrs, force, type Value } from '../evaluator/values';
import type { Unmatched } from '../modules/eval-modules';
import type { Host } from './host';
import { platformOf } from './platform';

/** Options that nix-darwin has and NixOS has not (nix-darwin's manual, 25.11 and before). */
const DARWIN_OPTIONS: readonly (readonly string[])[] = [
  ['launchd'],
  ['homebrew'],
  ['environment', 'darwinConfig'],
  ['environment', 'userLaunchAgents'],
  ['networking', 'computerName'],
  ['networking', 'knownNetworkServices'],
  ['nix', 'configureBuildUsers'],
  ['nix', 'linux-builder'],
  ['nix', 'useDaemon'],
  ['security', 'pam', 'enableSudoTouchIdAuth'],
  ['services', 'aerospace'],
  ['services', 'nix-daemon'],
  ['services', 'skhd'],
  ['services', 'yabai'],
  ['system', 'defaults'],
  ['system', 'keyboard'],
  ['system', 'primaryUser'],
  ['users', 'knownGroups'],
  ['users', 'knownUsers'],
  ['users', 'nix'],
];

/**
 * Whether a host sets an option that only nix-darwin has, or is for a platform that NixOS does not run on, so that NixOS's
 * runner module says nothing about it.
 */
export function isNixDarwin({ evaluation }: Host): boolean {
  const isDarwin = attempt(() => force(selectAttr(platformOf(evaluation, undefined), 'isDarwin')));
  if (isDarwin === true) return true;
  return evaluation.unmatched().some((u) => DARWIN_OPTIONS.some((path) => defines(u, path)));
}

function defines({ loc, definition }: Unmatched, path: readonly string[]): boolean {
  if (!loc.every((name, i) => path[i] === name)) return false;
  return attempt(() => lists(force(definition.value), path.slice(loc.length))) ?? false;
}

function lists(v: Value, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  return v instanceof Attrs && hasListed(v, name) && lists(force(getAttr(v, name) ?? null), rest);
}
