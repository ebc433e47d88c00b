import { linesOf } from '../../evaluator/position';
import {
  SemanticTokensBuilder,
  SemanticTokensDeltaRequest,
  SemanticTokensRequest,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SemanticTokensDeltaParams,
  type SemanticTokensParams,
} from 'vscode-languageserver/node';
import type { Program } from '../../evaluator/evaluate';
import { semanticTokens, type SemanticToken, type SemanticTokenType } from '../../features';
import type { Answering, Handler } from './handler';

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
  register({ connection, abilities, parsed, workspace, onChange }) {
    const builders = new Map<string, SemanticTokensBuilder>();
    /** Documents that were asked about, and whether their names were left to another server. */
    const left = new Map<string, boolean>();
    onChange((uri) => {
      const isOther = ([asked, before]: [string, boolean]): boolean => workspace()?.isNixElsewhere(asked) !== before;
      if (uri !== undefined || ![...left].some(isOther)) return;
      left.clear();
      if (abilities()?.workspace?.semanticTokens?.refreshSupport !== true) return;
      // An editor that ends meanwhile answers nothing.
      connection.languages.semanticTokens.refresh().catch(() => undefined);
    });
    const builderOf = (uri: string): SemanticTokensBuilder => {
      const builder = builders.get(uri) ?? new SemanticTokensBuilder();
      // The document that was asked about least recently is forgotten first.
      builders.delete(uri);
      builders.set(uri, builder);
      const [oldest] = builders.keys();
      if (builders.size > MAX_KEPT && oldest !== undefined) builders.delete(oldest);
      return builder;
    };
    /** Editors show the colours of one server: no answer leaves it to the other, an empty one does not. */
    const answering = <P extends SemanticTokensParams, R>(
      answer: (builder: SemanticTokensBuilder, program: Program, params: P) => R,
    ): Answering<P, R | null> => {
      const answered = parsed<P, R | null>('colouring names', null, (program, params, { isNixElsewhere }) => {
        const { uri } = params.textDocument;
        left.set(uri, isNixElsewhere(uri));
        return left.get(uri) === true ? null : answer(builderOf(uri), program, params);
      });
      return async (params, token) => {
        await workspace()?.settled(params.textDocument.uri);
        return answered(params, token);
      };
    };
    // The library's own registrations take no null.
    connection.onRequest(
      SemanticTokensRequest.type,
      answering<SemanticTokensParams, SemanticTokens>((builder, program) => {
        // Begins anew, and forgets what was sent before.
        builder.previousResult('');
        push(builder, program);
        return builder.build();
      }),
    );
    connection.onRequest(
      SemanticTokensDeltaRequest.type,
      answering<SemanticTokensDeltaParams, SemanticTokens | SemanticTokensDelta>((builder, program, params) => {
        builder.previousResult(params.previousResultId);
        push(builder, program);
        return builder.buildEdits();
      }),
    );
  },
};
