// What all commands share.
import type { Command } from 'commander';
import type { Io } from './io';

/** Makes a command that reports its exit status (see `EXIT`) to `finish`. */
export type CommandFactory = (io: Io, finish: (status: number) => void) => Command;

/** Wrong usage or an unreadable file; the message says which. */
export class UsageError extends Error {}
