import { SemanticTokensBuilder, type SemanticTokens } from 'vscode-languageserver/node';
import type { Program } from '../../evaluator/evaluate';
import { semanticTokens, type SemanticToken, type SemanticTokenType } from '../../features';
import { linesOf } from '../convert';
import type { Handler } from './handler';

const TYPES: readonly SemanticTokenType[] = [
  'parameter',
  'variable',
  'function',
  'namespace',
  'property',
  'unresolvedReference',
];
const MODIFIERS = ['definition', 'defaultLibrary'] as const;

/** Documents whose last tokens are kept, so that only what changed is sent. */
const MAX_KEPT = 32;

function modifiersOf({ isDefinition, isLibrary }: SemanticToken): number {
  return (isDefinition ? 1 : 0) | (isLibrary ? 2 : 0);
}

function push(builder: SemanticTokensBuilder, { source, parse }: Program): void {
  const lines = linesOf(source);
  for (const token of semanticTokens(parse)) {
    const { line, character } = lines.position(token.span.start);
    builder.push(line, character, token.span.end - token.span.start, TYPES.indexOf(token.type), modifiersOf(token));
  }
}

export const semanticTokensHandler: Handler = {
  capabilities: {
    semanticTokensProvider: {
      legend: { tokenTypes: [...TYPES], tokenModifiers: [...MODIFIERS] },
      full: { delta: true },
    },
  },
  register({ connection, parsed }) {
    const builders = new Map<string, SemanticTokensBuilder>();
    const builderOf = (uri: string): SemanticTokensBuilder => {
      const builder = builders.get(uri) ?? new SemanticTokensBuilder();
      // The document that was asked about least recently is forgotten first.
      builders.delete(uri);
      builders.set(uri, builder);
      const [oldest] = builders.keys();
      if (builders.size > MAX_KEPT && oldest !== undefined) builders.delete(oldest);
      return builder;
    };
    const nothing: SemanticTokens = { data: [] };
    connection.languages.semanticTokens.on(
      parsed('colouring names', nothing, (program, { textDocument: { uri } }) => {
        const builder = builderOf(uri);
        // Begins anew, and forgets what was sent before.
        builder.previousResult('');
        push(builder, program);
        return builder.build();
      }),
    );
    connection.languages.semanticTokens.onDelta(
      parsed('colouring names', nothing, (program, { textDocument: { uri }, previousResultId }) => {
        const builder = builderOf(uri);
        builder.previousResult(previousResultId);
        push(builder, program);
        return builder.buildEdits();
      }),
    );
  },
};
