import { symbols } from '../../features';
import { symbolOf } from '../convert';
import type { Handler } from './handler';

export const symbolsHandler: Handler = {
  capabilities: { documentSymbolProvider: true },
  register({ connection, evaluated }) {
    connection.onDocumentSymbol(
      evaluated('listing symbols', [], (file) => symbols(file).map((symbol) => symbolOf(file.program.source, symbol))),
    );
  },
};
