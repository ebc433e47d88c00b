// The commands, put together.
import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { Command, CommanderError } from 'commander';
import { encodeUtf8 } from '../evaluator/strings';
import { packageVersion } from '../lsp/package';
import { redactTokens } from '../rules/token-forms';
import { UsageError, type CommandFactory } from './command';
import { checkCommand } from './check';
import { evalCommand, joinPairs } from './eval';
import { EXIT, type Io } from './io';
import { lspCommand } from './lsp';
import { writeAll } from './output';
import { previewCommand } from './preview';

/** One factory per command; each lives in a file of its own. */
const COMMANDS: readonly CommandFactory[] = [checkCommand, previewCommand, evalCommand, lspCommand];

/** The terminal, or whatever stands in its place. */
function processIo(): Io {
  return {
    cwd: process.cwd(),
    colour: wantsColour(),
    ...(isatty(2) && { progress: (text: string) => void writeAll(2, encodeUtf8(`\r\u001b[K${text}`)) }),
    out: (text) => void writeAll(1, encodeUtf8(text)),
    err: (text) => void writeAll(2, encodeUtf8(text)),
    readStdin: () => Promise.resolve(readFileSync(0)),
  };
}

/** Colour on terminals, unless `NO_COLOR` or `FORCE_COLOR` say otherwise (no-color.org, force-color.org). */
function wantsColour(): boolean {
  const { NO_COLOR: no = '', FORCE_COLOR: forced = '', TERM: terminal } = process.env;
  if (no !== '') return false;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return isatty(1) && terminal !== 'dumb';
}

/** Runs the command that the arguments name; gives the exit status. Never throws. */
export async function run(args: readonly string[], terminal = processIo()): Promise<number> {
  // Whatever is said about a text may quote it.
  const io: Io = { ...terminal, err: (text) => void terminal.err(redactTokens(text)) };
  let status: number = EXIT.ok;
  const program = new Command('nixos-github-runner')
    .description('Checks and previews GitHub Actions runners in NixOS configurations.')
    .version(packageVersion() ?? 'unknown', '--version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) });
  for (const make of COMMANDS) {
    const command = make(io, (s) => (status = s));
    program.addCommand(command.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(joinPairs(args), { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof UsageError) {
      io.err(`error: ${error.message}\n`);
      return EXIT.usage;
    }
    io.err(`error: internal error: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.findings;
  }
}
