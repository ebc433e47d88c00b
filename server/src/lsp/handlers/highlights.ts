import { linesOf } from '../../evaluator/position';
import { DocumentHighlightKind } from 'vscode-languageserver/node';
import { highlights } from '../../features';
import { rangeOf } from '../convert';
import type { Handler } from './handler';

export const highlightsHandler: Handler = {
  capabilities: { documentHighlightProvider: true },
  register({ connection, parsed }) {
    connection.onDocumentHighlight(
      parsed('highlighting a name', null, ({ source, parse }, { position }) => {
        const found = highlights(parse, linesOf(source).offset(position));
        return found.map(({ span, access }) => ({
          range: rangeOf(source, span),
          kind: access === 'write' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
        }));
      }),
    );
  },
};
