// What all commands share.
import { Option, type Command } from 'commander';
import { RELEASES } from '../nixos';
import type { Io } from './io';

/** Makes a command that reports its exit status (see `EXIT`) to `finish`. */
export type CommandFactory = (io: Io, finish: (status: number) => void) => Command;

/** Wrong usage or an unreadable file; the message says which. */
export class UsageError extends Error {}

/** The option `--release`, which gives a `Release` or `auto`. */
export function releaseOption(): Option {
  return new Option('--release <release>', 'NixOS release; auto asks flake.lock or flake.nix, else takes the newest')
    .choices(['auto', ...RELEASES])
    .default('auto');
}
