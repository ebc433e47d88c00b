import type { DocumentLink } from 'vscode-languageserver/node';
import { links } from '../../features';
import { rangeOf } from '../convert';
import type { Handler } from './handler';

export const linksHandler: Handler = {
  capabilities: { documentLinkProvider: {} },
  register({ connection, parsed }) {
    connection.onDocumentLinks(
      parsed<{ textDocument: { uri: string } }, DocumentLink[]>(
        'finding links',
        [],
        ({ source, parse }, _, { files, addressOf }) =>
          links(source, parse, files).map(({ span, target, tooltip }) => ({
            range: rangeOf(source, span),
            target: 'url' in target ? target.url : addressOf(target.file),
            tooltip,
          })),
      ),
    );
  },
};
