import type { DocumentSymbol, DocumentSymbolParams, SymbolInformation } from 'vscode-languageserver/node';
import { symbols } from '../../features';
import { flatSymbolsOf, symbolOf } from '../convert';
import type { Handler } from './handler';

export const symbolsHandler: Handler = {
  capabilities: { documentSymbolProvider: true },
  register({ connection, evaluated, abilities }) {
    connection.onDocumentSymbol(
      evaluated<DocumentSymbolParams, DocumentSymbol[] | SymbolInformation[]>(
        'listing symbols',
        [],
        (file, { textDocument: { uri } }) => {
          const nested = symbols(file).map((symbol) => symbolOf(file.program.source, symbol));
          const isNesting = abilities()?.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true;
          return isNesting ? nested : nested.flatMap((symbol) => flatSymbolsOf(symbol, uri));
        },
      ),
    );
  },
};
