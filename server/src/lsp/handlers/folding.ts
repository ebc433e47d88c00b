import type { FoldingRange } from 'vscode-languageserver/node';
import { foldingRanges } from '../../features';
import type { Handler } from './handler';

export const foldingHandler: Handler = {
  capabilities: { foldingRangeProvider: true },
  register({ connection, parsed }) {
    connection.onFoldingRanges(
      parsed<{ textDocument: { uri: string } }, FoldingRange[]>('finding what folds', [], ({ parse }) =>
        foldingRanges(parse),
      ),
    );
  },
};
