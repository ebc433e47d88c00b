import { linesOf } from '../../evaluator/position';
import { CodeActionKind } from 'vscode-languageserver/node';
import { codeActions } from '../../features';
import { codeActionOf, diagnosticOf } from '../convert';
import type { Handler } from './handler';

/** Whether a kind that a client asks for is that of fixes, or one that they belong to. */
function isQuickFix(kind: CodeActionKind): boolean {
  return kind === CodeActionKind.Empty || kind === CodeActionKind.QuickFix;
}

export const codeActionsHandler: Handler = {
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } },
  register({ connection, evaluated, pageOf }) {
    connection.onCodeAction(
      evaluated('listing fixes', [], (file, { range, context: { only } }, { addressOf }) => {
        if (only?.some(isQuickFix) === false) return [];
        const lines = linesOf(file.program.source);
        const span = { start: lines.offset(range.start), end: lines.offset(range.end) };
        return codeActions(file, span).map((action) =>
          codeActionOf(action, addressOf, diagnosticOf(action.finding, addressOf, pageOf)),
        );
      }),
    );
  },
};
