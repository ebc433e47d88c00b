// One file per feature on the wire; the list of all of them. They convert between the protocol's types and what the
// features say, and hold no logic.
import type { ServerCapabilities } from 'vscode-languageserver/node';
import { codeActionsHandler } from './code-actions';
import type { Handler } from './handler';
import { hoverHandler } from './hover';
import { previewsHandler } from './previews';
import { symbolsHandler } from './symbols';

export const HANDLERS: readonly Handler[] = [hoverHandler, symbolsHandler, codeActionsHandler, previewsHandler];

/** What all handlers together can do. */
export function handlerCapabilities(): Partial<ServerCapabilities> {
  return Object.assign({}, ...HANDLERS.map((handler) => handler.capabilities)) as Partial<ServerCapabilities>;
}
