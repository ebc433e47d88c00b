// How the language server is asked for; apart from the command, which main.ts must not load.

/** Whether the arguments ask for the language server. */
export function asksForServer(args: readonly string[]): boolean {
  return args[0] === 'lsp' && args.length === 2 && args[1] === '--stdio';
}
