import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver/node';
import { runnerSymbols } from '../../features';
import { locationOf } from '../convert';
import type { Handler } from './handler';

export const workspaceSymbolsHandler: Handler = {
  capabilities: { workspaceSymbolProvider: true },
  register({ connection, workspace, guarded }) {
    connection.onWorkspaceSymbol(async ({ query }, token) => {
      const found = new Map<string, WorkspaceSymbol>();
      const current = workspace();
      for (const uri of (await current?.runnerDocuments()) ?? []) {
        // Evaluating a host takes a while; the client may take the request back meanwhile.
        await new Promise((resolve) => setImmediate(resolve));
        if (token.isCancellationRequested) break;
        const file = await current?.evaluated(uri);
        if (current === undefined || file === undefined) continue;
        for (const { name, unit, at } of guarded('listing runners', () => runnerSymbols(file, query)) ?? []) {
          const location = locationOf(at, current.addressOf);
          const symbol = { name: name === '' ? '""' : name, kind: SymbolKind.Object, containerName: unit, location };
          found.set(JSON.stringify([name, location]), symbol);
        }
      }
      return [...found.values()];
    });
  },
};
