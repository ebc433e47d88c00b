// One file per feature on the wire; the list of all of them. They convert between the protocol's types and what the
// features say, and hold no logic.
import type { ClientCapabilities, ServerCapabilities } from 'vscode-languageserver/node';
import { codeActionsHandler } from './code-actions';
import { definitionHandler } from './definition';
import { completionHandler } from './completion';
import { foldingHandler } from './folding';
import { comparisonsHandler } from './comparisons';
import type { Handler } from './handler';
import { highlightsHandler } from './highlights';
import { hoverHandler } from './hover';
import { inlayHintsHandler } from './inlay-hints';
import { linksHandler } from './links';
import { previewsHandler } from './previews';
import { referencesHandler } from './references';
import { renameHandler } from './rename';
import { selectionRangesHandler } from './selection-ranges';
import { semanticTokensHandler } from './semantic-tokens';
import { signatureHelpHandler } from './signature-help';
import { symbolsHandler } from './symbols';
import { workspaceSymbolsHandler } from './workspace-symbols';

export const HANDLERS: readonly Handler[] = [
  hoverHandler,
  symbolsHandler,
  workspaceSymbolsHandler,
  codeActionsHandler,
  completionHandler,
  signatureHelpHandler,
  previewsHandler,
  definitionHandler,
  referencesHandler,
  highlightsHandler,
  renameHandler,
  linksHandler,
  inlayHintsHandler,
  foldingHandler,
  selectionRangesHandler,
  semanticTokensHandler,
  comparisonsHandler,
];

/** What all handlers together can do for a client. */
export function handlerCapabilities(client: ClientCapabilities): Partial<ServerCapabilities> {
  const all = HANDLERS.map(({ capabilities }) =>
    typeof capabilities === 'function' ? capabilities(client) : capabilities,
  );
  return Object.assign({}, ...all) as Partial<ServerCapabilities>;
}
