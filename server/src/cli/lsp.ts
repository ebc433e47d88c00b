// `lsp`: the language server. It is a program of its own, which main.ts starts without loading the command line.
import { Command } from 'commander';
import { UsageError, type CommandFactory } from './command';

/** Explains the command to whoever does not ask for the server rightly. */
export const lspCommand: CommandFactory = () =>
  new Command('lsp')
    .description('Run the language server')
    .option('--stdio', 'speak the Language Server Protocol on standard input and output')
    .action(() => {
      throw new UsageError(
        'The language server speaks on standard input and output only: give --stdio and nothing else.',
      );
    });
