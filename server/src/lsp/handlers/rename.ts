import { linesOf } from '../../evaluator/position';
import { LSPErrorCodes, ResponseError, type Range, type WorkspaceEdit } from 'vscode-languageserver/node';
import { prepareRename, rename, type RenameProblem } from '../../features';
import { rangeOf } from '../convert';
import type { Handler } from './handler';

/** What clients show to the person in place of an answer. */
function refusal({ problem }: RenameProblem): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, problem);
}

export const renameHandler: Handler = {
  // Only clients that can ask beforehand know what options of renaming are.
  capabilities: ({ textDocument }) => ({
    renameProvider: textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
  }),
  register({ connection, parsed }) {
    type Prepared = { range: Range; placeholder: string } | ResponseError<void> | null;
    connection.onPrepareRename(
      parsed<{ textDocument: { uri: string }; position: Range['start'] }, Prepared>(
        'looking at what is to be renamed',
        null,
        ({ source, parse }, { position }) => {
          const found = prepareRename(parse, linesOf(source).offset(position));
          if (found === undefined) return null;
          if ('problem' in found) return refusal(found);
          return { range: rangeOf(source, found.span), placeholder: found.variable.name };
        },
      ),
    );
    connection.onRenameRequest(
      parsed<
        { textDocument: { uri: string }; position: Range['start']; newName: string },
        WorkspaceEdit | ResponseError<void> | null
      >('renaming', null, ({ source, parse }, { textDocument: { uri }, position, newName }) => {
        const found = rename(parse, linesOf(source).offset(position), newName);
        if (found === undefined) return null;
        if ('problem' in found) return refusal(found);
        const edits = found.edits.map(({ span, newText }) => ({ range: rangeOf(source, span), newText }));
        return { changes: { [uri]: edits } };
      }),
    );
  },
};
